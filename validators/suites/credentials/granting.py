"""API-OAUTH: how the service registers clients, asks for consent and gives tokens. Open Badges 3.0 section 7, RFC 6749,
RFC 7009, RFC 7591, RFC 7636."""

from collections.abc import Iterator
from typing import Any

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.net.errors import Refused
from fairmark.validators.net.url import Url
from fairmark.validators.suites.credentials.authorization import (
    CALLBACK,
    HOST,
    Consent,
    ask,
    authorization_address,
    client_of,
    register,
    registration,
    spend,
)
from fairmark.validators.suites.credentials.operations import AUTHORIZE, LIST, REGISTER, REVOKE, TOKEN
from fairmark.validators.suites.credentials.session import Grant, NoAccess, Session
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.login import REDIRECTS
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds, not_applicable

OTHER_CALLBACK = f"{HOST}/another"
METADATA = "/.well-known/oauth-authorization-server"
ECHOED = ("client_id", "client_secret", "client_id_issued_at", "client_secret_expires_at")
"""Members of the answer to a registration that are not in the request."""
REGISTRATION_ERRORS = frozenset(
    ["invalid_redirect_uri", "invalid_client_metadata", "invalid_software_statement", "unapproved_software_statement"]
)
WRONG_REGISTRATIONS: dict[str, dict[str, Any]] = {
    "without client_name": {"client_name": None},
    "without redirect_uris": {"redirect_uris": None},
    "without software_id": {"software_id": None},
    "with a policy_uri on another host": {"policy_uri": "https://elsewhere.example/privacy"},
    "with a redirect URI that is not https": {"redirect_uris": [CALLBACK.replace("https:", "http:")]},
    "with the implicit grant": {"grant_types": ["implicit"]},
}
"""Registrations that the standard forbids, by what is wrong with them."""


def fresh(session: Session) -> Grant:
    """Tokens for these checks alone, since some of them end in revocation. NoAccess without."""
    return session.granted()


@rule(
    "API-OAUTH-001",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.1.2, RFC 7636 section 4",
    message="{observed}",
)
def code_is_bound_to_its_client(session: Session) -> Results:
    """PKCE with S256 is demanded: no code is given without a challenge, and none is spent with another verifier.

    Why: Without it, whoever intercepts the code on the learner's device gets the learner's record.

    Example: A code that is exchanged for a token although the verifier is another one.

    Repair: Refuse authorization requests without code_challenge or with the method plain, and compare the SHA-256 of
    the verifier at the token endpoint.
    """
    try:
        yield _without_challenge(session)
        given = session.consent()
        answer = spend(
            session.recorder, session.description, session.client, given, session.scopes, code_verifier="x" * 64
        )
    except NoAccess as why:
        yield cannot_tell(TOKEN, str(why))
        return
    yield _refused(answer, "a code is exchanged although the verifier is another one", TOKEN)


def _without_challenge(session: Session) -> Result:
    """What comes of an authorization request without a challenge. A page is no refusal yet: it may be the login."""
    for changed, what in (
        ({"code_challenge": None, "code_challenge_method": None}, "without a code_challenge"),
        ({"code_challenge_method": "plain"}, "with the method plain"),
    ):
        try:
            given = session.consent(**changed)
        except NoAccess:
            continue
        if given.code:
            return breach(AUTHORIZE, observed=f"an authorization request {what} is given a code")
    return holds(AUTHORIZE)


def _refused(answer: Answer, observed: str, operation: str) -> Result:
    """Whether the token endpoint gave nothing."""
    if answer.status == 200 and "access_token" in answer.object():
        return breach(operation, answer, observed=observed)
    if answer.status not in (400, 401):
        return breach(operation, answer, observed=f"a refusal is answered with {answer.told()}, not HTTP 400")
    return holds(operation, answer)


@rule(
    "API-OAUTH-002",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.1.2, RFC 6749 section 4.1.2",
    message="{observed}",
)
def state_comes_back(session: Session) -> Results:
    """The redirect back to the client carries the state of the request, unchanged.

    Why: A client tells by it that the answer belongs to its own request and was not planted by somebody else.

    Example: A redirect with a code and no state.

    Repair: Put the state of the authorization request into the redirect, byte for byte.
    """
    try:
        given = session.once(last_consent)
    except NoAccess as why:
        yield cannot_tell(AUTHORIZE, str(why))
        return
    if given.answer.get("state") == given.state:
        yield holds(AUTHORIZE)
    else:
        what = "another state" if "state" in given.answer else "no state"
        yield breach(AUTHORIZE, observed=f"the redirect carries {what}")


def last_consent(session: Session) -> Consent:
    """The consent that the run's own tokens came from, else a new one."""
    return session.grant.consent if session.grant else session.consent()


@rule(
    "API-OAUTH-003",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.1.2, RFC 6749 section 4.1.2",
    message="{observed}",
)
def code_is_spent_once(session: Session) -> Results:
    """A code is exchanged once; when it comes again it is refused, and the tokens that it gave end.

    Why: A second use means that somebody else has the code.

    Example: The same code gives a token twice.

    Repair: Mark the code as spent in the same transaction that gives the token, and revoke its tokens when it comes
    again.
    """
    try:
        grant = session.granted()
    except NoAccess as why:
        yield cannot_tell(TOKEN, str(why))
        return
    again = spend(session.recorder, session.description, session.client, grant.consent, session.scopes)
    refused = _refused(again, "a code that was spent is exchanged again", TOKEN)
    if refused.holds and session.as_stranger(LIST, grant.token.value).status == 200:
        yield breach(TOKEN, again, observed="the token of a code that came twice is still taken")
    else:
        yield refused


@rule(
    "API-OAUTH-004",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.1.2, RFC 6749 section 3.1.2.4",
    message="{observed}",
)
def browser_goes_only_to_registered_addresses(session: Session) -> Results:
    """A redirect URI that was not registered gets an error page and never a redirect, and a code is spent only with the
    redirect URI that it was given to.

    Why: Otherwise anybody can have the codes of a client sent to an address of their own.

    Example: An authorization request for /another on the client's host that is redirected there.

    Repair: Compare the redirect URI with the registered ones as text, before anything else.
    """
    try:
        address, _, _ = authorization_address(
            session.description, session.client, session.scopes, redirect_uri=OTHER_CALLBACK
        )
        answer = session.recorder.send("GET", address, anonymous=True)
        location = answer.header("location") or ""
        if answer.status in REDIRECTS and location.startswith(OTHER_CALLBACK):
            yield breach(AUTHORIZE, answer, observed="the browser is sent to an address that was not registered")
        else:
            yield holds(AUTHORIZE, answer)
        given = session.consent()
    except NoAccess as why:
        yield cannot_tell(AUTHORIZE, str(why))
        return
    other = spend(
        session.recorder, session.description, session.client, given, session.scopes, redirect_uri=OTHER_CALLBACK
    )
    yield _refused(other, "a code is exchanged for another redirect URI than it was given to", TOKEN)


@rule(
    "API-OAUTH-005",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.1.1, RFC 7591 section 3.2",
    message="{observed}",
)
def registration_is_checked(session: Session) -> Results:
    """A whole registration is answered with 201 and all that the client needs; one that the standard forbids with 400
    and a reason.

    Why: A learner is asked to trust what stands in the registration; addresses on several hosts are how that trust is
    misused.

    Example: A client whose privacy policy lies on somebody else's host is registered.

    Repair: Check every member that the standard demands, that all addresses are https and on one host, and answer with
    one of the four errors of RFC 7591.
    """
    if not session.description.register:
        yield cannot_tell(REGISTER, "the discovery document names no registration address")
        return
    own = session.registered
    lacking = [name for name in (*ECHOED, "redirect_uris", "scope") if name not in own.object()]
    if own.status != 201 or lacking:
        observed = f"a whole registration is answered with {own.told()}" if own.status != 201 else ""
        yield breach(REGISTER, own, observed=observed or f"the answer lacks {', '.join(lacking)}")
        return
    yield next(_wrongly_registered(session), holds(REGISTER, own))


def _wrongly_registered(session: Session) -> Iterator[Result]:
    for what, changed in WRONG_REGISTRATIONS.items():
        answer = register(session.recorder, session.description, registration(session.scopes, **changed))
        if client_of(answer):
            yield breach(REGISTER, answer, observed=f"a client {what} is registered")
        elif answer.status != 400 or answer.object().get("error") not in REGISTRATION_ERRORS:
            yield breach(
                REGISTER, answer, observed=f"a client {what} is refused with {answer.told()} and no error of RFC 7591"
            )


@rule(
    "API-OAUTH-006",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.1.5, RFC 7009 section 2",
    message="{observed}",
)
def revoked_token_is_refused(session: Session) -> Results:
    """A token that was revoked is refused from then on.

    Why: A learner who takes a permission back relies on it.

    Example: The list is still answered to a token after its revocation has been answered with 200.

    Repair: Look the token up at every request, and let no cache outlive a revocation.
    """
    address = revocation(session)
    if not address:
        yield not_applicable(REVOKE, "no revocation address is published")
        return
    try:
        grant = session.once(fresh)
    except NoAccess as why:
        yield cannot_tell(REVOKE, str(why))
        return
    form = {"token": grant.token.value, "token_type_hint": "access_token"}
    answer = ask(session.recorder, address, session.client, form)
    if answer.status != 200:
        yield breach(REVOKE, answer, observed=f"a revocation is answered with {answer.told()}, not HTTP 200")
        return
    after = session.as_stranger(LIST, grant.token.value)
    if after.status == 401:
        yield holds(REVOKE, answer, after)
    else:
        yield breach(REVOKE, after, observed=f"a revoked token is answered with {after.told()}, not HTTP 401")


def revocation(session: Session) -> str:
    """The address at which tokens are revoked, from the metadata of the authorization server (RFC 8414), as the
    standard's discovery document has no place for it; "" where none is published."""
    try:
        origin = Url.parse(session.description.token).origin
    except Refused:
        return ""
    answer = session.recorder.send("GET", f"{origin}{METADATA}", anonymous=True)
    found = answer.object().get("revocation_endpoint")
    return found if answer.status == 200 and isinstance(found, str) else ""

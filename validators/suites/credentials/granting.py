"""API-OAUTH: how the service asks for consent and gives codes. Open Badges 3.0 section 7.1.2, RFC 6749, RFC 7636."""

from collections.abc import Iterator

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.suites.credentials.authorization import (
    CALLBACK,
    authorization_address,
    client_of,
    register,
    registration,
    spend,
)
from fairmark.validators.suites.credentials.grants import (
    OTHER_CALLBACK,
    other_than_list,
    with_another_redirect,
    with_another_verifier,
)
from fairmark.validators.suites.credentials.operations import AUTHORIZE, LIST, TOKEN
from fairmark.validators.suites.credentials.session import Grant, NoAccess, Session
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.login import REDIRECTS
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds

NOBODY = "nobody is there to sign in"
FOREIGN_CALLBACK = "https://elsewhere.example/callback"
NO_SUCH_SCOPE = "https://purl.imsglobal.org/spec/none/scope/nothing.readonly"


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
    yield _without_challenge(session)
    try:
        tried = session.once(with_another_verifier)
    except NoAccess as why:
        yield cannot_tell(TOKEN, str(why))
        return
    yield refused(tried.answer, "a code is exchanged although the verifier is another one")


def _without_challenge(session: Session) -> Result:
    """What comes of an authorization request without a challenge. A page is no refusal yet: it may be the login."""
    if session.login is None or session.closed:
        return cannot_tell(AUTHORIZE, NOBODY)
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


def refused(answer: Answer, observed: str) -> Result:
    """Whether the token endpoint gave nothing."""
    if answer.status == 200 and "access_token" in answer.object():
        return breach(TOKEN, answer, observed=observed)
    if answer.status not in (400, 401):
        return breach(TOKEN, answer, observed=f"a refusal is answered with {answer.told()}, not HTTP 400")
    return holds(TOKEN, answer)


@rule(
    "API-OAUTH-002",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.1.2, RFC 6749 section 4.1.2",
    message="{observed}",
)
def state_comes_back(session: Session) -> Results:
    """Every redirect back to the client, with a code or with an error, carries the state of the request, unchanged.

    Why: A client tells by it that the answer belongs to its own request and was not planted by somebody else.

    Example: A redirect with a code and no state.

    Repair: Put the state of the authorization request into the redirect, byte for byte.
    """
    if not session.consents:
        try:
            session.once(with_another_redirect)
        except NoAccess as why:
            yield cannot_tell(AUTHORIZE, str(why))
            return
    for given in session.consents:
        if given.answer.get("state") != given.state:
            what = "another state" if "state" in given.answer else "no state"
            how = "a code" if given.code else "an error"
            yield breach(AUTHORIZE, observed=f"the redirect with {how} carries {what}")
            return
    yield holds(AUTHORIZE)


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
    result = refused(again, "a code that was spent is exchanged again")
    if result.holds and session.as_stranger(LIST, grant.token.value).status == 200:
        yield breach(TOKEN, again, observed="the token of a code that came twice is still taken")
    else:
        yield result


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
        yield next(_sent_elsewhere(session), holds(AUTHORIZE))
        tried = session.once(with_another_redirect)
    except NoAccess as why:
        yield cannot_tell(AUTHORIZE, str(why))
        return
    yield refused(tried.answer, "a code is exchanged for another redirect URI than it was given to")


def _sent_elsewhere(session: Session) -> Iterator[Result]:
    for uri in (OTHER_CALLBACK, f"{CALLBACK}/further", FOREIGN_CALLBACK):
        address, *_ = authorization_address(session.description, session.client, session.scopes, redirect_uri=uri)
        answer = session.recorder.send("GET", address, anonymous=True)
        location = answer.header("location") or ""
        is_sent = answer.status in REDIRECTS and location.startswith(uri)
        if not is_sent and (answer.status >= 400 or not _comes_to(session, uri)):
            continue
        yield breach(AUTHORIZE, answer, observed="the browser is sent to an address that was not registered")


def _comes_to(session: Session, uri: str) -> bool:
    """Whether the browser is sent there once the person has signed in."""
    try:
        session.consent(redirect_uri=uri)
    except NoAccess:
        return False
    return True


@rule(
    "API-OAUTH-010",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.1.2, RFC 6749 section 3.3, RFC 7591 section 2",
    message="{observed}",
)
def nothing_is_granted_that_was_not_asked_for(session: Session) -> Results:
    """A scope that there is not, or that the client has not registered, is not granted, and no token has more than was
    asked for.

    Why: A learner allows what the page says; a token that can do more was never allowed.

    Example: A request for a scope that nobody knows ends in a token without any scope.

    Repair: Answer such a request with the error invalid_scope, and name in every token answer what was granted.
    """
    try:
        grants = [session.once(with_another_verifier).grant, session.once(with_another_redirect).grant]
        wider = next((one for one in grants if set(one.token.scope.split()) - set(one.asked)), None)
        if wider:
            yield breach(TOKEN, wider.answer, observed="a token has more scopes than it was asked for")
            return
        yield next(_granted_wrongly(session), holds(TOKEN))
    except NoAccess as why:
        yield cannot_tell(TOKEN, str(why))


def _granted_wrongly(session: Session) -> Iterator[Result]:
    """Tokens that come of scopes that cannot be had. A service may give what the client has registered instead, if its
    answer says so (RFC 6749 section 3.3)."""
    grant = _try(session, [session.scope(LIST)], NO_SUCH_SCOPE)
    if grant and not set(grant.token.scope.split()) & set(session.scopes):
        yield breach(TOKEN, grant.answer, observed="a scope that there is not ends in a token")
    other = other_than_list(session)
    grant = _try(session, [session.scope(LIST)], session.scope(other)) if other else None
    if grant and grant.token.scope.split() != [session.scope(LIST)]:
        yield breach(TOKEN, grant.answer, observed="a scope that the client has not registered ends in a token")


def _try(session: Session, registered: list[str], asked: str) -> Grant | None:
    """What a client that has registered some scopes is given for another one; None for nothing."""
    client = client_of(register(session.recorder, session.description, registration(registered)))
    if client is None:
        return None
    try:
        return session.exchanged(session.consent(client, [asked]), [asked], client)
    except NoAccess:
        return None


@rule(
    "API-OAUTH-014",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.1.2, RFC 6749 section 3.1.1",
    message="response_type=token is answered with a token in the address",
)
def only_codes_are_given(session: Session) -> Results:
    """The browser brings a code to the client, and never a token.

    Why: What stands in an address is kept in histories and logs, and whoever reads them has the learner's record.

    Example: A request with response_type=token that is redirected with access_token in the fragment.

    Repair: Know response_type=code alone, and answer any other with the error unsupported_response_type.
    """
    if session.login is None or session.closed:
        yield cannot_tell(AUTHORIZE, NOBODY)
        return
    try:
        given = session.consent(response_type="token")
    except NoAccess:
        yield holds(AUTHORIZE)
        return
    if "access_token" in given.answer:
        yield breach(AUTHORIZE, observed="")
    else:
        yield holds(AUTHORIZE)

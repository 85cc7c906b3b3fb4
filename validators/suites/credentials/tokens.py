"""API-OAUTH: what the token endpoint answers, and how tokens are renewed and taken back. Open Badges 3.0 sections 7.1.3
to 7.1.5, RFC 6749, RFC 7009."""

from dataclasses import replace
import secrets

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.net.errors import Refused
from fairmark.validators.net.url import Url
from fairmark.validators.suites.access import REASONS
from fairmark.validators.suites.credentials.authorization import CALLBACK, ask, refresh
from fairmark.validators.suites.credentials.grants import renewed, with_another_redirect
from fairmark.validators.suites.credentials.operations import LIST, REVOKE, TOKEN
from fairmark.validators.suites.credentials.session import NoAccess, Session
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds, not_applicable

METADATA = "/.well-known/oauth-authorization-server"
NO_REVOCATION = "no revocation address is published"
NO_REFRESH = "no refresh token is given"


def exchange(session: Session) -> Answer:
    """The first answer to a code that was spent as it should be; NoAccess without one."""
    if not session.exchanges:
        session.once(with_another_redirect)
    return session.exchanges[0]


@rule(
    "API-OAUTH-007",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.1.2.4, RFC 6749 section 5.1",
    message="{observed}",
)
def code_is_exchanged_for_a_token(session: Session) -> Results:
    """A code is exchanged for a JSON object with access_token, token_type bearer and scope.

    Why: A client cannot use a token without its type, and without the scope does not know what it was allowed.

    Example: An answer without scope.

    Repair: Answer 200 with access_token, token_type and scope as application/json; expires_in should be there as well.
    """
    answer = exchange(session)
    observed = _token_deviation(answer)
    yield breach(TOKEN, answer, observed=observed) if observed else holds(TOKEN, answer)


def _token_deviation(answer: Answer) -> str:
    told = answer.object()
    if answer.status != 200:
        return f"a code is answered with {answer.told()}"
    if answer.media_type != "application/json" or not told:
        return "the tokens are no JSON object, announced as application/json"
    if lacking := [name for name in ("access_token", "token_type", "scope") if not isinstance(told.get(name), str)]:
        return f"the answer with the tokens lacks {', '.join(lacking)}"
    return "" if told["token_type"].lower() == "bearer" else "the token is of another type than bearer"


@rule(
    "API-OAUTH-008",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="RFC 6749 section 5.1",
    message="tokens are answered without Cache-Control: no-store",
    needs=("API-OAUTH-007",),
)
def tokens_are_kept_by_no_cache(session: Session) -> Results:
    """Answers with tokens carry Cache-Control: no-store.

    Why: A cache between the service and the client would hand the learner's token to the next one who asks.

    Example: Tokens with Cache-Control: max-age=60, or without the header.

    Repair: Send Cache-Control: no-store with everything that the token endpoint answers.
    """
    answer = exchange(session)
    if "no-store" in (answer.header("cache-control") or "").lower():
        yield holds(TOKEN, answer)
    else:
        yield breach(TOKEN, answer, observed="")


@rule(
    "API-OAUTH-009",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.2, RFC 6749 section 6",
    message="{observed}",
    needs=("API-OAUTH-007",),
)
def refresh_token_renews_the_access(session: Session) -> Results:
    """A refresh token is exchanged for a new access token that is taken, and never for more than was granted.

    Why: A client that works while the learner is away has nothing else to go by.

    Example: The refresh token is answered with the access token from before.

    Repair: Make a new access token for what was granted, and refuse a wider scope with invalid_scope.
    """
    done = session.once(renewed)
    if done is None:
        yield not_applicable(TOKEN, NO_REFRESH)
        return
    new = done.plain.object().get("access_token")
    if done.plain.status != 200 or not isinstance(new, str):
        yield breach(TOKEN, done.plain, observed=f"a refresh token is answered with {done.plain.told()} and no token")
    elif new == done.grant.token.value:
        yield breach(TOKEN, done.plain, observed="a refresh token is answered with the access token from before")
    elif set(str(done.wider.object().get("scope", "")).split()) - set(done.grant.asked):
        yield breach(TOKEN, done.wider, observed="a refresh token is exchanged for more than was granted")
    elif (after := session.as_stranger(LIST, done.token.value)).status != 200:
        yield breach(TOKEN, done.plain, after, observed=f"the new access token is answered with {after.told()}")
    else:
        yield holds(TOKEN, done.plain)


@rule(
    "API-OAUTH-011",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.1.2.4, RFC 6749 section 5.2",
    message="a client with a wrong secret {observed}",
    needs=("API-OAUTH-007",),
)
def client_proves_who_it_is(session: Session) -> Results:
    """A client with a wrong secret is answered with 401, invalid_client and WWW-Authenticate.

    Why: Whoever has got hold of a code or a refresh token must not be able to use it without the client's secret.

    Example: HTTP 400 without WWW-Authenticate, or tokens whatever the secret is.

    Repair: Compare the secret in the header Authorization first, and answer 401 with `WWW-Authenticate: Basic`.
    """
    wrong = replace(session.client, secret=secrets.token_urlsafe(32))
    form = {"grant_type": "authorization_code", "code": "no-such-code", "redirect_uri": CALLBACK}
    answer = ask(session.recorder, session.description.token, wrong, {**form, "code_verifier": "x" * 64})
    if answer.status != 401 or answer.object().get("error") != "invalid_client":
        error = "invalid_client" if answer.object().get("error") == "invalid_client" else "another error or none"
        yield breach(TOKEN, answer, observed=f"is answered with {answer.told()} and {error}")
    elif "basic" not in (answer.header("www-authenticate") or "").lower():
        yield breach(TOKEN, answer, observed="is not told by WWW-Authenticate: Basic how to prove who it is")
    else:
        yield holds(TOKEN, answer)


@rule(
    "API-OAUTH-012",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.1.2.4, RFC 6749 section 5.2",
    message="{observed}",
    needs=("API-OAUTH-007",),
)
def token_endpoint_says_why_not(session: Session) -> Results:
    """The token endpoint refuses with 400 and a JSON object with an error of RFC 6749: invalid_grant for a code that it
    does not know.

    Why: A client decides by the error whether to ask the learner again or to give up.

    Example: A made-up code is answered with HTTP 500, or with a page.

    Repair: Answer 400 with `{"error": "invalid_grant"}` for codes, and unsupported_grant_type for grants that there are
    not.
    """
    code = {"grant_type": "authorization_code", "code": "no-such-code", "redirect_uri": CALLBACK}
    yield next(
        (
            breach(TOKEN, answer, observed=f"{what} is answered with {answer.told()}{_without(answer, errors)}")
            for what, form, errors in (
                ("a code that there is not", {**code, "code_verifier": "x" * 64}, {"invalid_grant"}),
                ("a grant that there is not", {"grant_type": "urn:fairmark:none"}, REASONS),
            )
            if (answer := ask(session.recorder, session.description.token, session.client, form)).status != 400
            or answer.object().get("error") not in errors
        ),
        holds(TOKEN),
    )


def _without(answer: Answer, errors: set[str] | frozenset[str]) -> str:
    wanted = next(iter(errors)) if len(errors) == 1 else "an error of RFC 6749"
    return "" if answer.object().get("error") in errors else f", without {wanted}"


# -- revocation ------------------------------------------------------------------------------------------------------


@rule(
    "API-OAUTH-006",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 7.3, RFC 7009 section 2",
    message="{observed}",
    needs=("API-AUTH-002", "API-OAUTH-009"),  # these use the tokens that end here
)
def revoked_token_is_refused(session: Session) -> Results:
    """A token that was revoked is refused from then on, an access token as well as a refresh token.

    Why: A learner who takes a permission back relies on it.

    Example: The list is still answered to a token after its revocation has been answered with 200.

    Repair: Look the token up at every request, and let no cache outlive a revocation.
    """
    if not session.once(revocation):
        yield not_applicable(REVOKE, NO_REVOCATION)
        return
    try:
        grant = session.once(with_another_redirect).grant
    except NoAccess as why:
        yield cannot_tell(REVOKE, str(why))
        return
    done = session.once(renewed)
    access, refreshing = (done.token.value, done.refresh) if done else (grant.token.value, grant.refresh)
    result = _access_ends(session, access)
    yield _renewal_ends(session, refreshing) if result.holds and refreshing else result


def _access_ends(session: Session, token: str) -> Result:
    before = session.as_stranger(LIST, token)
    if before.status != 200:
        return cannot_tell(REVOKE, f"the token that was to be revoked is answered with {before.told()}", before)
    answer = _revoke(session, token, "access_token")
    if answer.status != 200:
        return breach(REVOKE, answer, observed=f"a revocation is answered with {answer.told()}, not HTTP 200")
    after = session.as_stranger(LIST, token)
    if after.status >= 300:  # with which status, is a matter of API-AUTH-001
        return holds(REVOKE, answer, after)
    return breach(REVOKE, after, observed=f"a revoked token is answered with {after.told()}")


def _renewal_ends(session: Session, token: str) -> Result:
    answer = _revoke(session, token, "refresh_token")
    if answer.status != 200:
        return breach(REVOKE, answer, observed=f"a revocation is answered with {answer.told()}, not HTTP 200")
    after = refresh(session.recorder, session.description, session.client, token)
    if "access_token" in after.object():
        return breach(REVOKE, answer, after, observed="a refresh token that was revoked is exchanged for new tokens")
    return holds(REVOKE, answer, after)


@rule(
    "API-OAUTH-013",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="RFC 7009 section 2.2",
    message="the revocation of a token that there is not is answered with {observed}, not HTTP 200",
)
def revoking_what_is_unknown_succeeds(session: Session) -> Results:
    """The revocation of a token that there is not is answered with 200.

    Why: What the client wanted is true already, and it has no other way to handle it.

    Example: HTTP 400 or 404 for a token that has ended long ago.

    Repair: Answer 200 whether or not the token was known.
    """
    if not session.once(revocation):
        yield not_applicable(REVOKE, NO_REVOCATION)
        return
    answer = _revoke(session, secrets.token_urlsafe(32), "access_token")
    if answer.status == 200:
        yield holds(REVOKE, answer)
    else:
        yield breach(REVOKE, answer, observed=answer.told())


def _revoke(session: Session, token: str, kind: str) -> Answer:
    form = {"token": token, "token_type_hint": kind}
    return ask(session.recorder, session.once(revocation), session.client, form)


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

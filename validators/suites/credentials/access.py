"""API-AUTH: who may do what. Open Badges 3.0 section 7, RFC 6750 section 3.1."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.suites.credentials.grants import (
    body_for,
    offered,
    other_than_list,
    with_another_redirect,
    with_another_verifier,
)
from fairmark.validators.suites.credentials.operations import LIST, PROFILE, PUT_PROFILE, Operation
from fairmark.validators.suites.credentials.session import Grant, NoAccess, Session
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds, not_applicable

BASIS = "Open Badges 3.0 section 7.1.3, RFC 6750 section 3.1"
NO_TOKEN = "no.such.token"
NOT_OFFERED = frozenset({404, 405, 501})
"""Statuses of an operation that the service does not have."""
KINDS_OF_STRANGERS = (("", "without a token"), (NO_TOKEN, "with a token that was never issued"))


def as_strangers(session: Session) -> dict[Operation, list[tuple[str, Answer]]]:
    """What each operation answers to somebody without a token, and with one that nobody has issued."""
    return {
        operation: [
            (what, session.as_stranger(operation, token, body_for(session, operation)))
            for token, what in KINDS_OF_STRANGERS
        ]
        for operation in offered(session)
    }


@rule(
    "API-AUTH-001",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis=BASIS,
    message="a request {expected} is answered with {observed}, not HTTP 401",
)
def nobody_gets_in_without_a_token(session: Session) -> Results:
    """A request without a token, or with one that was never issued, is answered with 401.

    Why: Credentials and grades are personal; whoever guesses the address must not read them.

    Example: GET /credentials without an Authorization header is answered with a list.

    Repair: Check the token before anything else, and answer 401 with WWW-Authenticate where there is none that holds.
    """
    for operation, answers in session.once(as_strangers).items():
        yield _kept_out(operation, answers)


def _kept_out(operation: Operation, answers: list[tuple[str, Answer]]) -> Result:
    for what, answer in answers:
        if answer.status in NOT_OFFERED and operation not in (LIST, PROFILE):
            return not_applicable(operation.name, "the operation is not offered")
        if answer.response is None:
            return cannot_tell(operation.name, answer.told(), answer)
        if answer.status != 401:
            return breach(operation.name, answer, observed=answer.told(), expected=what)
    return holds(operation.name, *(answer for _, answer in answers))


@rule(
    "API-AUTH-002",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis=BASIS,
    message="a token for {expected} alone gets {observed}, not HTTP 403",
    needs=("API-AUTH-001",),
)
def scope_bounds_what_a_token_can_do(session: Session) -> Results:
    """A token whose scope does not cover the operation is answered with 403.

    Why: A learner who lets an application read a profile has not let it read grades.

    Example: A token for profile.readonly that gets the list of credentials.

    Repair: Hold the scopes of the token against those of the operation.
    """
    covered = other_than_list(session)
    if covered is None:
        yield cannot_tell(LIST.name, "the service offers one scope alone")
        return
    try:
        narrow = session.once(with_another_verifier).grant
        for operation in offered(session):
            if operation is not covered:
                yield _bounded(session, operation, narrow)
        if covered is PROFILE:
            yield _bounded(session, PROFILE, session.once(with_another_redirect).grant)
    except NoAccess as why:
        yield cannot_tell(LIST.name, f"no token with another scope could be had: {why}")


def _bounded(session: Session, operation: Operation, grant: Grant) -> Result:
    """Whether a token for something else is refused. A profile is put as it is, so that nothing is lost."""
    if session.scope(operation) in grant.token.scope.split():
        return cannot_tell(operation.name, "the token was given a wider scope than it was asked for", grant.answer)
    body = body_for(session, operation)
    if operation is PUT_PROFILE:
        own = session.get(PROFILE)
        if own.status != 200:
            return cannot_tell(operation.name, "there is no profile that could be put", own)
        body = own.body
    answer = session.as_stranger(operation, grant.token.value, body)
    if answer.status in NOT_OFFERED and operation is not LIST:
        return not_applicable(operation.name, "the operation is not offered")
    if answer.status == 403:
        return holds(operation.name, answer)
    return breach(operation.name, answer, observed=answer.told(), expected=grant.asked[0])


@rule(
    "API-AUTH-003",
    scope="live",
    severity=WARNING,
    versions=SERVICES,
    basis="RFC 6750 section 3, RFC 9110 section 15.5.2",
    message="HTTP 401 {expected} comes without WWW-Authenticate: Bearer",
    needs=("API-AUTH-001",),
)
def refusal_says_how_to_authenticate(session: Session) -> Results:
    """An answer with HTTP 401 names the scheme Bearer in WWW-Authenticate.

    Why: A client learns from it that it needs a token, or that its token has expired, and gets a new one by itself.

    Example: HTTP 401 with a body alone.

    Repair: Add `WWW-Authenticate: Bearer`, with `error="invalid_token"` where a token was sent.
    """
    for operation, answers in session.once(as_strangers).items():
        refused = [(what, answer) for what, answer in answers if answer.status == 401]
        silent = next(((what, one) for what, one in refused if not _challenges(one)), None)
        if silent:
            yield breach(operation.name, silent[1], expected=silent[0], observed="")
        elif refused:
            yield holds(operation.name, *(answer for _, answer in refused))


def _challenges(answer: Answer) -> bool:
    return "bearer" in (answer.header("www-authenticate") or "").lower()

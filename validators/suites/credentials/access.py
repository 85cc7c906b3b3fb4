"""API-AUTH: who may do what. Open Badges 3.0 section 7, RFC 6750 section 3.1."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.suites.credentials.operations import LIST, OPERATIONS, PROFILE, UPSERT, Operation
from fairmark.validators.suites.credentials.session import Grant, NoAccess, Session
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds, not_applicable

BASIS = "Open Badges 3.0 section 7.2, RFC 6750 section 3.1"
NO_TOKEN = "no.such.token"
NOT_OFFERED = frozenset({404, 405, 501})
"""Statuses of an operation that the service does not have."""


def offered(session: Session) -> list[Operation]:
    """The operations with a scope that the service's own description offers."""
    return [one for one in OPERATIONS if one.scope and session.scope(one) in session.description.scopes]


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
    for operation in offered(session):
        yield _refused(session, operation)


def _refused(session: Session, operation: Operation) -> Result:
    for token, what in (("", "without a token"), (NO_TOKEN, "with a token that was never issued")):
        answer = session.as_stranger(operation, token)
        if answer.status in NOT_OFFERED and operation not in (LIST, PROFILE):
            return not_applicable(operation.name, "the operation is not offered")
        if answer.response is None:
            return cannot_tell(operation.name, answer.told(), answer)
        if answer.status != 401:
            return breach(operation.name, answer, observed=answer.told(), expected=what)
    return holds(operation.name)


def with_one_scope(session: Session) -> tuple[Operation, Grant]:
    """Tokens for one operation alone: the profile, else sending. NoAccess where that cannot be had."""
    for operation in (PROFILE, UPSERT):
        if operation in offered(session):
            return operation, session.granted([session.scope(operation)])
    raise NoAccess("The service offers but one scope.")


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
    try:
        operation, grant = session.once(with_one_scope)
    except NoAccess as why:
        yield cannot_tell(LIST.name, f"no token with another scope could be had: {why}")
        return
    answer: Answer = session.as_stranger(LIST, grant.token.value)
    if answer.status == 403:
        yield holds(LIST.name, answer)
    else:
        yield breach(LIST.name, answer, observed=answer.told(), expected=operation.scope)

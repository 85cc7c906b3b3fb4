"""API-ERR: how a request is refused. Open Badges 3.0 section B.3.1 Imsx_StatusInfo."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from fairmark.schemas.credentials import ACCEPTED
from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.shape import accepts
from fairmark.validators.suites.credentials.access import as_strangers
from fairmark.validators.suites.credentials.grants import other_than_list, with_another_verifier
from fairmark.validators.suites.credentials.operations import LIST, UPSERT, Operation
from fairmark.validators.suites.credentials.session import NoAccess, Session
from fairmark.validators.suites.credentials.uploading import uploads
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results, breach, holds

NOWHERE = "/credentials/none-of-this-id"
FAILURE = ("failure", "error")
TRIPLES = {
    "fullsuccess": ("success", "status", 200),
    "not_modified": ("success", "status", 304),
    "invalid_query_parameter": (*FAILURE, 400),
    "unauthorizedrequest": (*FAILURE, 401),
    "forbidden": (*FAILURE, 403),
    "not_found": ("failure", "status", 404),
    "not_allowed": (*FAILURE, 405),
    "not_acceptable": (*FAILURE, 406),
    "misdirected_request": (*FAILURE, 421),
    "invalid_data": (*FAILURE, 422),
    "server_busy": (*FAILURE, 429),
    "internal_server_error": (*FAILURE, 500),
}
"""Value of imsx_codeMinor to the imsx_codeMajor, imsx_severity and status that go with it."""
LOOSE = frozenset({400, 422})
"""Statuses of which either may go with invalid_data: the standard lists 400 alone among the answers to a request whose
data is wrong, and 422 beside the code."""


def refusals(session: Session) -> Iterator[tuple[Operation, Answer]]:
    """Requests that must be refused, with their answers. PATCH is an operation of neither standard; without a body it
    can change nothing."""
    for operation, answers in session.once(as_strangers).items():
        yield from ((operation, answer) for _, answer in answers)
    if session.closed:
        return
    yield LIST, session.get(LIST, limit="0")
    yield LIST, session.ask("PATCH", LIST.path)
    if session.profile.role == "host":
        yield from ((UPSERT, answer) for answer in session.once(uploads).spoilt.values())
    if other_than_list(session):
        with suppress(NoAccess):
            narrow = session.once(with_another_verifier).grant
            yield LIST, session.as_stranger(LIST, narrow.token.value)
    unknown = session.ask("GET", NOWHERE)
    if "imsx_codeMajor" in unknown.object():  # what is no address of the service need not be refused by it
        yield LIST, unknown


@rule(
    "API-ERR-001",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section B.3.1 Imsx_StatusInfo",
    message="{observed}",
)
def refusal_says_why(session: Session) -> Results:
    """An answer that is no success has an Imsx_StatusInfo whose codes go together and with the HTTP status.

    Why: Clients decide by the codes whether to ask again, to ask the learner, or to give up.

    Example: HTTP 401 with an HTML page, or with imsx_codeMinor not_found.

    Repair: Answer with imsx_codeMajor, imsx_severity and imsx_codeMinor as the standard's table has them.
    """
    seen: dict[str, list[tuple[Answer, str]]] = {}
    for operation, answer in refusals(session):
        if answer.response is not None and answer.status >= 400:
            seen.setdefault(operation.name, []).append((answer, _wrong(answer)))
    for name, answers in seen.items():
        wrong = next(((answer, told) for answer, told in answers if told), None)
        if wrong:
            yield breach(name, wrong[0], observed=wrong[1])
        else:
            yield holds(name, answers[0][0])


def _wrong(answer: Answer) -> str:
    """What is wrong with a refusal, "" for nothing."""
    body = answer.object()
    if not accepts(ACCEPTED["2.0"], "Imsx_StatusInfo", body):
        return f"{answer.told()} has no Imsx_StatusInfo"
    if body.get("imsx_codeMajor") == "success":
        return f"{answer.told()} says success"
    for value in _minors(body):
        if value not in TRIPLES:
            continue
        major, severity, status = TRIPLES[value]
        told = (body.get("imsx_codeMajor"), body.get("imsx_severity"))
        is_loose = value == "invalid_data" and answer.status in LOOSE
        if status != answer.status and not is_loose:
            return f"{answer.told()} has the code {value}, which belongs to HTTP {status}"
        if told[0] not in (major, "unsupported") or told[1] != severity:
            return f"{value} goes with {major} and {severity}, not with {told[0]} and {told[1]}"
    return ""


def _minors(body: dict[str, Any]) -> Iterator[str]:
    minor = body.get("imsx_codeMinor")
    fields = minor.get("imsx_codeMinorField", []) if isinstance(minor, dict) else []
    for field in fields:
        yield field["imsx_codeMinorFieldValue"]

"""CASE-API-003 to CASE-API-006: how a request is refused. CASE 1.1 RB 2.4, IM 7.1.39, IM B1.3."""

from collections.abc import Iterator
from typing import Any

from fairmark.schemas.case import SCHEMAS
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.rules.shape import accepts
from fairmark.validators.suites.case.bodies import STATUS_INFO, is_status_info
from fairmark.validators.suites.case.operations import BY_IDENTIFIER, OPERATIONS, Operation
from fairmark.validators.suites.case.probes import is_offered, malformed, probes, unknown
from fairmark.validators.suites.case.rights import refusals_of_strangers
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.case.tally import ELSEWHERE, Tally
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds, not_applicable

UNKNOWN_OBJECT = "unknownobject"
INVALID_UUID = {"1.0": "invaliduuid", "1.1": "invalid_uuid"}

OTHERWISE_SPELLED = {
    "1.0": {"unauthorised_request": "unauthorisedrequest", "invalid_uuid": "invaliduuid"},
    "1.1": {"unauthorisedrequest": "unauthorised_request", "invaliduuid": "invalid_uuid"},
}
"""Version to the tokens that only the other version spells so, each with the version's own."""

PROMISED = {"invalid_filter_field": "invalid_selection_field", "unsupported": "invalid_selection_field"}
"""Tokens that the text of the standard asks for and its vocabulary lacks (RB 3.3, IM B1.3): nobody is blamed for one.
Each with one of the vocabulary that may stand in its place while the body is held against the schema."""

NOT_OFFERED = "the optional operation is not offered"
NOT_SHOWN = "the answer is about something else ({})"


def tokens_of(answer: Answer) -> list[str]:
    """The imsx_codeMinor tokens of a refusal; none where it has none in the form of the standard."""
    return [field["imsx_codeMinorFieldValue"] for field in _fields(answer.object())]


def _fields(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The members of imsx_codeMinorField that have a token."""
    minor = body.get("imsx_codeMinor")
    fields = minor.get("imsx_codeMinorField") if isinstance(minor, dict) else None
    found = [one for one in fields if isinstance(one, dict)] if isinstance(fields, list) else []
    return [one for one in found if isinstance(one.get("imsx_codeMinorFieldValue"), str)]


@rule(
    "CASE-API-003",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 RB 2.4",
    message="an unknown identifier is answered with {observed}, not {expected}",
    needs=("CASE-API-007", "CASE-API-005", "CASE-API-006"),
)
def unknown_identifier_is_refused(session: Session) -> Results:
    """An identifier that nothing has is answered with 404 and the token unknownobject.

    Why: A client tells by it that an object was withdrawn, and removes its own copy.

    Example: HTTP 200 with an empty object; HTTP 404 without imsx_codeMinor.

    Repair: Answer 404 with imsx_StatusInfo whose imsx_codeMinor holds `unknownobject`.
    """
    for operation in BY_IDENTIFIER:
        yield _refused(session, operation, unknown(session, operation), UNKNOWN_OBJECT)


@rule(
    "CASE-API-004",
    scope="live",
    severity=ERROR,
    lenient=WARNING,
    versions=BOTH,
    basis="CASE 1.1 RB 2.4, IM B1.3",
    message="an identifier that is no UUID is answered with {observed}, not {expected}",
    needs=("CASE-API-007", "CASE-API-005", "CASE-API-006"),
    notes="The standard asks for 404, where many servers send 400; the finding says which of the two it is. The token "
    "is spelled invaliduuid in 1.0 and invalid_uuid in 1.1.",
)
def malformed_identifier_is_refused(session: Session) -> Results:
    """An identifier that is no UUID is answered with 404 and the version's token for it.

    Why: A client tells by it that its own data is wrong, and that nothing was withdrawn.

    Example: HTTP 400; HTTP 404 with `unknownobject`; HTTP 500, as the database refuses the identifier.

    Repair: Check the form of the identifier first, and answer 404 with `invalid_uuid` (in 1.0: `invaliduuid`).
    """
    for operation in BY_IDENTIFIER:
        yield _refused(session, operation, malformed(session, operation), INVALID_UUID[session.version])


def _refused(session: Session, operation: Operation, answer: Answer, token: str) -> Result:
    """Whether the refusal is a 404 with that token."""
    name, expected = operation.name, f"HTTP 404 with {token}"
    if answer.status in ELSEWHERE:
        return cannot_tell(name, NOT_SHOWN.format(answer.told()), answer)
    found = tokens_of(answer)
    if answer.status == 404 and token in found:
        return holds(name, answer)
    if not is_offered(session, operation):
        return not_applicable(name, NOT_OFFERED)
    # What a server writes there is its own text; only tokens of the standard are repeated.
    known = [one for one in found if _is_token(one)]
    told = f"with {', '.join(known)}" if known else "with a token of its own" if found else "without a token"
    return breach(name, answer, observed=f"{answer.told()} {told}", expected=expected)


def _is_token(text: str) -> bool:
    return text.isascii() and len(text) < 40 and text.replace("_", "").isalpha()


@rule(
    "CASE-API-005",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.39",
    message="a refusal has {observed}, not {expected}",
    notes="Looked at are refusals of the class 4xx: what a gateway or a broken server sends as 5xx is not in the hand "
    "of the service, and CASE-API-020 reports it. Tokens of the other version are CASE-API-006's; those that the text "
    "of the standard asks for and its vocabulary lacks are let pass.",
)
def refusal_is_a_status_info(session: Session) -> Results:
    """A refusal has a valid imsx_StatusInfo as its body, which says failure and error.

    Why: A client shows or logs the reason from it; a page for people tells a machine nothing.

    Example: HTTP 404 with an HTML page, or with `{"error": "not found"}`.

    Repair: Send `{"imsx_codeMajor": "failure", "imsx_severity": "error", ...}` with every refusal, with no members but
    those of the class and tokens from its vocabulary.
    """
    for operation in OPERATIONS:
        tally = Tally(operation.name)
        for answer in _refusals(session, operation):
            if wrong := _fault_of(answer, session.version):
                tally.breaks(answer, observed=wrong, expected=f"a valid {STATUS_INFO} that says failure and error")
            else:
                tally.keeps(answer)
        yield _if_offered(session, operation, tally)


@rule(
    "CASE-API-006",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 OpenAPI, enumeration of imsx_codeMinorFieldValue; CASE 1.0 Swagger, the same",
    message="the token is spelled {observed}, as in the other version; here it is {expected}",
)
def token_is_spelled_for_the_version(session: Session) -> Results:
    """An imsx_codeMinor token is spelled as the version of the service spells it.

    Why: A client compares tokens as texts and does not recognise that of the other version.

    Example: `invalid_uuid` below /ims/case/v1p0, or `invaliduuid` below /ims/case/v1p1.

    Repair: Keep two spellings: unauthorisedrequest and invaliduuid in 1.0, unauthorised_request and invalid_uuid in
    1.1.
    """
    own = OTHERWISE_SPELLED[session.version]
    for operation in OPERATIONS:
        tally = Tally(operation.name)
        for answer in _refusals(session, operation):
            found = tokens_of(answer)
            wrong = next((token for token in found if token in own), None)
            if wrong:
                tally.breaks(answer, observed=wrong, expected=own[wrong])
            elif found:
                tally.keeps(answer)
        yield tally.result("no refusal with a token was seen")


def _refusals(session: Session, operation: Operation) -> Iterator[Answer]:
    """The answers of the class 4xx that the operation gave."""
    samples = (answer for _, answer in session.samples[operation])
    for answer in (*samples, *probes(session, operation), *refusals_of_strangers(session, operation)):
        if 400 <= answer.status < 500:
            yield answer


def _if_offered(session: Session, operation: Operation, tally: Tally) -> Result:
    if tally.broken and not is_offered(session, operation):
        return not_applicable(operation.name, NOT_OFFERED)
    return tally.result("no refusal was seen")


def _fault_of(answer: Answer, version: str) -> str:
    """What is wrong with the body of a refusal; "" where it is as it should be."""
    if not answer.body.strip():
        return "no body"
    body = answer.object()
    if not body:
        return "a body that is no JSON object"
    if not is_status_info(body):
        return f"an object that is no {STATUS_INFO}"
    if not accepts(SCHEMAS[version], STATUS_INFO, _with_own_tokens(body, version)):
        return f"an {STATUS_INFO} with faults of shape or a token that is not in the vocabulary"
    told = (body["imsx_codeMajor"], body["imsx_severity"])
    if told == ("failure", "error") or (answer.status in (405, 501) and told[0] == "unsupported"):
        return ""
    return f"an {STATUS_INFO} that says {' and '.join(told)}"


def _with_own_tokens(body: dict[str, Any], version: str) -> dict[str, Any]:
    """The body with tokens that others speak about, or that nobody is blamed for, replaced by some of the version."""
    fields = _fields(body)
    if not fields:
        return body
    allowed = {**PROMISED, **OTHERWISE_SPELLED[version]}
    minor = body["imsx_codeMinor"]

    def own(field: Any) -> Any:
        if not isinstance(field, dict) or not isinstance(value := field.get("imsx_codeMinorFieldValue"), str):
            return field
        return {**field, "imsx_codeMinorFieldValue": allowed.get(value, value)}

    return {**body, "imsx_codeMinor": {**minor, "imsx_codeMinorField": [own(f) for f in minor["imsx_codeMinorField"]]}}

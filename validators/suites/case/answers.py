"""CASE-API: what every answer to a valid request has to be."""

from collections.abc import Iterator

from fairmark.schemas.case import SCHEMAS
from fairmark.validators.core.levels import ERROR, INFO
from fairmark.validators.core.rule import rule
from fairmark.validators.readers.case import ROOTS
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.rules.shape import accepts
from fairmark.validators.suites.case.bodies import SET_MEMBERS, STATUS_INFO, is_empty_set, is_status_info, misfit
from fairmark.validators.suites.case.operations import SETS, Operation
from fairmark.validators.suites.case.probes import probes
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.case.tally import Tally
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results

JSON = "application/json"

NOTHING_KNOWN = "nothing was found that it could be asked for"
NO_SUCCESS = "it has not answered with a success"

EXPLAINING = (
    "CASE-API-007",
    "CASE-PKG-003",
    "CASE-PKG-004",
    "CASE-PKG-005",
    "CASE-ITEM-002",
    "CASE-ITEM-010",
    "CASE-LINK-001",
    "CASE-DOC-003",
    "CASE-DOC-004",
    "CASE-ASSOC-001",
    "CASE-ASSOC-002",
    "CASE-RUB-009",
    "CASE-ID-001",
    "CASE-EXT-001",
    "CASE-SCHEMA-001",
)
"""The rules that say what is wrong with a body that is of its class but not in its shape."""

OUTERMOST = {"getCFPackage": "CFDocument", "getCFItemAssociations": "CFItem"}
"""Operations whose answer holds the object that was asked for in a member."""


def _successes(session: Session) -> Iterator[tuple[Operation, list[tuple[str, Answer]]]]:
    """Every operation with its successes and the identifiers that they were asked by."""
    for operation, samples in session.samples.items():
        yield operation, [(identifier, answer) for identifier, answer in samples if answer.status == 200]


def _why_not(session: Session, operation: Operation) -> str:
    """Why a check of successes does not apply to an operation that has none."""
    return NO_SUCCESS if session.samples[operation] else NOTHING_KNOWN


@rule(
    "CASE-API-001",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 RB 2.4",
    message="the answer is {observed}, not {expected}",
    needs=EXPLAINING,
    notes="It speaks alone where a body is nothing of its class: another class, an array, no JSON. Where it is of its "
    "class with faults of shape, the document rule that names the fault blocks it. An empty set is CASE-API-018's.",
)
def answer_is_of_its_class(session: Session) -> Results:
    """A success has a body of the class that the operation answers with.

    Why: A client reads the members of that class and finds none of them, or its parser stops.

    Example: getCFConcept that answers a bare CFConcept instead of a CFConceptSet; a body that is cut off.

    Repair: Send the class that the standard gives the operation, complete, as JSON in UTF-8.
    """
    for operation, successes in _successes(session):
        cls = ROOTS[operation.kind]
        tally = Tally(operation.name)
        for _, answer in successes:
            body = answer.object()
            if observed := misfit(answer, operation, session.version):
                tally.breaks(answer, observed=observed, expected=f"a {cls}")
            elif is_empty_set(body, operation.kind) or accepts(SCHEMAS[session.version], cls, body):
                tally.keeps(answer)
            else:
                tally.breaks(answer, observed=f"a {cls} with faults of shape", expected="one in the standard's shape")
        yield tally.result(_why_not(session, operation))


@rule(
    "CASE-API-002",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 OpenAPI, content of every answer",
    message="a JSON body is announced as {observed}, not {expected}",
    notes="Errors count too. Where the body is no JSON, the body is wrong: CASE-API-001 and CASE-API-005 speak of it.",
)
def answer_is_json(session: Session) -> Results:
    """An answer with a JSON body has the media type application/json.

    Why: Clients choose their parser by it; some refuse anything else.

    Example: `Content-Type: text/html` in front of a JSON body.

    Repair: Send `Content-Type: application/json` with every CASE answer, errors included.
    """
    for operation, samples in session.samples.items():
        tally = Tally(operation.name)
        for answer in [*(answer for _, answer in samples), *probes(session, operation)]:
            if not isinstance(answer.json(), (dict, list)):
                continue
            if answer.media_type == JSON:
                tally.keeps(answer)
            else:
                tally.breaks(answer, observed=answer.media_type or "nothing at all", expected=JSON)
        yield tally.result("no answer with a JSON body was seen")


@rule(
    "CASE-API-007",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.39",
    message="{observed}; expected {expected}",
)
def success_has_no_status_info(session: Session) -> Results:
    """A success has no imsx_StatusInfo in its body.

    Why: A client that goes by the status stores a refusal as if it were an object.

    Example: HTTP 200 with `{"imsx_codeMajor": "failure", ...}` for an identifier that is unknown.

    Repair: Answer a failure with its status (404, 400 ...) and imsx_StatusInfo, and a success with the object alone.
    """
    for operation, samples in session.samples.items():
        tally = Tally(operation.name)
        for answer in [*(answer for _, answer in samples), *probes(session, operation)]:
            if answer.status != 200:
                continue
            if is_status_info(answer.object()):
                tally.breaks(answer, observed=f"HTTP 200 with {STATUS_INFO}", expected="a status that tells a failure")
            else:
                tally.keeps(answer)
        yield tally.result(_why_not(session, operation))


@rule(
    "CASE-API-008",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 5",
    message="the answer is about {observed}, and {expected} was asked for",
    needs=("CASE-API-001",),
    notes="Of a set CASE-DEF-003 says that it begins with what was asked for.",
)
def answer_is_about_what_was_asked(session: Session) -> Results:
    """The object that is answered has the identifier that was asked for.

    Why: A client that trusts the answer stores one object under the name of another.

    Example: getCFItem for one identifier that answers with another item.

    Repair: Look the object up by exactly the identifier in the path.
    """
    for operation, successes in _successes(session):
        if not operation.cls or operation.name in SETS:
            continue
        tally = Tally(operation.name)
        for identifier, answer in successes:
            body = answer.object()
            told = body.get(OUTERMOST[operation.name]) if operation.name in OUTERMOST else body
            if not isinstance(told, dict) or not isinstance(told.get("identifier"), str):
                tally.doubts_that("the answer does not say what it is about", answer)
            elif told["identifier"] == identifier:
                tally.keeps(answer)
            else:
                tally.breaks(answer, observed=told["identifier"], expected=identifier)
        yield tally.result(_why_not(session, operation))


@rule(
    "CASE-API-018",
    scope="live",
    severity=INFO,
    versions=BOTH,
    basis="CASE 1.1 OpenAPI, minItems of the sets",
    message="{observed}, though {expected}",
    notes="The standard has no valid answer for an empty catalogue or an item without associations. An empty list is "
    "what clients survive best, so this informs and nothing more; pages behind the end of the list are not counted.",
)
def set_has_members(session: Session) -> Results:
    """A set that is answered has at least one member.

    Why: A client generated from the published schema refuses an empty one.

    Example: `{"CFDocuments": []}` from a system that holds no framework yet.

    Repair: Nothing can be done within the standard; keep the empty list rather than refuse an object that exists.
    """
    for operation, successes in _successes(session):
        if operation.kind not in SET_MEMBERS:
            continue
        tally = Tally(operation.name)
        for _, answer in successes:
            if is_empty_set(answer.object(), operation.kind):
                member = SET_MEMBERS[operation.kind]
                tally.breaks(answer, observed=f"{member} is empty", expected="a set has at least one member")
            else:
                tally.keeps(answer)
        yield tally.result(_why_not(session, operation))

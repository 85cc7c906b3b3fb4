"""CASE-OBS-014 to CASE-OBS-019: whether each request is one that a provider can answer."""

from collections.abc import Iterable

from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.case_consumer.going_on import CODED_NOTHING
from fairmark.validators.suites.case_consumer.observation import LIST, PACKAGES, READING, Observation, Visit
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds

ARGUMENTS = frozenset({"limit", "offset", "sort", "orderBy", "filter", "fields"})
"""Of getAllCFDocuments; no other operation has any. CASE 1.1 RB 3."""

ACCEPTED = ("application/json", "application/*", "*/*")


@rule(
    "CASE-OBS-014",
    scope="observed",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM 7.2.3",
    message="{observed}; expected {expected}",
)
def consumer_asks_for_identifiers_it_was_given(observation: Observation) -> Results:
    """The consumer asks for identifiers as it was given them, each by the operation of its class.

    Why: An identifier in another spelling, or that of an item where a document is asked for, finds nothing. A package
    is asked for by the identifier of its document: it has none of its own.

    Example: GET /CFPackages/6BA7B810-9DAD-11D1-80B4-00C04FD430C8 for a document whose identifier is in lower case.

    Repair: Keep identifiers as they are, and take that of CFDocument for its package.
    """
    known, outside = observation.offer.known, observation.offer.outside
    asked = [v for v in observation.visits if v.collection and v.identifier and v.method in READING]
    asked = [v for v in asked if v.identifier not in CODED_NOTHING | outside]
    wrong = [v for v in asked if v.identifier not in known.get(v.collection, ())]
    yield _of_all(observation, asked, wrong, _what_is_wrong(observation, wrong), "an identifier of that class")


@rule(
    "CASE-OBS-015",
    scope="observed",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 RB 2.1",
    message="{observed}; expected {expected}",
)
def consumer_only_reads(observation: Observation) -> Results:
    """The consumer sends GET: CASE has no operation that writes.

    Why: A provider answers anything else with an error, whatever the consumer meant to say by it.

    Example: POST /CFPackages with a package that was changed.

    Repair: Read with GET. Changes to a framework go to its publisher by a way that the two agree on.
    """
    wrong = [visit for visit in observation.visits if visit.method not in {*READING, "OPTIONS"}]
    said = f"it sends {wrong[0].method}" if wrong else ""
    yield _of_all(observation, observation.visits, wrong, said, "GET")


@rule(
    "CASE-OBS-016",
    scope="observed",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 RB 2.1",
    message="{observed}; expected {expected}",
)
def consumer_asks_by_operations_that_there_are(observation: Observation) -> Results:
    """The consumer asks by the operations that CASE has.

    Why: There is no list but that of documents, and nothing of its own for criteria, levels and children. What one
    provider adds, others answer with 404.

    Example: GET /CFItems without an identifier; GET /CFItems/…/children.

    Repair: Read the package, which holds all items and associations of a framework.
    """
    asked = [visit for visit in observation.visits if visit.method in READING]
    wrong = [visit for visit in asked if not visit.collection]
    said = f"it asks for {wrong[0].target}" if wrong else ""
    yield _of_all(observation, asked, wrong, said, "one of the twelve operations, below the base URL")


@rule(
    "CASE-OBS-017",
    scope="observed",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 RB 3",
    message="{observed}; expected {expected}",
)
def consumer_sends_arguments_that_there_are(observation: Observation) -> Results:
    """The consumer sends limit, offset, sort, orderBy, filter and fields to the document list, and no other arguments.

    Why: A provider may ignore or refuse what the standard does not have. In both cases the consumer gets something else
    than it asked for, and often does not notice.

    Example: GET /CFDocuments?page=2 is answered with the first page again.

    Repair: Use the six arguments of the standard, and none with the other operations.
    """
    asked = [visit for visit in observation.visits if visit.collection and visit.arguments]
    wrong = [visit for visit in asked if _foreign(visit)]
    said = f"it sends {', '.join(_foreign(wrong[0]))} to {wrong[0].target}" if wrong else ""
    yield _of_all(observation, asked, wrong, said, ", ".join(sorted(ARGUMENTS)) + " with CFDocuments")


@rule(
    "CASE-OBS-018",
    scope="observed",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 OpenAPI",
    message="{observed}; expected {expected}",
)
def consumer_takes_json(observation: Observation) -> Results:
    """The consumer says that it takes application/json, or says nothing.

    Why: The JSON binding has no other media type. A provider that heeds Accept answers 406, or with something else.

    Example: Accept: text/html on a request for a package.

    Repair: Send Accept: application/json.
    """
    asked = [visit for visit in observation.visits if visit.collection and visit.method in READING]
    wrong = [visit for visit in asked if not _takes_json(visit.headers.get("accept"))]
    said = f"it says Accept: {wrong[0].headers['accept']}" if wrong else ""
    yield _of_all(observation, asked, wrong, said, "Accept: application/json")


@rule(
    "CASE-OBS-019",
    scope="observed",
    severity=INFO,
    versions=BOTH,
    basis="best practice: RFC 9110 section 13 spares both sides what has not changed",
    message="{observed}; expected {expected}",
)
def consumer_asks_for_what_has_changed(observation: Observation) -> Results:
    """The consumer asks for a package that it has already only in case it has changed.

    Why: Frameworks change a few times a year and are megabytes large. With If-None-Match a nightly run costs next to
    nothing.

    Example: The same package is read twice in full, although its answer had an ETag.

    Repair: Keep the ETag of each package, and send it back as If-None-Match.
    """
    read: set[str] = set()
    again = []
    for visit in observation.to(PACKAGES):
        if visit.identifier in read and visit.status in (200, 304):
            again.append(visit)
        elif visit.status == 200:
            read.add(visit.identifier)
    if not again:
        yield cannot_tell("getCFPackage", "It has read no package twice")
        return
    wrong = [visit for visit in again if not visit.is_conditional]
    said = "it reads a package again in full" if wrong else ""
    yield _of_all(observation, again, wrong, said, "If-None-Match with the ETag")


def _of_all(
    observation: Observation, asked: Iterable[Visit], wrong: list[Visit], observed: str, expected: str
) -> Result:
    """One result for all requests of a sort."""
    asked = list(asked)
    if wrong:
        among = f" ({len(wrong)} of {len(asked)} requests)" if len(asked) > 1 else ""
        return breach("", *observation.answers(wrong), observed=observed + among, expected=expected)
    if asked:
        return holds("", *observation.answers(asked[:1]))
    return cannot_tell("", "It has sent no such request")


def _what_is_wrong(observation: Observation, wrong: list[Visit]) -> str:
    if not wrong:
        return ""
    first, known = wrong[0], observation.offer.known
    if first.identifier.lower() in known.get(first.collection, ()):
        return f"it asks for {first.target}, in another spelling than it was given"
    home = next((name for name, those in known.items() if first.identifier in those), None)
    if home:
        return f"it asks for {first.target}, whose identifier is one of {home}"
    return f"it asks for {first.target}, an identifier that it was not given"


def _foreign(visit: Visit) -> list[str]:
    allowed = ARGUMENTS if visit.collection == LIST and not visit.identifier else frozenset()
    return [name for name in visit.arguments if name not in allowed]


def _takes_json(accept: str | None) -> bool:
    """Whether JSON is among what the header names with a weight above nothing. No header takes everything."""
    if accept is None or not accept.strip():
        return True
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name in ACCEPTED and not any(piece.replace(" ", "") in ("q=0", "q=0.0", "q=0.00") for piece in parameters):
            return True
    return False

"""CASE-OBS-007 to CASE-OBS-013: whether the consumer goes on after it has met something unusual.

From outside nobody sees what a consumer makes of an answer, only what it asks for next. That it goes on shows that it
did not break; whether it kept what was unusual stays unseen.
"""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH, V1_1
from fairmark.validators.suites.case_consumer.observation import (
    LIST,
    PACKAGES,
    Observation,
    Situation,
    Visit,
)
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds

OPERATION = "getCFPackage"

ENOUGH = 5
"""Requests for other frameworks after which somebody has gone on. Fewer may have been under way already, where several
run at once."""
WALK = 5
"""Other packages after which somebody is reading all of them, one after the other."""
AGAIN = 3
"""Visits to an item, for each time that its package was read, beyond which they are not meant."""
CODED_NOTHING = frozenset({"", "undefined", "null", "None", "nil", "NaN", "[object Object]", "{}"})
"""What programs write where they have nothing."""


@rule(
    "CASE-OBS-007",
    scope="observed",
    severity=ERROR,
    versions=V1_1,
    basis="CASE 1.1 IM 7.2.1",
    message="{observed}; expected {expected}",
    notes="Whether the consumer kept such associations cannot be seen from outside.",
)
def consumer_goes_on_after_unknown_types(observation: Observation) -> Results:
    """The consumer goes on when an association is of a type that it does not know.

    Why: The vocabulary of association types is open in CASE 1.1. A closed list in a consumer turns a framework with one
    type of its publisher's own into one that cannot be read at all.

    Example: The package holds an association of the type ext:assesses, and the import of all frameworks ends there.

    Repair: Keep associations of unknown types, or leave out those alone, and read on.
    """
    yield _went_on(observation, Situation.TYPES)


@rule(
    "CASE-OBS-008",
    scope="observed",
    severity=ERROR,
    versions=V1_1,
    basis="CASE 1.1 IM 10",
    message="{observed}; expected {expected}",
    notes="Whether the consumer kept or ignored the extensions cannot be seen from outside; it may do either.",
)
def consumer_goes_on_after_extensions(observation: Observation) -> Results:
    """The consumer goes on when objects have extensions that it does not know.

    Why: Every class of CASE 1.1 may be extended. A consumer that checks against a closed list of members refuses what
    the standard permits.

    Example: A CFItem has `extensions` with members of another vendor, and the import ends there.

    Repair: Ignore what stands under `extensions`, or keep it as it is.
    """
    yield _went_on(observation, Situation.EXTENSIONS)


@rule(
    "CASE-OBS-009",
    scope="observed",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.35",
    message="{observed}; expected {expected}",
)
def consumer_takes_links_out_of_case_for_what_they_are(observation: Observation) -> Results:
    """The consumer goes on when an association leads to what is no CASE object, and does not ask the provider for it.

    Why: The identifier at the end of an association need not be a UUID: it may be that of a course, a web page or a
    credential, which no CASE provider holds.

    Example: GET /CFItems/course-101 after an association whose destination has the identifier course-101.

    Repair: Ask only for targets whose identifier is a UUID and whose targetType is CASE or absent; keep the others as
    links.
    """
    asked = [visit for visit in observation.visits if visit.identifier in observation.offer.outside]
    if asked:
        yield breach(
            f"get{asked[0].collection.removesuffix('s')}",
            *observation.answers(asked[:1]),
            observed="it asks for the target of a link as if that were a CASE object",
            expected="a request for UUIDs only",
        )
    else:
        yield _went_on(observation, Situation.OUTSIDE)


@rule(
    "CASE-OBS-010",
    scope="observed",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1",
    message="{observed}; expected {expected}",
)
def consumer_goes_on_without_what_is_optional(observation: Observation) -> Results:
    """The consumer goes on when everything optional is absent, and does not ask for what is not there.

    Why: Most of CASE is optional, and an absent list is no empty one. Programs that take it for granted write
    `undefined` or `null` into their next request, or stop.

    Example: GET /CFLicenses/undefined after a document without a licenseURI.

    Repair: Test for each optional member whether it is there, the lists of a package and CFDefinitions among them.
    """
    asked = [v for v in observation.visits if v.collection in observation.offer.known and _codes_nothing(v)]
    if asked:
        yield breach(
            f"get{asked[0].collection.removesuffix('s')}",
            *observation.answers(asked[:1]),
            observed=f"it asks for {asked[0].target}",
            expected="a request for identifiers that it was given",
        )
    else:
        yield _went_on(observation, Situation.SPARSE)


@rule(
    "CASE-OBS-011",
    scope="observed",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: frameworks with such a fault are about, and one must not hang a consumer of all",
    message="{observed}; expected {expected}",
)
def consumer_leaves_a_circle(observation: Observation) -> Results:
    """The consumer goes on when a hierarchy runs in a circle.

    Why: Nothing in the standard's schemas forbids it, so it happens. A program that follows isChildOf without
    remembering where it has been never ends.

    Example: Three items, each the child of the next, and the consumer asks for the associations of the same three items
    again and again.

    Repair: Remember which items you have visited, and stop at one that you know; bound the depth.
    """
    times = AGAIN * max(1, len(_in_full(observation.to_package(Situation.CIRCLE))))
    for operation, collection in (("getCFItem", "CFItems"), ("getCFItemAssociations", "CFItemAssociations")):
        for identifier in sorted(observation.offer.circle):
            again = _in_full(observation.to(collection, identifier))
            if len(again) > times:
                yield breach(
                    operation,
                    *observation.answers(again[-1:]),
                    observed=f"it asks {len(again)} times for an item of the circle",
                    expected="one visit to each item",
                )
                return
    yield _went_on(observation, Situation.CIRCLE)


@rule(
    "CASE-OBS-012",
    scope="observed",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: packages of several megabytes are common, and there is no way to ask for a part of one",
    message="{observed}; expected {expected}",
)
def consumer_takes_a_large_package(observation: Observation) -> Results:
    """The consumer takes a package of several megabytes and goes on.

    Why: State frameworks have thousands of items. A limit of size or time that was made for web pages cuts them off.

    Example: A package with 5,000 items is asked for three times, each time given up, and the run ends.

    Repair: Raise the limits of the client, accept gzip, and do not parse on a thread that must answer users.
    """
    yield _went_on(observation, Situation.LARGE)


@rule(
    "CASE-OBS-013",
    scope="observed",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: documents are withdrawn between the list and the request for them",
    message="{observed}; expected {expected}",
)
def consumer_goes_on_after_not_found(observation: Observation) -> Results:
    """The consumer goes on when a document of the list is no longer there.

    Why: Between the list and the request a document may be withdrawn, or be one that this client may not read. One of
    them must not cost all the others.

    Example: The package of a listed document is answered with HTTP 404, and the import of all frameworks ends there.

    Repair: Note that this one is gone, and go on with the next.
    """
    identifier = observation.offer.situations[Situation.MISSING]
    asked = observation.to(PACKAGES, identifier) + observation.to(LIST, identifier)
    yield _after(observation, Situation.MISSING, sorted(asked, key=lambda visit: visit.number))


# -- going on --------------------------------------------------------------------------------------------------------


def _went_on(observation: Observation, situation: Situation) -> Result:
    """Whether the consumer asked for more after it had received the package of that situation."""
    got = [visit for visit in observation.to_package(situation) if visit.status == 200]
    return _after(observation, situation, got)


def _after(observation: Observation, situation: Situation, met: list[Visit]) -> Result:
    """Whether the consumer asked for more after the first of the requests that met the situation."""
    if not met:
        return cannot_tell(OPERATION, f"It has not read the package: {situation.value}")
    first, own = met[0], observation.offer.situations[situation]
    later = [visit for visit in _frameworks(observation) if visit.number > first.number and visit.identifier != own]
    if len(later) >= ENOUGH:
        return holds(OPERATION, *observation.answers([first, later[0]]))
    if later:
        reason = f"Only {len(later)} requests for others came after it, which may have been under way"
    elif observation.over and _was_walking(observation, first):
        times = f", which it asked for {len(met)} times" if len(met) > 1 else ""
        return breach(
            OPERATION,
            *observation.answers(met[-1:]),
            observed=f"it read one package after the other, and none after this one ({situation.value}){times}",
            expected="a request for those that it has not read",
        )
    else:
        reason = "It has asked for no other framework since"
    return cannot_tell(OPERATION, f"{reason}: {situation.value}", *observation.answers([first]))


def _frameworks(observation: Observation) -> list[Visit]:
    """The requests for pages of the list, documents and packages, in their order. What is asked for within a framework
    says nothing of the next one."""
    return sorted(observation.to(PACKAGES) + observation.to(LIST), key=lambda visit: visit.number)


def _was_walking(observation: Observation, last: Visit) -> bool:
    """Whether the consumer was reading all packages when it came to this one, and left some of the list unread."""
    before = {visit.identifier for visit in observation.to(PACKAGES) if visit.number < last.number}
    read = {visit.identifier for visit in observation.to(PACKAGES)}
    return len(before - {last.identifier}) >= WALK and not set(observation.offer.documents) <= read


def _in_full(visits: list[Visit]) -> list[Visit]:
    """Those that ask for an answer as if it had never been received, and get it."""
    return [visit for visit in visits if visit.status == 200 and visit.method == "GET" and not visit.is_conditional]


def _codes_nothing(visit: Visit) -> bool:
    """Whether it names an object by nothing. The list alone has no identifier."""
    return visit.identifier in CODED_NOTHING and (visit.identifier != "" or visit.collection != LIST)

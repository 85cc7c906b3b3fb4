"""CASE-OBS-001 to CASE-OBS-003: whether the consumer reads what is there, the whole list among it."""

from collections.abc import Iterator
from itertools import pairwise

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.case_consumer.observation import LIST, PACKAGES, Observation, Visit
from fairmark.validators.suites.result import Results, breach, cannot_tell, holds

PAGING = "getAllCFDocuments"
OK = 200


@rule(
    "CASE-OBS-001",
    scope="observed",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 certification guide",
    message="{observed}",
    notes="What the guide asks of consumers beyond this could not be read. A consumer that has not asked is not seen "
    "rather than failing: nobody outside knows what it was told to do.",
)
def consumer_reads_documents_and_packages(observation: Observation) -> Results:
    """The consumer reads documents, by the list or one by one, and packages through the API.

    Why: They are what a consumer is for: a package is the one way to get a framework as a whole.

    Example: A consumer that reads items one by one and never finds out which of them belong together.

    Repair: Ask for CFDocuments, and for each document for the CFPackage with the identifier of the document.
    """
    seen = {PAGING: observation.to(LIST), "getCFPackage": observation.to(PACKAGES)}
    for operation, visits in seen.items():
        read = next((visit for visit in visits if visit.status == OK), None)
        if read:
            yield holds(operation, *observation.answers([read]))
        elif visits:
            yield cannot_tell(operation, "It asked, but got none", *observation.answers(visits[:1]))
        else:
            yield cannot_tell(operation, "It has not asked")


@rule(
    "CASE-OBS-002",
    scope="observed",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 RB 3.1",
    message="{observed}; expected {expected}",
)
def consumer_walks_the_list_to_its_end(observation: Observation) -> Results:
    """The consumer walks the document list to its end.

    Why: Providers send a page of the list, by default 100 documents. Who stops there never learns of the others, and
    nothing tells its users that they are missing.

    Example: The first 100 of 120 documents are read, although the answer has a Link with rel="next" and an
    X-Total-Count of 120.

    Repair: Follow rel="next" until there is none; or add the number of records received to the offset until a page is
    empty or X-Total-Count is reached. Providers may send fewer records than the limit asks for.
    """
    pages = _pages(observation)
    total = len(observation.offer.documents)
    unread = sorted(set(range(total)) - {n for visit in pages for n in _records(visit)})
    if not pages:
        yield cannot_tell(PAGING, "It has not read the document list")
    elif not unread:
        yield holds(PAGING, *observation.answers(pages))
    elif observation.over:
        yield breach(
            PAGING,
            *observation.answers(pages[-1:]),
            observed=f"{total - len(unread)} of {total} documents were read; number {unread[0] + 1} was not",
            expected="every page",
        )
    else:
        yield cannot_tell(PAGING, f"It has read {total - len(unread)} of {total} documents so far")


@rule(
    "CASE-OBS-003",
    scope="observed",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 RB 3.1",
    message="{observed}; expected {expected}",
    notes="Only pages of one size are compared: a smaller one may be a first look at how many records there are.",
)
def pages_of_the_consumer_follow_one_another(observation: Observation) -> Results:
    """The pages that the consumer asks for follow one another: offset counts records, not pages.

    Why: With an offset that counts pages, the second page begins one record behind the first: almost everything comes
    twice, and the end is never reached.

    Example: limit=100&offset=0, then limit=100&offset=1.

    Repair: Add the number of records received to the offset, or follow the Link with rel="next".
    """
    pages = _pages(observation)
    wrong = next(_overlaps(pages), None)
    if len({visit.window for visit in pages}) < 2:
        yield cannot_tell(PAGING, "It has read fewer than two pages of the document list")
    elif wrong:
        before, begins = _records(wrong[0]), _records(wrong[1]).start
        yield breach(
            PAGING,
            *observation.answers(wrong),
            observed=f"a page begins at offset {begins}, within the {len(before)} that begin at offset {before.start}",
            expected=f"offset {before.stop}",
        )
    else:
        yield holds(PAGING, *observation.answers(pages))


def _pages(observation: Observation) -> list[Visit]:
    """The pages of the whole list that hold records."""
    return [visit for visit in observation.to(LIST) if visit.window and visit.window[1]]


def _records(visit: Visit) -> range:
    start, size = visit.window or (0, 0)
    return range(start, start + size)


def _overlaps(pages: list[Visit]) -> Iterator[tuple[Visit, Visit]]:
    """Pairs of pages of one size that share some of their records."""
    ordered = sorted(pages, key=lambda visit: (len(_records(visit)), _records(visit).start))
    for earlier, later in pairwise(ordered):
        first, second = _records(earlier), _records(later)
        if len(first) == len(second) and first.start < second.start < first.stop:
            yield earlier, later

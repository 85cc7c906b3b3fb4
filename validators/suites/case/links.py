"""CASE-API-013: the Link header of the document list, read as RFC 8288 has it, and followed."""

from collections.abc import Iterator

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.case.claims import Support, nothing_listed
from fairmark.validators.suites.case.operations import LIST
from fairmark.validators.suites.case.paging import paging, walk
from fairmark.validators.suites.case.session import Session, identifiers_in
from fairmark.validators.suites.case.tally import ELSEWHERE, Tally
from fairmark.validators.suites.link_header import Malformed, links
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results


@rule(
    "CASE-API-013",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 RB 3.1, RFC 8288 section 3",
    message="the Link header of {observed}; {expected}",
    needs=("CASE-API-001", "CASE-API-011"),
    notes="The header is recommended. Where there is one, it must have `next` while documents follow; the other "
    "relations may be left out. The last page may be asked for by its own size or by that of all pages, and the links "
    "may repeat sort, filter and fields or not: the text says neither.",
)
def link_header_leads_to_the_neighbours(session: Session) -> Results:
    """The Link header of a page leads to the next, the previous, the first and the last page.

    Why: Clients that follow it rather than counting stop early, walk in circles or end at nothing.

    Example: `rel="next"` on the last page, or one whose address answers 404.

    Repair: Build the links from the address, the limit and the offset of the request, and leave out what is not there.
    """
    if not session.listed:
        yield nothing_listed(session, LIST.name)
        return
    tally = Tally(LIST.name)
    for answer, start, order in _windows(session):
        if header := answer.header("link"):
            _look_at(session, tally, answer, header, start, order)
    yield tally.result("there is no Link header about pages; it is recommended, not required")


def _windows(session: Session) -> Iterator[tuple[Answer, int, list[str]]]:
    """Pages to look at, each with the number of its first document and the order of all: the list as it comes, and,
    where it is paged, a first, a second and a last window."""
    if paging(session)[0] is not Support.HONOURED:
        yield session.pages[0], 0, list(session.listed)
        return
    walked = walk(session)
    yield session.pages[0], 0, walked.order
    start, filled = 0, []
    for answer in walked.answers:
        if found := identifiers_in(answer):
            filled.append((answer, start, walked.order))
            start += len(found)
    yield from [*filled[:2], *filled[2:][-1:]]


def _look_at(session: Session, tally: Tally, answer: Answer, header: str, start: int, order: list[str]) -> None:
    window = answer.request.url.target.partition("?")[2] or "the whole list"
    try:
        found = links(header)
    except Malformed as reason:
        expected = 'it is <address>; rel="relation", and so on'
        tally.breaks(answer, observed=f"{window} is malformed: {reason}", expected=expected)
        return
    end = start + len(identifiers_in(answer))
    if found and "next" not in found and end < len(order):
        tally.breaks(answer, observed=f"{window} has no next", expected="more documents follow")
    if "next" in found and end >= len(order):
        tally.breaks(answer, observed=f"{window} has a next", expected="this is the last page")
    if "prev" in found and start == 0:
        tally.breaks(answer, observed=f"{window} has a prev", expected="this is the first page")
    wanted = {"first": order[:1], "prev": order[:start][-1:], "next": order[end : end + 1], "last": order[-1:]}
    for relation, document in wanted.items():
        if relation in found and document:
            _follow(session, tally, answer, found[relation], f"{window} has a {relation}", relation, document[0])


def _follow(
    session: Session, tally: Tally, answer: Answer, target: str, said: str, relation: str, document: str
) -> None:
    """Ask for the target; `document` is the one that it must begin with, end with, or, for `prev`, hold."""
    page = session.follow(target, answer.request.url)
    if page is None:
        tally.doubts_that(f"{said} that leads to another origin, which is not asked", answer)
        return
    found = identifiers_in(page)
    place = {"first": found[:1], "next": found[:1], "last": found[-1:], "prev": found}[relation]
    if page.status in ELSEWHERE:
        tally.doubts_that(f"{said} that is answered by {page.told()}", answer, page)
    elif page.status != 200:
        tally.breaks(answer, page, observed=f"{said} that leads to {page.told()}", expected="it leads to that page")
    elif document not in place:
        tally.breaks(answer, page, observed=f"{said} that leads to other documents", expected="it leads to that page")
    else:
        tally.keeps(answer)

"""CASE-API-011, -012 and -014: the windows that limit and offset cut out of the document list."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.case.claims import Support, nothing_listed, refused, unsupported
from fairmark.validators.suites.case.operations import LIST
from fairmark.validators.suites.case.queries import sorting
from fairmark.validators.suites.case.session import MOST_PAGES, Session, identifiers_in
from fairmark.validators.suites.case.tally import ELSEWHERE
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds, not_applicable

WINDOWS = 10
"""Windows that a long list is walked in, as far as the server serves windows of the size that is asked for."""
MOST_WINDOWS = 20


@dataclass(slots=True)
class Walk:
    """The list, walked in windows of `size`: the identifiers in their `order`, the answers, and the first thing that
    went wrong, "" for nothing; `doubt` says why the walk came to no end."""

    size: int
    order: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    fault: str = ""
    doubt: str = ""


def paging(session: Session) -> tuple[Support, tuple[Answer, Answer]]:
    """Whether limit and offset make a difference, and the two answers that show it."""
    first, second = session.get(LIST, limit=1, offset=0), session.get(LIST, limit=1, offset=1)
    if first.status in ELSEWHERE or second.status in ELSEWHERE:
        support = Support.UNCLEAR
    elif refused(first):
        support = Support.REFUSED
    elif identifiers_in(first) == identifiers_in(second) == session.usual:
        support = Support.IGNORED
    else:
        support = Support.HONOURED
    return support, (first, second)


def walk(session: Session) -> Walk:
    """Walk the list in small windows until one is empty. Windows of two where that is possible: in windows of one, an
    offset that counts pages looks like one that counts records."""
    known = len(session.listed)
    walked = Walk(1 if known < 3 else max(2, -(-known // WINDOWS)))
    seen: set[str] = set()
    while len(walked.answers) < MOST_WINDOWS:
        answer = session.get(LIST, limit=walked.size, offset=len(walked.order))
        walked.answers.append(answer)
        found = identifiers_in(answer)
        _look_at(walked, answer, found, seen, known)
        if walked.fault or walked.doubt or not found:
            return walked
        walked.order += found
        seen.update(found)
    return walked


def _look_at(walked: Walk, answer: Answer, found: list[str], seen: set[str], known: int) -> None:
    offset = len(walked.order)
    repeated = next((id for id in found if id in seen), "")
    if answer.status in ELSEWHERE:
        walked.doubt = answer.told()
    elif answer.status != 200:
        # What lies behind the end of the list is not said: an error is as good as an empty page.
        behind = offset >= known and refused(answer)
        walked.fault = "" if behind else f"the window at offset={offset} is answered by {answer.told()}"
    elif len(found) > walked.size:
        walked.fault = f"limit={walked.size} brings {len(found)} documents"
    elif repeated or len(set(found)) < len(found):
        walked.fault = f"the window at offset={offset} brings {repeated or found[0]} a second time"
    elif not found and offset < known:
        walked.fault = f"the windows bring {offset} of {known} documents"


@rule(
    "CASE-API-011",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 RB 3.1",
    message="{observed}; {expected}",
    needs=("CASE-API-001",),
    notes="All query arguments are optional. A provider that ignores limit and offset conforms unless its discovery "
    "document lists them. A page may be smaller than its limit, because servers bound their pages; the next one then "
    "begins behind what has come. What lies behind the end may be an empty list or an error of the 400 family.",
)
def windows_tile_the_list(session: Session) -> Results:
    """The windows that limit and offset cut out of the document list hold every document exactly once.

    Why: A client that pages through the list misses frameworks, or stores one twice.

    Example: `limit=2&offset=2` that begins with the document that `limit=2&offset=0` ended with.

    Repair: Count offset in records from 0, cut exactly limit records, and keep the order the same between requests.
    """
    if not session.listed:
        yield nothing_listed(session, LIST.name)
        return
    support, answers = paging(session)
    if said := unsupported(session, LIST.name, "limit", support, *answers):
        yield said
        return
    walked = walk(session)
    if walked.doubt:
        yield cannot_tell(LIST.name, f"the list cannot be walked: {walked.doubt}", *walked.answers[-1:])
    elif not walked.fault:
        yield holds(LIST.name, *walked.answers)
    elif not _is_steady(session):
        yield cannot_tell(LIST.name, "the list changed while it was walked", *walked.answers[-2:])
    else:
        expected = "each document is in exactly one window"
        yield breach(LIST.name, *walked.answers[-2:], observed=walked.fault, expected=expected)


def _is_steady(session: Session) -> bool:
    """Whether the list still holds what it held when the run began."""
    return set(identifiers_in(session.ask("GET", LIST.path))) == set(session.usual)


@rule(
    "CASE-API-012",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 RB 3.1",
    message="{observed}; the list holds {expected}",
    needs=("CASE-API-001", "CASE-API-011"),
    notes="The count is recommended. A list that is not paged needs none, and with a filter it is not looked at, "
    "because the standard does not say whether it counts before or after filtering.",
)
def total_is_that_of_the_whole_list(session: Session) -> Results:
    """A list that is paged says in X-Total-Count how many documents there are in all.

    Why: Clients plan their pages by it, and stop too early or ask for pages that do not exist.

    Example: `X-Total-Count: 1` with the answer to `limit=1` of a list of forty documents.

    Repair: Send X-Total-Count with every page, the number of documents before limit and offset are applied.
    """
    known = len(session.listed)
    if not known:
        yield nothing_listed(session, LIST.name)
        return
    support, probes = paging(session)
    answers = [session.pages[0], *(probe for probe in probes if support is Support.HONOURED and probe.status == 200)]
    counts = [answer.header("x-total-count") for answer in answers]
    expected = f"{known:,} documents"
    wrong = next(((a, c) for a, c in zip(answers, counts, strict=True) if c is None or c.strip() != str(known)), None)
    if support is not Support.HONOURED and counts == [None]:
        yield not_applicable(LIST.name, "the list is not paged, so it needs no count")
    elif len(session.pages) >= MOST_PAGES:
        yield cannot_tell(LIST.name, "the list is too long to count", *answers)
    elif wrong is None:
        yield holds(LIST.name, *answers)
    else:
        answer, count = wrong
        observed = "X-Total-Count is missing" if count is None else f"X-Total-Count says {count}"
        yield breach(LIST.name, answer, observed=observed, expected=expected)


@rule(
    "CASE-API-014",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 OpenAPI, minimum of limit and offset and the values of orderBy; best practice: a bad argument is "
    "told, not guessed at",
    message="{observed}, not {expected}",
)
def bad_arguments_are_refused(session: Session) -> Results:
    """A limit below 1, a negative offset and an unknown orderBy are answered by 400.

    Why: A client with a slip in its arguments takes whatever comes for what it asked for.

    Example: `limit=0` that brings the whole list.

    Repair: Check the arguments before using them, and answer 400 with imsx_StatusInfo and `invalid_selection_field`.
    """
    if not session.listed:
        yield from (nothing_listed(session, f"{LIST.name} {argument}") for argument in ("limit", "offset", "orderBy"))
        return
    support, probes = paging(session)
    for argument, query in (("limit", {"limit": 0}), ("offset", {"limit": 1, "offset": -1})):
        yield _refusal(session, argument, query) if support is Support.HONOURED else _unused(argument, probes[0])
    sorted_by = session.once(sorting)
    if sorted_by is None or sorted_by.support is not Support.HONOURED:
        yield _unused("orderBy", session.pages[0])
    else:
        yield _refusal(session, "orderBy", {"sort": sorted_by.fields[0], "orderBy": "sideways"})


def _unused(argument: str, answer: Answer) -> Result:
    return not_applicable(f"{LIST.name} {argument}", f"{argument} is optional, and the provider does not act on it")


def _refusal(session: Session, argument: str, query: Mapping[str, str | int]) -> Result:
    operation, answer = f"{LIST.name} {argument}", session.get(LIST, "", **query)
    if answer.status == 400:
        return holds(operation, answer)
    if answer.status in ELSEWHERE:
        return cannot_tell(operation, f"{argument}={query[argument]}: {answer.told()}", answer)
    observed = f"{argument}={query[argument]} is answered by {answer.told()}"
    return breach(operation, answer, observed=observed, expected="HTTP 400")

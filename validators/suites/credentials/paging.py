"""API-PAGE: the windows that limit and offset cut out of the list. Open Badges 3.0 section 6.4 Paging."""

from collections import Counter
from dataclasses import dataclass, field

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.net.errors import Refused
from fairmark.validators.suites.credentials.bodies import credentials_in, text_of
from fairmark.validators.suites.credentials.listing import earlier_than_all, moment_of, written
from fairmark.validators.suites.credentials.operations import LIST
from fairmark.validators.suites.credentials.session import Session
from fairmark.validators.suites.credentials.uploading import listed, pages_afterwards
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.link_header import Malformed, links
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds

FEW = "fewer than two credentials are in the list, so no page can be cut out of it"
OUT_OF_BOUNDS = ({"limit": "0"}, {"limit": "-1"}, {"limit": "many"}, {"offset": "-1"}, {"offset": "x"})
MOST_WINDOWS = 12
NEEDS = ("API-AUTH-001", "API-LIST-001")


@dataclass(frozen=True, slots=True)
class Windows:
    """The list as a whole, and the first windows of one: the credentials as texts, and the answers."""

    whole: Answer
    expected: list[str]
    answers: list[Answer] = field(default_factory=list)
    brought: list[list[str]] = field(default_factory=list)

    @property
    def enough(self) -> bool:
        return len(self.expected) > 1


def windows(session: Session) -> Windows:
    """Ask for the whole list once more, since checks of access may have added to it, and for it in windows of one."""
    pages = pages_afterwards(session)
    found = Windows(pages[0], [text_of(one) for page in pages for one in credentials_in(page)])
    for offset in range(min(len(found.expected), MOST_WINDOWS)):
        answer = session.get(LIST, limit=1, offset=offset)
        found.answers.append(answer)
        found.brought.append([text_of(one) for one in credentials_in(answer)])
    return found


@rule(
    "API-PAGE-001",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 6.4 Paging, RFC 8288 section 3",
    message="{observed}",
    needs=(*NEEDS, "API-PAGE-004"),
)
def pages_lead_to_each_other(session: Session) -> Results:
    """A page that is not the whole list says in Link where the first, the last, the next and the previous page are.

    Why: Clients follow the links; without `next` they take the first page for the whole record.

    Example: `?limit=1` of three credentials is answered without a Link header.

    Repair: Send first and last with every incomplete page, next where more follows, prev where offset is above 0, and
    keep limit and since in them.
    """
    found = session.once(windows)
    if not found.enough:
        yield cannot_tell(LIST.name, FEW)
        return
    for offset, answer in enumerate(found.answers):
        if observed := _wrong_links(answer, offset, len(found.expected)):
            yield breach(LIST.name, answer, observed=f"{observed} (limit=1, offset={offset})")
            return
    yield _followed(session, found)


def _wrong_links(answer: Answer, offset: int, total: int) -> str:
    try:
        told = links(answer.header("link") or "")
        for target in told.values():
            answer.request.url.join(target)
    except (Malformed, Refused) as error:
        return f"the Link header cannot be read: {error}"
    wanted = {"first", "last"} | ({"next"} if offset + 1 < total else set()) | ({"prev"} if offset else set())
    if lacking := sorted(wanted - told.keys()):
        return f"no link leads to the {', '.join(lacking)} page"
    if "next" in told and offset + 1 >= total:
        return "the last page has a link to a next one"
    return ""


def _followed(session: Session, found: Windows) -> Result:
    """Whether each link leads to the page that it names, and keeps the other arguments of the request."""
    last, second = found.brought[-1], found.brought[1]
    steps = [("next", 0, second), ("prev", 1, found.brought[0]), ("first", 1, found.brought[0])]
    if len(found.brought) == len(found.expected):
        steps.append(("last", 0, last))
    for relation, offset, expected in steps:
        page = found.answers[offset]
        answer = _through(session, page, relation)
        if [text_of(one) for one in credentials_in(answer)] != expected:
            observed = f"the link to the {relation} page leads to other credentials"
            return breach(LIST.name, page, answer, observed=f"{observed} (limit=1, offset={offset})")
    return _followed_since(session)


def _followed_since(session: Session) -> Result:
    """Whether the link to the next page keeps `since`."""
    held = session.once(listed)
    moment = earlier_than_all(held)
    later = [one for one in held if moment and (when := moment_of(one)) and when > moment]
    pages = [session.get(LIST, since=written(moment), limit=1, offset=offset) for offset in (0, 1)] if moment else []
    if len(later) < 2 or any(len(credentials_in(page)) != 1 for page in pages):
        return holds(LIST.name)
    try:
        answer = _through(session, pages[0], "next")
    except (KeyError, Malformed, Refused):
        return breach(LIST.name, pages[0], observed="no link leads to the next page where since is asked for")
    if credentials_in(answer) == credentials_in(pages[1]):
        return holds(LIST.name, pages[0], answer)
    return breach(LIST.name, pages[0], answer, observed="the link to the next page has lost since")


def _through(session: Session, page: Answer, relation: str) -> Answer:
    """What the link of that relation leads to."""
    return session.fetch(str(page.request.url.join(links(page.header("link") or "")[relation])))


@rule(
    "API-PAGE-002",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 6.4 Paging",
    message="{observed}",
    needs=NEEDS,
)
def total_is_told(session: Session) -> Results:
    """X-Total-Count is the number of credentials that the whole list has.

    Why: A client shows by it how much there is, and sees whether it has got everything.

    Example: X-Total-Count is the number of credentials in the page.

    Repair: Count what the query finds without limit and offset; leave the header out where the number is not known.
    """
    found = session.once(windows)
    for answer in (found.whole, *found.answers):
        told = answer.header("x-total-count")
        if told is not None and told.strip() != str(len(found.expected)):
            yield breach(
                LIST.name, answer, observed=f"X-Total-Count is not the {len(found.expected)} credentials of the list"
            )
            return
    if found.whole.header("x-total-count") is None:
        yield cannot_tell(LIST.name, "no total is told, which is right only where the service does not know it")
    else:
        yield holds(LIST.name, found.whole)


@rule(
    "API-PAGE-003",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 6.2.2 getCredentials",
    message="{observed}",
    needs=("API-AUTH-001",),
)
def windows_have_bounds(session: Session) -> Results:
    """A limit below 1, an offset below 0, or what is no number, is refused with 400.

    Why: A client that made a mistake must hear of it instead of taking some page for the one that it asked for.

    Example: `?limit=0` is answered with the whole list.

    Repair: Answer 400 with imsx_codeMinor invalid_query_parameter.
    """
    for query in OUT_OF_BOUNDS:
        answer = session.get(LIST, **query)
        if answer.status != 400:
            asked = "&".join(f"{name}={value}" for name, value in query.items())
            yield breach(LIST.name, answer, observed=f"?{asked} is answered with {answer.told()}, not HTTP 400")
            return
    yield holds(LIST.name)


@rule(
    "API-PAGE-004",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 6.4 Paging",
    message="{observed}",
    needs=NEEDS,
)
def windows_make_up_the_whole(session: Session) -> Results:
    """The windows of the list, one after the other, are the list: none missing, none twice.

    Why: What falls between two pages is lost to the client without a sign.

    Example: The order changes between two requests, so that one credential comes twice and another never.

    Repair: Sort by something that does not change, such as when a credential came, and then by its id.
    """
    found = session.once(windows)
    if not found.enough:
        yield cannot_tell(LIST.name, FEW)
        return
    largest = max(len(brought) for brought in found.brought)
    order = Counter(text for brought in found.brought for text in brought)
    whole = Counter(found.expected)
    if largest > 1:
        yield breach(LIST.name, found.answers[0], observed=f"limit=1 brings {largest} credentials")
    elif twice := sum(count - 1 for count in whole.values()):
        yield breach(LIST.name, found.whole, observed=f"the list holds {twice} credentials twice")
    elif order - whole or sum(order.values()) < len(found.answers):
        yield breach(LIST.name, *found.answers[:2], observed="windows of one do not make up the list")
    else:
        yield holds(LIST.name, *found.answers[:2])

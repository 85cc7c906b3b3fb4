"""API-PAGE: the windows that limit and offset cut out of the list. Open Badges 3.0 section 5.2.1 and 6.5."""

from dataclasses import dataclass, field
import json
from typing import Any

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.suites.credentials.bodies import credentials_in
from fairmark.validators.suites.credentials.operations import LIST
from fairmark.validators.suites.credentials.session import MOST_PAGES, Session
from fairmark.validators.suites.credentials.upserts import uploads
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.link_header import Malformed, links
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results, breach, cannot_tell, holds

FEW = "fewer than two credentials are in the list, so no page can be cut out of it"
OUT_OF_BOUNDS = ({"limit": "0"}, {"limit": "-1"}, {"limit": "many"}, {"offset": "-1"}, {"offset": "x"})


@dataclass(frozen=True, slots=True)
class Windows:
    """The list as a whole, and in windows of one: the credentials as texts, and the answers."""

    whole: Answer
    expected: list[str]
    answers: list[Answer] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    @property
    def enough(self) -> bool:
        return len(self.expected) > 1


def windows(session: Session) -> Windows:
    """Ask for the whole list, and for it in windows of one. A host is sent credentials first, so that it has some."""
    if session.profile.role == "host":
        session.once(uploads)
    pages = session.walk()
    expected = [_text(one) for page in pages for one in credentials_in(page)]
    found = Windows(pages[0], expected)
    for offset in range(min(len(expected), MOST_PAGES, 12)):
        answer = session.get(LIST, limit=1, offset=offset)
        found.answers.append(answer)
        found.order.extend(_text(one) for one in credentials_in(answer))
    return found


def _text(credential: dict[str, Any] | str) -> str:
    return credential if isinstance(credential, str) else json.dumps(credential, sort_keys=True)


@rule(
    "API-PAGE-001",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 6.5, RFC 8288 section 3",
    message="{observed}",
    needs=("API-AUTH-001", "API-PAGE-004"),
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
    except Malformed as error:
        return f"the Link header cannot be read: {error}"
    wanted = {"first", "last"} | ({"next"} if offset + 1 < total else set()) | ({"prev"} if offset else set())
    if lacking := sorted(wanted - told.keys()):
        return f"no link leads to the {', '.join(lacking)} page"
    if "next" in told and offset + 1 >= total:
        return "the last page has a link to a next one"
    return ""


def _followed(session: Session, found: Windows) -> Any:
    """Whether following `next` from the first window brings the second."""
    first = found.answers[0]
    target = links(first.header("link") or "")["next"]
    answer = session.fetch(str(first.request.url.join(target)))
    if [_text(one) for one in credentials_in(answer)] == found.expected[1:2]:
        return holds(LIST.name, first, answer)
    return breach(LIST.name, first, answer, observed="the link to the next page does not lead to the next credential")


@rule(
    "API-PAGE-002",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 6.5",
    message="{observed}",
    needs=("API-AUTH-001",),
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
    basis="Open Badges 3.0 section 5.2.1 getCredentials",
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
    basis="Open Badges 3.0 section 6.5",
    message="{observed}",
    needs=("API-AUTH-001",),
)
def windows_make_up_the_whole(session: Session) -> Results:
    """The windows of the list, one after the other, are the list: in the same order, none missing, none twice.

    Why: What falls between two pages is lost to the client without a sign.

    Example: The order changes between two requests, so that one credential comes twice and another never.

    Repair: Sort by something that does not change, such as when a credential came, and then by its id.
    """
    found = session.once(windows)
    if not found.enough:
        yield cannot_tell(LIST.name, FEW)
        return
    sizes = {len(credentials_in(answer)) for answer in found.answers}
    if max(sizes) > 1:
        yield breach(LIST.name, found.answers[0], observed=f"limit=1 brings {max(sizes)} credentials")
    elif sorted(found.order) != sorted(found.expected[: len(found.answers)]):
        yield breach(LIST.name, *found.answers[:2], observed="windows of one do not make up the list")
    else:
        yield holds(LIST.name, *found.answers[:2])

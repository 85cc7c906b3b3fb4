"""API-LIST: what the list of credentials looks like, and what `since` picks out. Open Badges 3.0 section 6.2."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.suites.credentials.bodies import Credential, credentials_in, data_of, text_of
from fairmark.validators.suites.credentials.operations import LIST
from fairmark.validators.suites.credentials.session import Session
from fairmark.validators.suites.credentials.uploading import listed, pages_afterwards
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results, breach, cannot_tell, holds

BASIS = "Open Badges 3.0 section 6.2.2 getCredentials"
MEDIA_TYPES = ("application/json", "application/ld+json")
"""The standard's text has the first, its example the second."""
MEMBERS = {"credential": dict, "compactJwsString": str}
"""Member of the answer to what its entries are."""
GAP = timedelta(seconds=2)
"""Moments that lie closer together are not told apart: services round them."""


@rule(
    "API-LIST-001",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis=BASIS,
    message="{observed}",
    needs=("API-AUTH-001",),
)
def list_has_its_form(session: Session) -> Results:
    """The list is a JSON object with credentials as objects in credential and compact JWS in compactJwsString.

    Why: Clients look for credentials in these two members and nowhere else.

    Example: Compact JWS under the name compactJwsStrings, which no client reads.

    Repair: Answer `{"credential": [...], "compactJwsString": [...]}` as application/json, and leave a member out where
    there is nothing in it.
    """
    pages = [*session.once(pages_afterwards), session.get(LIST, limit=1, offset=0)]
    for page in pages:
        if observed := next(_deviations(page), ""):
            yield breach(LIST.name, page, observed=observed)
            return
    yield holds(LIST.name, *pages)


def _deviations(page: Answer) -> Iterator[str]:
    if page.status != 200:
        yield f"the list is answered with {page.told()}"
        return
    if page.media_type not in MEDIA_TYPES:
        yield f"the list is announced as {page.media_type or 'nothing'}"
    body = page.json()
    if not isinstance(body, dict):
        yield "the list is no JSON object"
        return
    for name, kind in MEMBERS.items():
        entries = body.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(one, kind) for one in entries):
            yield f"{name} is no array of {'objects' if kind is dict else 'texts'}"
    if not body.keys() & MEMBERS.keys() and _holds_something(body):
        yield "the list has neither credential nor compactJwsString"
    elif near := sorted(name for name in body.keys() - MEMBERS.keys() if _is_near(name)):
        yield f"the list has a member {near[0]}"


def _holds_something(body: dict[str, Any]) -> bool:
    return any(isinstance(value, list | dict) and value for value in body.values())


def _is_near(name: str) -> bool:
    """Whether it is one of the two names, spelled in another way."""
    return name.lower().rstrip("s") in ("credential", "compactjwsstring", "compactjw")


# -- since -----------------------------------------------------------------------------------------------------------


@rule(
    "API-LIST-002",
    scope="live",
    severity=WARNING,
    versions=SERVICES,
    basis=BASIS,
    message="{observed}",
    needs=("API-LIST-001", "API-PAGE-004", "API-UPS-003"),
    notes="The standard does not say which moment it is at which a credential was issued: validFrom is taken.",
)
def since_picks_what_was_issued_later(session: Session) -> Results:
    """With since, the list has the credentials that were issued after that moment, all of them and no others.

    Why: A client that asks every night for what is new misses what is left out, and loads again what is not.

    Example: since is ignored, and the whole list comes each time.

    Repair: Compare since with the validFrom of each credential, and leave out those that are not later.
    """
    held = session.once(listed)
    moment = _between(held)
    if moment is None:
        yield cannot_tell(LIST.name, "no two credentials of the list were issued at different moments")
        return
    pages = session.walk(since=written(moment))
    brought = {text_of(one) for page in pages for one in credentials_in(page)}
    late = {text_of(one) for one in held if (when := moment_of(one)) and when > moment}
    early = {text_of(one) for one in held if (when := moment_of(one)) and when <= moment}
    if pages[-1].status != 200:
        yield breach(LIST.name, pages[-1], observed=f"a list with since is answered with {pages[-1].told()}")
    elif brought & early:
        yield breach(LIST.name, pages[0], observed=f"{len(brought & early)} credentials were not issued after since")
    elif late - brought:
        yield breach(LIST.name, pages[0], observed=f"{len(late - brought)} credentials issued later are left out")
    else:
        yield holds(LIST.name, *pages)


@rule(
    "API-LIST-003",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis=BASIS,
    message="?since=yesterday is answered with {observed}, not HTTP 400",
    needs=("API-AUTH-001",),
)
def since_is_a_moment(session: Session) -> Results:
    """A since that is no date and time is refused with 400.

    Why: A client that made a mistake must hear of it instead of taking the whole list for what is new.

    Example: `?since=yesterday` is answered with the whole list.

    Repair: Answer 400 with imsx_codeMinor invalid_query_parameter.
    """
    answer = session.get(LIST, since="yesterday")
    if answer.status == 400:
        yield holds(LIST.name, answer)
    else:
        yield breach(LIST.name, answer, observed=answer.told())


def moment_of(credential: Credential) -> datetime | None:
    """When a credential was issued, None where it does not say."""
    data = data_of(credential)
    told = data.get("validFrom", data.get("issuanceDate"))
    try:
        moment = datetime.fromisoformat(told) if isinstance(told, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def written(moment: datetime) -> str:
    """A moment as an argument of a request."""
    return moment.isoformat().replace("+00:00", "Z")


def earlier_than_all(held: Iterable[Credential]) -> datetime | None:
    """A moment before which only the earliest of the credentials were issued, None where there is none."""
    moments = sorted({moment for one in held if (moment := moment_of(one))})
    return moments[0] if len(moments) > 1 and moments[1] - moments[0] > GAP else None


def _between(held: Iterable[Credential]) -> datetime | None:
    """The whole second of a credential after which others were issued: the latest such moment, None where there is
    none."""
    moments = sorted({moment for one in held if (moment := moment_of(one))})
    for earlier, later in zip(reversed(moments[:-1]), reversed(moments[1:]), strict=True):
        if later - earlier > GAP and not earlier.microsecond:
            return earlier
    return None

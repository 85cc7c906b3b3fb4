"""The provider of a session: the twelve operations and discovery, over the course of its version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from email.utils import formatdate
import math

import orjson

from fairmark.schemas.case import tables
from fairmark.server.case import query
from fairmark.server.case.operations import UUID
from fairmark.server.case.paging import Window, link_header
from fairmark.server.case.status import refuse_in
from fairmark.server.discovery import discovery_document
from fairmark.server.http import Answer, Refusal
from fairmark.server.observe.course import course_of
from fairmark.server.observe.session import Session
from fairmark.server.rim import PREFLIGHT, load_query
from fairmark.validators.suites.case_consumer.observation import LIST, READING, Situation

DISCOVERY = "discovery"
ALLOWED = "GET, HEAD, OPTIONS"
WAITING = {Situation.BUSY, Situation.BUSY_UNTIL}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request below the base of a session. `collection` and `identifier` are "" where the path is that of no
    operation; the identifier has `MARK` in the place of the session's own digits."""

    method: str
    collection: str
    identifier: str
    arguments: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Told:
    """The answer, and what the log says of it: the window of a page, and when a refused client may come back, in
    seconds since the session began."""

    answer: Answer
    window: tuple[int, int] | None = None
    due: float | None = None


def asked(session: Session, method: str, path: str, arguments: Mapping[str, Sequence[str]]) -> Asked:
    """What a request means whose path below the base is `path`."""
    edition = session.edition
    if f"/{path}" == edition.discovery:
        return Asked(method, DISCOVERY, "", arguments)
    collection, slash, identifier = path.partition("/")
    is_list = collection == LIST and not slash
    is_known = collection in course_of(edition.version).offer.known
    if not (is_list or (is_known and slash and (identifier or collection != LIST))):
        return Asked(method, "", "", arguments)
    return Asked(method, collection, session.shared(identifier), arguments)


def answer(session: Session, request: Asked, site: str) -> Told:
    """The answer of the provider. `site` is the base URL of the server."""
    try:
        return _answer(session, request, site)
    except Refusal as refusal:
        told = refuse_in(session.edition)(refusal)
        return Told(replace(told, headers={**told.headers, **refusal.headers}))


def _answer(session: Session, request: Asked, site: str) -> Told:
    if request.method == "OPTIONS":
        return Told(Answer(204, headers={"Allow": ALLOWED, "Access-Control-Allow-Methods": ALLOWED, **PREFLIGHT}))
    if request.method not in READING:
        raise Refusal(405, "method", "CASE has no operation that writes.", headers={"Allow": ALLOWED})
    if request.collection == DISCOVERY:
        return Told(Answer(200, discovery_document(session.edition, session.root(site))))
    if request.collection == LIST and not request.identifier:
        return _list(session, request, site)
    situation = course_of(session.edition.version).situations.get(request.identifier)
    if situation in WAITING and request.collection == "CFPackages" and (told := _wait(session, situation)):
        return told
    body = course_of(session.edition.version).body(request.collection, request.identifier)
    if body is None or situation is Situation.MISSING:
        raise _missing(request)
    return Told(Answer(200, session.own(body, site)))


def _missing(request: Asked) -> Refusal:
    if not request.collection:
        return Refusal(404, "unknown", "There is no such operation.")
    if UUID.fullmatch(request.identifier):
        return Refusal(404, "unknown", "There is no such object here.")
    return Refusal(404, "malformed", "An identifier is a UUID of version 1 to 5 in lower case.")


def _list(session: Session, request: Asked, site: str) -> Told:
    """A page of the list, of 100 records at most: providers bound their pages, and say so by X-Total-Count and Link."""
    wanted = load_query(query.DocumentsQuery(), request.arguments)
    listed = query.Listed("CFDocument", tables(session.edition.version))
    course = course_of(session.edition.version)
    records = orjson.loads(session.own(orjson.dumps(course.documents), site))
    window = Window(wanted["offset"], min(wanted["limit"], query.LIMIT))
    found = query.ordered(query.filtered(records, wanted, listed), wanted, listed)
    page = found[window.offset : window.offset + window.limit]
    address = f"{session.base(site)}/{LIST}"
    headers = {
        "X-Total-Count": str(len(found)),
        "Link": link_header(address, window, len(found), query.kept_arguments(wanted, listed)),
    }
    body = orjson.dumps({LIST: [query.selected(record, wanted, listed) for record in page]})
    is_whole = "filter" not in wanted and request.method == "GET"
    return Told(Answer(200, body, headers), (window.offset, len(page)) if is_whole else None)


def _wait(session: Session, situation: Situation) -> Told | None:
    """The refusal of a client that must wait, None when it need not any more."""
    due = session.due(situation)
    left = due - session.now()
    if left <= 0:
        return None
    is_date = situation is Situation.BUSY_UNTIL
    told = formatdate(round(session.date(due)), usegmt=True) if is_date else str(math.ceil(left))
    refusal = refuse_in(session.edition)(Refusal(429, "busy", "Wait, then ask again."))
    return Told(replace(refusal, headers={**refusal.headers, "Retry-After": told}), due=due)

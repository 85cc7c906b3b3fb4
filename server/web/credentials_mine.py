"""The page /my/credentials: what is kept for a person here, each with its verdict, and the links by which it is shared.

As everywhere here there is no session: who logs in gets the page, and in it a ticket that the next form takes along.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
import secrets
from typing import NamedTuple

import orjson

from fairmark.server.http import Answer, Api, Call, Route
from fairmark.server.oauth.asking import LARGEST, Parameters
from fairmark.server.oauth.limits import Limits
from fairmark.server.oauth.login import TOO_LATE, WRONG, Door, holder, own_form, refuse_with_page, show, ticket_for
from fairmark.server.oauth.routes import guarded
from fairmark.server.serving.tokens import digest_of
from fairmark.server.storage.credentials import JWS, Credentials, Kept
from fairmark.server.storage.links import Link, Links, Openings, TooMany
from fairmark.server.storage.people import Person
from fairmark.server.web.credentials_findings import findings
from fairmark.server.web.credentials_page import HEADERS
from fairmark.server.web.credentials_parts import cut
from fairmark.server.web.credentials_reading import Shown, Sight, Unread, read
from fairmark.server.web.credentials_sharing import FILES, SHARED, shared_pages
from fairmark.server.web.credentials_view import name_in
from fairmark.server.web.turns import turn
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import ProofError

PATH = "/my/credentials"
STANDARDS = ("clr", "ob")
"""In the order in which they are shown: records first."""

A_PAGE = 20
GLANCED = 300_000
"""Bytes of a credential that is verified for its card. Larger ones wait until they are opened."""

DAYS = {1: "a day", 7: "a week", 30: "30 days", 90: "90 days", 365: "a year"}
USUAL = 30
LONGEST_NOTE = 100


class Card(NamedTuple):
    """A credential that is kept. `shown` is None where it is too large to be looked at in passing; `name` is what to
    call it, and `key` which one it is."""

    key: str
    name: str
    shown: Shown | None


class Given(NamedTuple):
    """A link that the person has given, and how often it was opened."""

    link: Link
    opened: Openings


class MyCredentials:
    """The page, GET and POST."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def ask(self, call: Call) -> Answer:
        """The page on which a person logs in to see what is kept for them."""
        return _login_page()

    def answer(self, call: Call) -> Answer:
        """What the person has sent: login name and password, or what they want to see, share or take back."""
        form = own_form(call)
        if "ticket" not in form:
            person = self._door.admit(call, form)
            return _list(call, person) if person else _login_page(403, WRONG, _first(form, "login"))
        found = holder(call, form)
        if found is None or "mine" not in found[1]:
            return _login_page(403, TOO_LATE)
        return _done(call, found[0], form)


def learner_apis(limits: Limits) -> tuple[Api, ...]:
    """The pages of people, who log in within those limits, and of those to whom they have given a link."""
    mine = MyCredentials(Door(limits))
    routes = (
        Route("mine", "GET", PATH, guarded(mine.ask), mine.ask.__doc__ or "", {200: ""}),
        Route("share", "POST", PATH, guarded(mine.answer), mine.answer.__doc__ or "", {200: ""}, largest=LARGEST),
    )
    return (Api("my", "", routes, refuse_with_page, described=False), shared_pages())


# -- what a form asks for --------------------------------------------------------------------------------------------


def _done(call: Call, person: Person, form: Parameters) -> Answer:
    links = Links(call.context.store.engine)
    if "open" in form:
        kept = _kept(call, person, _first(form, "open"))
        return _opened(call, person, kept) if kept else _list(call, person, done="It is not here any more.")
    if "share" in form:
        return _shared(call, person, form, links)
    if "revoke" in form:
        taken = links.revoke(person.id, _first(form, "revoke"), datetime.now(UTC))
        return _list(call, person, done="Taken back. The link leads nowhere any more." if taken else "")
    start = _first(form, "from")
    return _list(call, person, start=int(start) if start.isascii() and start.isdecimal() and len(start) < 7 else 0)


def _shared(call: Call, person: Person, form: Parameters, links: Links) -> Answer:
    """A new link to one credential. Its address is shown once: only a digest of its secret is kept."""
    kept = _kept(call, person, _first(form, "share"))
    days = _first(form, "days")
    if kept is None or days not in map(str, DAYS):
        return _list(call, person, done="Nothing was shared.")
    now, secret = datetime.now(UTC), secrets.token_urlsafe(32)
    link = Link(
        id=secrets.token_hex(6),
        digest=digest_of(secret),
        person=person.id,
        standard=kept.standard,
        identity=kept.identity,
        title=_storable(_title(kept)),
        note=_storable(_first(form, "note")),
        made_at=now,
        ends_at=now + timedelta(days=int(days)),
    )
    try:
        links.add(link)
    except TooMany:
        return _list(call, person, done="You have as many links as one may have. Take some back first.")
    return _list(call, person, new=f"{call.context.settings.base_url}{SHARED}/{secret}", until=link.ends_at)


def _title(kept: Kept) -> str:
    """What the credential calls itself, else its identifier."""
    body = kept.body
    try:
        data = jws.decode(body.decode("ascii")).claims if kept.form == JWS else orjson.loads(body)
    except (ProofError, ValueError):
        return kept.called
    return name_in(data) or kept.called


def _storable(words: str) -> str:
    """The words on one line, not long, and without what databases do not take: zeros and lone surrogates."""
    line = " ".join(words.replace("\0", "").split())
    return cut(line, LONGEST_NOTE).encode("utf-8", "replace").decode()


def _kept(call: Call, person: Person, key: str) -> Kept | None:
    standard, _, identity = key.partition(":")
    return Credentials(call.context.store.engine).one(person.id, standard, identity)


# -- pages -----------------------------------------------------------------------------------------------------------


def _login_page(status: int = 200, wrong: str = "", login: str = "") -> Answer:
    return show("credentials_login.html", status, wrong=wrong, login=login)


def _list(
    call: Call, person: Person, *, start: int = 0, done: str = "", new: str = "", until: datetime | None = None
) -> Answer:
    engine = call.context.store.engine
    total, kept = _page_of(Credentials(engine), person, start)
    links, opened = Links(engine), Links(engine).openings(person.id)
    with turn():
        cards = [_card(call, one) for one in kept]
    return _private(
        show(
            "credentials_mine.html",
            person=person,
            cards=cards,
            total=total,
            start=start,
            following=start + A_PAGE if start + A_PAGE < total else None,
            earlier=max(0, start - A_PAGE),
            links=[Given(link, opened.get(link.name, Openings())) for link in links.of(person.id, datetime.now(UTC))],
            days=DAYS,
            usual=USUAL,
            done=done,
            new=new,
            until=until,
            ticket=ticket_for(call, person, {"mine": True}),
        )
    )


def _page_of(credentials: Credentials, person: Person, start: int) -> tuple[int, list[Kept]]:
    """How many there are, and those of the page that begins with number `start`, of one standard after the other."""
    total = 0
    found: list[Kept] = []
    for standard in STANDARDS:
        offset = max(0, start - total)
        count, rows = credentials.page(person.id, standard, offset, A_PAGE - len(found) or 1)
        found += rows[: A_PAGE - len(found)]
        total += count
    return total, found


def _card(call: Call, kept: Kept) -> Card:
    key = f"{kept.standard}:{kept.identity}"
    found = _read(call, kept) if len(kept.body) <= GLANCED else None
    if isinstance(found, Sight):
        return Card(key, found.shown.name or kept.called, found.shown)
    return Card(key, kept.called, None)


def _opened(call: Call, person: Person, kept: Kept) -> Answer:
    with turn():
        found = _read(call, kept)
    if not isinstance(found, Sight):
        return _list(call, person, done="It cannot be read.")
    return _private(
        show(
            "credentials_mine_one.html",
            sight=found,
            findings=findings(found.report, may_look_up=False),
            counts=found.report.counts,
            ticket=ticket_for(call, person, {"mine": True}),
            key=f"{kept.standard}:{kept.identity}",
            days=DAYS,
            usual=USUAL,
        )
    )


def _read(call: Call, kept: Kept) -> Sight | Unread:
    return read(FILES[kept.form].name, kept.body, call.context)


def _private(answer: Answer) -> Answer:
    return replace(answer, headers={**answer.headers, **HEADERS})


def _first(form: Parameters, name: str) -> str:
    return next(iter(form.get(name, ())), "")

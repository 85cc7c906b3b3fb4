"""Signing in to the pages of learning, with a token that an administrator has made for a person.

Other pages here have no session. Who teaches thirty learners goes from page to page all day, so these have one: the
browser keeps a random cookie that no script reads and no other site makes it send, and the server knows which token it
stands for. What the token may no longer do, the visit may not either.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
import secrets

from werkzeug.http import dump_cookie, parse_cookie

from fairmark.server.http import Answer, Call, Function, Refusal
from fairmark.server.learning.access.gate import Denied
from fairmark.server.oauth.limits import Limits, network_of
from fairmark.server.oauth.login import own_form
from fairmark.server.serving.tokens import ADMIN, digest_of, may
from fairmark.server.storage.tokens import Token, Tokens
from fairmark.server.storage.visits import Visits
from fairmark.server.web import site
from fairmark.server.web.learning.showing import page

HOME, SIGN_IN, SIGN_OUT = "/learning", "/learning/sign-in", "/learning/sign-out"
COOKIE = "fairmark_learning"
LASTS = timedelta(hours=8)
"""A working day."""

READS, WRITES = "scl.read", "scl.write"

UNKNOWN = "This token is not known, has expired, was revoked, or does not permit to read what is recorded of learners."
NOT_YOURS = "This is not for you to see, or there is nothing here. That somebody asked has been noted."
NOBODY = "This token acts for nobody. These pages are for people: ask for a token that acts as you."

PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who has signed in: what records of learning call them, and what their token permits."""

    person: str
    scopes: frozenset[str]

    @property
    def may_write(self) -> bool:
        return not self.scopes.isdisjoint((WRITES, ADMIN))


@dataclass(frozen=True, slots=True)
class Offered:
    """A person as whom anybody may look around in a demonstration: `key` is what the form sends, `token` the digest of
    the token that acts for them."""

    key: str
    name: str
    words: str
    token: str


Page = Callable[[Call, Visitor], Answer]


def visited(page: Page) -> Function:
    """The page for whoever has signed in; others are asked to."""

    def answered(call: Call) -> Answer:
        visitor = visitor_of(call)
        return private(page(call, visitor)) if visitor else going_to(SIGN_IN)

    return answered


def visitor_of(call: Call) -> Visitor | None:
    """Who has signed in, None for nobody."""
    token = _token(call)
    return Visitor(token.acts_as, token.scopes) if token and token.acts_as else None


def private(answer: Answer) -> Answer:
    """The page, which no cache keeps and no index finds."""
    return replace(answer, headers={**answer.headers, **PRIVATE})


def going_to(address: str, **headers: str) -> Answer:
    """Where to go on, by GET."""
    return Answer(303, headers={"Location": address, "Cache-Control": "no-store", **headers})


class Visiting:
    """The pages to sign in and out. `offered` are those as whom anybody may look around."""

    def __init__(self, limits: Limits, offered: Sequence[Offered]) -> None:
        self._limits = limits
        self._offered: Mapping[str, Offered] = {one.key: one for one in offered}

    def ask(self, call: Call) -> Answer:
        """The page on which one signs in."""
        return self._page(call)

    def begin(self, call: Call) -> Answer:
        """What was sent to sign in: a token, or as whom to look around."""
        form = own_form(call)
        self._limits.logins.count(network_of(call.peer))
        offered = self._offered.get(next(iter(form.get("as", ())), ""))
        typed = next(iter(form.get("token", ())), "").strip()
        token = _good(call, offered.token if offered else digest_of(typed))
        if token is None:
            return self._page(call, UNKNOWN)
        if not token.acts_as:
            return self._page(call, NOBODY)
        cookie, now = secrets.token_urlsafe(32), datetime.now(UTC)
        Visits(call.context.store.engine).begin(digest_of(cookie), token.digest, now, now + LASTS)
        return going_to(HOME, **_cookie(call, cookie, LASTS))

    def end(self, call: Call) -> Answer:
        """Sign out: the cookie is good for nothing any more."""
        own_form(call)
        if cookie := _sent(call):
            Visits(call.context.store.engine).end(digest_of(cookie))
        return going_to(SIGN_IN, **_cookie(call, "", timedelta()))

    def _page(self, call: Call, wrong: str = "") -> Answer:
        status = 403 if wrong else 200
        offered = list(self._offered.values())
        signed_in = visitor_of(call) is not None and not wrong
        made = page("learning_sign_in.html", status, wrong=wrong, offered=offered, signed_in=signed_in)
        return private(made)


def refuse(refusal: Refusal) -> Answer:
    """The refusal as a page that nobody keeps."""
    return private(site.problem(refusal.status, NOT_YOURS if isinstance(refusal, Denied) else refusal.detail))


# -- the cookie ------------------------------------------------------------------------------------------------------


def _token(call: Call) -> Token | None:
    """The token with which the visitor has signed in."""
    cookie = _sent(call)
    digest = Visits(call.context.store.engine).token(digest_of(cookie), datetime.now(UTC)) if cookie else None
    return _good(call, digest) if digest else None


def _good(call: Call, digest: str) -> Token | None:
    token = Tokens(call.context.store.engine).find(digest)
    return token if token and not token.has_ended(datetime.now(UTC)) and may(token, READS) else None


def _sent(call: Call) -> str:
    return parse_cookie(call.headers.get("cookie", "")).get(COOKIE, "")


def _cookie(call: Call, value: str, lasts: timedelta) -> dict[str, str]:
    """The header that sets the cookie; over HTTPS it is sent over HTTPS only."""
    secure = call.context.settings.base_url.startswith("https:")
    set_to = dump_cookie(COOKIE, value, lasts, path=HOME, secure=secure, httponly=True, samesite="Strict")
    return {"Set-Cookie": set_to}

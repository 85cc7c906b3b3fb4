"""The authorization endpoint: a client sends a person here, who logs in, reads what is asked for, and decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.rfc6749 import OAuth2Error  # type: ignore[import-untyped]  # Authlib has no types
from marshmallow import Schema, validate
from marshmallow import fields as ma

from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.oauth.asking import LONGEST, Asked, Parameters
from fairmark.server.oauth.authority import Authority
from fairmark.server.oauth.granting import Consent
from fairmark.server.oauth.known import OFFLINE_DAYS
from fairmark.server.oauth.login import TOO_LATE, WRONG, Door, holder, own_form, show, ticket_for
from fairmark.server.oauth.scopes import OFFLINE, PERSONAL, split
from fairmark.server.storage.clients import Client
from fairmark.server.storage.people import Person

PATH = "/oauth/authorize"
NOTHING = "Nothing is ticked. Tick what you want to allow, or choose “Don’t allow”."

PARAMETER = validate.Length(max=LONGEST)


class AuthorizationQuery(Schema):
    """RFC 6749 section 4.1.1 and RFC 7636 section 4.3; Open Badges 3.0 and CLR 2.0 ask for all of it."""

    response_type = ma.Str(validate=PARAMETER, metadata={"description": "code."})
    client_id = ma.Str(validate=PARAMETER, metadata={"description": "The id that the client was registered under."})
    redirect_uri = ma.Str(validate=PARAMETER, metadata={"description": "One of those that it registered, as it is."})
    scope = ma.Str(validate=PARAMETER, metadata={"description": "What it asks for, with spaces in between."})
    state = ma.Str(validate=PARAMETER, metadata={"description": "Comes back as it is."})
    code_challenge = ma.Str(validate=PARAMETER, metadata={"description": "By S256."})
    code_challenge_method = ma.Str(validate=PARAMETER, metadata={"description": "S256."})


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client asks a person for. `address` leads back to the page that asks."""

    client: Client
    scopes: Sequence[str]
    redirect_uri: str
    query: dict[str, str]

    @property
    def address(self) -> str:
        return f"{PATH}?{urlencode(self.query)}"

    @property
    def host(self) -> str:
        """The one thing about the client that is known rather than said: where the answer goes."""
        return urlsplit(self.redirect_uri).netloc

    @property
    def personal(self) -> list[tuple[str, str]]:
        """The scopes that open something, with their words."""
        return [(scope, words) for scope, words in PERSONAL.items() if scope in self.scopes]


class Authorizing:
    """The authorization endpoint, GET and POST."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def ask(self, call: Call) -> Answer:
        """The page on which a person logs in to decide."""
        wish = _wish(call, dict(call.query))
        return wish if isinstance(wish, Answer) else _login_page(wish)

    def answer(self, call: Call) -> Answer:
        """What the person has sent: login name and password, or their decision."""
        form = own_form(call)
        if "ticket" in form:
            return self._decided(call, form)
        wish = _wish(call, dict(call.query))
        if isinstance(wish, Answer):
            return wish
        if form.get("decision") == ["deny"]:
            return _back(call, wish, None)
        person = self._door.admit(call, form)
        if person is None:
            return _login_page(wish, 403, wrong=WRONG, login=form.get("login", [""])[0])
        return _consent_page(call, wish, person)

    def _decided(self, call: Call, form: Parameters) -> Answer:
        found = holder(call, form)
        query = found[1].get("authorize") if found else None
        # What was shown is what the ticket holds; the address only serves to show the page again.
        wish = _wish(call, query or dict(call.query))
        if isinstance(wish, Answer):
            return wish
        if found is None or query is None:
            return _login_page(wish, 403, wrong=TOO_LATE)
        person = found[0]
        if form.get("decision") != ["allow"]:
            return _back(call, wish, None)
        chosen = frozenset(form.get("scope", ())) & frozenset(wish.scopes)
        if not chosen & PERSONAL.keys():
            return _consent_page(call, wish, person, wrong=NOTHING)
        return _back(call, wish, Consent(person.id, chosen))


def _wish(call: Call, query: dict[str, str]) -> Wish | Answer:
    """What the client asks for; the redirect that tells it what is wrong; Refusal where nobody may be redirected."""
    authority = Authority(call.context)
    asked = _asked(call, query)
    try:
        grant = authority.get_consent_grant(asked)
    except OAuth2Error as error:
        if not error.redirect_uri:
            detail = f"The application that sent you here has made a mistake, so nothing was done. {error.description}"
            raise Refusal(400, "bad_query", detail) from None
        answer: Answer = authority.handle_error_response(asked, error)
        return answer
    scopes = split(asked.scope)
    return Wish(
        grant.client.client, [scope for scope in (*PERSONAL, OFFLINE) if scope in scopes], grant.redirect_uri, query
    )


def _back(call: Call, wish: Wish, consent: Consent | None) -> Answer:
    """Back to the client: with a code, or with access_denied."""
    authority = Authority(call.context)
    asked = _asked(call, wish.query)
    grant = authority.get_consent_grant(asked)
    answer: Answer = authority.create_authorization_response(asked, grant_user=consent, grant=grant)
    return answer


def _asked(call: Call, query: dict[str, str]) -> Asked:
    return Asked("GET", call, {name: [value] for name, value in query.items() if value})


def _login_page(wish: Wish, status: int = 200, wrong: str = "", login: str = "") -> Answer:
    return show("oauth_login.html", status, client_uri=wish.redirect_uri, wish=wish, wrong=wrong, login=login)


def _consent_page(call: Call, wish: Wish, person: Person, wrong: str = "") -> Answer:
    values: dict[str, Any] = {"wish": wish, "person": person, "wrong": wrong, "days": OFFLINE_DAYS}
    ticket = ticket_for(call, person, {"authorize": wish.query})
    offline = OFFLINE if OFFLINE in wish.scopes else ""
    status = 400 if wrong else 200
    return show("oauth_consent.html", status, client_uri=wish.redirect_uri, ticket=ticket, offline=offline, **values)

"""Logging in, for one purpose at a time: there is no session and no cookie.

Who has logged in gets the page that they logged in for, and in it a ticket that their next form takes along. Nothing
that a browser sends by itself carries anybody's rights, so there is nothing for another site to misuse, and nothing is
left on a shared computer when the page is closed.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
import secrets
from typing import Any
from urllib.parse import urlsplit

from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.oauth.asking import Parameters, form_of
from fairmark.server.oauth.limits import Limits, network_of
from fairmark.server.oauth.people import authenticated, login_of
from fairmark.server.serving.tokens import digest_of
from fairmark.server.storage.people import People, Person
from fairmark.server.storage.tickets import Ticket, Tickets
from fairmark.server.web import site
from fairmark.server.web.origin import refuse_foreign

GOOD_FOR = timedelta(minutes=20)
"""Long enough to read at leisure. Afterwards the person logs in again, and nothing is lost."""

REMEMBERED = timedelta(days=30)
"""How long a form to log in is known to have been used: longer than a tab stays open."""

WRONG = "There is nobody with this login name and password. Check both and try again."
TOO_LATE = "This page was open for too long, or its form was sent twice. Nothing was changed; please log in again."


class Door:
    """Lets people in, within limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def admit(self, call: Call, form: Parameters) -> Person | None:
        """The person whose login name and password the form has; None for nobody, Refusal after too many tries."""
        login, password = _first(form, "login"), _first(form, "password")
        if not login or not password:
            return None
        self._limits.logins.count(network_of(call.peer))
        # By digest: what somebody has typed into the wrong field may be a password. Counted first and forgiven later,
        # so that guesses at the same time count as well.
        guessed = digest_of(login_of(login))
        self._limits.guesses.count(guessed)
        person = authenticated(People(call.context.store.engine), login, password)
        if person is not None:
            self._limits.guesses.forgive(guessed)
            _spend(call, form, person)
        return person


def _spend(call: Call, form: Parameters, person: Person) -> None:
    """Let the form be good for nothing from now on; Refusal when it was sent before.

    The page that it leads to is the answer to it, so that going back in a browser offers to send it again, password and
    all: whoever comes to a shared computer next must not be let in by that.
    """
    once = _first(form, "once")
    kept = Tickets(call.context.store.engine)
    if once and not kept.spend(digest_of(once), person.id, datetime.now(UTC) + REMEMBERED):
        raise Refusal(403, "forbidden", "This form was sent before. Open the page anew to log in.")


def ticket_for(call: Call, person: Person, request: dict[str, Any]) -> str:
    """A ticket for the person's next form; `request` is what it may decide."""
    now = datetime.now(UTC)
    ticket = secrets.token_urlsafe(32)
    kept = Ticket(digest_of(ticket), person.id, request, now + GOOD_FOR)
    Tickets(call.context.store.engine).add(kept, now)
    return ticket


def holder(call: Call, form: Parameters) -> tuple[Person, dict[str, Any]] | None:
    """Who has got the ticket in the form, and what it may decide; None where it is good no more."""
    ticket = Tickets(call.context.store.engine).take(digest_of(_first(form, "ticket")), datetime.now(UTC))
    person = People(call.context.store.engine).with_id(ticket.person) if ticket else None
    return (person, ticket.request) if ticket and person else None


def own_form(call: Call) -> Parameters:
    """The form in the body, which a page of this server has sent."""
    said, host = call.headers, call.headers.get("host", "")
    own = (call.context.settings.base_url, f"https://{host}", f"http://{host}")
    refuse_foreign(said.get("sec-fetch-site"), said.get("origin"), *own)
    return form_of(call)


def show(template: str, status: int = 200, *, client_uri: str = "", **values: Any) -> Answer:
    """A page for one person, once. Its forms may lead to the client: browsers hold redirects after a form against the
    policy as well."""
    answer = site.page(template, status, here="", once=secrets.token_urlsafe(16), **values)
    client = urlsplit(client_uri)
    policy = site.POLICY
    if client.netloc:
        policy = policy.replace("form-action 'self'", f"form-action 'self' {client.scheme}://{client.netloc}")
    return replace(answer, headers={**answer.headers, "Content-Security-Policy": policy, "Cache-Control": "no-store"})


def refuse_with_page(refusal: Refusal) -> Answer:
    """The refusal as a page."""
    return site.problem(refusal.status, refusal.detail)


def _first(form: Parameters, name: str) -> str:
    return next(iter(form.get(name, ())), "")

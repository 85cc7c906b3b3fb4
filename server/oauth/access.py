"""Whom a person has let in: the page on which they see it, see what was disclosed, and take it back."""

from datetime import UTC, datetime

from fairmark.server.http import Answer, Call
from fairmark.server.oauth.asking import Parameters
from fairmark.server.oauth.login import TOO_LATE, WRONG, Door, holder, own_form, show, ticket_for
from fairmark.server.oauth.scopes import PERSONAL
from fairmark.server.storage.clients import Clients
from fairmark.server.storage.disclosures import Disclosures
from fairmark.server.storage.grants import Grants
from fairmark.server.storage.people import Person

PATH = "/oauth/access"
SHOWN = 200
"""Disclosures on the page, the latest ones."""


WORDS = {"getCredentials": "credentials", "getProfile": "profile"}


class Access:
    """The page, GET and POST."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def ask(self, call: Call) -> Answer:
        """The page on which a person logs in to see whom they have let in."""
        return _login_page()

    def answer(self, call: Call) -> Answer:
        """What the person has sent: login name and password, or what they take back."""
        form = own_form(call)
        if "ticket" in form:
            return self._withdrawn(call, form)
        person = self._door.admit(call, form)
        if person is None:
            return _login_page(403, WRONG, form.get("login", [""])[0])
        return _page(call, person)

    def _withdrawn(self, call: Call, form: Parameters) -> Answer:
        found = holder(call, form)
        if found is None or "access" not in found[1]:
            return _login_page(403, TOO_LATE)
        person = found[0]
        now = datetime.now(UTC)
        grants = Grants(call.context.store.engine)
        taken = [grant for grant in grants.of(person.id, now) if [grant.id] == form.get("grant")]
        for grant in taken:
            grants.revoke(grant, now)
        return _page(call, person, "Taken back. It has no access any more." if taken else "")


def in_words(operation: str) -> str:
    """The operation of an API by what it has given, such as "Open Badges 3.0 credentials"."""
    return " ".join(WORDS.get(word, word) for word in operation.split())


def _login_page(status: int = 200, wrong: str = "", login: str = "") -> Answer:
    return show("oauth_access_login.html", status, wrong=wrong, login=login)


def _page(call: Call, person: Person, done: str = "") -> Answer:
    engine = call.context.store.engine
    clients = Clients(engine)
    grants = [
        (grant, clients.with_id(grant.client), [words for scope, words in PERSONAL.items() if scope in grant.scopes])
        for grant in Grants(engine).of(person.id, datetime.now(UTC))
    ]
    disclosed = [(one, in_words(one.operation)) for one in Disclosures(engine).of(person.id, SHOWN)]
    ticket = ticket_for(call, person, {"access": True}) if grants else ""
    return show(
        "oauth_access.html", person=person, grants=grants, disclosed=disclosed, ticket=ticket, done=done, shown=SHOWN
    )

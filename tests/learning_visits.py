"""The pages of learning over a small sample district, and whoever visits them: what their tests share."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
import html
import re

from sqlalchemy import Engine
from werkzeug.test import Client, TestResponse

from fairmark.fixtures import frameworks
from fairmark.fixtures.district import District
from fairmark.server import web
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.importing.importer import import_source
from fairmark.server.learning.access.asker import Asker
from fairmark.server.learning.continuum import Continuums, Json
from fairmark.server.learning.desk import Desk
from fairmark.server.learning.kind import SESSION
from fairmark.server.learning.ledger import Fact, looking, recording
from fairmark.server.learning.selection import Selection
from fairmark.server.learning.sessions import SESSIONS
from fairmark.server.oauth.limits import Limits
from fairmark.server.serving.demo_district import put_district
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from fairmark.server.web.learning import learning_pages
from fairmark.server.web.learning.visiting import Offered
from fairmark.validators.readers.source import of_bytes

BASE = "http://localhost"
TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""A day on which the classes of the sample district meet, whatever day it is for the tests."""

PIECES = 3


def fill(store: Store) -> None:
    """The sample frameworks, and a small district with its roster."""
    for name, file in frameworks().items():
        if not name.endswith("-1.0"):
            import_source(store, of_bytes(f"{name}.json", file.read_bytes()))
    put_district(store.engine, District(learners=100))


def new_token(engine: Engine, person: str | None, *scopes: str) -> str:
    tokens = Tokens(engine)
    name = f"test {len(tokens.all())}"
    return issue(tokens, name, frozenset(scopes or ("scl.read", "scl.write")), timedelta(hours=1), acts_as=person)


class Visitor:
    """Somebody before the pages, signed in with a token."""

    def __init__(self, store: Store, person: str, offered: Sequence[Offered] = (), base: str = BASE) -> None:
        context = Context(Settings(public_url=base), store, now=lambda: TODAY)
        self.base = base
        self.app = create_app(context, apis=(learning_pages(Limits(), offered),), pages=[web.mount])
        self.client: Client = self.app.test_client()
        if person:
            answer = self.post("/learning/sign-in", token=new_token(store.engine, person))
            assert (answer.status_code, answer.headers["Location"]) == (303, "/learning")

    def get(self, address: str) -> TestResponse:
        return self.client.get(address, base_url=self.base)

    def post(self, address: str, **form: str) -> TestResponse:
        return self.client.post(address, data=form, base_url=self.base)

    def text(self, address: str) -> str:
        """The words of a page."""
        answer = self.get(address)
        assert answer.status_code == 200, answer.status_code
        return words_in(answer)


def words_in(answer: TestResponse) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def sessions(store: Store) -> list[Fact]:
    with looking(store.engine) as ledger:
        return ledger.all(Selection(SESSION))


def new_session(store: Store, scorers: Sequence[str], **members: object) -> Fact:
    """A blind session over work that an earlier one was about, for one target."""
    closed = sessions(store)[0].data
    places = closed["organisations"]
    body: Json = {
        "title": "Numbers, again",
        "rubric": closed["rubric"],
        "targets": closed["targets"][:1],
        "organisations": places,
        "items": [{name: one[name] for name in ("evidence", "evidenceVersion")} for one in closed["items"][:PIECES]],
        "scorers": [{"scorer": one, "organisation": places[0], "role": "scorer"} for one in scorers],
        "blind": True,
        "tolerance": 1,
        "status": "scoring",
        "openedAt": "2026-11-16T08:00:00Z",
        **members,
    }
    return recorded(store, body)


def recorded(store: Store, body: Json) -> Fact:
    """The session, recorded by a system."""
    with recording(store.engine) as ledger:
        desk = Desk(ledger, Continuums(store, BASE), Asker(ledger, "", frozenset(), at=TODAY))
        return desk.record(SESSIONS, body)

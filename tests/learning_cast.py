"""Those who ask in tests of access: a learner with a family and a school around them, and others with no business."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from case_server import BASE, sample
from flask.testing import FlaskClient
from small_roster import DISTRICT, Taught, Who, X, Y, write_roster

from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.credentials.publishing import ISSUER_API
from fairmark.server.learning.routes import SCL
from fairmark.server.roster.keeping import keep
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.readers.limits import Limits
from learning_api import LEARNER, TEACHER, Json, Learning, put

BORN = "2012-05-17"
"""The learner's birthday."""

NAMES = ("guardian", "classmate", "other", "teacher2", "counselor", "leaderX", "leaderY", "district")
NAMES += ("officer", "verifier", "scorer", "stranger")
URNS = {name: f"urn:uuid:{uuid5(NAMESPACE_URL, f'cast:{name}')}" for name in NAMES}
URNS |= {"learner": LEARNER, "teacher": TEACHER}

BOTH = frozenset({"scl.read", "scl.write"})
SCOPES = {"officer": BOTH | {"scl.privacy"}}


def sourced(name: str) -> str:
    return URNS[name].removeprefix("urn:uuid:")


PEOPLE = (
    Who(sourced("learner"), "student", X, "06", BORN, [sourced("guardian")], ("Ada", "Quarshie")),
    Who(sourced("classmate"), "student", X, "06"),
    Who(sourced("other"), "student", Y, "06"),
    Who(sourced("guardian"), "guardian", X),
    Who(sourced("teacher"), "teacher", X),
    Who(sourced("teacher2"), "teacher", Y),
    Who(sourced("counselor"), "counselor", X),
    Who(sourced("leaderX"), "principal", X),
    Who(sourced("leaderY"), "principal", Y),
    Who(sourced("district"), "districtAdministrator", DISTRICT),
)
CLASSES = (
    Taught("reading", [sourced("teacher")], [sourced("learner"), sourced("classmate")]),
    Taught("singing", [sourced("teacher2")], [sourced("other")], Y),
)


class Cast:
    """The people, each with a token that acts for them; `system` acts for nobody. It is `now`, which a test
    may move on."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.now = datetime.now(UTC)
        put(store, sample())
        keep(store.engine, write_roster(folder / "roster", PEOPLE, CLASSES), Limits())
        context = Context(Settings(public_url=BASE), store, now=self._tick)
        client: FlaskClient = create_app(context, apis=(SCL, ISSUER_API)).test_client()
        tokens = Tokens(store.engine)
        self._asking = {
            name: Learning(client, issue(tokens, name, SCOPES.get(name, BOTH), acts_as=urn))
            for name, urn in URNS.items()
        }
        self._asking["system"] = Learning(client, issue(tokens, "system", BOTH))

    def _tick(self) -> datetime:
        """The time, which no two requests share."""
        self.now += timedelta(microseconds=1)
        return self.now

    def __getitem__(self, name: str) -> Learning:
        return self._asking[name]

    def events(self, who: str = "guardian") -> list[tuple[str, str, str]]:
        """The log of the learner's record as somebody reads it: actor, role and action, in the order of time."""
        found = self[who].get("access-events", "AccessEventSet", learner=LEARNER)["accessEvents"]
        names = {urn: name for name, urn in URNS.items()}
        return [(names.get(one["actor"], one["actor"]), one["actorRole"], one["action"]) for one in found]


def grant(by: str, to: str, **members: Any) -> Json:
    """What is posted to share some of the learner's record for a week, from yesterday on."""
    now = datetime.now(UTC)
    return {
        "learner": LEARNER,
        "grantedBy": URNS[by],
        "grantee": URNS[to],
        "scope": {"classes": ["EvidenceRecord"]},
        "purpose": "Application",
        "legalBasis": "consent",
        "validFrom": moment(now - timedelta(days=1)),
        "validUntil": moment(now + timedelta(days=6)),
        **members,
    }


def moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")

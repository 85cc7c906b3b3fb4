"""As whom anybody may look around in a demonstration: people of the sample district, each with a token of their own
that the page to sign in uses."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Engine

from fairmark.server.learning.kind import SESSION
from fairmark.server.learning.ledger import looking
from fairmark.server.learning.selection import Selection
from fairmark.server.roster.people import People
from fairmark.server.serving.demo_district import DemoPeople, demo_people
from fairmark.server.serving.tokens import digest_of, issue
from fairmark.server.storage.database import reading
from fairmark.server.storage.tokens import Tokens
from fairmark.server.web.learning.visiting import READS, WRITES, Offered

LASTS = timedelta(days=7)
"""How long a demonstration may run until it is to be started anew."""

WORDS = {
    "learner": "a learner: where I stand, and what is next",
    "guardian": "of the family of this learner: the snapshot",
    "teacher": "who teaches this learner: feedback, support, groups",
    "other_teacher": "who teaches at another school, and sees nothing of this learner",
    "scorer": "who scored in the calibration sessions: how far scorers agree",
    "leader": "who leads the school",
}


def offer(engine: Engine) -> list[Offered]:
    """The people, with new tokens: those of the last demonstration are good for nothing any more. Nobody where the
    roster is not that of the sample district."""
    people = demo_people(engine)
    if people is None:
        return []
    tokens, persons = Tokens(engine), dict(_persons(engine, people))
    with reading(engine) as connection:
        names = People(connection).names(persons.values())
    found = []
    for key, person in persons.items():
        name = f"demo page {key}"
        tokens.remove(name)
        token = issue(tokens, name, frozenset((READS, WRITES)), LASTS, acts_as=person)
        found.append(Offered(key, names.get(person, key), WORDS[key], digest_of(token)))
    return found


def _persons(engine: Engine, people: DemoPeople) -> Iterator[tuple[str, str]]:
    for key in WORDS:
        if key != "scorer":
            yield key, getattr(people, key)
            continue
        with looking(engine) as ledger:
            sessions = ledger.all(Selection(SESSION))
        if sessions:
            yield key, sessions[-1].data["scorers"][-1]["scorer"]

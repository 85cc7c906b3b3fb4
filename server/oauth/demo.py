"""The learners of the demonstration: the same at each start, with new passwords and tokens."""

from dataclasses import dataclass

from sqlalchemy import Engine

from fairmark.server.oauth.people import add, hash_of, new_password
from fairmark.server.oauth.scopes import PERSONAL
from fairmark.server.serving.tokens import issue
from fairmark.server.storage.people import People
from fairmark.server.storage.tokens import Tokens

NAMES = {"maya": "Maya Ortiz", "tomas": "Tomás Lindqvist"}
"""Login name to name; both are made up."""


@dataclass(frozen=True, slots=True)
class Learner:
    """One of them, with what is printed once."""

    id: str
    login: str
    name: str
    password: str
    token: str


def new_learners(engine: Engine) -> list[Learner]:
    """The learners, each with a new password, and with a token that may do all that they could grant."""
    people, tokens = People(engine), Tokens(engine)
    made = []
    for login, name in NAMES.items():
        password = new_password()
        if known := people.with_login(login):
            people.set_password(known.id, hash_of(password))
        person = known or add(people, login, name, password)
        called = f"demo learner {login}"
        tokens.remove(called)
        token = issue(tokens, called, frozenset(PERSONAL), person=person.id)
        made.append(Learner(person.id, login, name, password, token))
    return made

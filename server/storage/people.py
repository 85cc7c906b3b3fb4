"""The people of this server, who log in to let clients have what is theirs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, delete, insert, select, update

from fairmark.server.storage.access_tables import people
from fairmark.server.storage.database import glancing, updating
from fairmark.server.storage.tables import tokens


@dataclass(frozen=True, slots=True)
class Person:
    """`id` is opaque and for ever; `login` is what the person types, without regard to case; `name` is what pages show;
    `password` is a scrypt hash."""

    id: str
    login: str
    name: str
    password: str
    created_at: datetime


class LoginTaken(Exception):
    """Somebody has that login name."""


class People:
    """The people in the database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, person: Person) -> None:
        """Keep `person`; LoginTaken when somebody has the login name."""
        with updating(self._engine) as connection:
            if connection.execute(select(people.c.id).where(people.c.login == person.login)).first():
                raise LoginTaken
            connection.execute(insert(people), {name: getattr(person, name) for name in Person.__slots__})

    def set_password(self, id: str, password: str) -> None:
        """Let the person log in by another password, of which this is the hash."""
        with updating(self._engine) as connection:
            connection.execute(update(people).where(people.c.id == id), {"password": password})

    def with_login(self, login: str) -> Person | None:
        if "\0" in login:  # which PostgreSQL does not take for text
            return None
        return self._one(people.c.login == login)

    def with_id(self, id: str) -> Person | None:
        return self._one(people.c.id == id)

    def all(self) -> list[Person]:
        """Everybody, in the order of login names."""
        with glancing(self._engine) as connection:
            return [Person(**row._mapping) for row in connection.execute(select(people).order_by(people.c.login))]

    def remove(self, login: str) -> bool:
        """Forget the person with what was granted and the tokens that were made for them; False for nobody.

        The record of disclosures stays: it names the opaque id only.
        """
        with updating(self._engine) as connection:
            whose = select(people.c.id).where(people.c.login == login)
            connection.execute(delete(tokens).where(tokens.c.person.in_(whose)))
            return connection.execute(delete(people).where(people.c.login == login)).rowcount > 0

    def _one(self, condition: ColumnElement[bool]) -> Person | None:
        with glancing(self._engine) as connection:
            row = connection.execute(select(people).where(condition)).first()
            return Person(**row._mapping) if row else None

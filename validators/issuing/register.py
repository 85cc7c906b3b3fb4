"""The issuer's register: keys, what was issued, and which statuses are set, in one SQLite file.

SQLite gives what a folder of files would not: two processes take turns, and one that is killed half-way leaves nothing
half-done. Status lists are made from it when they are published, so they can be made again at any time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
import json
import os
from pathlib import Path
import secrets
import sqlite3
from typing import Any

from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.keyring import IssuerKey, State
from fairmark.validators.issuing.terms import Json, moment
from fairmark.validators.proofs.keys import jwk_of, public_key_from_jwk
from fairmark.validators.proofs.status import SHORTEST

FILE = "register.sqlite"
PATIENCE = 60.0
"""Seconds to wait for another process that is writing."""
FULL = SHORTEST // 2
"""Entries of a list that are taken at the most: the fuller, the easier to guess which index is whose."""
TABLES = """
CREATE TABLE keys (
    name TEXT PRIMARY KEY, jwk TEXT NOT NULL, state TEXT NOT NULL, made TEXT NOT NULL
);
CREATE TABLE credentials (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, form TEXT NOT NULL, document TEXT NOT NULL, key TEXT NOT NULL,
    valid_from TEXT NOT NULL, standing TEXT NOT NULL, purpose TEXT, list INTEGER, place INTEGER,
    UNIQUE (purpose, list, place)
);
"""
ENTER = """
INSERT INTO credentials VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
    form = excluded.form, document = excluded.document, key = excluded.key, valid_from = excluded.valid_from
"""
"""A newer version changes these; its standing and its place in a list stay as they are."""


class Standing(Enum):
    """What an issuer has said about a credential since."""

    GOOD = "good"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A credential in the register: its newest version, unsigned. `kind` is badge or record, `form` embedded or jwt,
    `key` the name of the key that signed it. `purpose`, `list` and `place` say where its status stands, "" and 0 for
    one without."""

    id: str
    kind: str
    form: str
    document: Json
    key: str
    valid_from: str
    standing: Standing = Standing.GOOD
    purpose: str = ""
    list: int = 0
    place: int = 0


class Register:
    """An open register within a transaction; `opened` gives one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # -- keys --------------------------------------------------------------------------------------------------------

    def issuer_keys(self) -> list[IssuerKey]:
        """All keys, in the order in which they were made."""
        rows = self._connection.execute("SELECT name, jwk, state, made FROM keys ORDER BY rowid")
        return [
            IssuerKey(name, public_key_from_jwk(json.loads(jwk)), State(state), made) for name, jwk, state, made in rows
        ]

    def key(self, name: str) -> IssuerKey:
        found = next((key for key in self.issuer_keys() if key.name == name), None)
        if found is None:
            raise CannotIssue(f"there is no key called {name!r}; `fairmark issue keys list` shows all")
        return found

    def add_key(self, key: IssuerKey) -> None:
        row = (key.name, json.dumps(jwk_of(key.public)), key.state.value, key.made)
        self._connection.execute("INSERT INTO keys VALUES (?, ?, ?, ?)", row)

    def set_key(self, name: str, state: State) -> None:
        self._connection.execute("UPDATE keys SET state = ? WHERE name = ?", (state.value, name))

    # -- credentials -------------------------------------------------------------------------------------------------

    def entries(self) -> Iterator[Entry]:
        """Everything issued, oldest first."""
        for row in self._connection.execute("SELECT * FROM credentials ORDER BY rowid"):
            yield _entry(row)

    def entry(self, identifier: str) -> Entry:
        row = self._connection.execute("SELECT * FROM credentials WHERE id = ?", (identifier,)).fetchone()
        if row is None:
            raise CannotIssue("the register has no credential with that id; `fairmark issue list` shows all")
        return _entry(row)

    def signed_by(self, key: str) -> int:
        """How many credentials have their newest version signed by the key."""
        (count,) = self._connection.execute("SELECT COUNT(*) FROM credentials WHERE key = ?", (key,)).fetchone()
        return int(count)

    def put(self, entry: Entry) -> None:
        """Enter a credential, or its newer version."""
        row = (
            *(entry.id, entry.kind, entry.form, json.dumps(entry.document, ensure_ascii=False), entry.key),
            *(entry.valid_from, entry.standing.value),
            *((entry.purpose, entry.list, entry.place) if entry.purpose else (None, None, None)),
        )
        self._connection.execute(ENTER, row)

    def set_standing(self, identifier: str, standing: Standing) -> None:
        self._connection.execute("UPDATE credentials SET standing = ? WHERE id = ?", (standing.value, identifier))

    # -- status ------------------------------------------------------------------------------------------------------

    def free_place(self, purpose: str, choose: Callable[[int], int] = secrets.randbelow) -> tuple[int, int]:
        """A list of this purpose, and an index in it that is nobody's. It is drawn at random, so that an index tells
        neither when nor to whom a credential was issued (Bitstring Status List 1.0 section 6)."""
        query = "SELECT MAX(list), COUNT(*) FROM credentials WHERE purpose = ? GROUP BY list ORDER BY list DESC LIMIT 1"
        number, taken = self._connection.execute(query, (purpose,)).fetchone() or (1, 0)
        if taken >= FULL:
            return number + 1, choose(SHORTEST)
        query = "SELECT 1 FROM credentials WHERE purpose = ? AND list = ? AND place = ?"
        while True:
            place = choose(SHORTEST)
            if self._connection.execute(query, (purpose, number, place)).fetchone() is None:
                return number, place

    def lists(self) -> dict[tuple[str, int], dict[int, int]]:
        """Every list, by purpose and number, with the indexes that are set."""
        rows = self._connection.execute("SELECT DISTINCT purpose, list FROM credentials WHERE purpose IS NOT NULL")
        found: dict[tuple[str, int], dict[int, int]] = {(purpose, number): {} for purpose, number in rows}
        set_ = "SELECT purpose, list, place FROM credentials WHERE purpose IS NOT NULL AND standing <> 'good'"
        for purpose, number, place in self._connection.execute(set_):
            found[purpose, number][place] = 1
        return found


def _entry(row: tuple[Any, ...]) -> Entry:
    identifier, kind, form, document, key, valid_from, standing, purpose, number, place = row
    return Entry(
        id=identifier,
        kind=kind,
        form=form,
        document=json.loads(document),
        key=key,
        valid_from=valid_from,
        standing=Standing(standing),
        purpose=purpose or "",
        list=number or 0,
        place=place or 0,
    )


def create(folder: Path) -> None:
    """Make an empty register in the folder, readable for its owner alone where the system has such rights."""
    path = folder / FILE
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise CannotIssue(f"{path} is there already") from None
    connection = sqlite3.connect(path)
    try:
        connection.executescript(TABLES)
    finally:
        connection.close()


@contextmanager
def opened(folder: Path) -> Iterator[Register]:
    """The register of the folder for as long as the block lasts: what is done in it happens whole or not at all, and
    other processes wait meanwhile."""
    path = folder / FILE
    if not path.is_file():
        raise CannotIssue(f"{folder} is no issuer's directory; `fairmark issue init` makes one")
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield Register(connection)
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise CannotIssue(f"the register {path} cannot be used: {error}") from error
    except sqlite3.DatabaseError as error:
        raise CannotIssue(f"the register {path} is damaged: {error}") from error
    finally:
        connection.close()  # what was not committed is undone


def later(valid_from: str, now: datetime) -> str:
    """The moment `now` as credentials write it; CannotIssue unless it is after the version that is to be replaced."""
    if datetime.fromisoformat(moment(now)) <= datetime.fromisoformat(valid_from):
        raise CannotIssue("the version to be replaced is valid from later on; is the clock right?")
    return moment(now)

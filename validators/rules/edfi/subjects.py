"""What the rules look at: a file, and all files of one call together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from fairmark.schemas.edfi import entities
from fairmark.validators.core.events import Taken
from fairmark.validators.core.location import Location
from fairmark.validators.core.shelf import EmptyShelf, Shelf
from fairmark.validators.readers.edfi import Interchange, Key, Mark, Row
from fairmark.validators.readers.objectives import uuid_in
from fairmark.validators.readers.xml_schemas import SchemaFolder

FILE, BATCH = "edfi", "edfi-batch"
"""Kinds of subject: a file, and all of one call."""

STANDARD = "LearningStandard"


@dataclass(frozen=True)
class EdfiFile:
    """A file, its bytes, and what the user has supplied to judge it by: a shelf of frameworks, and schemas, None for
    none."""

    interchange: Interchange
    data: bytes = field(repr=False)
    shelf: Shelf = field(default_factory=EmptyShelf)
    schemas: SchemaFolder | None = None
    kind: str = FILE
    well_formed: bool = False
    steps: Sequence[Taken] = ()

    @property
    def applies(self) -> Mapping[str, str]:
        """Beside the rules of the standard, those of privacy."""
        return {"EF": self.interchange.generation, "PV": "1"}

    @property
    def is_whole(self) -> bool:
        return self.interchange.obstacle is None

    @property
    def counted(self) -> tuple[int, str] | None:
        """How many records the file holds, and what they are called, None where there are none."""
        rows = self.interchange.rows
        names = {row.name for row in rows}
        entity = entities(self.interchange.generation).get(next(iter(names))) if len(names) == 1 else None
        return (len(rows), entity.records if entity else "records") if rows else None


class Member(NamedTuple):
    """A file of the batch: the name of the input, and its index."""

    input: str
    interchange: Interchange

    def at(self, mark: Mark) -> Location:
        return replace(self.interchange.at(mark), input=self.input)

    def of_row(self, row: Row, *path: str) -> Location:
        return replace(self.interchange.of_row(row, path), input=self.input)

    def whole(self) -> Location:
        return replace(self.interchange.whole(), input=self.input)


class Record(NamedTuple):
    """A record with a key, and the file that holds it."""

    member: Member
    row: Row
    key: Key


@dataclass
class EdfiBatch:
    """All files of one call, in the order in which they were given. `shelved` are the standards that they refer to and
    that the user's shelf of frameworks holds."""

    members: Sequence[Member]
    shelved: frozenset[str] = frozenset()
    kind: str = BATCH
    well_formed: bool = False
    steps: Sequence[Taken] = ()
    _folded: dict[str, set[Key]] = field(default_factory=dict)

    @property
    def applies(self) -> Mapping[str, str]:
        return {"EF": max(member.interchange.generation for member in self.members)}

    @property
    def is_whole(self) -> bool:
        """Whether all files could be read to their ends, so that what is not there is missing."""
        return all(member.interchange.obstacle is None for member in self.members)

    @cached_property
    def supplied(self) -> frozenset[str]:
        """The descriptors that a file of the batch supplies, none where no file does."""
        return frozenset().union(*(member.interchange.defined for member in self.members))

    @cached_property
    def _firsts(self) -> dict[str, dict[Key, Record]]:
        firsts: dict[str, dict[Key, Record]] = {}
        for record in self.records():
            firsts.setdefault(record.row.name, {}).setdefault(record.key, record)
        return firsts

    def records(self) -> Iterator[Record]:
        """All records with a key, in the order of the files."""
        for member in self.members:
            for row in member.interchange.rows:
                if row.key is not None:
                    yield Record(member, row, row.key)

    def of(self, entity: str) -> Mapping[Key, Record]:
        """The records of an entity by their keys; of several with one key the first."""
        return self._firsts.get(entity, {})

    def differs_in_case(self, entity: str, key: Key) -> bool:
        """Whether a record of the entity has the key but for capital letters."""
        if entity not in self._folded:
            self._folded[entity] = {known.folded for known in self.of(entity)}
        return key.folded in self._folded[entity]

    def references(self, entity: str) -> Iterator[tuple[Member, Mark]]:
        """All elements that refer to a record of the entity, each with the file that holds it."""
        for member in self.members:
            for mark in member.interchange.references.get(entity, ()):
                yield member, mark


class Gathered:
    """Keeps the indexes of the files of one call."""

    def __init__(self) -> None:
        self.members: list[Member] = []
        self.shelved: set[str] = set()

    def add(self, input: str, subject: object) -> None:
        if isinstance(subject, EdfiFile):
            self.members.append(Member(input, subject.interchange))
            self.shelved |= _shelved(subject)

    def merge(self, other: "Gathered") -> None:
        self.members += other.members
        self.shelved |= other.shelved

    def subject(self) -> EdfiBatch | None:
        return EdfiBatch(self.members, frozenset(self.shelved)) if self.members else None


def _shelved(file: EdfiFile) -> set[str]:
    """The standards that the file refers to and that the shelf holds."""
    marks = file.interchange.references.get(STANDARD)
    named = {key.text(f"{STANDARD}Id") for key in marks.values} if marks else set()
    return {id for id in named if (uuid := uuid_in(id)) and file.shelf.find(uuid)}

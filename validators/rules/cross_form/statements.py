"""How the inputs of one call name standards: by which CASE identifier, with which code and which words."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
import re
from typing import NamedTuple

from fairmark.validators.core.location import Location
from fairmark.validators.core.shelf import EmptyShelf
from fairmark.validators.credentials.document import Credential
from fairmark.validators.readers.canvas import Outcomes
from fairmark.validators.readers.objectives import CASE, ID, SOURCE, tables_of_objectives, uuid_in
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.tables.alone import LoneTable
from fairmark.validators.readers.tables.values import Meanings
from fairmark.validators.rules.cross_form.claims import Standard, standards_of

MOST = 200_000
"""Different statements that are kept, more than any state has."""

POWERSCHOOL = "powerschool-standards"
TAG = re.compile("<[^>]*>")
NOISE = re.compile(r"[\W_]+")


class Stated(NamedTuple):
    """A code and words, as they are compared."""

    code: str
    words: str


@dataclass
class Statements:
    """Each code with its words to the identifiers that inputs give it, each with the first place where one does, and
    what sort of input that is."""

    known: dict[Stated, dict[str, tuple[Location, str]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.known)

    def add(self, input: str, subject: object) -> None:
        """What the input says, as far as it names standards. The findings in a package are about its files."""
        for uuid, code, words, place, sort in _stated(subject):
            stated = Stated(_plain(code), _plain(words))
            if stated.code and stated.words and (stated in self.known or len(self.known) < MOST):
                where = f"{input}!{place.table_name}" if isinstance(subject, Roster) else input
                self.known.setdefault(stated, {}).setdefault(uuid, (replace(place, input=where), sort))

    def merge(self, other: "Statements") -> None:
        for stated, ids in other.known.items():
            own = self.known.setdefault(stated, {})
            for uuid, where in ids.items():
                own.setdefault(uuid, where)

    def rivals(self) -> Iterator[tuple[str, Location, str, str]]:
        """An identifier and its place, for each that another input gives otherwise, with that other identifier and the
        sort of input that gives it."""
        told = set()
        for ids in self.known.values():
            (first, (there, sort)), *others = ids.items()
            for uuid, (place, _) in others:
                if place.input != there.input and uuid not in told:
                    told.add(uuid)
                    yield uuid, place, first, sort

    def has_rival(self, standard: Standard) -> bool:
        """Whether another identifier is given to what has that code and these words."""
        named = (self.known.get(Stated(_plain(standard.code), _plain(words)), {}) for words in standard.words)
        return any(uuid != standard.uuid for ids in named for uuid in ids)


def _stated(subject: object) -> Iterator[tuple[str, str, str, Location, str]]:
    """Identifier, code, words, place, and the sort of input."""
    if isinstance(subject, Credential):
        for standard, place in standards_of(subject):
            for words in standard.words:
                yield standard.uuid, standard.code, words, place, "a credential"
    elif isinstance(subject, Outcomes):
        yield from _of_outcomes(subject)
    elif isinstance(subject, LoneTable) and subject.kind == POWERSCHOOL:
        table = subject.table
        for row, (code, words, id) in enumerate(table.cells("humanCodingScheme", "fullStatement", "identifier")):
            if uuid := uuid_in(id):
                yield uuid, code, words, table.at(row, "identifier"), "standards for PowerSchool"
    elif isinstance(subject, Roster) and not isinstance(subject.shelf, EmptyShelf):
        yield from _of_roster(subject)


def _of_outcomes(outcomes: Outcomes) -> Iterator[tuple[str, str, str, Location, str]]:
    """Which column holds the code and which the words is up to the account."""
    for outcome in outcomes.outcomes:
        if not (uuid := uuid_in(outcome.guid)):
            continue
        cells = [outcomes.table.cell(outcome.row, name) for name in ("display_name", "title", "description")]
        shown, title, description = (TAG.sub(" ", cell) for cell in cells)
        place = outcomes.at(outcome, "vendor_guid")
        for code, words in ((title, description), (shown, title), (shown, description)):
            yield uuid, code, words, place, "outcomes of Canvas"


def _of_roster(roster: Roster) -> Iterator[tuple[str, str, str, Location, str]]:
    """What the shelf says of the objectives."""
    find = Meanings(lambda uuid: roster.shelf.find(uuid) or roster.shelf.find(uuid.upper()))
    told = set[str]()
    for table in tables_of_objectives(roster):
        for row, (id, source) in enumerate(table.cells(ID, SOURCE)):
            if source == CASE and id not in told:
                told.add(id)
                uuid = uuid_in(id)
                item = find[uuid] if uuid else None
                if item is not None:
                    yield uuid, item.code, item.title, table.at(row, ID), "a gradebook"


def _plain(text: str) -> str:
    """A text as texts are compared: letters and digits alone count."""
    return NOISE.sub(" ", text).strip().casefold()

"""Ed-Fi interchanges as the rules look at them: an index of what they compare, not the tree.

A file may hold a million records, so what they say is kept in columns, and each text once.
"""

from array import array
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fairmark.schemas.edfi import NEWEST, ROOT, Version, label_order, privacy
from fairmark.validators.core.location import Location, Path
from fairmark.validators.core.privacy import Privacy, disclosed
from fairmark.validators.readers.xml_safe import Obstacle


class Key(NamedTuple):
    """A natural key, or the one that a reference names: the paths of its elements below the identity, and their texts.
    Two are equal where both are."""

    paths: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def label(self) -> str:
        """The key as people read it: whose it is first, without what is an education record or personal beyond a
        record's key, nor what only repeats the rest."""
        said: dict[str, dict[str, None]] = {}
        for path, text in zip(self.paths, self.texts, strict=True):
            said.setdefault(path.rpartition("/")[2], {})[text.rpartition("#")[2]] = None
        return " / ".join(text for name in label_order() for text in said.get(name, ()))

    @property
    def folded(self) -> "Key":
        """The key with its texts in small letters."""
        return Key(self.paths, tuple(text.casefold() for text in self.texts))

    @property
    def privacy(self) -> Privacy:
        """The class of the label: whether it leads to a person."""
        classes = {privacy_of(path) for path in self.paths if element_of(path.split("/")) in label_order()}
        return Privacy.RECORD_KEY if Privacy.RECORD_KEY in classes else Privacy.PUBLIC

    def text(self, name: str) -> str:
        """What the element of that name holds, "" where the key has none."""
        return next((text for path, text in zip(self.paths, self.texts, strict=True) if path == name), "")


class Row(NamedTuple):
    """A record: an element below the root. `ordinal` (0-based) counts all of them, `number` (1-based) those of its
    name; `key` is None where it has no key that is known; `present` are the elements in it that say something, `kept`
    the paths and texts of those that rules look at."""

    name: str
    ordinal: int
    number: int
    line: int
    key: Key | None
    present: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]

    def all(self, path: str) -> list[str]:
        return [text for kept, text in self.kept if kept == path]

    def text(self, path: str) -> str:
        """The first text at that path, "" where there is none."""
        return next(iter(self.all(path)), "")


class Mark(NamedTuple):
    """A place within a record that some rule looks at: `row` is the index of the record, `path` leads from it to the
    element, on whose `line` it begins; what `value` is the sort of mark says."""

    row: int
    path: Path
    line: int
    value: Any


class Marks:
    """The marks of one sort, in the order of the file."""

    def __init__(self) -> None:
        self._rows, self._paths, self._lines, self._values = (array("I") for _ in range(4))
        self._pool: dict[Hashable, int] = {}
        self._known: list[Any] = []

    def add(self, row: int, path: Path, line: int, value: Hashable) -> None:
        self._rows.append(row)
        self._paths.append(self._kept(path))
        self._lines.append(line)
        self._values.append(self._kept(value))

    def _kept(self, what: Hashable) -> int:
        number = self._pool.setdefault(what, len(self._known))
        if number == len(self._known):
            self._known.append(what)
        return number

    def __iter__(self) -> Iterator[Mark]:
        known = self._known
        for row, path, line, value in zip(self._rows, self._paths, self._lines, self._values, strict=True):
            yield Mark(row, known[path], line, known[value])

    @property
    def values(self) -> set[Any]:
        """What the marks say, each thing once."""
        return {self._known[value] for value in set(self._values)}


@dataclass(slots=True)
class Interchange:
    """A file. `root` is the local name of its root element, "" where there is none, `version` None where its
    namespace is of none that is known.

    `references` are marks of elements that refer to a record, by its entity, each with the `Key` that it names;
    `blocks` those of elements that say something of their own, by name, each with the names of what is in it;
    `descriptors` those of elements with the value of a descriptor, each with that value; `long` those of texts beyond
    the standard's limit, each with their length and the limit; `removed` those of elements that the standard has given
    up, each with its name. `defined` are the descriptors that the file itself supplies.
    """

    root: str = ""
    namespace: str = ""
    version: Version | None = None
    line: int = 1
    rows: list[Row] = field(default_factory=list)
    references: dict[str, Marks] = field(default_factory=dict)
    blocks: dict[str, Marks] = field(default_factory=dict)
    descriptors: Marks = field(default_factory=Marks)
    long: Marks = field(default_factory=Marks)
    removed: Marks = field(default_factory=Marks)
    defined: set[str] = field(default_factory=set)
    obstacle: Obstacle | None = None
    show_values: bool = False

    @property
    def generation(self) -> str:
        return self.version.generation if self.version else NEWEST

    @property
    def name(self) -> str:
        """The name of the interchange, without the word Interchange."""
        return self.root.removeprefix(ROOT)

    def named(self, entity: str) -> Iterator[Row]:
        return (row for row in self.rows if row.name == entity)

    def of_row(self, row: Row, path: Path = (), *, line: int = 0, shown: Privacy | None = None) -> Location:
        """The place of a record, or of what `path` leads to from it, named by the record's key. `shown` is the class of
        the value that a finding shows there, where it is not the one of the element."""
        steps: Path = (self.root, row.name, row.number, *path)
        cls = disclosed(shown or privacy_of(element_of(steps)), self.show_values)
        label, key = (row.key.label, row.key.privacy) if row.key else ("", Privacy.PUBLIC)
        return Location(steps, label, cls, line=line or row.line, key=key, number=row.ordinal + 1)

    def at(self, mark: Mark, *, shown: Privacy | None = None) -> Location:
        """The place of a mark."""
        return self.of_row(self.rows[mark.row], mark.path, line=mark.line, shown=shown)

    def whole(self, line: int = 0, column: int = 0) -> Location:
        """The place of the file as a whole; `line` and `column` where it can be seen there, 0 where it cannot."""
        return Location(privacy=Privacy.PUBLIC, line=line or None, column=column or None, whole=True)


def element_of(path: Sequence[str | int]) -> str:
    """The name of the element that the path leads to."""
    return next((str(step) for step in reversed(path) if isinstance(step, str)), "")


def privacy_of(path: str) -> Privacy:
    """The class of what the element holds that `path` (names with / between them) leads to."""
    return Privacy(privacy().get(path.rpartition("/")[2], Privacy.DIRECT_IDENTIFIER.value))

"""The bytes of an Ed-Fi interchange to its index, in one pass."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
import sys
from typing import Any

from fairmark.schemas import edfi
from fairmark.schemas.edfi import NAMESPACE, Entity
from fairmark.validators.core.location import Path
from fairmark.validators.readers.edfi import Interchange, Key, Marks, Row
from fairmark.validators.readers.xml_safe import (
    BrokenXml,
    UnsafeXml,
    elements,
    forget,
    line_of,
    obstacle_of,
    split_name,
)

DESCRIPTOR = "Descriptor"
VALUE = f"{DESCRIPTOR}#"
"""What stands in every value of a descriptor."""

DESCRIPTORS = "InterchangeDescriptors"
"""The interchange that supplies descriptors."""
NAMED_BY = "Namespace"
"""The element in it that says whose a descriptor is, and which."""

IDENTITY, LOOKUP, REFERENCE = "Identity", "Lookup", "Reference"
"""How the elements are called in which a reference names its record: by its key, or by something else."""

NO_NUMBERS: Counter[str] = Counter()
"""Of elements of which no two have one name."""

MOST_RECORDS = 5_000_000
"""Records of one file: more than a file of 1 GB holds that says something in each."""

MOST_LEAVES = 1_000
"""Texts of a natural key, the most that are looked at."""

LIMITED_FROM = "4"
"""The generation from which on the limits of texts are known."""


def read_interchange(data: bytes, *, show_values: bool = False, most: int = MOST_RECORDS) -> Interchange:
    """The index of the file. What cannot be read to its end, or asks for more than to be read, has an obstacle, and the
    records before it; no more than `most` are kept."""
    reading = _Reading(show_values)
    try:
        for depth, element in elements(data):
            if depth == 0:
                reading.begin(element)
            elif len(reading.found.rows) >= most:
                raise UnsafeXml(f"more than {most:,} records", line_of(element))
            else:
                reading.add(element)
                forget(element)
    except (BrokenXml, UnsafeXml) as error:
        reading.found.obstacle = obstacle_of(error)
    return reading.done()


@dataclass(frozen=True, slots=True)
class _Id:
    """In place of a text: what stands at an XML id of the same file."""

    id: str


_Leaves = list[tuple[str, "str | _Id"]]
"""Paths and texts, or what stands for them, below the identity of a record."""


@dataclass(frozen=True, slots=True, eq=False)
class _Name:
    """What is known of an element by its name: whether it may refer to a record, to which entity if that is looked at,
    whether it holds the value of a descriptor, says something of its own, or has been given up by the standard."""

    name: str
    is_reference: bool
    target: Entity | None
    is_descriptor: bool
    is_block: bool
    is_removed: bool
    matters: bool
    """Whether it is more than what holds a text or others."""


class _Names(dict[str, _Name]):
    """What is known of elements by the names that lxml gives them. There are few names and millions of elements."""

    def __init__(self, space: str, entities: Mapping[str, Entity]) -> None:
        super().__init__()
        self._space = space
        self._entities = entities

    def __missing__(self, tag: str) -> _Name:
        """The local name; with its namespace where that is another than the interchange's."""
        space, local = split_name(tag)
        name = sys.intern(local if space == self._space else tag)
        target = self._entities.get(edfi.references().get(name, ""))
        reference, block, removed = name.endswith(REFERENCE), name in edfi.blocks(), name in edfi.removed()
        known = _Name(
            name, reference, target, name in edfi.descriptors(), block, removed, reference or block or removed
        )
        self[tag] = known
        return known


class _Reading:
    def __init__(self, show_values: bool) -> None:
        self.found = Interchange(show_values=show_values)
        self._entities = edfi.entities(self.found.generation)
        self._names = _Names("", self._entities)
        self._texts: dict[str, str] = {}
        self._shapes: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._present: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._numbers: Counter[str] = Counter()
        self._ids: dict[str, tuple[str, _Leaves]] = {}
        """XML id to the entity that it stands for, and the leaves of its identity."""
        self._keys: dict[int, tuple[Entity, _Leaves]] = {}
        """Records whose key is known only once all ids are."""
        self._waiting: list[tuple[Entity, int, Path, int, _Leaves]] = []
        """References of which the same is true."""
        self._limits: dict[tuple[str, str], int] = {}

    # -- the file ----------------------------------------------------------------------------------------------------

    def begin(self, root: Any) -> None:
        found = self.found
        found.namespace, found.root = split_name(root.tag)
        found.line = line_of(root)
        if found.namespace.startswith(NAMESPACE):
            found.version = edfi.versions().get(found.namespace.removeprefix(NAMESPACE))
        self._entities = edfi.entities(found.generation)
        self._names = _Names(found.namespace, self._entities)

    def add(self, record: Any) -> None:
        """Add a record, an element below the root that has been read to its end."""
        known = self._names[record.tag]
        name, row, line = known.name, len(self.found.rows), line_of(record)
        self._numbers[name] += 1
        present = self._walk(record, row, (), name, known.target is not None)
        if known.matters:
            self._note(record, row, (), known, present, False)
        key, kept = None, []
        if entity := self._entities.get(name):
            key = self._key_of_record(record, entity, row)
            kept = [(path, text) for path in entity.kept for text in self._at(record, path)]
        elif self.found.root == DESCRIPTORS and name.endswith(DESCRIPTOR):
            self._define(record, row)
        self.found.rows.append(Row(name, row, self._numbers[name], line, key, present, tuple(kept)))

    def done(self) -> Interchange:
        """The index, with what refers to XML ids resolved."""
        for row, (entity, leaves) in self._keys.items():
            key = self._key(entity, self._resolved(leaves))
            self.found.rows[row] = self.found.rows[row]._replace(key=key)
        for entity, row, path, line, leaves in self._waiting:
            if key := self._key(entity, self._resolved(leaves)):
                self._references(entity.name).add(row, path, line, key)
        return self.found

    # -- elements ----------------------------------------------------------------------------------------------------

    def _walk(self, element: Any, row: int, path: Path, outer: str, inside: bool) -> tuple[str, ...]:
        """Note what is in `element`; the names of what says something there. `inside` says that it is, or stands in,
        something that refers to a record, so that what refers in it is part of that."""
        names = self._names
        inner = [names[child.tag] for child in element]
        times = Counter(inner) if len(set(inner)) < len(inner) else None
        numbers: Counter[str] = Counter() if times else NO_NUMBERS
        present: dict[str, None] = {}
        for child, known in zip(element, inner, strict=True):
            name = known.name
            step: Path = (*path, name)
            if times and times[known] > 1:
                numbers[name] += 1
                step = (*step, numbers[name])
            says: Any = None
            if len(child):
                says = self._walk(child, row, step, name, inside or known.target is not None)
            elif (text := child.text) and (text := text.strip()):
                says = (name,)
                self._leaf(child, row, step, known, outer, text)
            if known.matters:
                self._note(child, row, step, known, says or (), inside)
            if says or (known.is_reference and child.get("ref")):
                present[name] = None
        return self._present.setdefault(made := tuple(present), made)

    def _note(self, element: Any, row: int, path: Path, known: _Name, present: tuple[str, ...], inside: bool) -> None:
        """Note an element that is more than a text."""
        if known.is_removed:
            self.found.removed.add(row, path, line_of(element), known.name)
        if known.is_block:
            self.found.blocks.setdefault(known.name, Marks()).add(row, path, line_of(element), present)
        if known.is_reference and (id := element.get("id")) and (named := self._identity(element)):
            self._ids.setdefault(id, named)
        if known.target and not inside:
            self._refer(element, row, path, known.target)

    def _refer(self, element: Any, row: int, path: Path, target: Entity) -> None:
        line, id = line_of(element), element.get("ref")
        leaves: _Leaves | None = [("", _Id(id))] if id else None
        if leaves is None and (named := self._identity(element)):
            leaves = named[1]
        if not leaves:
            return
        if _is_open(leaves):
            self._waiting.append((target, row, path, line, leaves))
        elif key := self._key(target, leaves):
            self._references(target.name).add(row, path, line, key)

    def _leaf(self, element: Any, row: int, path: Path, known: _Name, outer: str, text: str) -> None:
        """Note an element that holds a text."""
        if known.is_descriptor or VALUE in text:
            self.found.descriptors.add(row, path, line_of(element), text)
        limit = self._limit(outer, known.name)
        if limit and len(text) > limit:
            self.found.long.add(row, path, line_of(element), (len(text), limit))

    def _limit(self, outer: str, name: str) -> int:
        """The most characters of the element, 0 where there is no limit that is known."""
        known = self._limits.get((outer, name))
        if known is None:
            limits = edfi.limits() if self.found.generation >= LIMITED_FROM else {}
            known = self._limits[outer, name] = limits.get(f"{outer}/{name}", limits.get(name, 0))
        return known

    def _define(self, record: Any, row: int) -> None:
        """Note a descriptor that the file supplies."""
        namespace, code = (next(self._at(record, name), "") for name in (NAMED_BY, "CodeValue"))
        if namespace and code:
            self.found.defined.add(f"{namespace}#{code}")
            self.found.descriptors.add(row, (NAMED_BY,), line_of(record), f"{namespace}#{code}")

    def _at(self, element: Any, path: str) -> Iterator[str]:
        """The texts at a path below an element."""
        name, _, rest = path.partition("/")
        for child in element:
            if self._names[child.tag].name == name:
                if rest:
                    yield from self._at(child, rest)
                elif text := (child.text or "").strip():
                    yield text

    # -- keys --------------------------------------------------------------------------------------------------------

    def _key_of_record(self, record: Any, entity: Entity, row: int) -> Key | None:
        leaves: _Leaves = []
        for child in record:
            if self._names[child.tag].name in entity.key:
                self._gather(child, "", leaves)
        if id := record.get("id"):
            self._ids.setdefault(id, (entity.name, leaves))
        if _is_open(leaves):
            self._keys[row] = (entity, leaves)
            return None
        return self._key(entity, leaves)

    def _identity(self, reference: Any) -> tuple[str, _Leaves] | None:
        """The entity that a reference names, with the leaves of its identity; None where it names it otherwise."""
        for child in reference:
            name = self._names[child.tag].name
            if name.endswith(IDENTITY):
                leaves: _Leaves = []
                for inner in child:
                    self._gather(inner, "", leaves)
                return name.removesuffix(IDENTITY), leaves
        return None

    def _gather(self, element: Any, before: str, leaves: _Leaves) -> None:
        """Add the texts in an element, by path. What is looked up by something else than its key has none."""
        known = self._names[element.tag]
        path = f"{before}/{known.name}" if before else known.name
        if known.is_reference and (id := element.get("ref")):
            leaves.append((path, _Id(id)))
        elif len(element):
            if not known.name.endswith(LOOKUP):
                for child in element:
                    self._gather(child, path, leaves)
        elif (text := element.text) and (text := text.strip()):
            leaves.append((path, text))

    def _resolved(self, leaves: _Leaves) -> _Leaves:
        """The leaves with those of the ids that they refer to in their place; what leads nowhere is left out. None at
        all where there are more than any key has: ids that refer to ids may come to billions."""
        resolved: _Leaves = []
        pending = [(path, text, frozenset[str]()) for path, text in reversed(leaves)]
        while pending and len(resolved) + len(pending) <= MOST_LEAVES:
            path, text, seen = pending.pop()
            if isinstance(text, str):
                resolved.append((path, text))
            elif text.id in self._ids and text.id not in seen:
                entity, inner = self._ids[text.id]
                below = f"{path}/{entity}{IDENTITY}/" if path else ""
                pending += [(below + at, said, seen | {text.id}) for at, said in reversed(inner)]
        return [] if pending else resolved

    def _key(self, entity: Entity, leaves: _Leaves) -> Key | None:
        """The key that the leaves make, None where a part of it is missing."""
        said = sorted((path, text) for path, text in leaves if isinstance(text, str))
        said = [(path, text) for path, text in said if path.partition("/")[0] in entity.key]
        if {path.partition("/")[0] for path, _ in said} != set(entity.key):
            return None
        paths = tuple(path for path, _ in said)
        return Key(self._shapes.setdefault(paths, paths), tuple(self._texts.setdefault(text, text) for _, text in said))

    def _references(self, entity: str) -> Marks:
        return self.found.references.setdefault(entity, Marks())


def _is_open(leaves: _Leaves) -> bool:
    return any(isinstance(text, _Id) for _, text in leaves)

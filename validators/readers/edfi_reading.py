"""The bytes of an Ed-Fi interchange to its index, in one pass."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fairmark.schemas import edfi
from fairmark.schemas.edfi import NAMESPACE, Entity
from fairmark.validators.core.location import Path
from fairmark.validators.readers.edfi import Interchange, Key, Marks, Obstacle, Row
from fairmark.validators.readers.xml_safe import BrokenXml, UnsafeXml, elements, forget, line_of, split_name

DESCRIPTOR = "Descriptor"
DESCRIPTORS = "InterchangeDescriptors"
"""The interchange that supplies descriptors."""
NAMED_BY = "Namespace"
"""The element in it that says whose a descriptor is, and which."""

IDENTITY, LOOKUP, REFERENCE = "Identity", "Lookup", "Reference"
"""How the elements are called in which a reference names its record: by its key, or by something else."""

LIMITED_FROM = "4"
"""The generation from which on the limits of texts are known."""


def read_interchange(data: bytes, *, show_values: bool = False) -> Interchange:
    """The index of the file. What cannot be read to its end, or asks for more than to be read, has an obstacle, and the
    records before it."""
    reading = _Reading(show_values)
    try:
        for depth, element in elements(data):
            if depth == 0:
                reading.begin(element)
            else:
                reading.add(element)
                forget(element)
    except BrokenXml as error:
        reading.found.obstacle = Obstacle(str(error), error.line, error.column)
    except UnsafeXml as error:
        reading.found.obstacle = Obstacle(str(error), error.line, is_unsafe=True)
    return reading.done()


@dataclass(frozen=True, slots=True)
class _Id:
    """In place of a text: what stands at an XML id of the same file."""

    id: str


_Leaves = list[tuple[str, "str | _Id"]]
"""Paths and texts, or what stands for them, below the identity of a record."""


class _Reading:
    def __init__(self, show_values: bool) -> None:
        self.found = Interchange(show_values=show_values)
        self._entities = edfi.entities(self.found.generation)
        self._space = ""
        self._names: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._shapes: dict[tuple[str, ...], tuple[str, ...]] = {}
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
        self._space = found.namespace
        if self._space.startswith(NAMESPACE):
            found.version = edfi.versions().get(self._space.removeprefix(NAMESPACE))
        self._entities = edfi.entities(found.generation)

    def add(self, record: Any) -> None:
        """Add a record, an element below the root that has been read to its end."""
        name = self._name(record.tag)
        self._numbers[name] += 1
        row, line = len(self.found.rows), line_of(record)
        present = self._walk(record, row, (), name, name in edfi.references())
        self._note(record, row, (), name, present)
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
        names = [self._name(child.tag) for child in element]
        times = Counter(names) if len(set(names)) < len(names) else None
        numbers: Counter[str] = Counter()
        present: dict[str, None] = {}
        for child, name in zip(element, names, strict=True):
            step: Path = (name,)
            if times and times[name] > 1:
                numbers[name] += 1
                step = (name, numbers[name])
            if len(child) or child.attrib:
                within = self._walk(child, row, path + step, name, inside or name in edfi.references())
                self._note(child, row, path + step, name, within, inside)
                if within or child.get("ref"):
                    present[name] = None
            if not len(child) and (text := (child.text or "").strip()):
                self._leaf(child, row, path + step, name, outer, text)
                present[name] = None
        return tuple(present)

    def _note(
        self, element: Any, row: int, path: Path, name: str, present: tuple[str, ...], inside: bool = False
    ) -> None:
        """Note an element that is more than a text."""
        if name in edfi.removed():
            self.found.removed.add(row, path, line_of(element), name)
        if name in edfi.blocks():
            self.found.blocks.setdefault(name, Marks()).add(row, path, line_of(element), present)
        if name.endswith(REFERENCE) and (id := element.get("id")) and (named := self._identity(element)):
            self._ids.setdefault(id, named)
        if not inside and (target := self._entities.get(edfi.references().get(name, ""))):
            self._refer(element, row, path, target)

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

    def _leaf(self, element: Any, row: int, path: Path, name: str, outer: str, text: str) -> None:
        """Note an element that holds a text."""
        if name in edfi.descriptors() or f"{DESCRIPTOR}#" in text:
            self.found.descriptors.add(row, path, line_of(element), text)
        limit = self._limit(outer, name)
        if limit and len(text) > limit:
            self.found.long.add(row, path, line_of(element), (len(text), limit))
        if name in edfi.removed():
            self.found.removed.add(row, path, line_of(element), name)

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

    def _name(self, tag: str) -> str:
        """The local name; with its namespace where that is another than the interchange's."""
        if (name := self._names.get(tag)) is None:
            space, local = split_name(tag)
            name = self._names[tag] = local if space == self._space else tag
        return name

    def _at(self, element: Any, path: str) -> Iterator[str]:
        """The texts at a path below an element."""
        name, _, rest = path.partition("/")
        for child in element:
            if self._name(child.tag) == name:
                if rest:
                    yield from self._at(child, rest)
                elif text := (child.text or "").strip():
                    yield text

    # -- keys --------------------------------------------------------------------------------------------------------

    def _key_of_record(self, record: Any, entity: Entity, row: int) -> Key | None:
        leaves = [leaf for child in record if self._name(child.tag) in entity.key for leaf in self._leaves(child)]
        if id := record.get("id"):
            self._ids.setdefault(id, (entity.name, leaves))
        if _is_open(leaves):
            self._keys[row] = (entity, leaves)
            return None
        return self._key(entity, leaves)

    def _identity(self, reference: Any) -> tuple[str, _Leaves] | None:
        """The entity that a reference names, with the leaves of its identity; None where it names it otherwise."""
        for child in reference:
            name = self._name(child.tag)
            if name.endswith(IDENTITY):
                return name.removesuffix(IDENTITY), [leaf for inner in child for leaf in self._leaves(inner)]
        return None

    def _leaves(self, element: Any, before: str = "") -> _Leaves:
        """The texts in an element, by path. What is looked up by something else than its key has none."""
        name = self._name(element.tag)
        path = f"{before}/{name}" if before else name
        if name.endswith(LOOKUP):
            return []
        if name.endswith(REFERENCE) and (id := element.get("ref")):
            return [(path, _Id(id))]
        if len(element):
            return [leaf for child in element for leaf in self._leaves(child, path)]
        text = (element.text or "").strip()
        return [(path, text)] if text else []

    def _resolved(self, leaves: _Leaves, seen: frozenset[str] = frozenset()) -> _Leaves:
        """The leaves with those of the ids that they refer to in their place; what leads nowhere is left out."""
        resolved: _Leaves = []
        for path, text in leaves:
            if isinstance(text, str):
                resolved.append((path, text))
            elif text.id in self._ids and text.id not in seen:
                entity, inner = self._ids[text.id]
                below = f"{path}/{entity}{IDENTITY}/" if path else ""
                resolved += [(below + at, said) for at, said in self._resolved(inner, seen | {text.id})]
        return resolved

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

"""A version of a framework as progress needs it: levels, grades, prerequisites, and what counts for what."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from fairmark.server.learning.continuum import Json, Levels, identifier_of, linked, package
from fairmark.server.learning.known import ATTAINED
from fairmark.server.storage.store import Store
from fairmark.validators.learning.standing import Standing, standing

PRECEDES, REPLACED, SAME, TRANSLATION = "precedes", "replacedBy", "exactMatchOf", "isTranslationOf"
KEPT = 16
"""Versions of frameworks whose shape is kept in memory."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`document` is the URI of the CFDocument, `uris` those of its items by identifier. `levels` are those of each
    competency, from the lowest on; `grades` those at which items are expected (kindergarten is 0). `before` are the
    prerequisites of an item; `counts` are pairs of items of which the first, attained, counts for the second. `number`
    is that of the version, 0 where the framework is no longer here."""

    document: str
    uris: Mapping[str, str]
    levels: Mapping[str, Sequence[str]]
    competencies: Mapping[str, Mapping[str, str]]
    grades: Mapping[str, Sequence[float]]
    before: Mapping[str, Collection[str]]
    counts: Sequence[tuple[str, str]]
    number: int = 0

    def competencies_of(self, target: str) -> list[str]:
        """The competencies that have the item as a level; the item itself where none has."""
        return list(self.competencies.get(target, ())) or ([target] if target in self.uris else [])


def shape_in(
    store: Store, framework: str, *, number: int | None = None, known_at: datetime | None = None
) -> Shape | None:
    """The framework in that version, or in the one that was current at that time; None where there was none."""
    for version in store.versions(framework):
        if version.number == number or (number is None and known_at is not None and version.imported_at <= known_at):
            return _shape(store, framework, version.number, version.digest)
    return None


@lru_cache(maxsize=KEPT)
def _shape(store: Store, framework: str, number: int, _digest: str) -> Shape | None:
    whole = package(store, framework, number)
    return replace(shape_of(whole), number=number) if whole else None


def shape_without(document: str, uris: Mapping[str, str]) -> Shape:
    """What is known of a framework that is no longer here: the items that facts are about."""
    return Shape(document, uris, {}, {}, {}, {}, ())


def shape_of(whole: Json) -> Shape:
    """The shape of a CASE 1.1 package."""
    associations: list[Json] = whole.get("CFAssociations") or []
    items: list[Json] = whole.get("CFItems") or []
    levels = Levels(associations)
    before: dict[str, list[str]] = {}
    for origin, destination in _ends(associations, PRECEDES):
        before.setdefault(destination, []).append(origin)
    mutual = [*_ends(associations, SAME), *_ends(associations, TRANSLATION)]
    names = [item["identifier"] for item in items]
    return Shape(
        document=str(whole["CFDocument"].get("uri", "")),
        uris={item["identifier"]: str(item.get("uri", "")) for item in items},
        levels={name: of for name in names if (of := levels.of(name))},
        competencies={name: owners for name in names if (owners := levels.competencies(name))},
        grades={item["identifier"]: grades for item in items if (grades := list(_grades(item.get("educationLevel"))))},
        before=before,
        counts=[*_ends(associations, REPLACED), *mutual, *((there, here) for here, there in mutual)],
    )


def _ends(associations: Iterable[Json], type: str) -> Iterator[tuple[str, str]]:
    for association in associations:
        if association.get("associationType") == type:
            origin, destination = _end(association, "originNodeURI"), _end(association, "destinationNodeURI")
            if origin and destination and origin != destination:
                yield origin, destination


def _end(association: Json, name: str) -> str:
    """The item at an end: of another framework, a link may say the URI alone."""
    node: Any = association.get(name)
    return linked(association, name) or identifier_of(str(node.get("uri", "")) if isinstance(node, dict) else "")


def _grades(stated: object) -> Iterator[float]:
    for code in stated if isinstance(stated, list) else ():
        if (grade := grade_of(str(code))) is not None:
            yield grade


def grade_of(code: str) -> float | None:
    """The grade that a code of CEDS names, kindergarten as 0; None for what is no grade of a school."""
    if code.upper() == "KG":
        return 0.0
    return float(code) if code.isascii() and code.isdecimal() and 1 <= int(code) <= 12 else None


# -- what is attained ------------------------------------------------------------------------------------------------


class Attained:
    """What a learner has attained: `status` is that of the determination that counts for each target, by identifier;
    `placed` are the targets of placements that stand, whatever was determined of these later; `shapes` say what counts
    for what else."""

    def __init__(self, status: Mapping[str, str], placed: Collection[str], shapes: Iterable[Shape]) -> None:
        self._status = status
        self._placed = placed
        self._shapes = list(shapes)
        self._counting: dict[str, list[str]] = {}
        for shape in self._shapes:
            for here, there in shape.counts:
                self._counting.setdefault(there, []).append(here)

    def leading_to(self, target: str) -> list[str]:
        """The targets that, attained, count for this one: itself first."""
        found = [target]
        for here in found:
            found += [there for there in self._counting.get(here, ()) if there not in found]
        return found

    def status_of(self, target: str) -> str:
        """The status by which the target is attained, "" where it is not."""
        return next((self._status[one] for one in self.leading_to(target) if self._status.get(one) in ATTAINED), "")

    def held(self, levels: Sequence[str]) -> set[int]:
        """The numbers of the levels that are attained; a placement takes those below it along. Section 3.3."""
        numbered = list(enumerate(levels, 1))
        attained = {number for number, level in numbered if self.status_of(level)}
        placed = max((number for number, level in numbered if self._is_placed(level)), default=0)
        return {*attained, *range(1, placed + 1)}

    def _is_placed(self, level: str) -> bool:
        return any(one in self._placed for one in self.leading_to(level))

    def standing(self, levels: Sequence[str]) -> Standing:
        return standing(self.held(levels), len(levels))

    def holds(self, item: str) -> bool:
        """Whether an item is attained: itself, as a level of a competency, or by all of its levels."""
        return bool(self.status_of(item)) or any(self._holds(shape, item) for shape in self._shapes)

    def _holds(self, shape: Shape, item: str) -> bool:
        if levels := shape.levels.get(item):
            return len(self.held(levels)) == len(levels)
        runs = [shape.levels.get(competency, ()) for competency in shape.competencies.get(item, ())]
        return any(item in levels and levels.index(item) + 1 in self.held(levels) for levels in runs)

"""Competencies, targets and prerequisites out of CASE packages."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairmark.server.reports.rows import KINDERGARTEN, Competency, Prerequisite, Target
from fairmark.validators.learning.depth import TAXONOMIES

Json = Mapping[str, Any]

BEFORE_SCHOOL = {"IT": -3, "PR": -2, "PK": -1, "TK": -1, "KG": KINDERGARTEN}
"""Codes of CEDS for grades that are no numbers."""


@dataclass(frozen=True, slots=True)
class Framework:
    """What one package says. `scores` is the URI of a rubric level to its score."""

    rows: Sequence[Competency | Target | Prerequisite]
    scores: Mapping[str, float]


def read_framework(package: Json) -> Framework:
    """The framework in a CASE 1.0 or 1.1 package that is valid."""
    return Framework(list(_Reading(package).rows()), dict(_scores(package)))


class _Reading:
    def __init__(self, package: Json) -> None:
        self._document = package["CFDocument"]
        self._items = {item["identifier"]: item for item in package.get("CFItems") or ()}
        self._links = package.get("CFAssociations") or ()
        self._levels = self._levels_of_competencies()
        criteria = (one for rubric in package.get("CFRubrics") or () for one in rubric.get("CFRubricCriteria") or ())
        self._judged = {one["CFItemURI"]["identifier"] for one in criteria if one.get("CFItemURI")}

    def rows(self) -> Iterator[Competency | Target | Prerequisite]:
        gone = {origin for origin, _ in self._pairs("replacedBy")}
        academic = any(self._items[id].get("educationLevel") for id in self._items)
        for id, levels in self._competencies().items():
            item = self._items[id]
            yield Competency(
                item["uri"],
                self._document["uri"],
                next(iter(self._document.get("subject") or ()), self._document["title"]),
                _code(item),
                item["fullStatement"],
                len(levels),
                academic,
            )
            for number, level in enumerate(levels, 1):
                yield _target(self._items[level], item["uri"], number, gone)
            if not levels:
                yield _target(item, item["uri"], None, gone)
        for origin, destination in self._pairs("precedes"):
            yield Prerequisite(self._items[origin]["uri"], self._items[destination]["uri"])

    def _pairs(self, type: str) -> Iterator[tuple[str, str]]:
        for link in self._links:
            ends = (link["originNodeURI"]["identifier"], link["destinationNodeURI"]["identifier"])
            if link["associationType"] == type and all(end in self._items for end in ends):
                yield ends

    def _levels_of_competencies(self) -> dict[str, list[str]]:
        """Competency to its levels from the lowest, as far as their order is said."""
        found: dict[str, list[tuple[int, str]]] = {}
        for link in self._links:
            level = link["destinationNodeURI"]["identifier"]
            if link["associationType"] == "hasSkillLevel" and "sequenceNumber" in link and level in self._items:
                found.setdefault(link["originNodeURI"]["identifier"], []).append((link["sequenceNumber"], level))
        return {id: [level for _, level in sorted(levels)] for id, levels in found.items() if id in self._items}

    def _competencies(self) -> dict[str, list[str]]:
        """Competencies with their levels, and without levels what is judged itself: what a rubric has a criterion for,
        and what nothing is part of. Steps of a scale that several competencies share are none, nor are translations."""
        levels = {level for _, level in self._pairs("hasSkillLevel")}
        parents = {destination for _, destination in self._pairs("isChildOf")}
        scales = {parent for child, parent in self._pairs("isChildOf") if child in levels}
        no = levels | {child for child, parent in self._pairs("isChildOf") if parent in scales}
        no |= {origin for origin, _ in self._pairs("isTranslationOf")}
        return {
            id: self._levels.get(id, [])
            for id in self._items
            if id in self._levels or (id not in no and (id not in parents or id in self._judged))
        }


def _target(item: Json, competency: str, level: int | None, gone: Collection[str]) -> Target:
    grades = sorted(_grades(item.get("educationLevel") or ()))
    taxonomy, depth = _depth((item.get("extensions") or {}).get("SCL:depth") or {})
    return Target(
        item["uri"],
        competency,
        level,
        _code(item),
        item["fullStatement"],
        grades[0] if grades else None,
        grades[-1] if grades else None,
        taxonomy,
        depth,
        "statusEndDate" not in item and item["identifier"] not in gone,
    )


def _code(item: Json) -> str:
    code: str = item.get("humanCodingScheme") or item.get("abbreviatedStatement") or item["fullStatement"]
    return code


def _grades(codes: Iterable[str]) -> Iterator[int]:
    for code in codes:
        if code in BEFORE_SCHOOL:
            yield BEFORE_SCHOOL[code]
        elif code.isdecimal():
            yield int(code)


def _depth(said: Json) -> tuple[str | None, int | None]:
    return rank_of(said.get("taxonomy"), said.get("value"))


def rank_of(taxonomy: str | None, value: Any) -> tuple[str | None, int | None]:
    """A depth as taxonomy and rank from 1; nothing where the taxonomy does not have it."""
    values = TAXONOMIES.get(taxonomy or "", ())
    return (taxonomy, values.index(value) + 1) if value in values else (None, None)


def _scores(package: Json) -> Iterator[tuple[str, float]]:
    for rubric in package.get("CFRubrics") or ():
        for criterion in rubric.get("CFRubricCriteria") or ():
            for level in criterion.get("CFRubricCriterionLevels") or ():
                if isinstance(level.get("score"), (int, float)):
                    yield level["uri"], float(level["score"])

"""Rubrics as tables: a row for each criterion, a column for each level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fairmark.server.storage.records import Stored
from fairmark.server.web.views import inner, member, text


@dataclass(frozen=True, slots=True)
class Level:
    """A cell: what a criterion looks like at one level."""

    quality: str
    score: str
    description: str
    feedback: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row; `item` is the identifier of the item that it judges, "" for none."""

    category: str
    description: str
    weight: str
    item: str
    item_title: str
    levels: Sequence[Level]


@dataclass(frozen=True, slots=True)
class Rubric:
    """A rubric as a table. `columns` head the levels: by their quality where all criteria call it alike."""

    framework: str
    identifier: str
    title: str
    description: str
    uri: str
    columns: Sequence[str]
    criteria: Sequence[Criterion]

    def about(self, item: str) -> "Rubric":
        """The same rubric with those criteria alone that judge the item."""
        kept = [criterion for criterion in self.criteria if criterion.item == item]
        return replace(self, columns=_columns(kept), criteria=kept)


def rubric(stored: Stored) -> Rubric:
    data = member(stored.body)
    criteria = [_criterion(part) for part in _by_position(data.get("CFRubricCriteria"))]
    return Rubric(
        framework=stored.framework,
        identifier=stored.identifier,
        title=text(data, "title") or "Rubric without a title",
        description=text(data, "description"),
        uri=text(data, "uri"),
        columns=_columns(criteria),
        criteria=criteria,
    )


def _columns(criteria: Sequence[Criterion]) -> list[str]:
    names = []
    for number in range(max((len(criterion.levels) for criterion in criteria), default=0)):
        called = {criterion.levels[number].quality for criterion in criteria if number < len(criterion.levels)}
        alike = called.pop() if len(called) == 1 else ""
        names.append(alike or f"Level {number + 1}")
    return names


def _criterion(data: Mapping[str, Any]) -> Criterion:
    item = inner(data, "CFItemURI")
    return Criterion(
        category=text(data, "category"),
        description=text(data, "description"),
        weight=_number(data.get("weight")),
        item=text(item, "identifier"),
        item_title=text(item, "title"),
        levels=[_level(part) for part in _by_position(data.get("CFRubricCriterionLevels"))],
    )


def _level(data: Mapping[str, Any]) -> Level:
    return Level(text(data, "quality"), _number(data.get("score")), text(data, "description"), text(data, "feedback"))


def _by_position(parts: Any) -> list[dict[str, Any]]:
    """The parts in the order of their positions, those without one at the end."""
    found = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    return sorted(found, key=lambda part: position if isinstance(position := part.get("position"), int) else 2**31)


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else ""

"""Continuums as the store holds them: competencies, their levels, and the rubrics that judge them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from fairmark.server.case.edition import EDITIONS
from fairmark.server.case.operations import NAME
from fairmark.server.storage.store import Store

Json = dict[str, Any]

LEVEL = "hasSkillLevel"
"""The association from a competency to one of its levels, ordered by its sequenceNumber."""


@dataclass(frozen=True, slots=True)
class Item:
    """A CFItem, and the version of the framework (a CFDocument) that was current when it was looked up."""

    identifier: str
    uri: str
    framework: str
    framework_uri: str
    version: int


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """A CFRubricCriterionLevel; `item` is the identifier of the CFItem that its criterion is about, "" for none."""

    uri: str
    score: float | None
    item: str


class Levels:
    """The levels of competencies, as CFAssociations number them.

    A framework may also link competencies to levels that many share; these have no order of their own, and no number.
    """

    def __init__(self, associations: Iterable[Json]) -> None:
        self._levels: dict[str, dict[int, str]] = {}
        self._competencies: dict[str, dict[str, str]] = {}
        for association in associations:
            number = association.get("sequenceNumber")
            if association.get("associationType") == LEVEL and isinstance(number, int) and number >= 1:
                competency, level = linked(association, "originNodeURI"), linked(association, "destinationNodeURI")
                self._levels.setdefault(competency, {})[number] = level
                self._competencies.setdefault(level, {})[competency] = str(association["originNodeURI"].get("uri"))

    def competencies(self, level: str) -> Mapping[str, str]:
        """The competencies that have the item as a level: identifier to URI."""
        return self._competencies.get(level, {})

    def of(self, competency: str) -> list[str]:
        """The identifiers of the competency's levels, from the lowest on."""
        numbered = self._levels.get(competency, {})
        return [numbered[number] for number in sorted(numbered)]


@dataclass(frozen=True, slots=True)
class Rubric:
    """A CFRubric of a framework, with its levels by URI."""

    framework: str
    levels: Mapping[str, RubricLevel]


class Continuums:
    """Looks things up in the current versions of all frameworks, each once."""

    def __init__(self, store: Store, base_url: str) -> None:
        self._store = store
        self._base_url = base_url
        self.item = cache(self._item)
        self.competencies = cache(self._competencies)
        self.rubric = cache(self._rubric)
        self._levels = cache(self._all_levels)

    def _item(self, uri: str) -> Item | None:
        """The item that `uri` names: its own as published, or its address on this server."""
        identifier = identifier_of(uri)
        held = self._store.find("CFItem", identifier) if NAME.fullmatch(identifier) else None
        framework = self._store.framework(held.framework) if held else None
        # Looked up once more, so that it is not from an older version than the one that is named here.
        found = self._store.find("CFItem", identifier) if framework else None
        if framework is None or found is None or found.framework != framework.identifier:
            return None
        published, document = orjson.loads(found.body).get("uri"), orjson.loads(framework.document).get("uri")
        here = {f"{self._base_url}{edition.base}/CFItems/{identifier}" for edition in EDITIONS}
        if not published or not document or uri not in {published, *here}:
            return None
        return Item(identifier, published, framework.identifier, document, framework.version)

    def _competencies(self, level: str) -> Mapping[str, str]:
        """The competencies that have the item as a level: identifier to URI."""
        return Levels(orjson.loads(stored.body) for stored in self._store.associations_of(level)).competencies(level)

    def rubric_level(self, framework: str, uri: str) -> RubricLevel | None:
        """The level with that URI in a rubric of the framework."""
        return self._levels(framework).get(uri)

    def _all_levels(self, framework: str) -> Mapping[str, RubricLevel]:
        """The levels of all rubrics of the framework by URI."""
        found: dict[str, RubricLevel] = {}
        for stored in self._store.members(framework, "CFRubric"):
            for uri, level in _levels_by_uri(orjson.loads(stored.body)).items():
                found.setdefault(uri, level)
        return found

    def _rubric(self, uri: str) -> Rubric | None:
        """The rubric that `uri` names as published."""
        identifier = identifier_of(uri)
        held = self._store.find("CFRubric", identifier) if NAME.fullmatch(identifier) else None
        body = orjson.loads(held.body) if held else {}
        return Rubric(held.framework, _levels_by_uri(body)) if held and body.get("uri") == uri else None


def _levels_by_uri(rubric: Json) -> dict[str, RubricLevel]:
    return {
        str(level["uri"]): RubricLevel(str(level["uri"]), score_of(level), linked(criterion, "CFItemURI"))
        for criterion, level in levels_in(rubric)
        if level.get("uri")
    }


def identifier_of(uri: str) -> str:
    """The identifier of the CASE object that `uri` names: the last step of its path."""
    return uri.rpartition("/")[2]


def levels_in(rubric: Json) -> Iterator[tuple[Json, Json]]:
    """Each level of a CFRubric, with its criterion."""
    for criterion in rubric.get("CFRubricCriteria") or ():
        for level in criterion.get("CFRubricCriterionLevels") or ():
            yield criterion, level


def score_of(level: Json) -> float | None:
    score = level.get("score")
    return score if isinstance(score, (int, float)) and not isinstance(score, bool) else None


def linked(data: Json, link: str) -> str:
    """The identifier in a link of a CASE object, "" where there is none."""
    target: Any = data.get(link)
    return str(target.get("identifier", "")) if isinstance(target, dict) else ""


def package(store: Store, framework: str, version: int) -> Json | None:
    """The framework in that version, as CASE 1.1; None where it was deleted."""
    rendition = store.rendition(framework, "1.1", version)
    return orjson.loads(rendition.body) if rendition else None

"""Levels of rubrics in words, as the store holds them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import orjson

from fairmark.server.learning.continuum import Json, identifier_of, levels_in, linked, score_of
from fairmark.server.storage.store import Store


@dataclass(frozen=True, slots=True)
class RubricWords:
    """A level of a rubric criterion: `item` is the identifier of the item that the criterion judges."""

    uri: str
    quality: str
    description: str
    score: float | None
    item: str
    criterion: str


def levels_of(store: Store, framework: str) -> Mapping[str, RubricWords]:
    """The levels of all rubrics of the framework, by their URI."""
    held = store.members(framework, "CFRubric")
    return {level.uri: level for stored in held for level in _levels(orjson.loads(stored.body))}


def levels_in_rubric(store: Store, uri: str) -> list[RubricWords]:
    """The levels of the rubric with that URI, those of a criterion together, from the lowest on."""
    held = store.find("CFRubric", identifier_of(uri))
    return list(_levels(orjson.loads(held.body))) if held else []


def _levels(rubric: Json) -> Iterator[RubricWords]:
    ordered = sorted(levels_in(rubric), key=lambda pair: (pair[0].get("position", 0), score_of(pair[1]) or 0))
    for criterion, level in ordered:
        yield RubricWords(
            uri=str(level.get("uri", "")),
            quality=str(level.get("quality", "")),
            description=str(level.get("description", "")),
            score=score_of(level),
            item=linked(criterion, "CFItemURI"),
            criterion=str(criterion.get("description") or criterion.get("category") or ""),
        )

"""The frameworks of a package as one graph. Everything goes by its identifier, the last step of its address."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]

LEVEL, PRECEDES = "hasSkillLevel", "precedes"
SAME, REPLACED, RELATED, TRANSLATION = "exactMatchOf", "replacedBy", "isRelatedTo", "isTranslationOf"
DEPTH = "SCL:depth"
"""The extension of a CFItem that states the depth of a level."""


def identifier_of(uri: object) -> str:
    """The identifier of the CASE object that a URI names, "" for what is none."""
    return uri.rstrip("/").rpartition("/")[2] if isinstance(uri, str) else ""


@dataclass(frozen=True, slots=True)
class Framework:
    """A CFPackage, and the path of its file in the package."""

    path: str
    data: Json

    @property
    def document(self) -> Json:
        return as_object(self.data.get("CFDocument"))

    @property
    def uri(self) -> str:
        uri = self.document.get("uri")
        return uri if isinstance(uri, str) else ""

    def objects(self, name: str) -> Iterator[Json]:
        yield from as_objects(self.data.get(name))


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """A level of a criterion: its score, None for none, the item that its criterion is about, and its rubric."""

    score: float | None
    item: str
    rubric: str


@dataclass(slots=True)
class Graph:
    """`items` by identifier, with the frameworks that hold them in `home`; `edges` by their type, origin and
    destination. `before` has the direct prerequisites of an item; `levels` are those of a competency with their
    sequence numbers (None for none), as they are listed."""

    items: dict[str, Json] = field(default_factory=dict)
    home: dict[str, list[Framework]] = field(default_factory=lambda: defaultdict(list))
    edges: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    before: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    levels: dict[str, list[tuple[int | None, str]]] = field(default_factory=lambda: defaultdict(list))
    competencies: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    rubric_levels: dict[str, RubricLevel] = field(default_factory=dict)
    rubrics: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def ordered(self, competency: str) -> list[str]:
        """The numbered levels of a competency, from the lowest."""
        numbered = [(number, level) for number, level in self.levels.get(competency, ()) if number is not None]
        return [level for _, level in sorted(numbered)]

    def is_in_order(self, competency: str) -> bool:
        """Whether it has several levels, each with a number of its own from 1."""
        numbers = [number for number, _ in self.levels.get(competency, ())]
        known = {number for number in numbers if number is not None and number >= 1}
        return len(numbers) > 1 and len(known) == len(numbers)

    def by_grade(self, competency: str) -> list[str]:
        """The same levels as somebody would order them who took their grades for their order."""
        return sorted(self.ordered(competency), key=lambda level: min(self.grades(level), default=-1.0))

    def grades(self, level: str) -> list[float]:
        """The grades at which a level is expected; kindergarten is 0."""
        stated = self.items.get(level, {}).get("educationLevel")
        found = (grade_of(code) for code in stated) if isinstance(stated, list) else ()
        return [grade for grade in found if grade is not None]

    def depth(self, item: str) -> object:
        return as_object(self.items.get(item, {}).get("extensions")).get(DEPTH)

    def competency_of(self, target: str) -> list[str]:
        """The competencies that have the item as a level; the item itself where none has."""
        return self.competencies.get(target) or [target]

    def destinations(self, type: str, origin: str) -> Sequence[str]:
        return self.edges.get(type, {}).get(origin, ())

    def origins(self, type: str) -> Mapping[str, Sequence[str]]:
        return self.edges.get(type, {})


def grade_of(code: object) -> float | None:
    """A grade code of CEDS as a number, None for one that is no grade from kindergarten on."""
    if not isinstance(code, str):
        return None
    if code.upper() == "KG":
        return 0.0
    return float(code) if code.isdecimal() and len(code) <= 2 else None


def graph_of(frameworks: Iterable[Framework]) -> Graph:
    graph = Graph()
    for framework in frameworks:
        for item in framework.objects("CFItems"):
            identifier = _text(item.get("identifier"))
            graph.items.setdefault(identifier, item)
            graph.home[identifier].append(framework)
        for association in framework.objects("CFAssociations"):
            _add_edge(graph, association)
        for rubric in framework.objects("CFRubrics"):
            _add_rubric(graph, rubric)
    return graph


def _add_edge(graph: Graph, association: Json) -> None:
    type = _text(association.get("associationType"))
    origin, destination = (_end(association.get(f"{end}NodeURI")) for end in ("origin", "destination"))
    graph.edges[type][origin].append(destination)
    if type == PRECEDES:
        graph.before[destination].append(origin)
    if type == LEVEL:
        number = association.get("sequenceNumber")
        is_number = isinstance(number, int) and not isinstance(number, bool)
        graph.levels[origin].append((number if is_number else None, destination))
        graph.competencies[destination].append(origin)


def _add_rubric(graph: Graph, rubric: Json) -> None:
    name = _text(rubric.get("identifier"))
    for criterion in as_objects(rubric.get("CFRubricCriteria")):
        about = _end(criterion.get("CFItemURI"))
        graph.rubrics[name].add(about)
        for level in as_objects(criterion.get("CFRubricCriterionLevels")):
            score = level.get("score")
            is_score = isinstance(score, (int, float)) and not isinstance(score, bool)
            graph.rubric_levels[_text(level.get("identifier"))] = RubricLevel(
                float(score) if is_score and score is not None else None, about, name
            )


def _end(link: object) -> str:
    found = as_object(link)
    return _text(found.get("identifier")) or identifier_of(found.get("uri"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def as_object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def as_objects(value: object) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []

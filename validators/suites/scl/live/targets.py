"""What of a system's frameworks can be judged: items with a rubric, and competencies with levels in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fairmark.validators.suites.scl.graph import Framework, Graph, as_objects, graph_of

FEWEST_LEVELS = 3
"""Levels with different scores that a criterion needs, so that series of scores differ."""


@dataclass(frozen=True, slots=True)
class Target:
    """An item that can be judged: its URI, that of its framework, the competency that it is or is a level of, the
    levels of the rubric that judges it by their scores, and that rubric."""

    uri: str
    framework: str
    competency: str
    levels: Mapping[float, str]
    rubric: str = ""

    @property
    def scores(self) -> list[float]:
        return sorted(self.levels)


def targets_in(framework: Framework) -> list[Target]:
    """The items of a framework that a criterion with enough levels judges: levels of its competency, in their order;
    the item itself where it has none."""
    graph = graph_of([framework])
    found = []
    for item, (rubric, levels) in _judged(framework, graph).items():
        for each in graph.ordered(item) or [item]:
            uri = graph.items.get(each, {}).get("uri")
            if isinstance(uri, str) and len(levels) >= FEWEST_LEVELS:
                found.append(Target(uri, framework.uri, str(graph.items.get(item, {}).get("uri")), levels, rubric))
    return found


def runs_of(targets: Iterable[Target]) -> list[list[Target]]:
    """The levels of each competency that has three or more, from the lowest."""
    found: dict[str, list[Target]] = {}
    for target in targets:
        if target.uri != target.competency:
            found.setdefault(target.competency, []).append(target)
    return [levels for levels in found.values() if len(levels) >= FEWEST_LEVELS]


def _judged(framework: Framework, graph: Graph) -> dict[str, tuple[str, dict[float, str]]]:
    """Items that criteria are about, each with its rubric and the URIs of the levels by their scores."""
    found: dict[str, tuple[str, dict[float, str]]] = {}
    for rubric in framework.objects("CFRubrics"):
        for criterion in as_objects(rubric.get("CFRubricCriteria")):
            for level in as_objects(criterion.get("CFRubricCriterionLevels")):
                known = graph.rubric_levels.get(str(level.get("identifier")))
                if known is not None and known.score is not None and isinstance(level.get("uri"), str):
                    found.setdefault(known.item, (str(rubric.get("uri")), {}))[1][known.score] = level["uri"]
    return found

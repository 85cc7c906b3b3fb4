"""The frameworks of a package, as records of learning refer to them: items, their levels, and the rubrics."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fairmark.validators.core.cycles import cycles
from fairmark.validators.readers.case import Edge, Package
from fairmark.validators.readers.learning.continuum_profile import LEVEL, Departure, departures


def identifier_in(uri: str) -> str:
    """The identifier of the CASE object that `uri` names: the last step of its path."""
    return uri.rstrip("/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """A CFRubricCriterionLevel: its score, None where it has none, and the identifier of the CFItem that its criterion
    is about, "" for none."""

    score: float | None
    item: str


@dataclass(frozen=True, slots=True)
class Continuums:
    """All frameworks of a package together. Everything is named by identifier: of two servers' addresses of one object
    the last steps are equal.

    `objects` are those of whatever class, `competencies` leads from a level to the competencies that have it, `levels`
    from a level of a rubric to what is known of it. `disorder` says of files, by their path in the package, what about
    the order of their levels and prerequisites leads nowhere, `departures` where else they are not as continuums are.
    """

    objects: frozenset[str]
    competencies: Mapping[str, frozenset[str]]
    levels: Mapping[str, RubricLevel]
    disorder: Sequence[tuple[str, str]] = ()
    departures: Sequence[Departure] = ()

    def holds(self, uri: str) -> bool:
        return identifier_in(uri) in self.objects


def continuums_of(packages: Iterable[tuple[str, Package]]) -> Continuums:
    """What the frameworks say, each given with the path of its file."""
    objects: set[str] = set()
    competencies: dict[str, set[str]] = {}
    levels: dict[str, RubricLevel] = {}
    prerequisites: dict[str, dict[str, str]] = {}
    disorder: list[tuple[str, str]] = []
    outside: list[Departure] = []
    for path, package in packages:
        objects.update(node.identifier for node in package.nodes if node.identifier)
        skills = package.edges_by_type.get(LEVEL, ())
        for edge in skills:
            competencies.setdefault(edge.destination.identifier, set()).add(edge.origin.identifier)
        for edge in package.edges_by_type.get("precedes", ()):
            prerequisites.setdefault(edge.origin.identifier, {})[edge.destination.identifier] = path
        disorder += [(path, said) for said in _numbers_used_twice(skills)]
        levels.update(_rubric_levels(package))
        outside += departures(path, package)
    disorder += [
        (cycle.closing, f"{cycle.length} items are prerequisites of one another") for cycle in cycles(prerequisites)
    ]
    owners = {level: frozenset(owners) for level, owners in competencies.items()}
    return Continuums(frozenset(objects), owners, levels, disorder, outside)


def _numbers_used_twice(skills: Iterable[Edge]) -> Iterator[str]:
    """Of each competency with two levels of one number, that it has."""
    used = Counter((edge.origin.identifier, edge.sequence) for edge in skills if edge.sequence is not None)
    for (competency, number), count in used.items():
        if count > 1:
            yield f"{count} levels of {competency} have the sequence number {number}"


def _rubric_levels(package: Package) -> dict[str, RubricLevel]:
    judged = {link.owner.path: link.identifier for link in package.links if link.field == "CFItemURI"}
    found: dict[str, RubricLevel] = {}
    for level in package.of("CFRubricCriterionLevel"):
        score = level.data.get("score")
        number = score if isinstance(score, (int, float)) and not isinstance(score, bool) else None
        found[level.identifier] = RubricLevel(number, judged.get(level.parent.path, "") if level.parent else "")
    return found

"""In what frameworks that call themselves continuums are no such: profile, section 4.2.

Whatever breaks the order of levels and prerequisites is found with the order itself (`continuums`), over all frameworks
together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from fairmark.validators.learning.depth import TAXONOMIES
from fairmark.validators.readers.case import Node, Package

CONTINUUM, LEVEL_TYPE = "continuum", "Continuum Level"
LEVEL = "hasSkillLevel"
"""The association from a competency to one of its levels, ordered by its sequenceNumber."""
DEPTH = "SCL:depth"
ADDED = "ext:"
"""What the names of taxonomies begin with that are not the profile's."""


class Topic(Enum):
    """What of the profile of CASE is not kept."""

    DOCUMENT = "document"
    LEVELS = "levels"
    DEPTH = "depth"
    RUBRICS = "rubrics"


@dataclass(frozen=True, slots=True)
class Departure:
    """What is not as in the profile: the `file` of the framework by its path in the package, and what is said of it."""

    topic: Topic
    file: str
    said: str


def departures(path: str, package: Package) -> Iterator[Departure]:
    """What of the framework in that file departs from the profile. Of one that calls itself no continuum, only depths
    are looked at: any item may state one."""
    found = {Topic.DEPTH: _depths(package)}
    document = next(iter(package.of("CFDocument")), None)
    if document is not None and document.text("frameworkType").casefold() == CONTINUUM:
        found |= {Topic.DOCUMENT: _document(document), Topic.LEVELS: _levels(package), Topic.RUBRICS: _rubrics(package)}
    for topic, said in found.items():
        yield from (Departure(topic, path, each) for each in said)


def _document(document: Node) -> Iterator[str]:
    for name in ("version", "adoptionStatus"):
        if not document.data.get(name):
            yield f"the continuum has no {name}"


def _levels(package: Package) -> Iterator[str]:
    """Levels that are none of a competency, or of several, or without a number from 1 on."""
    edges: dict[str, list[int | None]] = {}
    for edge in package.edges_by_type.get(LEVEL, ()):
        edges.setdefault(edge.destination.identifier, []).append(edge.sequence)
    for item in package.of("CFItem"):
        if item.data.get("CFItemType") != LEVEL_TYPE:
            continue
        numbers = edges.get(item.identifier, [])
        if not numbers:
            yield f"the level {item.identifier} belongs to no competency by {LEVEL}"
        elif len(numbers) > 1:
            yield f"the level {item.identifier} belongs to {len(numbers)} competencies"
        elif numbers[0] is None or numbers[0] < 1:
            yield f"the level {item.identifier} has no sequenceNumber from 1 on"


def _depths(package: Package) -> Iterator[str]:
    for item in package.of("CFItem"):
        extensions = item.data.get("extensions")
        if isinstance(extensions, dict) and DEPTH in extensions and not _is_depth(extensions[DEPTH]):
            yield f"the depth of {item.identifier} is none of a named taxonomy"


def _is_depth(stated: object) -> bool:
    """Whether this is a value of the taxonomy that it names; of others than the profile's nobody can tell."""
    if not isinstance(stated, dict):
        return False
    taxonomy, value = stated.get("taxonomy"), stated.get("value")
    if not isinstance(taxonomy, str) or isinstance(value, bool) or not isinstance(value, (int, str)):
        return False
    return value in TAXONOMIES.get(taxonomy, ()) or taxonomy.startswith(ADDED)


def _rubrics(package: Package) -> Iterator[str]:
    """Levels of a rubric that say no score or no quality."""
    for level in package.of("CFRubricCriterionLevel"):
        score = level.data.get("score")
        if not isinstance(score, (int, float)) or isinstance(score, bool):
            yield f"the rubric level {level.identifier} has no score"
        if not level.text("quality"):
            yield f"the rubric level {level.identifier} has no quality"

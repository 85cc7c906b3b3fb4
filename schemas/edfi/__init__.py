"""Ed-Fi interchanges: versions, entities with their keys and references, limits and descriptors, as data.

Rules are generic over these tables; nothing of what stands here is said again in a rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from fairmark.schemas import load

NAMESPACE = "http://ed-fi.org/"
"""How the namespace of every interchange begins; what follows is the version of the data standard."""

NEWEST = "6"
"""The generation by which a version is judged that is not known."""

ROOT = "Interchange"
"""How the name of the root of every interchange begins."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the data standard: what its namespace ends in, what it is called, and its generation."""

    namespace: str
    name: str
    generation: str


@dataclass(frozen=True, slots=True)
class Interchange:
    """An interchange; `name` without the word Interchange. `load` says when it is loaded, before those of a higher
    number; `holds` which of the entities here it holds, () where it may hold others."""

    name: str
    load: int
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """A sort of record. `key` are the elements that make its natural key, `required` those that a record has to have,
    () where that is not known; `kept` the paths of others that rules look at. `records` is what several are called."""

    name: str
    records: str
    key: tuple[str, ...]
    required: tuple[str, ...]
    kept: tuple[str, ...]


@cache
def versions() -> Mapping[str, Version]:
    """The versions of the data standard by what their namespace ends in, oldest first."""
    return MappingProxyType({each["namespace"]: Version(**each) for each in load("edfi/versions.json")["versions"]})


@cache
def generations() -> tuple[str, ...]:
    """The generations of the data standard, oldest first."""
    return tuple(dict.fromkeys(version.generation for version in versions().values()))


@cache
def interchanges() -> Mapping[str, Interchange]:
    """The interchanges by name."""
    found = (Interchange(each["name"], each["load"], tuple(each.get("holds", ()))) for each in _interchanges())
    return MappingProxyType({each.name: each for each in found})


@cache
def entities(generation: str) -> Mapping[str, Entity]:
    """The entities by name, as they are in a generation."""
    found = load("edfi/entities.json")["entities"]
    return MappingProxyType({each["name"]: _entity(each, generation) for each in found})


@cache
def references() -> Mapping[str, str]:
    """Elements that refer to a record, each with the entity of that record."""
    return MappingProxyType(load("edfi/entities.json")["references"])


@cache
def blocks() -> Mapping[str, tuple[str, ...]]:
    """Elements within a record that say something of their own, each with those below it one of which says it."""
    found = load("edfi/entities.json")["blocks"]
    return MappingProxyType({name: tuple(below) for name, below in found.items()})


@cache
def removed() -> Mapping[str, str]:
    """Elements that the standard has given up, each with the generation from which on it is gone."""
    found = load("edfi/entities.json")["removed"]
    return MappingProxyType({name: generation for generation, names in found.items() for name in names})


@cache
def limits() -> Mapping[str, int]:
    """The most characters of an element, by its name or by that of the element around it and its own (Outer/Inner)."""
    return MappingProxyType(load("edfi/elements.json")["limits"])


@cache
def privacy() -> Mapping[str, str]:
    """The privacy class (P0 to P5) of what elements hold, by name. One that is not named is P2."""
    found = load("edfi/elements.json")["x-privacy"]
    return MappingProxyType({name: cls for cls, names in found.items() for name in names})


@cache
def label_order() -> tuple[str, ...]:
    """The elements of natural keys that name a record to people, in this order."""
    return tuple(load("edfi/elements.json")["label"])


@cache
def descriptors() -> Mapping[str, str]:
    """Elements that hold the value of a descriptor, each with the name of that descriptor."""
    return MappingProxyType(load("edfi/descriptors.json")["elements"])


@cache
def shipped() -> Mapping[str, frozenset[str]]:
    """The values that generation 5 of the standard ships of a descriptor, by its name; not of every one are they
    known."""
    found = load("edfi/descriptors.json")["shipped"]
    return MappingProxyType({name: frozenset(values) for name, values in found.items()})


def _interchanges() -> Any:
    return load("edfi/interchanges.json")["interchanges"]


def _entity(each: Mapping[str, Any], generation: str) -> Entity:
    key = each["key"]
    if isinstance(key, dict):
        key = key[max(since for since in key if since <= generation)]
    required = each["required"] if generation == "5" else ()
    return Entity(each["name"], each["records"], tuple(key), tuple(required), tuple(each.get("kept", ())))

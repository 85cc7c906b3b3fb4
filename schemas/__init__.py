"""The contract, as data: JSON Schemas and what can be read from them. Imports nothing of Fairmark.

A schema states shapes once. Everything else that a rule must know of a field (its type, whether it is mandatory, the
class that its link leads to, its privacy class) is read from the same file through `class_tables`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
import json
import re
from typing import Any

PREFIX = "#/$defs/"


@dataclass(frozen=True, slots=True)
class Field:
    """A property of a class as its schema states it.

    `type` is the name of the definition that the property (or its array's items) refers to, "" where it has none;
    `target` the class that a link leads to, "" for no link; `privacy` one of "P0" to "P5"; `tokens` the vocabulary of a
    field that has one (a pattern may admit more), () for every other field.
    """

    name: str
    type: str
    many: bool
    required: bool
    target: str
    privacy: str
    tokens: tuple[str, ...] = ()


ClassTable = Mapping[str, Field]


@cache
def load(path: str) -> dict[str, Any]:
    """The schema in `path`, relative to this package, such as "case/case-v1p1.schema.json". Do not change it."""
    parsed: dict[str, Any] = json.loads(files(__name__).joinpath(path).read_text("utf-8"))
    return parsed


def named(urn: str) -> dict[str, Any]:
    """The schema whose `$id` is `urn`, such as urn:fairmark:schema:case:v1p1."""
    family, version = urn.split(":")[-2:]
    file = version if family == "credentials" else f"{family}-{version}"
    return load(f"{family}/{file}.schema.json")


@cache
def referred(path: str) -> Mapping[str, dict[str, Any]]:
    """The schemas that the one in `path` refers to, by their `$id`."""
    urns = set(re.findall(r'"\$ref": "(urn:[^"#]+)#', json.dumps(load(path))))
    return {urn: named(urn) for urn in sorted(urns)}


def class_tables(schema: Mapping[str, Any]) -> dict[str, ClassTable]:
    """Every object definition in `$defs` of `schema`, with the fields that it or the definition it refers to has."""
    definitions = schema["$defs"]
    return {
        name: {field.name: field for field in _fields(definitions, name)}
        for name, body in definitions.items()
        if "properties" in body or "unevaluatedProperties" in body
    }


def _fields(definitions: Mapping[str, Any], name: str) -> Iterator[Field]:
    chain = [definitions[name]]
    while "$ref" in chain[-1]:
        chain.append(_definition(definitions, chain[-1]["$ref"]))
    required = {field for body in chain for field in body.get("required", ())}
    for body in reversed(chain):
        for field, rule in body.get("properties", {}).items():
            many = rule.get("type") == "array"
            inner = rule["items"] if many else rule
            yield Field(
                name=field,
                type=inner.get("$ref", "").removeprefix(PREFIX),
                many=many,
                required=field in required,
                target=inner.get("x-target", ""),
                privacy=rule.get("x-privacy", "P2"),
                tokens=tuple(_tokens(definitions, inner)),
            )


def _definition(definitions: Mapping[str, Any], reference: str) -> Any:
    """What a reference leads to: a definition of the same schema, or of another one by its `$id`."""
    urn, _, name = reference.rpartition(PREFIX)
    return (named(urn)["$defs"] if urn else definitions)[name]


def _tokens(definitions: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[str]:
    body = _definition(definitions, rule["$ref"]) if "$ref" in rule else rule
    yield from body.get("enum", ())
    if "const" in body:
        yield body["const"]
    for choice in body.get("anyOf", ()):
        yield from _tokens(definitions, choice)

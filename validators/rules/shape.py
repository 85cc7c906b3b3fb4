"""The two schema engines: a fast one that says yes or no, and a slow one that explains.

`accepts` is the gate (jsonschema-rs, compiled once). `breaches` says what is wrong with what the gate refused: the
explaining engine (jsonschema, the reference) looks at the refused places and what encloses them and at nothing else,
as it is more than a hundred times slower. Where so much is refused that even this would take seconds, the gate's own
errors serve; a test holds the two equal. Formats are not asserted by either, as the engines differ in them: rules
decide about dates and URIs.

Whether something is wrong, the gate decides: a place that it refuses and the explaining engine lets pass (`$` before a
trailing newline, NaN) is reported as the gate sees it and never passed over.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import jsonschema_rs

from fairmark.schemas import PREFIX, load, referred
from fairmark.validators.core.location import Path
from fairmark.validators.rules.parts import parts
from fairmark.validators.rules.skeleton import Skeleton, printable

if TYPE_CHECKING:
    import jsonschema

EXPLAINED = 500
"""Refusals up to which the reference engine explains them: about a second's work at the worst."""

MOST = 1_000_000
"""Refusals that are kept: a small hostile file can have many millions. Nobody is told less for it, as the limit of
findings in one document is lower."""

REQUIRED, CLOSED = "required", "closed"

T = TypeVar("T")


class Breach(NamedTuple):
    """One thing that a schema forbids: its `keyword` (of JSON Schema) refuses the value at `path`. For `REQUIRED` the
    path ends in the name that is missing; `CLOSED` says that the class has no member of the last name in the path."""

    path: Path
    keyword: str


def accepts(schema: str, name: str, data: Any) -> bool:
    """Whether the JSON value `data` is an instance of the definition `name` in the schema file `schema`."""
    return bool(_with_printable(_gate(schema, name).is_valid, data))


def breaches(schema: str, name: str, data: Any) -> list[Breach]:
    """All that the definition `name` in the schema file `schema` forbids in the JSON value `data`, each once."""
    if accepts(schema, name, data):
        return []
    refused = by_gate(schema, name, data)
    if len(refused) > EXPLAINED:
        return refused
    skeleton = Skeleton(data, (breach.path for breach in refused))
    explained = by_reference(schema, name, printable(skeleton.data))
    found = [Breach(skeleton.original(breach.path), breach.keyword) for breach in explained]
    said = {breach.path for breach in found}
    return found + [breach for breach in refused if breach.path not in said]


def first_breach(schema: str, name: str, data: Any) -> Breach | None:
    """The first thing that the fast engine has against `data`, without looking for more; None where it accepts it."""
    gate = _gate(schema, name)

    def refusal(value: Any) -> Any:
        try:
            gate.validate(value)
        except jsonschema_rs.ValidationError as error:
            return error
        return None

    error = _with_printable(refusal, data)
    return next(_refusals([error])) if error is not None else None


def by_gate(schema: str, name: str, data: Any) -> list[Breach]:
    """What the fast engine has against `data`, up to `MOST` breaches."""
    gate = _gate(schema, name)
    return _each_once(islice(_by_parts(gate, data), MOST))


def _by_parts(gate: Any, data: Any) -> Iterator[Breach]:
    for part in parts(data):
        for path, keyword in _with_printable(lambda value: list(_refusals(gate.iter_errors(value))), part.value):
            if (whole := part.original(path)) is not None:
                yield Breach(whole, keyword)


def by_reference(schema: str, name: str, data: Any) -> list[Breach]:
    """What the reference engine has against `data`."""
    return _each_once(_explanations(schema, _reference(schema, name).iter_errors(data)))


def _with_printable(ask: Callable[[Any], T], data: Any) -> T:
    """The answer of the fast engine, which cannot take lone surrogates (UnicodeEncodeError) and deep nesting
    (ValueError) where it has to speak about them: then a copy is judged that has neither."""
    try:
        return ask(data)
    except ValueError:
        return ask(printable(data))


def _each_once(found: Iterable[Breach]) -> list[Breach]:
    return list(dict.fromkeys(found))


@cache
def _gate(schema: str, name: str) -> Any:
    others = jsonschema_rs.Registry(list(referred(schema).items()))
    return jsonschema_rs.Draft202012Validator(_definition(schema, name), validate_formats=False, registry=others)


@cache
def _reference(schema: str, name: str) -> "jsonschema.Draft202012Validator":
    import jsonschema  # a tenth of a second that only a refused input has to pay for
    from referencing import Registry, Resource

    others = [(urn, Resource.from_contents(contents)) for urn, contents in referred(schema).items()]
    return jsonschema.Draft202012Validator(_definition(schema, name), registry=Registry().with_resources(others))


def _definition(schema: str, name: str) -> dict[str, Any]:
    return {**load(schema), "$ref": PREFIX + name}


def _refusals(errors: Iterable[Any]) -> Iterator[Breach]:
    for error in errors:
        path, kind = tuple(error.instance_path), error.kind
        match kind.name:
            case "additionalProperties" | "unevaluatedProperties":
                yield from (Breach((*path, name), CLOSED) for name in kind.unexpected)
            case "required":
                yield Breach((*path, kind.property), REQUIRED)
            case _:
                yield Breach(path, error.schema_path[-1])


def _explanations(schema: str, errors: Iterable["jsonschema.ValidationError"]) -> Iterator[Breach]:
    for error in errors:
        path: Path = tuple(error.absolute_path)
        body: Any = error.schema
        instance: Any = error.instance
        match error.validator:
            case "additionalProperties" | "unevaluatedProperties":
                known = _members(load(schema)["$defs"], body)
                yield from (Breach((*path, name), CLOSED) for name in instance if name not in known)
            case "required":
                yield from (Breach((*path, name), REQUIRED) for name in body["required"] if name not in instance)
            case keyword:
                yield Breach(path, str(keyword))


def _members(definitions: Mapping[str, Any], body: Mapping[str, Any]) -> set[str]:
    """The names that `body` and what it refers to declare."""
    known = set(body.get("properties", ()))
    while "$ref" in body:
        body = definitions[body["$ref"].removeprefix(PREFIX)]
        known.update(body.get("properties", ()))
    return known

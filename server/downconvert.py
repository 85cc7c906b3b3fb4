"""JSON Schema 2020-12 to the schema objects of OpenAPI 3.0, which are an older dialect of their own.

Only what the schemas of this project use is converted; a keyword that OpenAPI 3.0 cannot say raises, so that nothing is
lost in silence. Annotations of ours (x-…) are left out.

Three keywords are said more loosely: a condition (if) becomes a choice of two, of which the second may meet the
condition as well; members of an array that have each a schema of their own (prefixItems) may come in any order; names
of members (propertyNames) are free.
"""

from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]

PREFIX = "#/$defs/"

BOUNDS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
WORDS = ("title", "description", "default")
SAME = frozenset(("format", "pattern", "enum", "uniqueItems", "multipleOf", *BOUNDS, *WORDS))
"""Keywords that both dialects have, with one meaning."""

LISTS = ("allOf", "anyOf", "oneOf")
NESTED = ("properties", "items", "not", "additionalProperties", *LISTS)
"""Keywords that hold schemas."""


class CannotSay(Exception):
    """A keyword that OpenAPI 3.0 has no equivalent for."""


class Converter:
    """Converts the definitions of one schema; a reference to one becomes `refer_to` with its name."""

    def __init__(self, definitions: Mapping[str, Json], refer_to: str = "#/components/schemas/") -> None:
        self._definitions = definitions
        self._refer_to = refer_to

    def definition(self, name: str) -> Json:
        """The definition as a schema object of OpenAPI 3.0."""
        made: Json = self._convert(self._definitions[name])
        return made

    def reachable(self, *names: str) -> dict[str, Json]:
        """These definitions and all that they lead to, converted, by name."""
        made: dict[str, Json] = {}
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in made:
                made[name] = self.definition(name)
                waiting += [ref.removeprefix(self._refer_to) for ref in _references(made[name])]
        return dict(sorted(made.items()))

    def _convert(self, schema: Any) -> Any:
        if isinstance(schema, bool):
            return {} if schema else {"not": {}}
        if "$ref" in schema:
            return self._reference(schema)
        if "unevaluatedProperties" in schema and schema.keys() & set(LISTS):
            raise CannotSay("unevaluatedProperties")  # beside those it sees further than additionalProperties
        made: Json = {}
        for keyword, value in _looser(schema).items():
            if keyword in NESTED:
                made[keyword] = self._inner(keyword, value)
            else:
                made.update(_restated(keyword, value))
        return made

    def _inner(self, keyword: str, value: Any) -> Any:
        if keyword == "properties":
            return {name: self._convert(inner) for name, inner in value.items()}
        if keyword in LISTS:
            return [self._convert(inner) for inner in value]
        if keyword == "additionalProperties" and isinstance(value, bool):
            return value
        return self._convert(value)

    def _reference(self, schema: Json) -> Json:
        """A reference has no neighbours in OpenAPI 3.0: an object that extends another is flattened into one closed
        object, any other neighbour moves beside an allOf."""
        said = {keyword: value for keyword, value in schema.items() if not keyword.startswith("x-")}
        target = said.pop("$ref")
        if "unevaluatedProperties" in said:
            flat: Json = self._convert(self._flattened(schema))
            return flat
        reference = {"$ref": self._refer_to + target.removeprefix(PREFIX)}
        return {"allOf": [reference], **self._convert(said)} if said else reference

    def _flattened(self, schema: Json) -> Json:
        """An object and what it refers to, as one object with the properties of both."""
        if "$ref" not in schema:
            return schema
        base = self._flattened(self._definitions[schema["$ref"].removeprefix(PREFIX)])
        both = {**base, **{keyword: value for keyword, value in schema.items() if keyword != "$ref"}}
        both["properties"] = {**base.get("properties", {}), **schema.get("properties", {})}
        both["required"] = [*base.get("required", ()), *schema.get("required", ())]
        return both


def _looser(schema: Json) -> Json:
    """The schema without conditions and without schemas for single members of an array. What is said of the members of
    an array stands where it is known to be one."""
    said = {keyword: value for keyword, value in schema.items() if keyword != "propertyNames"}
    if "prefixItems" in said and "items" in said:
        said["items"] = {"anyOf": [*said.pop("prefixItems"), said["items"]]}
    if "if" in said and "else" in said:
        condition, other = said.pop("if"), said.pop("else")
        if condition == {"type": "array"} and "items" in said:
            condition = {**condition, "items": said.pop("items")}
        met = {"allOf": [condition, said.pop("then")]} if "then" in said else condition
        return {**said, "anyOf": [met, other]}
    if "items" in said and isinstance(types := said.get("type"), list):
        items = {"items": said.pop("items")}
        del said["type"]
        return {**said, "anyOf": [{"type": name, **(items if name == "array" else {})} for name in types]}
    return said


def _restated(keyword: str, value: Any) -> Json:
    """A keyword that holds no schemas, in the words of OpenAPI 3.0."""
    if keyword in RESTATED:
        return RESTATED[keyword](value)
    if keyword in SAME:
        return {keyword: value}
    if keyword == "unevaluatedProperties" and value is False:
        return {"additionalProperties": False}
    if keyword.startswith("x-"):
        return {}
    raise CannotSay(keyword)


def _types(types: str | list[str]) -> Json:
    if isinstance(types, str):
        return {"type": types}
    plain = [name for name in types if name != "null"]
    made: Json = {"type": plain[0]} if len(plain) == 1 else {"anyOf": [{"type": name} for name in plain]}
    return made if len(plain) == len(types) else {**made, "nullable": True}


RESTATED: Mapping[str, Callable[[Any], Json]] = {
    "type": _types,
    "const": lambda value: {"enum": [value]},
    "examples": lambda values: {"example": values[0]},
    "required": lambda names: {"required": names} if names else {},  # 3.0 admits no empty list
    "exclusiveMinimum": lambda bound: {"minimum": bound, "exclusiveMinimum": True},
    "exclusiveMaximum": lambda bound: {"maximum": bound, "exclusiveMaximum": True},
}
"""Keyword to what says the same in OpenAPI 3.0."""


def _references(schema: Any) -> list[str]:
    if isinstance(schema, dict):
        own = [schema["$ref"]] if isinstance(schema.get("$ref"), str) else []
        return own + [ref for value in schema.values() for ref in _references(value)]
    if isinstance(schema, list):
        return [ref for value in schema for ref in _references(value)]
    return []

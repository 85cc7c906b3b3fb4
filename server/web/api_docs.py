"""The API on one page, made from its own OpenAPI document, so that the two cannot differ."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
import re
import shlex
from typing import Any

from fairmark.server.http import Answer, Api, Call
from fairmark.server.openapi import COMPONENTS, describe
from fairmark.server.web.site import page

METHODS = ("get", "head", "post", "put", "patch", "delete")
PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument: where it stands (path, query, header), what it may be, and whether it must be there."""

    name: str
    place: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer by its status; `type` is the class of its body, "" for none or any."""

    status: str
    description: str
    media_type: str
    type: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page shows it. `path` is that of the document, with parameters in braces."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    needs_token: bool
    parameters: Sequence[Parameter]
    body: str
    replies: Sequence[Reply]


@dataclass(frozen=True, slots=True)
class Member:
    """A property of a class."""

    name: str
    type: str
    required: bool
    description: str


def showing(apis: Sequence[Api]) -> Callable[[Call], Answer]:
    """The page about these APIs."""

    @lru_cache
    def described(base_url: str) -> dict[str, Any]:
        return describe(apis, base_url)

    def show_api(call: Call) -> Answer:
        base_url = call.context.settings.base_url
        document = described(base_url)
        examples = _examples(call)
        sections: dict[str, list[tuple[Operation, str]]] = {}
        for tag, operation in operations(document):
            sections.setdefault(tag, []).append((operation, curl(operation, base_url, examples)))
        return page(
            "api.html",
            here="api",
            base_url=base_url,
            info=document["info"],
            sections=sections,
            classes=classes(document),
        )

    return show_api


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    """Every operation of the document with the section that it belongs to, in the document's order."""
    for path, by_method in document["paths"].items():
        for method in METHODS:
            if (said := by_method.get(method)) is None:
                continue
            yield (
                next(iter(said.get("tags", ())), "Others"),
                Operation(
                    id=said["operationId"],
                    method=method.upper(),
                    path=path,
                    summary=said.get("summary", ""),
                    description=said.get("description", ""),
                    needs_token=bool(said.get("security")),
                    parameters=[_parameter(one) for one in said.get("parameters", ())],
                    body=_body(said.get("requestBody", {})),
                    replies=[_reply(status, reply) for status, reply in sorted(said.get("responses", {}).items())],
                ),
            )


def classes(document: Mapping[str, Any]) -> dict[str, list[Member]]:
    """Every class of the document that has properties, by name."""
    schemas = document.get("components", {}).get("schemas", {})
    found = {name: list(_members(schemas, name)) for name in schemas}
    return {name: members for name, members in found.items() if members}


def curl(operation: Operation, base_url: str, examples: Mapping[str, str]) -> str:
    """A line for a shell that calls the operation. `examples` are identifiers by the collection that has them."""
    collection = operation.path.split("{")[0].rstrip("/").rsplit("/", 1)[-1]
    path = PARAMETER.sub(lambda name: examples.get(collection, name[1].upper()), operation.path)
    parts = ["curl"]
    if operation.method not in ("GET", "HEAD"):
        parts += ["-X", operation.method]
    if operation.needs_token:
        parts += ["-H", "Authorization: Bearer TOKEN"]
    if operation.body:
        parts += ["--data-binary", "@FILE"]
    return shlex.join([*parts, base_url + path])


def _examples(call: Call) -> dict[str, str]:
    """Identifiers that this server really has, so that the lines of curl work as they stand."""
    store = call.context.store
    framework = next(iter(store.frameworks()), None)
    if framework is None:
        return {}
    found = dict.fromkeys(("CFDocuments", "CFPackages"), framework.identifier)
    for branch in store.children(framework.identifier, framework.identifier, limit=1):
        found |= dict.fromkeys(("CFItems", "CFItemAssociations"), branch.stored.identifier)
    return found


# -- reading the document --------------------------------------------------------------------------------------------


def _parameter(said: Mapping[str, Any]) -> Parameter:
    schema = said.get("schema", {})
    return Parameter(said["name"], said["in"], _type(schema), bool(said.get("required")), said.get("description", ""))


def _body(said: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{_type(content.get('schema', {}))} as {media}" for media, content in said.get("content", {}).items()
    )


def _reply(status: str, said: Mapping[str, Any]) -> Reply:
    for media_type, content in said.get("content", {}).items():
        schema = content.get("schema", {})
        return Reply(status, said.get("description", ""), media_type, _type(schema) if schema else "")
    return Reply(status, said.get("description", ""), "", "")


def _type(schema: Mapping[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(COMPONENTS)
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " or ".join(_type(one) for one in schema[choice])
    if "const" in schema:
        return repr(schema["const"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    said = schema.get("type", "any")
    words = " or ".join(said) if isinstance(said, list) else str(said)
    limits = [f"from {schema['minimum']}" if "minimum" in schema else "", _default(schema)]
    return ", ".join([words, *(limit for limit in limits if limit)])


def _default(schema: Mapping[str, Any]) -> str:
    return f"{schema['default']} if left out" if "default" in schema else ""


def _members(schemas: Mapping[str, Any], name: str) -> Iterator[Member]:
    """The properties of a class, its own and those of the class that it is made from."""
    body = schemas[name]
    required = set(body.get("required", ()))
    if "$ref" in body:
        yield from _members(schemas, body["$ref"].removeprefix(COMPONENTS))
    for member, schema in body.get("properties", {}).items():
        yield Member(member, _type(schema), member in required, schema.get("description", ""))

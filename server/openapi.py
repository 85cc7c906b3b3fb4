"""The route tables as OpenAPI: /openapi.json, and what discovery documents share with it.

Parameters come from the routes' marshmallow schemas by apispec, bodies from the files in `schemas/`, whose definitions
become components.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from importlib.metadata import version as installed_version
import re
from typing import TYPE_CHECKING, Any

import orjson

from fairmark.schemas import named
from fairmark.server import problems
from fairmark.server.http import JSON, Answer, Api, Call, Route

if TYPE_CHECKING:
    from apispec import APISpec

Json = dict[str, Any]

PARAMETER = re.compile(r"\{(\w+)\}")
LOCAL = "#/$defs/"
COMPONENTS = "#/components/schemas/"

ABOUT = (
    "Frameworks of competencies in CASE 1.0 and 1.1, from one store, open to read; credentials by Open Badges 3.0 and "
    "CLR 2.0 for those to whom they belong. Answers have strong entity tags and are sent compressed to who accepts it."
)

HEADERS = {
    "ETag": "Strong entity tag of this form of the answer.",
    "X-Total-Count": "How many records there are before paging and after filtering.",
    "Link": "The first, previous, next and last page (RFC 8288).",
}
LISTING = ("X-Total-Count", "Link")

TOKEN = "token"
"""Name of the security scheme."""

IDENTIFIER = "Identifier of the object: a UUID in lower case."
UNCHANGED = "The client has this answer already, as its If-None-Match or If-Modified-Since says."

ERRORS = {
    400: "An argument is wrong.",
    404: "There is no such object here, or the identifier cannot be one.",
    500: "The server failed.",
    503: "The server cannot answer now.",
}


def description_of(apis: Sequence[Api]) -> Api:
    """The API that serves the description of these APIs and of itself."""

    @lru_cache
    def described(base_url: str) -> bytes:
        return orjson.dumps(describe([*apis, own], base_url))

    def openapi(call: Call) -> Answer:
        return Answer(200, described(call.context.settings.base_url))

    summary = "This description, as OpenAPI 3.1."
    route = Route("openapi", "GET", "/openapi.json", openapi, summary, {200: ""}, tags=("Description",))
    own = Api("description", "", (route,), problems.refuse, problems.SCHEMA, problems.PROBLEM, shared=True)
    return own


def describe(apis: Sequence[Api], base_url: str) -> Json:
    """All routes of these APIs as OpenAPI 3.1."""
    spec = new_spec("3.1.0", "Fairmark reference server", ABOUT, base_url)
    bundle = _Bundle()
    for api in apis:
        for route in api.routes:
            add_route(spec, api, route, api.base + route.path, f"{api.name}_{route.operation}", bundle.body)
    made: Json = spec.to_dict()
    made["components"] = {"schemas": dict(sorted(bundle.components.items()))}
    if any(route.scope for api in apis for route in api.routes):
        made["components"]["securitySchemes"] = {TOKEN: {"type": "http", "scheme": "bearer"}}
    return made


def new_spec(openapi: str, title: str, about: str, url: str) -> "APISpec":
    """An empty description in that version of OpenAPI."""
    from apispec import APISpec  # takes its time to load, and few processes ever need it
    from apispec.ext.marshmallow import MarshmallowPlugin

    info = {
        "description": about,
        "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    }
    version = installed_version("fairmark")
    return APISpec(title, version, openapi, plugins=[MarshmallowPlugin()], info=info, servers=[{"url": url}])


Body = Callable[[str, Route], Json]
"""Reference of a schema, and the route that answers with it, to the schema object of the body."""


def _bearer(_scope: str) -> Json:
    return {TOKEN: []}


def add_route(
    spec: "APISpec",
    api: Api,
    route: Route,
    path: str,
    operation: str,
    body: Body,
    secured: Callable[[str], Json] = _bearer,
) -> None:
    """Describe one route. `secured` says how a scope is asked for."""
    parameters: list[Json] = [
        {"in": "path", "name": name, "required": True, "schema": {"type": "string"}, "description": IDENTIFIER}
        for name in PARAMETER.findall(path)
    ]
    if route.query:
        parameters.append({"in": "query", "schema": route.query})
    parameters += [
        {"in": "header", "name": name, "schema": {"type": "string"}, "description": words}
        for name, words in route.headers.items()
    ]
    said: Json = {
        "operationId": operation,
        "summary": route.summary,
        "tags": list(route.tags),
        "parameters": parameters,
        "responses": {**_answers(api, route, body), "default": _refused(api, route, "Any other refusal.", body)},
    }
    if route.description:
        said["description"] = route.description
    if route.accepts:
        one: Json = {"anyOf": [body(reference, route) for reference in route.accepts]}
        many: Json = {"type": "array", "minItems": 1, "maxItems": route.many, "items": one}
        content = {route.takes: {"schema": many if route.many else one}, **_other_forms(route, body)}
        said["requestBody"] = {"required": True, "content": content}
    if route.scope:
        said["security"] = [secured(route.scope)]
    spec.path(path=path, operations={route.method.lower(): said})


def _answers(api: Api, route: Route, body: Body) -> Json:
    found: Json = {}
    for status, reference in sorted(route.answers.items()):
        if status >= 400:
            words = ERRORS.get(status, HTTPStatus(status).phrase)
            found[str(status)] = _refused(api, route, words, body, reference)
        elif route.gives != JSON:
            found[str(status)] = {"description": route.summary, "content": {route.gives: {}}}
        elif route.method != "GET":
            forms: Json = {JSON: {"schema": body(reference, route)}, **_other_forms(route, body)} if reference else {}
            said = {"content": forms} if forms else {}
            found[str(status)] = {"description": HTTPStatus(status).phrase, **said}
        else:
            named = ("ETag", *LISTING) if _takes(route, "limit") else ("ETag",)
            headers = {name: {"description": HEADERS[name], "schema": {"type": "string"}} for name in named}
            content = {JSON: {"schema": body(reference, route) if reference else {"type": "object"}}}
            found[str(status)] = {"description": route.summary, "headers": headers, "content": content}
    if route.method == "GET" and route.gives == JSON:
        found["304"] = {"description": UNCHANGED}
    return found


def _other_forms(route: Route, body: Body) -> Json:
    return {media_type: {"schema": body(reference, route)} for media_type, reference in route.also_takes.items()}


def _refused(api: Api, route: Route, words: str, body: Body, reference: str = "") -> Json:
    return {"description": words, "content": {api.error_type: {"schema": body(reference or api.error, route)}}}


def _takes(route: Route, argument: str) -> bool:
    fields = route.query._declared_fields if route.query else {}
    return any(argument == (field.data_key or name) for name, field in fields.items())


# -- bodies ----------------------------------------------------------------------------------------------------------


def definitions_of(urn: str) -> Mapping[str, Json]:
    """The definitions of the schema with that id, such as urn:fairmark:schema:case:v1p1."""
    found: Mapping[str, Json] = named(urn)["$defs"]
    return found


class _Bundle:
    """The components that bodies refer to: definitions of the files in `schemas/`, by names that tell their file."""

    def __init__(self) -> None:
        self.components: dict[str, Json] = {}

    def body(self, reference: str, route: Route) -> Json:
        urn, _, name = reference.partition(LOCAL)
        whole = {"$ref": COMPONENTS + self._add(urn, name)}
        if not route.partial or any(reference == route.answers[status] for status in route.answers if status >= 400):
            return whole
        component = _component(urn, name) + ".partial"
        self.components[component] = self._loosened(urn, name, _takes(route, "fields"))
        return {"anyOf": [whole, {"$ref": COMPONENTS + component}]}

    def _add(self, urn: str, name: str) -> str:
        component = _component(urn, name)
        if component not in self.components:
            definition = definitions_of(urn)[name]
            self.components[component] = {}  # a definition may lead back to itself
            self.components[component] = self._placed(urn, definition)
        return component

    def _placed(self, urn: str, schema: Any) -> Any:
        """The schema with its references to definitions turned into references to components."""
        if isinstance(schema, dict):
            return {
                key: COMPONENTS + self._referred(urn, value)
                if key == "$ref" and isinstance(value, str)
                else self._placed(urn, value)
                for key, value in schema.items()
            }
        return [self._placed(urn, member) for member in schema] if isinstance(schema, list) else schema

    def _referred(self, urn: str, reference: str) -> str:
        """The component behind a reference within the schema `urn`, which may lead to another one."""
        other, _, name = reference.rpartition(LOCAL)
        return self._add(other or urn, name)

    def _loosened(self, urn: str, name: str, any_fields: bool) -> Json:
        """A set that may be empty and, where fields can be chosen, whose members may lack any of theirs."""
        definition = definitions_of(urn)[name]
        properties = {}
        for field, rule in definition["properties"].items():
            properties[field] = {key: value for key, value in rule.items() if key != "minItems"}
            if any_fields:
                cls = rule.get("items", rule)["$ref"].removeprefix(LOCAL)
                loose = _any_fields_of(definitions_of(urn), cls)
                properties[field] = {**properties[field], "items": loose} if "items" in rule else loose
        said = (
            "The same with nothing in it, or with the chosen fields only." if any_fields else "The same, maybe empty."
        )
        placed: Json = self._placed(urn, {**definition, "description": said, "properties": properties})
        return placed


def _any_fields_of(definitions: Mapping[str, Json], cls: str) -> Json:
    """A closed object with the properties of the class, none of them mandatory."""
    properties: Json = {}
    schema: Json = definitions[cls]
    while True:
        properties = {**schema.get("properties", {}), **properties}
        if "$ref" not in schema:
            return {"type": "object", "additionalProperties": False, "properties": properties}
        schema = definitions[schema["$ref"].removeprefix(LOCAL)]


def _component(urn: str, name: str) -> str:
    return ".".join((*urn.split(":")[-2:], name))

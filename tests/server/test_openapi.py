"""The descriptions of the server: OpenAPI 3.1 for all of it, OpenAPI 3.0 as CASE discovery."""

import json
from typing import Any

from case_server import BASE, SEGMENTS, Server
from jsonschema import Draft202012Validator
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from conftest import ROOT
from fairmark.schemas import load
from fairmark.schemas.case import SCHEMAS
from fairmark.server.app import APIS
from fairmark.server.case.edition import EDITIONS, Edition
from fairmark.server.downconvert import CannotSay, Converter

OPERATIONS = {
    "getAllCFDocuments": "/CFDocuments",
    "getCFDocument": "/CFDocuments/{sourcedId}",
    "getCFItem": "/CFItems/{sourcedId}",
    "getCFItemAssociations": "/CFItemAssociations/{sourcedId}",
    "getCFAssociation": "/CFAssociations/{sourcedId}",
    "getCFAssociationGrouping": "/CFAssociationGroupings/{sourcedId}",
    "getCFConcept": "/CFConcepts/{sourcedId}",
    "getCFSubject": "/CFSubjects/{sourcedId}",
    "getCFItemType": "/CFItemTypes/{sourcedId}",
    "getCFLicense": "/CFLicenses/{sourcedId}",
    "getCFPackage": "/CFPackages/{sourcedId}",
    "getCFRubric": "/CFRubrics/{sourcedId}",
}
"""CASE 1.1 RB 2: operation to path."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    return Server(tmp_path_factory.mktemp("openapi"))


@pytest.fixture(params=EDITIONS, ids=lambda edition: str(edition.version))
def edition(request: pytest.FixtureRequest) -> Edition:
    found: Edition = request.param
    return found


def discovery(server: Server, edition: Edition) -> dict[str, Any]:
    segment = SEGMENTS[edition.version]
    answer = server.case(edition.version, f"discovery/imscase{segment}_openapi3_v1p0.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    found: dict[str, Any] = answer.get_json()
    return found


def test_the_whole_server_is_described(server: Server) -> None:
    described = server.ask("/openapi.json").get_json()
    OpenAPIV31SpecValidator(described).validate()
    assert described["openapi"] == "3.1.0"
    assert described["servers"] == [{"url": BASE}]
    for api in APIS:
        for route in api.routes:
            operation = described["paths"][api.base + route.path][route.method.lower()]
            assert operation["operationId"] == f"{api.name}_{route.operation}"
            assert {str(status) for status in route.answers} <= operation["responses"].keys()


def test_discovery_describes_the_twelve_operations(server: Server, edition: Edition) -> None:
    described = discovery(server, edition)
    OpenAPIV30SpecValidator(described).validate()
    assert described["servers"] == [{"url": f"{BASE}/ims/case/{SEGMENTS[edition.version]}"}]
    assert {path["get"]["operationId"]: name for name, path in described["paths"].items()} == OPERATIONS
    parameters = described["paths"]["/CFDocuments"]["get"]["parameters"]
    assert {one["name"]: (one["in"], one["required"]) for one in parameters} == dict.fromkeys(
        ("limit", "offset", "sort", "orderBy", "filter", "fields"), ("query", False)
    )
    limit = next(one["schema"] for one in parameters if one["name"] == "limit")
    assert (limit["type"], limit["format"], limit["minimum"], limit["default"]) == ("integer", "int32", 1, 100)


def test_discovery_has_the_tokens_of_its_version(server: Server, edition: Edition) -> None:
    schemas = discovery(server, edition)["components"]["schemas"]
    tokens = schemas["imsx_CodeMinorValue"]["enum"]
    assert edition.malformed in tokens and edition.unauthorised in tokens
    assert len(tokens) == 9


def test_discovery_is_plain_openapi_3_0(server: Server, edition: Edition) -> None:
    """No keyword of a later JSON Schema, and no neighbour of a $ref, which 3.0 would ignore."""
    waiting: list[Any] = [discovery(server, edition)["components"]]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            assert not found.keys() & {"$defs", "$id", "$schema", "const", "unevaluatedProperties", "examples"}
            assert not [name for name in found if name.startswith("x-")]
            assert "$ref" not in found or len(found) == 1
            waiting += found.values()
        elif isinstance(found, list):
            waiting += found


# -- the two dialects agree ------------------------------------------------------------------------------------------


def in_3_0(schemas: dict[str, Any], cls: str, data: Any) -> bool:
    resource = Resource.from_contents({"components": {"schemas": schemas}}, default_specification=DRAFT4)
    registry = Registry().with_resource("urn:discovery", resource)
    validator = OAS30Validator({"$ref": f"urn:discovery#/components/schemas/{cls}"}, registry=registry)
    return bool(validator.is_valid(data))


def in_2020_12(version: str, cls: str, data: Any) -> bool:
    schema = load(SCHEMAS[version])
    registry = Registry().with_resource(schema["$id"], Resource.from_contents(schema))
    validator = Draft202012Validator({"$ref": f"{schema['$id']}#/$defs/{cls}"}, registry=registry)
    return bool(validator.is_valid(data))


def variations(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The object, and others that differ from it in one member."""
    made = [data, {**data, "unknown": 1}, {}]
    for name, value in data.items():
        made.append({key: other for key, other in data.items() if key != name})
        made += [{**data, name: odd} for odd in (None, 7, "x", "", [], {}, [value], True)]
        if isinstance(value, dict):
            made += [{**data, name: inner} for inner in ({**value, "unknown": 1}, {**value, "identifier": "x"})]
        if isinstance(value, list) and value and isinstance(value[0], dict):
            made += [{**data, name: [*value, {**value[0], "unknown": 1}]}, {**data, name: [{}]}]
    return made


def test_discovery_admits_what_the_schemas_admit(server: Server, edition: Edition) -> None:
    schemas = discovery(server, edition)["components"]["schemas"]
    folder = ROOT / "schemas" / "case" / "examples" / SEGMENTS[edition.version]
    examples = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}
    assert examples.keys() >= {"CFPackage", "CFDocument", "CFItem", "CFAssociation", "imsx_StatusInfo"}
    for cls, example in examples.items():
        assert in_3_0(schemas, cls, example), cls
        for data in variations(example):
            assert in_3_0(schemas, cls, data) is in_2020_12(edition.version, cls, data), (cls, data)


# -- the converter ---------------------------------------------------------------------------------------------------


def converted(schema: dict[str, Any], **definitions: Any) -> Any:
    return Converter({"X": schema, **definitions}).definition("X")


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"const": 1}, {"enum": [1]}),
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        ({"type": ["string", "integer"]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ({"type": "number", "exclusiveMinimum": 0}, {"type": "number", "minimum": 0, "exclusiveMinimum": True}),
        ({"examples": ["a", "b"], "x-privacy": "P0"}, {"example": "a"}),
        ({"items": True, "required": []}, {"items": {}}),
        ({"not": False}, {"not": {"not": {}}}),
        ({"additionalProperties": False}, {"additionalProperties": False}),
        ({"$ref": "#/$defs/Y", "x-target": "Y"}, {"$ref": "#/components/schemas/Y"}),
        (
            {"$ref": "#/$defs/Y", "description": "d"},
            {"allOf": [{"$ref": "#/components/schemas/Y"}], "description": "d"},
        ),
        (
            {"$ref": "#/$defs/Y", "properties": {"b": {}}, "required": ["b"], "unevaluatedProperties": False},
            {
                "type": "object",
                "properties": {"a": {"enum": [1]}, "b": {}},
                "required": ["a", "b"],
                "additionalProperties": False,
            },
        ),
        (
            {"type": ["string", "array"], "items": {"type": "string"}},
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        ),
        (
            {"if": {"type": "array"}, "items": {"$ref": "#/$defs/Y"}, "else": {"$ref": "#/$defs/Y"}},
            {
                "anyOf": [
                    {"type": "array", "items": {"$ref": "#/components/schemas/Y"}},
                    {"$ref": "#/components/schemas/Y"},
                ]
            },
        ),
        (
            {"if": {"type": "string"}, "then": {"pattern": "x"}, "else": {"type": "integer"}},
            {"anyOf": [{"allOf": [{"type": "string"}, {"pattern": "x"}]}, {"type": "integer"}]},
        ),
        (
            {"type": "array", "prefixItems": [{"const": 1}], "items": {"type": "string"}},
            {"type": "array", "items": {"anyOf": [{"enum": [1]}, {"type": "string"}]}},
        ),
        ({"type": "object", "propertyNames": {"pattern": "x"}}, {"type": "object"}),
    ],
)
def test_conversion(schema: dict[str, Any], expected: Any) -> None:
    base = {"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"]}
    assert converted(schema, Y=base) == expected


@pytest.mark.parametrize(
    "schema",
    [
        {"if": {}},
        {"prefixItems": []},
        {"contains": {}},
        {"dependentRequired": {}},
        {"unevaluatedProperties": {}},
        {"allOf": [], "unevaluatedProperties": False},
    ],
)
def test_what_3_0_cannot_say_is_not_lost_in_silence(schema: dict[str, Any]) -> None:
    with pytest.raises(CannotSay):
        converted({"properties": {"a": schema}})


def test_definitions_may_lead_back_to_themselves() -> None:
    tree = {"type": "object", "properties": {"below": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}}}
    assert Converter({"Tree": tree}).reachable("Tree").keys() == {"Tree"}


def test_every_operation_is_in_the_docs() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    for api in APIS:
        for route in api.routes:
            assert f"`{route.path}`" in page, route.path

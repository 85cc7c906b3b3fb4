"""Schemas that strangers wrote: what they refuse is told, and nothing that they hold keeps the judge busy."""

import json
from typing import Any

from credentials.verifying import Web, found
import pytest

from credential_twins.samples import EXTENSIONS, badge
from credential_twins.schema import PUBLISHED, SCHEMA
from credential_twins.signing import Json, embedded
from fairmark.validators.credentials.extension_schemas import Unusable, refused
from fairmark.validators.credentials.published_schemas import published_class

KIND = "1EdTechJsonSchemaValidator2019"
PUBLISHED_FOR_RECORDS = "https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json"


def places(schema: object, credential: Json | None = None) -> list[Any]:
    return refused(json.dumps(schema).encode(), credential or badge(), "2.0")


def test_what_a_schema_refuses_is_named_by_its_place() -> None:
    schema = {"properties": {"name": {"const": "another"}}, "required": ["image"]}
    assert places(schema) == [("name",), ()]


def test_a_published_schema_may_be_referred_to() -> None:
    assert places({"$ref": PUBLISHED}) == []
    document = badge()
    del document["credentialSubject"]["achievement"]["name"]
    assert places({"$ref": PUBLISHED}, document) == [("credentialSubject", "achievement")]


@pytest.mark.parametrize("draft", ["2019-09", "2020-12"])
def test_names_may_be_given_by_patterns(draft: str) -> None:
    schema = {
        "$schema": f"https://json-schema.org/draft/{draft}/schema",
        "patternProperties": {
            "^name$|^valid": {"type": "number"},
            "^(@context|id|type|issuer|credentialSubject)$": True,
        },
        "additionalProperties": False,
    }
    assert sorted(places(schema)) == [("name",), ("validFrom",)]
    assert places(schema, {"name": 5, "motto": "Onward"}) == [()]


@pytest.mark.parametrize(
    "schema",
    [
        {"pattern": "^(a+)+$"},
        {"patternProperties": {"^(a+)+$": False}},
        {"additionalProperties": False, "patternProperties": {"^(a+)+$": True}},
        {"propertyNames": {"pattern": "^(a|aa)+$"}},
    ],
    ids=["of a text", "of names", "of no other names", "of names, in another way"],
)
def test_a_pattern_takes_linear_time(schema: Json) -> None:
    hostile = "a" * 60 + "!"
    places({"properties": {"name": schema}}, {"name": hostile})
    places(schema, {hostile: 1})


def bomb(keyword: str) -> Json:
    """Definitions that each refer to the next one twice: 2 to the power of 60 in all."""
    definitions = {str(n): {keyword: [{"$ref": f"#/$defs/{n + 1}"}] * 2} for n in range(60)}
    return {"$defs": {**definitions, "60": {"type": "object"}}, "$ref": "#/$defs/0"}


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        (bomb("allOf"), "more work"),
        ({**bomb("allOf"), "unevaluatedProperties": False}, "more work"),
        ({"$ref": "#"}, "no end"),
        ({"$ref": "https://elsewhere.example/schema.json"}, "not in it"),
        ({"$ref": "#/$defs/absent"}, "not in it"),
        ({"properties": {"name": {"pattern": r"^(?=S)"}}}, "linear time"),
        ({"properties": {"name": {"pattern": "("}}}, "linear time"),
        ({"properties": 5}, "no valid JSON Schema"),
        ({"type": "nonsense"}, "no valid JSON Schema"),
        ([], "no JSON object"),
    ],
    ids=[
        "bomb",
        "bomb to evaluate",
        "circle",
        "elsewhere",
        "absent",
        "look-ahead",
        "no pattern",
        "number",
        "type",
        "array",
    ],
)
def test_a_schema_that_cannot_be_applied_says_why(schema: object, reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        places(schema)


def test_which_addresses_are_those_of_published_schemas() -> None:
    assert published_class(PUBLISHED) == "AchievementCredential"
    assert published_class(PUBLISHED.replace("/json/", "/json-ld/")) == "AchievementCredential"
    assert not published_class(PUBLISHED + "?x") and not published_class(SCHEMA)


def naming(url: str, kind: str = KIND) -> Json:
    document = badge()
    document["@context"].append(EXTENSIONS)
    document["credentialSchema"] = {"id": url, "type": kind}
    return embedded(document)


def severities(url: str, web: Web | None = None) -> list[tuple[str, str]]:
    return [(finding.rule.id, finding.severity) for finding in found(naming(url), web)]


def test_what_was_not_looked_up_is_a_warning_and_what_cannot_be_had_an_error() -> None:
    assert severities(SCHEMA) == [("OB-SCHEMA-003", "warning")]
    assert severities(SCHEMA, Web()) == [("OB-SCHEMA-003", "error")]
    assert severities(SCHEMA, Web({SCHEMA: "<html>"})) == [("OB-SCHEMA-003", "error")]
    assert severities(SCHEMA, Web({SCHEMA: {"type": "object"}})) == []


def test_the_published_schema_of_another_class_is_not_satisfied() -> None:
    assert severities(PUBLISHED) == []
    assert severities(PUBLISHED_FOR_RECORDS) == [("OB-SCHEMA-003", "error")]


def test_schemas_of_other_kinds_are_not_looked_at() -> None:
    web = Web()
    assert not [each for each in found(naming(SCHEMA, "JsonSchema"), web) if each.rule.id == "OB-SCHEMA-003"]
    assert not web.asked

"""The schema of learning: sound, with a privacy class on every member, and with an example of all that is exchanged."""

import json
from typing import Any

import pytest

from conftest import ROOT
from fairmark.schemas import load
from fairmark.schemas.scl import SCHEMAS, schema_of
from fairmark.server.learning.routes import SCL
from fairmark.server.reports.operations import REPORTS_API
from fairmark.validators.rules.shape import CLOSED, REQUIRED, Breach, by_gate, by_reference

DEFINITIONS = {name: body for schema in SCHEMAS for name, body in load(schema)["$defs"].items()}
EXAMPLES = {path.stem: path for path in sorted((ROOT / "schemas" / "scl" / "examples" / "v1").glob("*.json"))}


def example(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(EXAMPLES[name].read_text("utf-8"))
    return read


def test_every_member_has_a_privacy_class() -> None:
    members = {
        f"{name}.{member}": rule.get("x-privacy")
        for name, body in DEFINITIONS.items()
        for kind in ("properties", "patternProperties")
        for member, rule in body.get(kind, {}).items()
    }
    assert {name: privacy for name, privacy in members.items() if privacy not in ("P0", "P1", "P2", "P3", "P4")} == {}


def test_there_is_an_example_of_all_that_is_exchanged_and_of_nothing_else() -> None:
    exchanged = {
        reference.rpartition("/")[2]
        for route in (*SCL.routes, *REPORTS_API.routes)
        for reference in (*route.answers.values(), *route.accepts)
        if ":scl:" in reference
    }
    stored = {name for name, body in DEFINITIONS.items() if "type" in body.get("properties", {}) and "$ref" in body}
    posted = {f"New{name}" for name in stored}
    assert exchanged <= EXAMPLES.keys()
    assert EXAMPLES.keys() - exchanged == {*stored, *posted, "ReportResult", "Manifest"} - exchanged


def test_no_name_stands_for_two_things() -> None:
    """But for the form of a date, which every file needs."""
    names = [name for schema in SCHEMAS for name in load(schema)["$defs"] if name != "Date"]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_valid_to_both_engines(name: str) -> None:
    assert by_gate(schema_of(name), name, example(name)) == by_reference(schema_of(name), name, example(name)) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_both_engines_miss_each_mandatory_member(name: str) -> None:
    for member in DEFINITIONS[name]["required"]:
        rest = {key: value for key, value in example(name).items() if key != member}
        for engine in (by_gate, by_reference):
            assert Breach((member,), REQUIRED) in engine(schema_of(name), name, rest)


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_class_takes_a_member_that_it_does_not_have(name: str) -> None:
    data = {**example(name), "unheardOf": 1}
    assert by_gate(schema_of(name), name, data) == [Breach(("unheardOf",), CLOSED)]


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name.startswith("New")])
def test_an_example_of_what_is_posted_shows_every_member(name: str) -> None:
    fields = DEFINITIONS[DEFINITIONS[name]["$ref"].rpartition("/")[2]]["properties"]
    assert fields.keys() <= example(name).keys()

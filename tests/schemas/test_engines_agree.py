"""jsonschema-rs, the fast gate, and jsonschema, the reference, say the same about every shape that JSON can have.

Where they differ in kind, the last part of this file shows each kind, who decides, and that our rules get it right.
"""

from collections.abc import Callable, Iterator
import copy
from datetime import UTC, datetime
import json
import random
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from conftest import ROOT
from fairmark.schemas import PREFIX, load
from fairmark.schemas.case import SCHEMAS, tables
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.engine import judge, rules_for
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.location import Path
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.rules import shape
from fairmark.validators.rules.case import subject
from fairmark.validators.rules.shape import CLOSED, Breach, accepts, breaches, by_gate, by_reference, first_breach
from fairmark.validators.rules.skeleton import FIRST

EXAMPLES = [
    (version, path.stem, json.loads(path.read_text("utf-8")))
    for version in SCHEMAS
    for path in sorted((ROOT / "schemas" / "case" / "examples" / f"v1p{version[-1]}").glob("*.json"))
]
PACKAGES = {version: data for version, name, data in EXAMPLES if name == "CFPackage"}

WRONG: tuple[Any, ...] = (None, True, 0, 2.5, 3.0, -(2**70), "", "text", "ext:a b", [], [None], ["x"], {}, {"a": 1})
"""A value of every kind that JSON has; whatever stands somewhere, most of these are wrong there."""


def places(data: Any, depth: int) -> Iterator[Path]:
    """The path of everything that stands at most `depth` steps below `data`."""
    if depth == 0:
        return
    members = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, member in members:
        yield (step,)
        yield from ((step, *below) for below in places(member, depth - 1))


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def changed(data: Any, path: Path, value: Any) -> Any:
    """A copy of `data` with `value` at `path`."""
    step, *rest = path
    made = copy.copy(data)
    made[step] = changed(data[step], tuple(rest), value) if rest else value
    return made


def agreed(version: str, name: str, data: Any) -> set[Breach]:
    """What both engines have against `data`; the test fails where they differ."""
    gate, reference = by_gate(SCHEMAS[version], name, data), by_reference(SCHEMAS[version], name, data)
    assert set(gate) == set(reference)
    assert accepts(SCHEMAS[version], name, data) == (not gate)
    first = first_breach(SCHEMAS[version], name, data)
    assert first in gate if gate else first is None
    return set(gate)


# -- on every single change ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "name", "data"), EXAMPLES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_they_agree_on_every_wrong_value_in_every_place(version: str, name: str, data: Any) -> None:
    refused = 0
    for path in places(data, 2):
        refused += sum(bool(agreed(version, name, changed(data, path, wrong))) for wrong in WRONG)
    assert refused


def test_they_agree_on_what_is_no_object_at_all() -> None:
    for version, name, _ in EXAMPLES:
        for wrong in WRONG:
            if not isinstance(wrong, dict):
                assert agreed(version, name, wrong) == {Breach((), "type")}


# -- on many changes at once -----------------------------------------------------------------------------------------


def dice(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - repeatable on purpose, and no secret


def spoilt(data: Any, chance: random.Random) -> Any:
    """A copy of a package with more of everything in its lists and several things wrong with it."""
    made = copy.deepcopy(data)
    for name in ("CFItems", "CFAssociations"):
        made[name] = [copy.deepcopy(chance.choice(made[name])) for _ in range(chance.randint(2, 40))]
    for _ in range(chance.randint(1, 12)):
        path = chance.choice(list(places(made, 7)))
        holder, step = at(made, path[:-1]), path[-1]
        match chance.randrange(4):
            case 0:
                del holder[step]
            case 1 if isinstance(holder, dict):
                holder[chance.choice(("notes", "unheardOf", "CFDocumentURI", "extensions"))] = chance.choice(WRONG)
            case 2:
                holder[step] = [holder[step]]
            case _:
                holder[step] = copy.deepcopy(chance.choice(WRONG))
    return made


@pytest.mark.parametrize("version", SCHEMAS)
def test_they_agree_on_packages_with_many_faults(version: str) -> None:
    chance = dice(f"many faults {version}")
    with_faults = 0
    for _ in range(150):
        data = spoilt(PACKAGES[version], chance)
        found = agreed(version, "CFPackage", data)
        with_faults += bool(found)
        assert sorted(map(str, breaches(SCHEMAS[version], "CFPackage", data))) == sorted(map(str, found))
    assert with_faults > 100


def test_the_answer_is_the_same_whether_it_is_explained_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    data = spoilt(PACKAGES["1.1"], dice("a fixed package with faults"))
    explained = breaches(SCHEMAS["1.1"], "CFPackage", data)
    monkeypatch.setattr(shape, "EXPLAINED", 0)
    monkeypatch.setattr(shape, "by_reference", None)
    assert explained
    assert set(breaches(SCHEMAS["1.1"], "CFPackage", data)) == set(explained)


def test_the_reference_looks_at_nothing_but_what_was_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = copy.deepcopy(PACKAGES["1.1"])
    data["CFItems"] = [copy.deepcopy(data["CFItems"][0]) for _ in range(2000)]
    data["CFItems"][1234]["notes"] = 5
    looked_at: list[Any] = []
    original = shape.by_reference
    monkeypatch.setattr(shape, "by_reference", lambda *given: looked_at.append(given[2]) or original(*given))
    assert breaches(SCHEMAS["1.1"], "CFPackage", data) == [Breach(("CFItems", 1234, "notes"), "type")]
    assert [len(seen["CFItems"]) for seen in looked_at] == [FIRST + 1]


# -- the known differences, and who decides --------------------------------------------------------------------------


def engines(name: str, version: str = "1.1") -> tuple[Any, Any]:
    """The two engines as they come: jsonschema-rs and jsonschema."""
    schema = {**load(SCHEMAS[version]), "$ref": PREFIX + name}
    return (
        jsonschema_rs.Draft202012Validator(schema, validate_formats=False),
        jsonschema.Draft202012Validator(schema),
    )


def with_item(**members: Any) -> dict[str, Any]:
    return changed(PACKAGES["1.1"], ("CFItems", 1), {**PACKAGES["1.1"]["CFItems"][1], **members})


def with_association(**members: Any) -> dict[str, Any]:
    return changed(PACKAGES["1.1"], ("CFAssociations", 1), {**PACKAGES["1.1"]["CFAssociations"][1], **members})


SCORE: Path = ("CFRubrics", 0, "CFRubricCriteria", 0, "CFRubricCriterionLevels", 0, "score")
SHAPE_RULES = ("CASE-SCHEMA-001", "CASE-EXT-001", "CASE-ID-001", "CASE-ASSOC-001", "CASE-ASSOC-002", "CASE-PKG-005")


def said(data: Any, version: str = "1.1") -> set[tuple[str, str]]:
    """What the rules about shapes say: rule and pointer."""
    package = subject(
        data,
        Recognition("CASE", "case-package", version),
        Circumstances(forced=True, now=datetime(2026, 6, 1, tzinfo=UTC)),
    )
    results = list(judge(package, [rule for rule in rules_for(package) if rule.id in SHAPE_RULES]))
    assert all(isinstance(result, Finding) for result in results)
    return {(found.rule.id, found.location.pointer) for found in results if isinstance(found, Finding)}


def test_a_newline_behind_a_uuid_is_refused_by_the_gate_and_named_by_the_rule() -> None:
    """`$` matches before a trailing newline in Python and not in JSON Schema."""
    gate, reference = engines("CFPackage")
    data = with_item(identifier=PACKAGES["1.1"]["CFItems"][1]["identifier"] + "\n")
    assert (gate.is_valid(data), reference.is_valid(data)) == (False, True)
    assert said(data) == {("CASE-ID-001", "/CFItems/1/identifier")}


def test_a_newline_behind_an_extension_term_is_refused_too() -> None:
    gate, reference = engines("CFPackage")
    data = with_association(associationType="ext:buildsOn\n")
    assert (gate.is_valid(data), reference.is_valid(data)) == (False, True)
    assert said(data) == {("CASE-ASSOC-002", "/CFAssociations/1/associationType")}


def test_where_the_reference_is_silent_the_gate_speaks_through_the_general_rule() -> None:
    origin = {**PACKAGES["1.1"]["CFAssociations"][1]["originNodeURI"], "targetType": "ext:a\n"}
    assert said(with_association(originNodeURI=origin)) == {
        ("CASE-SCHEMA-001", "/CFAssociations/1/originNodeURI/targetType")
    }


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_in_json_is_no_number(value: float) -> None:
    gate, reference = engines("CFPackage")
    data = changed(PACKAGES["1.1"], SCORE, value)
    assert (gate.is_valid(data), reference.is_valid(data)) == (False, True)
    assert said(data) == {("CASE-SCHEMA-001", "/" + "/".join(map(str, SCORE)))}


@pytest.mark.parametrize("value", [1.0, -0.0, 1e30, 2**70, -(2**70), 10**400])
def test_a_whole_number_may_be_written_as_a_float_and_be_big(value: float) -> None:
    data = with_association(sequenceNumber=value)
    assert [engine.is_valid(data) for engine in engines("CFPackage")] == [True, True]
    assert said(data) == set()


@pytest.mark.parametrize("value", [True, 1.5, "1"])
def test_a_truth_value_a_fraction_and_digits_in_quotes_are_no_whole_number(value: Any) -> None:
    data = with_association(sequenceNumber=value)
    assert [engine.is_valid(data) for engine in engines("CFPackage")] == [False, False]
    assert said(data) == {("CASE-SCHEMA-001", "/CFAssociations/1/sequenceNumber")}


def test_digits_of_other_scripts_are_no_digits_of_a_uuid() -> None:
    """`\\d` would admit them in one engine: the patterns have none, see test_case_schemas."""
    data = with_item(identifier="٦ba7b811-9dad-41d1-80b4-00c04fd430c8")
    assert [engine.is_valid(data) for engine in engines("CFPackage")] == [False, False]
    assert said(data) == {("CASE-ID-001", "/CFItems/1/identifier")}


def test_a_lone_surrogate_breaks_the_gate_but_not_the_judgement() -> None:
    gate, reference = engines("CFPackage")
    data = with_item(identifier="\ud800")
    with pytest.raises(UnicodeEncodeError):
        list(gate.iter_errors(data))
    assert not reference.is_valid(data)
    assert said(data) == {("CASE-ID-001", "/CFItems/1/identifier")}
    assert said(with_item(fullStatement="\ud800")) == set(), "a text is a text: the reader speaks about surrogates"


def test_a_lone_surrogate_in_a_name_is_an_unknown_member() -> None:
    assert said(with_item(**{"\udfff": None})) == {("CASE-EXT-001", "/CFItems/1/\\udfff")}


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": value}
    return value


def test_deep_nesting_breaks_both_engines_but_not_the_judgement() -> None:
    gate, reference = engines("CFPackage")
    deep = with_item(fullStatement=nested(5000))
    with pytest.raises(ValueError, match="Recursion limit"):
        list(gate.iter_errors(deep))
    with pytest.raises(RecursionError):
        list(reference.iter_errors(deep))
    assert said(deep) == {("CASE-SCHEMA-001", "/CFItems/1/fullStatement")}
    assert said(with_item(unheardOf=nested(5000))) == {("CASE-EXT-001", "/CFItems/1/unheardOf")}
    assert said(with_item(extensions=nested(5000))) == set()


def test_a_tuple_is_an_array_to_the_gate_alone_and_no_reader_makes_one() -> None:
    gate, reference = engines("CFPackage")
    data = with_item(educationLevel=("05",))
    assert (gate.is_valid(data), reference.is_valid(data)) == (True, False)
    assert type(read_json(b'["05"]', 10).documents[0].data) is list


@pytest.mark.parametrize(
    "change",
    [
        lambda: with_item(uri="no uri at all"),
        lambda: with_item(statusStartDate="2026-02-30"),
        lambda: with_item(lastChangeDateTime="2016-12-31T23:59:60Z"),
    ],
)
def test_neither_asserts_formats_as_rules_decide_about_dates_and_uris(change: Callable[[], Any]) -> None:
    data = change()
    assert agreed("1.1", "CFPackage", data) == set()
    assert said(data) == set()


def test_both_name_an_unknown_member_once_however_often_the_class_is_referred_to() -> None:
    """The package forms are closed by unevaluatedProperties over a reference, the other classes by
    additionalProperties: two keywords, one word for both."""
    data = with_item(first=1, second=2)
    places = {Breach(("CFItems", 1, "first"), CLOSED), Breach(("CFItems", 1, "second"), CLOSED)}
    assert agreed("1.1", "CFPackage", data) == places
    assert tables("1.1")["CFPckgItem"].keys().isdisjoint({"first", "second"})

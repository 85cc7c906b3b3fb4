"""Long lists are looked at in parts, and what is told is the same."""

from typing import Any

import jsonschema_rs
import pytest

from fairmark.validators.rules import parts as module
from fairmark.validators.rules.parts import parts

SCHEMA = {
    "type": "object",
    "required": ["name"],
    "properties": {"rows": {"items": {"required": ["id"], "properties": {"tags": {"items": {"type": "string"}}}}}},
}


def errors(value: Any) -> list[tuple[Any, ...]]:
    found = jsonschema_rs.Draft202012Validator(SCHEMA).iter_errors(value)
    return [(tuple(error.instance_path), error.kind.name) for error in found]


def told(value: Any) -> list[tuple[Any, ...]]:
    return [
        (whole, kind)
        for part in parts(value)
        for path, kind in errors(part.value)
        if (whole := part.original(path)) is not None
    ]


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"rows": []},
        {"rows": [{}] * 11},
        {"name": "x", "rows": [{"id": 1, "tags": list(range(9))}, {}, *[{"id": 1}] * 7, {"tags": ["a"] * 8 + [1]}]},
        {"rows": [{"id": 1}] * 3, "other": [1] * 20},
    ],
)
def test_in_parts_as_in_one(value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PART", 4)
    assert sorted(told(value), key=repr) == sorted(errors(value), key=repr)


def test_a_value_without_long_lists_is_one_part() -> None:
    value = {"rows": [{}] * 100}
    assert [part.value for part in parts(value)] == [value]

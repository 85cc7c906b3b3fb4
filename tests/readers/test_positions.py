"""Line and column of values: exact in every layout, in code points; what is missing is where its holder is."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
import pytest

from fairmark.validators.core.location import Location, Path, Position
from fairmark.validators.readers.json_text import read_json

TEXT = """{
  "a": [1, {"b": "x"}, [true]],
  "é/~": {"\\u0062": null}, "c": "öö", "d": {
    "e": {}
  }
}"""


def place(text: str | bytes, *path: str | int, document: int = 0, by_line: bool = False) -> tuple[int, int] | None:
    read = read_json(text.encode() if isinstance(text, str) else text, 200, by_line=by_line)
    position = read.locate([Location(path, document=document)])[0]
    return (position.line, position.column) if position else None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), (1, 1)),
        (("a",), (2, 8)),
        (("a", 0), (2, 9)),
        (("a", 1, "b"), (2, 18)),
        (("a", 2, 0), (2, 25)),
        (("é/~",), (3, 10)),
        (("é/~", "b"), (3, 21)),
        (("c",), (3, 33)),
        (("d",), (3, 44)),
        (("d", "e"), (4, 10)),
    ],
)
def test_a_value_is_found_where_it_begins(path: Path, expected: tuple[int, int]) -> None:
    assert place(TEXT, *path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("zz",), (1, 1)),
        (("a", 9), (2, 8)),
        (("a", 1, "zz"), (2, 12)),
        (("a", 0, "zz", "yy"), (2, 9)),
        (("d", "e", "zz"), (4, 10)),
        (("a", "0"), (2, 8)),
    ],
)
def test_what_is_missing_is_placed_at_what_should_hold_it(path: Path, expected: tuple[int, int]) -> None:
    assert place(TEXT, *path) == expected


def test_line_breaks_of_every_system_count_once() -> None:
    assert place('{\r\n"a": 1,\r\n"b": 2}', "b") == (3, 6)
    assert place('{\r"a": 1,\r"b": 2}', "b") == (3, 6)
    assert place('{\n\n"b": 2}', "b") == (3, 6)


def test_a_byte_order_mark_takes_no_column() -> None:
    assert place('\ufeff{"a": 1}', "a") == (1, 7)


def test_columns_count_code_points_beyond_the_basic_plane() -> None:
    assert place('{"😀": "😀", "b": 1}', "b") == (1, 17)


def test_other_encodings_have_the_same_lines_and_columns() -> None:
    assert place(TEXT.encode("utf-16"), "d", "e") == (4, 10)


def test_what_was_mended_is_still_found() -> None:
    text = '{"\\ud800": 1, "n": [NaN, 1e999, "\t"], "z": 3}'
    assert place(text, "z") == (1, text.index("3}") + 1)
    assert place(text, "\ufffd") == (1, text.index("1,") + 1)
    assert place(text, "n", 2) == (1, text.index('"\t"') + 1)


def test_of_a_repeated_name_the_last_counts_as_for_the_parser() -> None:
    assert place('{"a": {"b": 1},\n "a": {"b": 2}}', "a", "b") == (2, 13)


def test_documents_on_lines_of_their_own() -> None:
    text = '{"a": 1}\n\n{"a":   2}\n  {"a": 3}\n'
    assert [place(text, "a", document=number) for number in range(4)] == [(1, 7), (3, 9), (4, 9), None]
    assert place('{"a": }\n{"a": 2}', "a", document=1, by_line=True) == (2, 7)


def test_a_place_that_is_known_is_left_alone() -> None:
    read = read_json(b'{"a": 1', 200)
    assert read.locate([Location(line=7, column=3), Location(("a",))]) == [Position(7, 3), None]


def test_huge_integers_and_deep_values_are_passed_over() -> None:
    text = json.dumps({"n": 1, "deep": 0, "z": 1}).replace("1,", "9" * 5000 + ",", 1)
    text = text.replace('"deep": 0', '"deep": ' + "[" * 150 + "]" * 150)
    read = read_json(text.encode(), 200)
    assert [problem.rule for problem in read.problems] == ["FM-INPUT-009"]
    assert read.locate([Location(("z",))]) == [Position(1, text.index('"z": ') + 6)]


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
)


def paths(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(path, value)] + [found for step, inner in members for found in paths(inner, (*path, step))]


@given(JSON, st.sampled_from([None, 0, 3]), st.booleans(), st.data())
def test_a_value_stands_where_it_is_said_to_stand(
    value: Any, indent: int | None, ascii_only: bool, data: st.DataObject
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    wanted = data.draw(st.lists(st.sampled_from(paths(value)), min_size=1))
    positions = read_json(text.encode(), 200).locate([Location(path) for path, _ in wanted])
    lines = text.split("\n")
    for (_, expected), position in zip(wanted, positions, strict=True):
        assert position is not None
        rest = "\n".join([lines[position.line - 1][position.column - 1 :], *lines[position.line :]])
        assert json.JSONDecoder().raw_decode(rest)[0] == expected

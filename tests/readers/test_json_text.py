"""Reading JSON: every way in which a text can be wrong is named, with its place, and the rest is read if it can be."""

from base64 import urlsafe_b64encode
from dataclasses import replace
import json
import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
import orjson
import pytest

from fairmark.validators.core.location import Location, Position
from fairmark.validators.readers.json_scan import scan
from fairmark.validators.readers.json_text import JsonText, measure, read_json, read_lines

DEPTH = 200


def read(text: str | bytes, depth: int = DEPTH, *, by_line: bool = False) -> JsonText:
    return read_json(text.encode() if isinstance(text, str) else text, depth, by_line=by_line)


def said(text: JsonText) -> list[tuple[str, int | None, int | None]]:
    return [(problem.rule.removeprefix("FM-INPUT-"), problem.at.line, problem.at.column) for problem in text.problems]


def values(text: JsonText) -> list[Any]:
    return [document.data for document in text.documents]


@pytest.mark.parametrize(
    ("text", "problem", "value"),
    [
        ('{"a": NaN, "b": 1}', ("005", 1, 7), {"b": 1}),
        ("[1,\n -Infinity]", ("005", 2, 2), [1, None]),
        ('{"a": "\\ud800x"}', ("006", 1, 8), {"a": "\ufffdx"}),
        ('["é\\udc00"]', ("006", 1, 4), ["é\ufffd"]),
        ('["\\\\ud800 \\ud83d\\ude00 \\ud83d"]', ("006", 1, 24), ["\\ud800 😀 \ufffd"]),
        ('{"a": "x\ty"}', ("007", 1, 9), {"a": "x\ty"}),
        ('{"a": 1} {"b": 2}', ("008", 1, 10), {"a": 1}),
        ('{"a": 1}\n\n}', ("008", 3, 1), {"a": 1}),
        ('{"a": 1}\x00', ("008", 1, 9), {"a": 1}),
        ('{"a": 1e999, "b": 2}', ("009", 1, 7), {"b": 2}),
        ('{"a": 1, "a": 2}', ("010", 1, 10), {"a": 2}),
        ('{"a": NaN}', ("005", 1, 7), {}),
        ("\ufeff[1]", ("003", 1, 1), [1]),
    ],
)
def test_what_can_be_read_in_spite_of_a_fault_is_read(text: str, problem: tuple[str, int, int], value: Any) -> None:
    result = read(text)
    assert said(result) == [problem]
    assert values(result) == [value]


@pytest.mark.parametrize(
    ("text", "problem", "observed"),
    [
        ("[1,]", ("001", 1, 4), "a closing bracket"),
        ('{"a": 1,}', ("001", 1, 9), "a closing brace"),
        ("{'a': 1}", ("001", 1, 2), "a single quote"),
        ("{a: 1}", ("001", 1, 2), "a word without quotes"),
        ('{"a" 1}', ("001", 1, 6), "a number"),
        ('{"a": 1 "b": 2}', ("001", 1, 9), "text in quotes"),
        ('{"a": None}', ("001", 1, 7), "another language"),
        ("[01]", ("001", 1, 2), "a number"),
        ("[+1]", ("001", 1, 2), "a number"),
        ("[1 // one\n]", ("001", 1, 4), "a comment"),
        ('["\\x"]', ("001", 1, 2), "backslash"),
        ('["\\u12"]', ("001", 1, 2), "backslash"),
        ("[nan]", ("001", 1, 2), "another language"),
        ("<!DOCTYPE html><p>", ("001", 1, 1), "a web page"),
        ("\n<?xml version='1.0'?>", ("001", 1, 1), "XML"),
        ("%PDF-1.7", ("001", 1, 1), "PDF"),
        ("identifier,title\n", ("001", 1, 1), "a word"),
        ("]", ("001", 1, 1), "a closing bracket"),
        ('{"a": [1,', ("002", 1, 10), "2 open"),
        ('{"a": "bc', ("002", 1, 10), "1 open"),
        ('{"a": tr', ("002", 1, 9), "1 open"),
        ("[-", ("002", 1, 3), "1 open"),
        ("[1.", ("002", 1, 4), "1 open"),
        ("[1e+", ("002", 1, 5), "1 open"),
        ('{"a"', ("002", 1, 5), "1 open"),
        ('"abc', ("002", 1, 5), "before its value"),
        ("", ("030", 1, 1), ""),
        (" \n\t", ("030", 1, 1), ""),
    ],
)
def test_what_cannot_be_read_is_named(text: str, problem: tuple[str, int, int], observed: str) -> None:
    result = read(text)
    assert said(result) == [problem]
    assert observed in result.problems[0].observed
    assert values(result) == []


def test_a_text_cut_inside_a_character_is_cut_off_and_not_wrongly_encoded() -> None:
    assert said(read('{"a": "é"}'.encode()[:8])) == [("002", 1, 8)]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_named_and_read(codec: str) -> None:
    result = read('{"a": "Ünïcode 😀"}'.encode(codec))
    assert said(result) == [("004", 1, 1)]
    assert result.problems[0].observed.startswith(codec[:6].upper())
    assert values(result) == [{"a": "Ünïcode 😀"}]


def test_latin_1_is_named_with_its_first_place() -> None:
    result = read('{"é": 1,\n "a": "né"}'.encode("latin-1"))
    assert said(result) == [("004", 1, 3)]
    assert "8859-1" in result.problems[0].observed
    assert values(result) == [{"\ufffd": 1, "a": "n\ufffd"}]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image"),
        (b"\x1f\x8b\x08\x00\x00\x00", "a gzip archive, to be unpacked first"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a document of an old Microsoft Office"),
        (b"\xef\xbb\xbf<!DOCTYPE HTML>", "a web page (HTML)"),
    ],
)
def test_other_formats_are_named_and_nothing_else_is_said(data: bytes, name: str) -> None:
    assert [(problem.rule, problem.observed) for problem in read(data).problems] == [("FM-INPUT-001", name)]


def test_zero_bytes_alone_do_not_make_it_utf_16() -> None:
    assert [rule for rule, *_ in said(read(b"\x00\x01\x02\x03"))] == ["001"]


def test_garbage_after_the_encoding_is_reported_too() -> None:
    assert said(read(b'{"CFDocument": \xff\xfe')) == [("004", 1, 16), ("001", 1, 16)]


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_bottomless_nesting_is_a_problem_and_no_crash(opening: str) -> None:
    result = read(opening * 100_000)
    assert [rule for rule, *_ in said(result)] == ["012"]
    assert values(result) == []


def test_the_depth_limit_is_exact() -> None:
    assert said(read("[[[1]]]", depth=3)) == []
    assert said(read("[[[1]]]", depth=2)) == [("012", 1, 3)]
    assert said(read('{"a": [[[]], {"b": 1}]}', depth=3)) == [("012", 1, 9)]


def test_one_wrong_thing_does_not_hide_the_next() -> None:
    result = read('{"a": NaN, "a": "\\ud800", "b": [1e400, "\x01"]}')
    assert [rule for rule, *_ in said(result)] == ["005", "010", "006", "009", "007"]
    assert [problem.at.pointer for problem in result.problems] == ["/a", "/a", "/a", "/b/0", "/b/1"]
    assert values(result) == [{"a": "\ufffd", "b": [None, "\x01"]}]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "\\": "}',
        '{"a\\\\": 1, "b": "\\\\\\": x"}',
        '{"a": ": ", "b": [": ", ":"]}',
        '{"a" \n: {"a": 1}, "b"\t:[{"a": 1}]}',
    ],
)
def test_colons_in_texts_are_no_repeated_names(text: str) -> None:
    result = read(text)
    assert said(result) == []
    assert values(result) == [json.loads(text)]


@pytest.mark.parametrize(
    "text", ['{"a\\\\": 1, "a\\\\": 2}', '{"a": 1, "\\u0061": 2}', '{"x": {"a" : 1, "a" : ": "}}', '{"é": 1, "é": 1}']
)
def test_repeated_names_are_found_however_they_are_written(text: str) -> None:
    result = read(text)
    assert [rule for rule, *_ in said(result)] == ["010"]
    assert values(result) == [json.loads(text)]


# -- one document a line ---------------------------------------------------------------------------------------------


def test_a_document_a_line_is_recognised_by_content() -> None:
    result = read('\n{"a": 1}\r\n\n{"b": 2}\r\n')
    assert said(result) == []
    assert [(d.data, d.number) for d in result.documents] == [({"a": 1}, 0), ({"b": 2}, 1)]


def test_a_bad_line_does_not_take_the_others_with_it() -> None:
    result = read('{"a": 1}\n{"b": }\n\n{"c": NaN}\n[4', by_line=True)
    assert said(result) == [("001", 2, 7), ("005", 4, 7), ("002", 5, 3)]
    assert [problem.at.document for problem in result.problems] == [1, 2, 3]
    assert [(d.data, d.number) for d in result.documents] == [({"a": 1}, 0), ({}, 2)]
    assert result.partial


def token(payload: bytes) -> str:
    head, body = (urlsafe_b64encode(part).decode().rstrip("=") for part in (b'{"alg":"EdDSA"}', payload))
    return f"{head}.{body}.c2ln"


def test_a_line_may_be_a_compact_jws() -> None:
    one, other = token(b'{"a": 1}'), token(b'{"b": {"c": 2}}')
    for text in (f'{one}\n{{"a": 3}}\n"{other}"\n', f'{{"a": 3}}\n{one}\n{other}'):
        result = read(text)
        assert sorted(map(str, values(result))) == ["{'a': 1}", "{'a': 3}", "{'b': {'c': 2}}"]
        assert {document.token for document in result.documents} == {one, other, ""}
        assert said(result) == []
    places = [Location(("b", "c"), document=2), Location(("a",), document=0), Location((), document=7)]
    assert read(f'{{"a": 3}}\n{one}\n\n  {other}').locate(places) == [Position(4, 3), Position(1, 7), None]


def test_a_broken_token_is_told_at_its_line_and_does_not_take_the_others_with_it() -> None:
    result = read(f"{token(b'{}')}\n{token(b'{}')[:-5]}\n{token(b'no object')}\n{token(b'{7}')}\n{token(b'{}')}")
    assert said(result) == [("OB-JWT-001", 2, 1), ("OB-JWT-001", 3, 1), ("001", 4, 1)]
    assert [problem.at.document for problem in result.problems] == [1, 2, 3]
    assert values(result) == [{}, {}]
    assert result.partial


def test_a_part_of_a_text_is_numbered_as_in_the_whole() -> None:
    text = b'{"a": 1}\n\n{"b": 2}\n{"c": }\n{"d":\t4}\n'
    whole, part = read(text), read_lines(text[10:], DEPTH, number=1, line=2)
    assert [document.number for document in part.documents] == [1, 3]
    assert part.documents == [replace(one, start=one.start - 10) for one in whole.documents[1:]]
    assert said(part) == said(whole) == [("001", 4, 7)]
    place = [Location(("d",), document=3), Location(("c",), line=4, column=7, document=2)]
    assert part.locate(place) == whole.locate(place) == [Position(5, 7), Position(4, 7)]


def test_the_name_of_a_file_promises_lines_even_where_the_first_is_bad() -> None:
    text = '{"a": }\n{"b": 2}\n'
    assert said(read(text, by_line=True)) == [("001", 1, 7)]
    assert values(read(text, by_line=True)) == [{"b": 2}]
    assert values(read(text)) == []


def test_one_document_over_many_lines_is_one_document_whatever_its_name() -> None:
    text = '{\n  "a": 1,\n  "a": 2\n}\n'
    assert values(read(text, by_line=True)) == [{"a": 2}]
    assert said(read(text, by_line=True)) == [("010", 3, 3)]


# -- the two parsers agree -------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON, st.sampled_from([None, 1]), st.booleans())
def test_the_scanner_reads_what_the_parser_reads(value: Any, indent: int | None, ascii_only: bool) -> None:
    """Surrogates apart, which hypothesis' texts do not hold."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()
    scanned = scan(text, DEPTH)
    assert (scanned.value, scanned.marks, scanned.readable, scanned.end) == (orjson.loads(text), [], True, len(text))


PIECES = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    "\\",
    "1",
    "0",
    "-",
    ".",
    "e5",
    "true",
    "nul",
    "NaN",
    " ",
    "\n",
    "\t",
    "\0",
]
FRAGMENTS = st.lists(st.sampled_from([*PIECES, '"a"', "\\ud800", "\\u0041", "é", '"b":', '{"a":', "[1,"]))


@given(FRAGMENTS.map("".join) | st.text())
def test_the_scanner_refuses_what_the_parser_refuses(text: str) -> None:
    data = text.encode("utf-8", "replace")
    result = read_json(data, DEPTH)
    refused = [problem.rule for problem in result.problems if problem.rule != "FM-INPUT-010"]
    try:
        expected = orjson.loads(data)
    except orjson.JSONDecodeError:
        assert refused
    else:
        assert not refused
        assert values(result) == [expected]


@given(JSON)
def test_measuring_counts_members_and_levels(value: Any) -> None:
    def count(inner: Any) -> int:
        if isinstance(inner, dict):
            return len(inner) + sum(map(count, inner.values()))
        return sum(map(count, inner)) if isinstance(inner, list) else 0

    def levels(inner: Any) -> int:
        if not isinstance(inner, dict | list):
            return 0
        return 1 + max(map(levels, inner.values() if isinstance(inner, dict) else inner), default=0)

    assert measure(value) == (count(value), levels(value))


def test_numbers_beyond_64_bits_are_read_as_every_reader_does() -> None:
    assert math.isclose(values(read("[123456789012345678901234567890]"))[0][0], 1.2345678901234568e29)

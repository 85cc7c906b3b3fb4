"""Badges as compact JWS: they are read as their payload, and broken ones are told of."""

import json
from pathlib import Path

from credentials.opening import Judged, opened, rules
import pytest

from credential_twins.baking import png, text, token
from credential_twins.samples import badge
from fairmark.validators.readers.source import of_bytes


@pytest.mark.parametrize("name", ["a.jws", "a.jwt", "a.txt", "a.1ob", "a.json"])
@pytest.mark.parametrize("shape", ["{}", "{}\n", "\ufeff{}\r\n", '"{}"\n'])
def test_a_compact_jws_is_read_as_its_payload(name: str, shape: str) -> None:
    source = opened(shape.format(token()).encode(), name)
    assert source.token == token()
    assert json.loads(source.data or b"")["id"] == badge()["id"]
    assert (source.size, source.sha256) == (
        len(shape.format(token()).encode()),
        of_bytes("", shape.format(token()).encode()).sha256,
    )


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[1]", b'"ey"', b"every.word.here", b"eye.opening", b"a,b\n1,2\n", b"null"]
)
def test_other_texts_are_left_alone(data: bytes) -> None:
    assert opened(data, "a.txt") == of_bytes("a.txt", data)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.jws", token().rpartition(".")[0], "it does not have three segments"),
        ("a.txt", token() + ".e30.e30", "it does not have three segments"),
        ("a.txt", token() + "=", "a segment is not base64url"),
        ("a.jws", "eyJhbGciOiJub25lIn0.eyJ9a.", "its payload is cut"),
        ("a.jws", "eyJhbGciOiJub25lIn0..e30", "its payload is no JSON object"),
        ("a.jwt", "no token at all", "it does not have three segments"),
        ("a.jwt", "\0\ufffd.\0.\0", "a segment is not base64url"),
    ],
)
def test_a_broken_token_is_told_of_as_one(name: str, data: str, why: str, tmp_path: Path, judged: Judged) -> None:
    (tmp_path / name).write_text(data, "utf-8")
    report = judged(tmp_path / name)
    [found] = report["findings"]
    assert (found["rule"], found["samples"][0]["observed"]) == ("OB-JWT-001", why)
    assert rules(opened(png(text(data.encode())))) == (["OB-JWT-001"] if data.startswith("ey") else [])

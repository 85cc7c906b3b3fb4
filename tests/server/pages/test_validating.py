"""The page that validates a file: what it answers, what it refuses, and that nothing is stored."""

import io
import json
from pathlib import Path
import tempfile
from typing import Any

from case_server import sample
from flask.testing import FlaskClient
import orjson
import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from fairmark.server.storage.store import Store
from fairmark.server.web import judging, turns
from fairmark.validators.reports import FORMATS
from page_frameworks import AT_HERE, BROWSER, HOSTILE, READING, UPLOAD


def upload(client: FlaskClient, data: bytes, name: str = "x.json", **rest: Any) -> TestResponse:
    headers = {**BROWSER, **rest.pop("headers", {})}
    form = {"file": FileStorage(io.BytesIO(data), name), **rest}
    return client.post("/validate", data=form, content_type="multipart/form-data", headers=headers)


def broken() -> bytes:
    package = sample()
    del package["CFDocument"]["creator"]
    return orjson.dumps(package)


def test_a_file_is_judged_and_answered_as_a_page(client: FlaskClient) -> None:
    answer = upload(client, broken(), "reading.json")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "reading.json" in answer.text
    assert 'class="fail"' in answer.text
    assert "CASE-SCHEMA-001" in answer.text
    assert 'download="report.json"' in answer.text
    good = upload(client, orjson.dumps(READING))
    assert 'class="pass"' in good.text


def test_every_form_that_is_offered_can_be_asked_for(client: FlaskClient) -> None:
    for form in judging.NAMES.keys() - {judging.PAGE}:
        made = FORMATS[form]
        answer = upload(client, broken(), answer=form)
        assert (answer.status_code, answer.content_type) == (200, made.media_type)
        assert answer.headers["Content-Disposition"].startswith("attachment")
    report = json.loads(upload(client, broken(), answer="json").data)
    assert report["verdict"] == "fail"
    assert report["inputs"][0]["name"] == "x.json"


def test_profile_and_strictness_are_those_of_the_form(client: FlaskClient) -> None:
    report = json.loads(upload(client, broken(), answer="json", profile="case-1.0", strictness="strict").data)
    assert (report["profile"], report["strictness"]) == ("case-1.0", "strict")


ANYTHING = [b"", b"{", b"\x00\xff", b"PK\x03\x04 no zip", b"[" * 5000, b'{"CFDocument": 1}', b'{"a": "\xed\xa0\x80"}']


@pytest.mark.parametrize("data", ANYTHING)
def test_whatever_is_dropped_is_judged(client: FlaskClient, data: bytes) -> None:
    answer = upload(client, data, HOSTILE)
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert 'class="pass"' not in answer.text


def test_a_name_is_only_a_name(client: FlaskClient) -> None:
    for name in ("-", "http://example.org/x.json", "../../etc/passwd"):
        report = json.loads(upload(client, broken(), name, answer="json").data)
        assert report["inputs"][0]["name"] in {"-", "x.json", "passwd"}
        assert report["verdict"] == "fail"


def test_a_file_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = upload(client, b" " * (UPLOAD + 1))
    assert answer.status_code == 413
    assert "larger than 300 KB" in answer.text


@pytest.mark.parametrize("form", [{"answer": "exe"}, {"profile": "case-9"}, {"strictness": "none"}])
def test_a_form_that_asks_for_what_there_is_not_is_refused(client: FlaskClient, form: dict[str, str]) -> None:
    assert upload(client, b"{}", **form).status_code == 400


def test_a_form_without_a_file_is_refused(client: FlaskClient) -> None:
    assert client.post("/validate", data={"answer": "json"}, headers=BROWSER).status_code == 400
    assert upload(client, b"", "").status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.localhost"},
    ],
)
def test_the_form_of_another_site_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = upload(client, broken(), headers=headers)
    assert answer.status_code == 403
    assert "sent by another site" in answer.text


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_the_own_form_and_programs_are_answered(client: FlaskClient, headers: dict[str, str]) -> None:
    assert upload(client, broken(), headers=headers).status_code == 200


def test_nothing_is_stored(client: FlaskClient, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = [(f.identifier, f.version) for f in store.frameworks()]
    spaces = b" " * (UPLOAD // 2)  # enough for the upload to be spooled if it ever were
    assert upload(client, orjson.dumps(READING) + spaces).status_code == 200
    assert list(tmp_path.iterdir()) == []
    assert [(f.identifier, f.version) for f in store.frameworks()] == before


def test_heavy_work_waits_for_its_turn_and_is_told_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0)
    with turns.turn(), turns.turn():
        answers = [upload(client, broken())]
        answers += [client.get(f"{AT_HERE}/{what}", headers=BROWSER) for what in ("loss/skos", "download/items.csv")]
    for answer in answers:
        assert answer.status_code == 503
        assert "Retry-After" in answer.headers
        assert "Try again in a minute" in answer.text
    assert upload(client, broken()).status_code == 200

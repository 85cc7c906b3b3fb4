"""The page that validates, for exports: several files at once, in the light of the frameworks of the server."""

import io
import json
from pathlib import Path
from typing import Any
import zipfile

from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from conftest import ROOT
from page_frameworks import BROWSER

TWINS = ROOT / "fixtures" / "oneroster"


def judged(client: FlaskClient, files: list[tuple[str, bytes]], **form: str) -> dict[str, Any]:
    uploads = [FileStorage(io.BytesIO(data), name) for name, data in files]
    answer = client.post(
        "/validate",
        data={"file": uploads, "answer": "json", **form},
        content_type="multipart/form-data",
        headers=BROWSER,
    )
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = json.loads(answer.data)
    return report


def loose(folder: Path) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]


def zipped(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in loose(folder):
            archive.writestr(name, data)
    return buffer.getvalue()


def rules(report: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in report["findings"] if finding["severity"] != "info"}


def test_a_zip_and_its_loose_files_are_judged_alike(client: FlaskClient) -> None:
    bad = TWINS / "OR-REF-002" / "bad"
    at_once = judged(client, [("export.zip", zipped(bad))])
    one_by_one = judged(client, loose(bad))
    assert rules(at_once) == rules(one_by_one) == {"OR-REF-002"}
    assert one_by_one["inputs"][0]["name"] == "upload"
    assert one_by_one["findings"][0]["samples"][0]["file"] == at_once["findings"][0]["samples"][0]["file"]


def test_what_lies_beside_a_package_is_judged_too(client: FlaskClient) -> None:
    files = [*loose(TWINS / "OR-REF-002" / "good"), ("framework.json", b'{"CFDocument": 1}')]
    report = judged(client, files)
    assert "upload!manifest.csv" in {one["name"] for one in report["inputs"]}
    assert report["verdict"] == "fail"
    assert rules(report) >= {"CASE-SCHEMA-001"}


def test_several_files_are_several_inputs(client: FlaskClient) -> None:
    report = judged(client, [("x.json", b"{"), ("x.json", b"{}")])
    assert [one["name"] for one in report["inputs"]] == ["x.json", "x.json (2)"]


def test_learning_objectives_are_looked_up_in_the_frameworks_of_the_server_if_asked(client: FlaskClient) -> None:
    """The twin's objective stands in no framework of this server. That is wrong only where the user says so."""
    export = ("export.zip", zipped(TWINS / "OR-LO-004" / "bad"))
    for form, severity in (({}, "info"), ({"shelf": "store"}, "error")):
        report = judged(client, [export], **form)
        assert {one["rule"]: one["severity"] for one in report["findings"]}["OR-LO-004"] == severity


# -- the workbook, and the last export -------------------------------------------------------------------------------


def answered(client: FlaskClient, files: list[tuple[str, bytes]], previous: bytes = b"", **form: str) -> TestResponse:
    data: dict[str, Any] = {"file": [FileStorage(io.BytesIO(each), name) for name, each in files], **form}
    if previous:
        data["previous"] = FileStorage(io.BytesIO(previous), "last.zip")
    return client.post("/validate", data=data, content_type="multipart/form-data", headers=BROWSER)


def test_the_workbook_stands_on_the_page_and_can_be_asked_for(client: FlaskClient) -> None:
    export = ("export.zip", zipped(TWINS / "OR-REF-002" / "bad"))
    page = answered(client, [export])
    assert 'download="report.xlsx"' in page.text
    answer = answered(client, [export], answer="xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[0] == "Summary"
    assert len(book.sheetnames) > 1


def test_a_new_export_is_compared_with_the_last_one(client: FlaskClient) -> None:
    twin = TWINS / "OR-DIF-001"
    new, old = zipped(twin / "bad"), zipped(twin / "previous")
    report = json.loads(answered(client, [("new.zip", new)], old, answer="json").data)
    assert report["verdict"] == "fail"
    assert "on hold" in report["headline"]
    assert "OR-DIF-001" in rules(report)
    assert report["configuration"]["previous"] == "last.zip"


def test_what_is_no_export_cannot_be_compared_with(client: FlaskClient) -> None:
    new = zipped(TWINS / "OR-DIF-001" / "bad")
    for old in (b"{}", b"PK\x03\x04 no zip"):
        assert answered(client, [("new.zip", new)], old).status_code == 400

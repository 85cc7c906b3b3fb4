"""The page that validates, for exports: several files at once, in the light of the frameworks of the server."""

import io
import json
from pathlib import Path
from typing import Any
import zipfile

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage

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
    return {finding["rule"] for finding in report["findings"]}


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

"""What the CASE provider refuses, and how it says so."""

import logging
from typing import Any

from case_server import DOCUMENT, KINDS, NOBODY, SEGMENTS, VERSIONS, Server, refusal, sample
import pytest

INVALID_UUID = {"1.0": "invaliduuid", "1.1": "invalid_uuid"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("collection", sorted(KINDS))
def test_what_is_not_there(server: Server, version: str, collection: str) -> None:
    assert refusal(server.case(version, f"{collection}/{NOBODY}")) == (404, "unknownobject")
    for malformed in ("x", NOBODY.upper(), NOBODY + "0", f"%7B{NOBODY}%7D", "%00", "%F0%9F%98%80", "a" * 5000):
        assert refusal(server.case(version, f"{collection}/{malformed}")) == (404, INVALID_UUID[version]), malformed
    wrong_class = sample()["CFItems"][0]["identifier"] if "Item" not in collection else DOCUMENT
    assert refusal(server.case(version, f"{collection}/{wrong_class}")) == (404, "unknownobject")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "path", ["", "CFItems", "CFItems/", "CFDocuments/", "nothing", f"CFItems/{NOBODY}/associations"]
)
def test_unknown_paths(server: Server, version: str, path: str) -> None:
    assert refusal(server.case(version, path)) == (404, "unknownobject")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "MADEUP"])
def test_writes_are_not_supported(server: Server, version: str, method: str) -> None:
    for path in ("CFDocuments", f"CFItems/{NOBODY}"):
        answer = server.case(version, path, method)
        assert refusal(answer) == (405, "")
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_fault_is_told_without_values(
    server: Server, version: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise ValueError("a secret that the database holds")

    monkeypatch.setattr(type(server.store), "find", broken)
    with caplog.at_level(logging.INFO, "fairmark.server"):
        answer = server.case(version, f"CFItems/{NOBODY}?name=Ann", X_Request_Id="0123456789abcdef")
    assert refusal(answer) == (500, "internal_server_error")
    assert "0123456789abcdef" in answer.get_json()["imsx_description"]
    failed, request = (getattr(record, "fields", {}) for record in caplog.records)
    assert (failed["id"], failed["error"]) == ("0123456789abcdef", "ValueError")
    assert (request["status"], request["operation"]) == (500, f"case_{SEGMENTS[version]}.getCFItem")
    told = str([(record.getMessage(), vars(record)) for record in caplog.records])
    assert not any(value in told for value in ("secret", "Ann", NOBODY))

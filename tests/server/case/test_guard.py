"""The guard before the CASE provider: whose requests are answered and how they are numbered; and its health."""

from pathlib import Path
import re
from typing import Any

from case_server import Server, refusal
import pytest


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("case.example.org", 200),
        ("case.example.org:443", 200),
        ("CASE.example.ORG", 200),
        ("localhost:8080", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("inside.example", 200),
        ("inside.example:9999", 200),
        ("door.example:81", 200),
        ("door.example", 421),
        ("case.example.org:80", 421),
        ("localhost", 421),
        ("localhost:80", 421),
        ("evil.example", 421),
        ("case.example.org.evil.example", 421),
        ("user@case.example.org", 421),
        ("case.example.org:443:443", 421),
        ("", 421),
        ("a b", 421),
        ("\u00e9.example", 421),
    ],
)
def test_only_own_names_are_answered(tmp_path: Path, host: str, status: int) -> None:
    server = Server(tmp_path, hosts=("inside.example", "door.example:81"))
    answer = server.ask("/ims/case/v1p1/CFDocuments", Host=host)
    assert answer.status_code == status
    if status == 421:
        assert refusal(answer) == (421, "forbidden")
        assert server.ask("/healthz", Host=host).status_code == 200


def test_request_ids(server: Server) -> None:
    given = server.documents().headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{16}", given)
    kept = server.case("1.1", "CFDocuments", X_Request_Id="6ba7b810-9dad-41d1-80b4-00c04fd430c8")
    assert kept.headers["X-Request-Id"] == "6ba7b810-9dad-41d1-80b4-00c04fd430c8"
    for odd in ("Ann Smith", "x" * 20, "0" * 65):
        assert server.case("1.1", "CFDocuments", X_Request_Id=odd).headers["X-Request-Id"] != odd


def test_health(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("/healthz", "/readyz"):
        answer = server.ask(path)
        assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
        assert answer.headers["Cache-Control"] == "no-store"

    def gone(*_: Any) -> None:
        raise OSError("no database")

    monkeypatch.setattr(type(server.store), "framework", gone)
    assert server.ask("/healthz").status_code == 200
    answer = server.ask("/readyz")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")


def test_outside_the_apis_problems_are_told_as_such(server: Server) -> None:
    answer = server.ask("/nothing/here")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.get_json()["status"] == 404

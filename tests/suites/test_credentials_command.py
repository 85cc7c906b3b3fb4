"""`fairmark check` with OAuth 2 client credentials, over loopback: the token is fetched, sent, and shown nowhere."""

from base64 import b64decode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import json
from pathlib import Path
import threading
from typing import Any
from urllib.parse import parse_qs

import pytest

from conftest import Run

CLIENT, SECRET, TOKEN = "client-7", "s3cret-7", "t0ken-7-issued"
LIST = {"CFDocuments": []}


class Vendor(BaseHTTPRequestHandler):
    """A token endpoint and a document list that needs the token."""

    seen: list[str]

    def do_POST(self) -> None:
        user = b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        granted = user == f"{CLIENT}:{SECRET}" and form["scope"] == ["read"]
        self._answer(200, {"access_token": TOKEN, "token_type": "Bearer"}) if granted else self._answer(401, {})

    def do_GET(self) -> None:
        self.seen.append(self.headers.get("Authorization", ""))
        allowed = self.headers.get("Authorization") == f"Bearer {TOKEN}"
        self._answer(200, LIST) if allowed else self._answer(401, {})

    def do_HEAD(self) -> None:
        self.do_GET()

    def _answer(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def vendor() -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Vendor,), {"seen": seen}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()


def checked(fairmark: Run, base: str, folder: Path, secret: str) -> Any:
    file = folder / "secret.txt"
    file.write_text(secret + "\n", "utf-8")
    options = ["--token-url", f"{base}/token", "--client-id", CLIENT, "--client-secret-file", file, "--scope", "read"]
    return fairmark("check", f"{base}/ims/case/v1p1", "--profile", "case-1.1-provider", *options, "--format", "json")


def test_the_token_is_fetched_and_sent_and_shown_nowhere(
    fairmark: Run, vendor: tuple[str, list[str]], tmp_path: Path
) -> None:
    base, seen = vendor
    done = checked(fairmark, base, tmp_path, SECRET)
    report = json.loads(done.stdout)
    assert f"Bearer {TOKEN}" in seen
    assert any(check["outcome"] == "pass" for check in report["checks"])
    for hidden in (TOKEN, SECRET):
        assert hidden not in done.stdout + done.stderr


def test_a_client_that_gets_no_token_is_told_so(fairmark: Run, vendor: tuple[str, list[str]], tmp_path: Path) -> None:
    base, seen = vendor
    done = checked(fairmark, base, tmp_path, "wrong")
    assert done.exit_code == 2
    assert "no token" in done.stderr
    assert not seen

"""A CASE provider in a few lines, over one package, with faults: it answers what it does not know with a plain text,
its licences with HTTP 500, and its items in a wrapper."""

from collections.abc import Callable, Iterable
import json
from typing import Any

from conftest import ROOT

BASE = "https://tiny.example/ims/case/v1p1"
PACKAGE: dict[str, Any] = json.loads((ROOT / "fixtures" / "case" / "CASE-ID-001" / "good.json").read_bytes())
DOCUMENT = PACKAGE["CFDocument"]


def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The WSGI application."""
    status, media_type, body = _answer(environ["PATH_INFO"].removeprefix("/ims/case/v1p1"))
    start_response(status, [("Content-Type", media_type), ("Content-Length", str(len(body)))])
    return [body]


def _answer(path: str) -> tuple[str, str, bytes]:
    items = {f"/CFItems/{item['identifier']}": {"CFItem": item} for item in PACKAGE["CFItems"]}
    known = {
        "/CFDocuments": {"CFDocuments": [DOCUMENT]},
        f"/CFDocuments/{DOCUMENT['identifier']}": DOCUMENT,
        f"/CFPackages/{DOCUMENT['identifier']}": PACKAGE,
        **items,
    }
    if path in known:
        return "200 OK", "application/json", json.dumps(known[path]).encode()
    if path.startswith("/CFLicenses/"):
        return "500 Internal Server Error", "text/html", b"<h1>Oops</h1>"
    return "404 Not Found", "text/plain", b"nothing here"

"""A small CASE server on loopback for the tests of mirroring: scripted, and it remembers what it was asked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
import hashlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import threading
from typing import Any
from urllib.parse import parse_qs, urlsplit

from imported import sample
import orjson

API = "/ims/case/v1p1"

Answer = tuple[int, Mapping[str, str], bytes]


@dataclass(slots=True)
class CaseHost:
    """What the server holds and how it behaves. `asked` are the paths with queries, in order; `interrupt` may answer a
    request instead, given its path and how many there were before."""

    packages: dict[str, bytes] = field(default_factory=dict)
    listed: list[Any] | None = None
    page: int = 100
    total: bool = True
    links: bool = False
    ignores_offset: bool = False
    bare: bool = False
    etags: bool = True
    api: str = API
    interrupt: Callable[[str, int], Answer | None] = lambda _path, _number: None
    asked: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    connections: int = 0
    base: str = ""

    def add(self, package: dict[str, Any]) -> str:
        identifier: str = package["CFDocument"]["identifier"]
        self.packages[identifier] = orjson.dumps(package)
        return identifier

    def asked_for_packages(self) -> list[str]:
        return [path.rpartition("/")[2] for path in self.asked if "/CFPackages/" in path]

    def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        number = len(self.asked)
        self.asked.append(target)
        self.headers.append(headers)
        interrupted = self.interrupt(target, number)
        if interrupted is not None:
            return interrupted
        url = urlsplit(target)
        collection, _, identifier = url.path.removeprefix(self.api + "/").partition("/")
        if not url.path.startswith(self.api + "/"):
            return 404, {}, b"{}"
        if collection == "CFDocuments":
            return self._page(parse_qs(url.query))
        if collection == "CFPackages" and identifier in self.packages:
            return self._package(self.packages[identifier], headers)
        return 404, {}, b'{"imsx_codeMajor": "failure"}'

    def _package(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        if not self.etags:
            return 200, {}, body
        etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        known = headers.get("if-none-match") == etag
        return (304, {"ETag": etag}, b"") if known else (200, {"ETag": etag}, body)

    def _page(self, query: Mapping[str, list[str]]) -> Answer:
        documents = self.listed
        if documents is None:
            documents = [orjson.loads(body)["CFDocument"] for body in self.packages.values()]
        size = min(self.page, int(query.get("limit", ["100"])[0]))
        start = 0 if self.ignores_offset else int(query.get("offset", ["0"])[0])
        headers = {"X-Total-Count": str(len(documents))} if self.total else {}
        if self.links and start + size < len(documents):
            first = f"{self.base}{self.api}/CFDocuments"
            headers["Link"] = f'<{first}?offset=0>; rel="first", <{first}?limit=7&offset={start + size}>; rel="next"'
        part = documents[start : start + size]
        return 200, headers, orjson.dumps(part if self.bare else {"CFDocuments": part})


@contextmanager
def serving(host: CaseHost) -> Iterator[CaseHost]:
    """Serve `host` on loopback; its `base` is where."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            host.connections += 1
            super().setup()

        def do_GET(self) -> None:
            status, headers, body = host.answer(
                self.path, {name.lower(): value for name, value in self.headers.items()}
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    host.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def framework(number: int, **members: Any) -> dict[str, Any]:
    """A framework like the sample, with an identifier and title of its own."""
    package = sample("reading-continuum-1.0")
    old = package["CFDocument"]["identifier"]
    new = f"{number:08x}-9dad-41d1-80b4-00c04fd430c8"
    package = orjson.loads(orjson.dumps(package).replace(old.encode(), new.encode()))
    package["CFDocument"].update({"title": f"Framework {number}", **members})
    return package

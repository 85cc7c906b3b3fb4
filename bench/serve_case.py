"""Measure the CASE provider on this machine, over loopback, and print a Markdown table.

    python bench/serve_case.py [waitress|gunicorn]

Each row compares two things that the same kind of server process does, in alternating rounds, so that the machine's
other work falls on both sides. The client is a plain socket that reads whole answers and looks at nothing else. Nothing
here asserts a time.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
import hashlib
import multiprocessing
from pathlib import Path
import platform
import socket
import statistics
import sys
import tempfile
from threading import Thread
import time
from typing import Any

import orjson

from case_packages import package
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.importing.renditions import form_1_0, with_twins
from fairmark.server.importing.rows import new_edges, new_objects
from fairmark.server.serving import by_gunicorn, by_waitress
from fairmark.server.serving.listening import listen, port_of
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.records import NewFramework, Rendition
from fairmark.server.storage.store import Store

FEW, MANY = 1_000, 100_000
CONNECTIONS = 4
ROUNDS = 9
SECONDS = 1.0
BASE = "/ims/case/v1p1"


def fill(database: str, made: dict[str, Any], *, with_package: bool) -> None:
    """Store the framework `made`, whose package is left out where nobody will ask for it."""
    engine = open_database(database)
    upgrade(engine)
    newer = orjson.dumps(made)
    renditions: Sequence[Rendition] = with_twins(newer, form_1_0(made)[0]) if with_package else ()
    document = made["CFDocument"]
    items, associations = len(made["CFItems"]), len(made["CFAssociations"])
    digest = hashlib.sha256(newer).hexdigest()
    rows = (new_objects(made), new_edges(made))
    new = NewFramework(
        document["identifier"], document, "bench", digest, items, associations, *rows, renditions, b"[]", b"[]"
    )
    Store(engine).replace(new)
    engine.dispose()


# -- the server ------------------------------------------------------------------------------------------------------


class Beside:
    """The application, and beside it a view that answers with the same bytes every time."""

    def __init__(self, application: Callable[..., Any], still: bytes) -> None:
        self._application = application
        self._still = still

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"] != "/still":
            return self._application(environ, start_response)
        size = str(len(self._still))
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", size)])
        return [self._still]


def serve(kind: str, database: str, still: bytes, told: Any) -> None:
    """Serve in this process until it is stopped; tell the port first."""
    with listen("127.0.0.1", 0) as listener:
        settings = replace(Settings(database=database), port=port_of(listener))
        told.send(settings.port)

        def make() -> Beside:
            return Beside(create_app(Context(settings, Store(open_database(database)))), still)

        if kind == "gunicorn":
            by_gunicorn.run(make, listener, settings)
        else:
            by_waitress.run(make(), listener, settings)


@contextmanager
def running(kind: str, database: str, still: bytes) -> Iterator[int]:
    """A server process over the database; gives its port."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(kind, database, still, theirs))
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


# -- the client ------------------------------------------------------------------------------------------------------


class Connection:
    """A connection that is kept open as far as the server lets it (waitress does not after a 304), and room for the
    answers."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._room = bytearray(1 << 20)
        self._open()

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str, headers: str = "") -> tuple[int, bytes]:
        """Status and head of the answer; its body is read and thrown away."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{headers}\r\n".encode())
        got = self._socket.recv_into(self._room)
        while (end := self._room.find(b"\r\n\r\n", 0, got)) < 0:
            got += self._socket.recv_into(memoryview(self._room)[got:])
        head = bytes(self._room[:end])
        at = head.lower().find(b"content-length:")
        size = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        missing = size - (got - end - 4)
        while missing > 0:
            missing -= self._socket.recv_into(self._room)
        if b"connection: close" in head.lower():
            self.close()
            self._open()
        return int(head[9:12]), head

    def close(self) -> None:
        self._socket.close()


def rate(port: int, path: str, headers: str = "") -> float:
    """Requests a second over several connections at once."""
    counts = [0] * CONNECTIONS
    until = time.perf_counter() + SECONDS

    def ask(number: int) -> None:
        connection = Connection(port)
        while time.perf_counter() < until:
            status, _ = connection.get(path, headers)
            if status != 200:
                raise SystemExit(f"{path} answers {status}")
            counts[number] += 1
        connection.close()

    threads = [Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def latency(port: int, path: str, headers: str = "", wanted: int = 200, times: int = 300) -> float:
    """Median of the milliseconds that an answer takes over one connection."""
    connection = Connection(port)
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        status, _ = connection.get(path, headers)
        taken.append((time.perf_counter() - started) * 1000)
        if status != wanted:
            raise SystemExit(f"{path} answers {status}")
    connection.close()
    return statistics.median(taken)


# -- the comparisons -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` and `theirs` round by round, in `unit`; the ratio is ours to theirs."""

    what: str
    against: str
    unit: str
    ours: Sequence[float]
    theirs: Sequence[float]

    def __str__(self) -> str:
        ratios = [one / other for one, other in zip(self.ours, self.theirs, strict=True)]
        figures = f"{statistics.median(self.ours):,.2f} {self.unit} | {statistics.median(self.theirs):,.2f} {self.unit}"
        ratio = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        return f"| {self.what} | {self.against} | {figures} | {ratio} |"


def compare(what: str, against: str, unit: str, ours: Callable[[], float], theirs: Callable[[], float]) -> Row:
    ours(), theirs()  # both warm
    rounds = [(ours(), theirs()) for _ in range(ROUNDS)]
    return Row(what, against, unit, [one for one, _ in rounds], [other for _, other in rounds])


def main(kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        few, many = (f"sqlite:///{Path(folder).as_posix()}/{name}.db" for name in ("few", "many"))
        small, large = package(FEW), package(MANY)
        fill(few, small, with_package=True)
        fill(many, large, with_package=False)
        body = orjson.dumps(small)
        whole = f"{BASE}/CFPackages/{small['CFDocument']['identifier']}"
        item, other = (f"{BASE}/CFItems/{made['CFItems'][FEW // 2]['identifier']}" for made in (small, large))
        with running(kind, few, body) as port, running(kind, many, b"") as large_port:
            gzip = "Accept-Encoding: gzip\r\n"
            _, head = Connection(port).get(whole, gzip)
            tag = next(line.split(b": ", 1)[1] for line in head.split(b"\r\n") if line.lower().startswith(b"etag"))
            known = f"{gzip}If-None-Match: {tag.decode()}\r\n"
            size = f"{len(body) / 1e6:.1f} MB"
            rows = [
                compare(
                    f"CFPackages of {FEW:,} items, {size}",
                    f"a static {size}",
                    "req/s",
                    lambda: rate(port, whole),
                    lambda: rate(port, "/still"),
                ),
                compare(
                    "the same, gzip",
                    f"a static {size}",
                    "req/s",
                    lambda: rate(port, whole, gzip),
                    lambda: rate(port, "/still"),
                ),
                compare(
                    "the same, 304",
                    "the same, gzip, 200",
                    "ms",
                    lambda: latency(port, whole, known, 304),
                    lambda: latency(port, whole, gzip),
                ),
                compare(
                    f"CFItems with {MANY:,} items stored",
                    f"with {FEW:,}",
                    "ms",
                    lambda: latency(large_port, other),
                    lambda: latency(port, item),
                ),
            ]
    print(f"{kind}, {date.today()}, Python {platform.python_version()}, {platform.machine()}, {ROUNDS} rounds.\n")
    print("| What | Against | First | Second | Ratio, median (least to most) |\n| --- | --- | --- | --- | --- |")
    print("\n".join(map(str, rows)))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "waitress")

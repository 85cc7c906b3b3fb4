"""Faults as a feature: `fairmark serve --faults NAME`, and faults of transport under a real server."""

from collections.abc import Iterator
import json
from pathlib import Path
import socket
from threading import Thread
from typing import Any

from case_server import BASE, SEGMENTS, Server, addresses
from imported import sample
import pytest
from running_server import refused, running
from suites.honest import STANDARD, complaints, honest_server, small
from waitress.server import create_server  # type: ignore[import-untyped]  # waitress has no types
from werkzeug.test import Client as WsgiClient

from fairmark.server.faults import FAULTS, faulty
from fairmark.server.faults.case.fault import CASE
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.net.client import Client
from fairmark.validators.net.limits import Limits
from fairmark.validators.net.policy import PUBLIC_ONLY
from fairmark.validators.net.url import Url
from fairmark.validators.suites.run import run_suite
from fairmark.validators.suites.transport import Network

LIMITS = Limits(connect=5, read=5, total=20, body_bytes=2 << 20)
TRANSPORT = (
    "cut-off",
    "broken-off",
    "without-end",
    "packed-unasked",
    "packed-in-name-only",
    "packed-and-cut-off",
    "no-media-type",
    "head-of-nothing",
    "tag-always-known",
)
"""Faults that a server between the application and the wire could mend, or make another one of."""

FAILING = ("unknown-is-a-failure", "malformed-is-a-failure", "items-fail")
"""Faults that consist in an answer of 500."""


class Served:
    """A WSGI application on loopback that can be exchanged for another one. `honest` is the reference server there."""

    def __init__(self, folder: Path) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.application: Any = None
        self.honest = honest_server(folder, self.base).app
        self._server = create_server(lambda *asked: self.application(*asked), sockets=[listener], threads=4)
        self._thread = Thread(target=self._server.run)
        self._thread.start()

    def close(self) -> None:
        self._server.close()
        self._thread.join(10)

    def checked(self, application: Any) -> Report:
        self.application = application
        url = Url.parse(f"{self.base}/ims/case/v1p1")
        with Client(PUBLIC_ONLY.trusting(url.origin), LIMITS) as client:
            return run_suite(str(url), profile_named("case-1.1-provider", live=True), Network(client), STANDARD)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = Served(tmp_path_factory.mktemp("served"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def before(served: Served) -> set[str]:
    """What the suite has against the honest server there: its addresses are plain http."""
    return set(complaints(served.checked(served.honest)))


def test_the_honest_server_passes_over_the_network(before: set[str]) -> None:
    assert before <= {"CASE-URI-002"}


@pytest.mark.parametrize("name", TRANSPORT)
def test_a_fault_shows_over_the_network(name: str, served: Served, before: set[str]) -> None:
    report = served.checked(faulty(served.honest, name))
    assert not report.faults
    assert set(complaints(report)) - before == {FAULTS[name].breaks}


# -- whatever is in the store ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sparse(tmp_path_factory: pytest.TempPathFactory) -> tuple[Server, list[str]]:
    """A server with one framework of one item that has the least that an item may have, and all its addresses."""
    full = small(BASE, 0)
    document, item = full["CFDocument"], full["CFItems"][0]
    for optional in ("subject", "subjectURI", "licenseURI", "language", "publisher", "adoptionStatus"):
        del document[optional]
    del item["humanCodingScheme"]
    server = Server(tmp_path_factory.mktemp("sparse"))
    server.holding({"CFDocument": document, "CFItems": [item]})
    above = {"CFDocument": document, "CFItems": [item], "CFDefinitions": {}}
    return server, ["CFDocuments", "CFDocuments?limit=1&offset=1", "CFItems/none", *addresses(above)]


@pytest.mark.parametrize("name", [fault.name for fault in FAULTS.values() if fault.service is CASE])
def test_a_fault_works_over_whatever_is_in_the_store(name: str, sparse: tuple[Server, list[str]]) -> None:
    server, known = sparse
    client = WsgiClient(faulty(server.app, name, lambda _seconds: None))
    for version, segment in SEGMENTS.items():
        for address in known:
            for method in ("GET", "HEAD"):
                answer = client.open(f"/ims/case/{segment}/{address}", method=method, base_url=BASE)
                assert answer.status_code < 500 or name in FAILING, (version, address)
                next(iter(answer.response), b"")
                answer.close()


# -- the option ------------------------------------------------------------------------------------------------------


def test_the_command_serves_a_fault_and_says_so(tmp_path: Path) -> None:
    database = f"sqlite:///{(tmp_path / 'store.db').as_posix()}"
    item = sample()["CFItems"][0]["identifier"]
    with running("--demo", "--database", database, "--faults", "wrapped-item") as server:
        status, body, headers = server.ask("GET", f"/ims/case/v1p1/CFItems/{item}")
        page = server.ask("GET", "/")
    assert (status, list(json.loads(body))) == (200, ["CFItem"])
    assert int(headers["Content-Length"]) == len(body)
    assert page[0] == 200
    told = next(event for event in server.events() if event["event"] == "faulty")
    assert (told["fault"], told["breaks"]) == ("wrapped-item", "CASE-PKG-003")


def test_a_fault_that_there_is_not_is_refused_with_the_nearest() -> None:
    status, said = refused("--faults", "wraped-item")
    assert status == 2
    assert "wrapped-item" in said

"""What the tests of single checks share: the honest server with one thing changed, a list that is served by a plain
function, and one check run over either."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

from case_server import BASE, SEGMENTS
from suites.honest import LIMITS, SEED

from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.net.url import Url
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.recording import Budget, Recorder
from fairmark.validators.suites.result import Result
from fairmark.validators.suites.transport import InProcess, WsgiApplication

Json = dict[str, Any]
Query = dict[str, str]

LIST = "/CFDocuments"
DISCOVERY = "/discovery/imscasev1p1_openapi3_v1p0.json"


@dataclass(slots=True)
class Reply:
    """An answer: its body as parsed JSON, or as text that is none."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def bytes(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


def session(application: WsgiApplication, version: str = "1.1", **how: Any) -> Session:
    """A session with the application as the provider; `how` as in `Session`. Its sample has some of everything."""
    base = Url.parse(f"{BASE}/ims/case/{SEGMENTS[version]}")
    return Session(Recorder(InProcess(application, limits=LIMITS), base, Budget()), version, **{"seed": SEED, **how})


def results(application: WsgiApplication, rule: str, version: str = "1.1", **how: Any) -> dict[str, Result]:
    """What the check says, by operation. It says one thing for each."""
    said = list(REGISTRY[rule].check(session(application, version, **how)))
    assert len({result.operation for result in said}) == len(said)
    return {result.operation: result for result in said}


def outcome(application: WsgiApplication, rule: str, operation: str = "getAllCFDocuments", **how: Any) -> Result:
    """What the check says of that operation."""
    return results(application, rule, **how)[operation]


def altered(
    application: WsgiApplication,
    reply: Callable[[str, Query, Reply], Reply | None] | None = None,
    query: Callable[[Query], Mapping[str, str]] | None = None,
) -> WsgiApplication:
    """The application with its replies changed by `reply`, which takes the path below the base and the arguments and
    may return None for no change, or with the arguments of the list changed by `query`."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"].partition("/v1p")[2][1:]
        asked = dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True))
        if query and path == LIST:
            environ = {**environ, "QUERY_STRING": urlencode(query(asked))}
        told: dict[str, Any] = {}
        pieces = application(environ, lambda status, headers, *_: told.update(status=status, headers=headers))
        body = b"".join(pieces)
        honest = Reply(int(told["status"].split()[0]), json.loads(body) if body else "", dict(told["headers"]))
        changed = reply(path, asked, honest) if reply else None
        final = changed or honest
        headers = {name: value for name, value in final.headers.items() if name.lower() != "content-length"}
        start_response(f"{final.status} Changed", list(headers.items()))
        return [final.bytes]

    return call


def saying(collection: str, change: Callable[[Json], Json]) -> Callable[[str, Query, Reply], Reply | None]:
    """A change of the body of successes below that collection, such as /CFItems/."""

    def reply(path: str, _query: Query, honest: Reply) -> Reply | None:
        is_meant = path.startswith(collection) and honest.status == 200
        return Reply(200, change(honest.body), honest.headers) if is_meant else None

    return reply


@dataclass
class Listed:
    """A provider with nothing but a document list, which `serve` makes of the arguments, and a discovery document that
    lists the arguments in `claims` (None: no such document)."""

    serve: Callable[[Query], Reply]
    claims: Sequence[str] | None = None
    servers: Sequence[str] = (f"{BASE}/ims/case/v1p1",)
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"].partition("/v1p1")[2]
        self.asked.append(f"{path}?{environ['QUERY_STRING']}")
        if path == LIST:
            reply = self.serve(dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)))
        elif path == DISCOVERY and self.claims is not None:
            reply = Reply(200, self.description())
        else:
            reply = Reply(404, {"imsx_codeMajor": "failure", "imsx_severity": "error"})
        start_response(f"{reply.status} Any", [("Content-Type", "application/json"), *reply.headers.items()])
        return [reply.bytes]

    def description(self) -> Json:
        parameters = [{"name": name, "in": "query"} for name in self.claims or ()]
        servers = [{"url": url} for url in self.servers]
        return {"openapi": "3.0.3", "servers": servers, "paths": {LIST: {"get": {"parameters": parameters}}}}


def documents(*titles: str, **members: Any) -> list[Json]:
    """A document for each title; its place in the arguments tells its identifier and its date."""
    return [
        {
            "identifier": f"{number:08x}-9dad-41d1-80b4-00c04fd430c8",
            "uri": f"{BASE}/ims/case/v1p1/CFDocuments/{number:08x}-9dad-41d1-80b4-00c04fd430c8",
            "creator": "A school",
            "title": title,
            "lastChangeDateTime": f"2026-09-{number + 1:02}T08:00:00Z",
            **members,
        }
        for number, title in enumerate(titles)
    ]


def paged(records: Sequence[Json], query: Query, most: int = 100) -> Reply:
    """A page of at most `most` records, with the number of all of them."""
    start, size = int(query.get("offset", 0)), min(int(query.get("limit", 100)), most)
    headers = {"X-Total-Count": str(len(records))}
    return Reply(200, {"CFDocuments": list(records[start : start + size])}, headers)

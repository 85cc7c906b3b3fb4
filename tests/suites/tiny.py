"""A provider of one small framework that answers by heart, and one check asked about it: for tests of what a check
says of a single wrong fact, and of what it lets pass."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
import json
from typing import Any

from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.judge import load_rules
from fairmark.validators.net.url import Url
import fairmark.validators.suites.case
from fairmark.validators.suites.case.operations import OPERATIONS
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.recording import Budget, Recorder
from fairmark.validators.suites.result import Result
from fairmark.validators.suites.transport import InProcess

load_rules()
assert fairmark.validators.suites.case

HOST = "https://tiny.example"
SEGMENTS = {"1.0": "v1p0", "1.1": "v1p1"}
MALFORMED = {"1.0": "invaliduuid", "1.1": "invalid_uuid"}
DISCOVERY = "/discovery/imscasev1p1_openapi3_v1p0.json"
ALL = tuple(operation.name for operation in OPERATIONS)

PASS, BREACH, NOT_APPLICABLE, CANNOT_TELL = "pass", "breach", "not applicable", "cannot tell"


@dataclass(frozen=True)
class Asked:
    """A request: `path` below the base, `headers` with names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def being(self, status: int) -> "Reply":
        return replace(self, status=status)

    def saying(self, data: Any) -> "Reply":
        return replace(self, body=data if isinstance(data, bytes) else json.dumps(data).encode())

    def showing(self, **headers: str | None) -> "Reply":
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        merged = {**self.headers, **changed}
        return replace(self, headers={name: value for name, value in merged.items() if value is not None})

    def object(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed


Change = Callable[[Asked, Reply], Reply]


def identifier(number: int) -> str:
    return f"{number:08x}-9dad-41d1-80b4-00c04fd430c8"


class Tiny:
    """The provider as a WSGI application. `change` makes another answer of the honest one."""

    def __init__(self, change: Change = lambda _asked, reply: reply, version: str = "1.1") -> None:
        self.version = version
        self.base = f"{HOST}/ims/case/{SEGMENTS[version]}"
        self.asked: list[Asked] = []
        self._change = change
        self._answers = self._by_heart()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        path = environ["PATH_INFO"].removeprefix(f"/ims/case/{SEGMENTS[self.version]}")
        asked = Asked(environ["REQUEST_METHOD"], path, environ["QUERY_STRING"], headers)
        self.asked.append(asked)
        reply = self._change(asked, self.honest(asked))
        told = {"Content-Length": str(len(reply.body)), **reply.headers}
        start_response(f"{reply.status} Whatever", list(told.items()))
        return [] if asked.method == "HEAD" else [reply.body]

    def honest(self, asked: Asked) -> Reply:
        json_type = {"Content-Type": "application/json"}
        if asked.method not in ("GET", "HEAD"):
            return Reply(405, headers={"Allow": "GET, HEAD"})
        if asked.path in self._answers:
            return Reply(headers=json_type).saying(self._answers[asked.path])
        last = asked.path.rpartition("/")[2]
        token = "unknownobject" if last.count("-") == 4 else MALFORMED[self.version]
        return Reply(404, headers=json_type).saying(status_info(token))

    def _by_heart(self) -> dict[str, Any]:
        def thing(number: int, collection: str, **members: Any) -> dict[str, Any]:
            own = identifier(number)
            uri = f"{self.base}/{collection}/{own}"
            return {"identifier": own, "uri": uri, **members, "lastChangeDateTime": "2026-09-01T08:00:00Z"}

        document = thing(1, "CFDocuments", creator="A school", title="Tiny")
        item = thing(2, "CFItems", fullStatement="Counts to ten.", humanCodingScheme="T.1")
        ends = {"originNodeURI": link(item, "T.1"), "destinationNodeURI": link(document, "Tiny")}
        child = thing(3, "CFAssociations", associationType="isChildOf", **ends)
        concept = thing(5, "CFConcepts", title="Number", hierarchyCode="1")
        subject = thing(6, "CFSubjects", title="Mathematics", hierarchyCode="1")
        kind = thing(7, "CFItemTypes", title="Goal", description="A goal.", hierarchyCode="1")
        definitions = {
            "CFAssociationGroupings": [thing(4, "CFAssociationGroupings", title="Main")],
            "CFConcepts": [concept],
            "CFSubjects": [subject],
            "CFItemTypes": [kind],
            "CFLicenses": [thing(8, "CFLicenses", title="CC0", licenseText="Public domain.")],
        }
        rubric = thing(9, "CFRubrics", title="How well")
        package = {
            "CFDocument": document,
            "CFItems": [item],
            "CFAssociations": [child],
            "CFDefinitions": definitions,
            "CFRubrics": [rubric],
        }
        home = {"CFDocumentURI": link(document, "Tiny")}
        uri = f"{self.base}/CFPackages/{document['identifier']}"
        alone = {**document, "CFPackageURI": {**link(document, "Tiny"), "uri": uri}}
        return {
            "/CFDocuments": {"CFDocuments": [alone]},
            f"/CFDocuments/{identifier(1)}": alone,
            f"/CFPackages/{identifier(1)}": package,
            f"/CFItems/{identifier(2)}": {**item, **home},
            f"/CFItemAssociations/{identifier(2)}": {"CFItem": {**item, **home}, "CFAssociations": [child]},
            f"/CFAssociations/{identifier(3)}": {**child, **home},
            f"/CFAssociationGroupings/{identifier(4)}": definitions["CFAssociationGroupings"][0],
            f"/CFConcepts/{identifier(5)}": {"CFConcepts": [concept]},
            f"/CFSubjects/{identifier(6)}": {"CFSubjects": [subject]},
            f"/CFItemTypes/{identifier(7)}": {"CFItemTypes": [kind]},
            f"/CFLicenses/{identifier(8)}": definitions["CFLicenses"][0],
            f"/CFRubrics/{identifier(9)}": rubric,
            DISCOVERY: {
                "openapi": "3.0.3",
                "info": {"title": "Tiny", "version": "1"},
                "servers": [{"url": self.base}],
                "paths": {"/CFDocuments": {"get": {"responses": {}}}},
            },
        }


def link(target: Mapping[str, Any], title: str) -> dict[str, str]:
    return {"title": title, "identifier": target["identifier"], "uri": target["uri"]}


def status_info(token: str = "", **members: str) -> dict[str, Any]:
    told: dict[str, Any] = {"imsx_codeMajor": "failure", "imsx_severity": "error", **members}
    if token:
        field = {"imsx_codeMinorFieldName": "tiny", "imsx_codeMinorFieldValue": token}
        told["imsx_codeMinor"] = {"imsx_codeMinorField": [field]}
    return told


# -- one wrong fact ----------------------------------------------------------------------------------------------------


def at(path: str, change: Callable[[Reply], Reply], status: int = 200) -> Change:
    """Change the answers of that status to reads of every address that begins with `path`."""

    def changed(asked: Asked, reply: Reply) -> Reply:
        is_meant = asked.method in ("GET", "HEAD") and asked.path.startswith(path) and reply.status == status
        return change(reply) if is_meant else reply

    return changed


def of_status(status: int, change: Callable[[Reply], Reply]) -> Change:
    """Change the answers with that status."""
    return lambda _asked, reply: change(reply) if reply.status == status else reply


# -- one check ---------------------------------------------------------------------------------------------------------


def session_for(app: Tiny, headers: tuple[tuple[str, str], ...] = (), **about: Any) -> Session:
    recorder = Recorder(InProcess(app), Url.parse(app.base), Budget(), headers=headers)
    return Session(recorder, app.version, **about)


def results(rule: str, app: Tiny, headers: tuple[tuple[str, str], ...] = (), **about: Any) -> dict[str, Result]:
    """What the check says of the provider, by operation."""
    found = list(REGISTRY[rule].check(session_for(app, headers, **about)))
    by_operation = {result.operation: result for result in found}
    assert len(by_operation) == len(found), "one result for each operation"
    return by_operation


def said(result: Result) -> str:
    if result.holds is None:
        return CANNOT_TELL if result.applies else NOT_APPLICABLE
    return PASS if result.holds else BREACH


def outcomes(rule: str, app: Tiny, headers: tuple[tuple[str, str], ...] = (), **about: Any) -> dict[str, str]:
    return {operation: said(result) for operation, result in results(rule, app, headers, **about).items()}


def broken(rule: str, change: Change, version: str = "1.1", **about: Any) -> dict[str, str]:
    """The operations that break the rule where the provider has that wrong fact, with what was observed."""
    found = results(rule, Tiny(change, version), **about)
    return {operation: result.observed for operation, result in found.items() if said(result) == BREACH}

"""A second CASE provider, as small as the standard allows: plain WSGI over the sample files, nothing of the reference
server in it. It shows that the suite asks for what the standard asks for, and for no habit of our own server.

It serves the list as a whole (paging, sorting, filtering and choosing fields are optional), has no entity tags, answers
HEAD because HTTP wants it, and finds what lies below a hierarchyCode by its own means.
"""

from collections.abc import Callable, Iterable, Mapping
import json
from pathlib import Path
import re
from typing import Any

Json = dict[str, Any]

HOST = "https://frameworks.example.org"
"""Where the addresses in the sample files lead."""

FILES = {
    "v1p0": ("reading-continuum-1.0.json",),
    "v1p1": ("reading-continuum-1.1.json", "bbc-science-key-stage-2.json", "oak-computing-key-stage-1.json"),
}
MALFORMED = {"v1p0": "invaliduuid", "v1p1": "invalid_uuid"}
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
SETS = ("CFConcepts", "CFSubjects", "CFItemTypes")
PLAIN = ("CFAssociationGroupings", "CFLicenses", "CFRubrics")
DISCOVERY = "discovery/imscasev1p1_openapi3_v1p0.json"


class Refused(Exception):
    """An answer that is no success: status, codeMinor token and description."""

    def __init__(self, status: str, token: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.token = token


class Provider:
    """One version of CASE over the files of `folder`."""

    def __init__(self, folder: Path, segment: str) -> None:
        self.segment = segment
        self.packages: dict[str, Json] = {}
        self.owned: dict[tuple[str, str], tuple[Json, Json]] = {}
        for name in FILES[segment]:
            package = json.loads((folder / name).read_text("utf-8"))
            self.packages[package["CFDocument"]["identifier"]] = package
            lists = {**package, **package.get("CFDefinitions", {})}
            for collection in ("CFItems", "CFAssociations", *SETS, *PLAIN):
                for one in lists.get(collection, ()):
                    self.owned.setdefault((collection, one["identifier"]), (one, package))

    def answer(self, path: str) -> Json:
        """The body for a path below the base; Refused where there is none."""
        if path == "CFDocuments":
            return {"CFDocuments": [self.document(package) for package in self.packages.values()]}
        if path == DISCOVERY and self.segment == "v1p1":
            return description()
        collection, _, identifier = path.partition("/")
        if not UUID.fullmatch(identifier):
            raise Refused("404 Not Found", MALFORMED[self.segment], "Invalid UUID")
        if collection in ("CFDocuments", "CFPackages") and identifier in self.packages:
            package = self.packages[identifier]
            return package if collection == "CFPackages" else self.document(package)
        held = "CFItems" if collection == "CFItemAssociations" else collection
        if (held, identifier) not in self.owned:
            raise Refused("404 Not Found", "unknownobject", "Unknown Object")
        one, package = self.owned[held, identifier]
        if collection == "CFItemAssociations":
            return {"CFItem": standalone(one, package), "CFAssociations": self.associations(identifier)}
        if collection in SETS:
            return {collection: [one, *below(one, package["CFDefinitions"][collection])]}
        return one if collection in PLAIN else standalone(one, package)

    def document(self, package: Json) -> Json:
        document = package["CFDocument"]
        uri = f"{HOST}/ims/case/{self.segment}/CFPackages/{document['identifier']}"
        return {**document, "CFPackageURI": {**link(document), "uri": uri}}

    def associations(self, identifier: str) -> list[Json]:
        found: dict[str, Json] = {}
        for (collection, own), (one, _) in self.owned.items():
            ends = (one[end]["identifier"] for end in ("originNodeURI", "destinationNodeURI") if end in one)
            if collection == "CFAssociations" and identifier in ends:
                found[own] = one
        return list(found.values())


def standalone(one: Json, package: Json) -> Json:
    return {**one, "CFDocumentURI": link(package["CFDocument"])}


def link(target: Json) -> Json:
    return {name: target[name] for name in ("title", "identifier", "uri")}


def below(one: Json, all: Iterable[Json]) -> list[Json]:
    return [other for other in all if other["hierarchyCode"].startswith(one["hierarchyCode"] + ".")]


def description() -> Json:
    """What is offered, as OpenAPI 3.0. No argument is listed, since none is heeded."""
    answers = {"200": {"description": "What was asked for.", "content": {"application/json": {}}}}
    parameter = {"name": "sourcedId", "in": "path", "required": True, "schema": {"type": "string"}}
    collections = ("CFDocuments", "CFPackages", "CFItems", "CFItemAssociations", "CFAssociations", *SETS, *PLAIN)
    paths: Json = {"/CFDocuments": {"get": {"operationId": "getAllCFDocuments", "responses": answers}}}
    for name in collections:
        operation = "getCFItemAssociations" if name == "CFItemAssociations" else f"get{name.removesuffix('s')}"
        paths[f"/{name}/{{sourcedId}}"] = {
            "parameters": [parameter],
            "get": {"operationId": operation, "responses": answers},
        }
    return {
        "openapi": "3.0.3",
        "info": {"title": "A minimal CASE 1.1 provider", "version": "1"},
        "servers": [{"url": f"{HOST}/ims/case/v1p1"}],
        "paths": paths,
    }


class Application:
    """Both versions as one WSGI application."""

    def __init__(self, folder: Path) -> None:
        self.providers = {segment: Provider(folder, segment) for segment in FILES}

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        headers = [("Content-Type", "application/json")]
        found = re.fullmatch(r"/ims/case/(v1p[01])/(.*)", path)
        try:
            if not found:
                raise Refused("404 Not Found", "unknownobject", "Unknown Object")
            if method not in ("GET", "HEAD"):
                headers.append(("Allow", "GET, HEAD"))
                raise Refused("405 Method Not Allowed", "", "Unsupported operation")
            status, told = "200 OK", self.providers[found[1]].answer(found[2])
        except Refused as refused:
            status, told = refused.status, status_info(refused)
        body = json.dumps(told).encode()
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [] if method == "HEAD" else [body]


def status_info(refused: Refused) -> Json:
    told: Json = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": str(refused),
    }
    if refused.token:
        field = {"imsx_codeMinorFieldName": "minimal provider", "imsx_codeMinorFieldValue": refused.token}
        told["imsx_codeMinor"] = {"imsx_codeMinorField": [field]}
    return told

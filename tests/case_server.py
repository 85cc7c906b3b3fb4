"""A CASE server in process, and the judge's word on its answers: what the tests of the API share."""

from collections.abc import Mapping
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask
from werkzeug.test import TestResponse

from fairmark.fixtures import frameworks
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.importing.importer import How, import_source
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.validators.core.profile import profile_named
from fairmark.validators.judge import Options, validate_sources
from fairmark.validators.readers.source import of_bytes

BASE = "https://case.example.org"
SEGMENTS = {"1.0": "v1p0", "1.1": "v1p1"}
VERSIONS = ("1.0", "1.1")
DOCUMENT = "5bb16269-9b6e-5f20-bd8b-c5f85f017fd6"  # that of `sample`
NOBODY = "6ba7b810-9dad-41d1-80b4-00c04fd430c8"  # what nothing in it is called

KINDS = {
    "CFDocuments": "case-document",
    "CFPackages": "case-package",
    "CFItems": "case-item",
    "CFItemAssociations": "case-association-set",
    "CFAssociations": "case-association",
    "CFAssociationGroupings": "case-association-grouping",
    "CFConcepts": "case-concept-set",
    "CFSubjects": "case-subject-set",
    "CFItemTypes": "case-item-type-set",
    "CFLicenses": "case-license",
    "CFRubrics": "case-rubric",
}
"""Collection in the path to the kind of input that its answer is for the judge."""


class Server:
    """A server over the store that is given, or over an empty one in the folder that is given."""

    def __init__(self, place: Store | Path, **settings: Any) -> None:
        self.store = place if isinstance(place, Store) else _empty_store(place)
        self.context = Context(Settings(**{"public_url": BASE, **settings}), self.store)
        self.app: Flask = create_app(self.context)
        self._client = self.app.test_client()

    def holding(self, package: Mapping[str, Any]) -> str:
        """Import the package and give its identifier."""
        source = of_bytes("test.json", json.dumps(package).encode())
        outcome = import_source(self.store, source, How(lenient=False, own_base=self.context.settings.base_url))
        assert outcome.identifier, outcome.refusal
        return outcome.identifier

    def ask(self, path: str, method: str = "GET", base: str = BASE, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.open(path, method=method, base_url=base, headers=named)

    def case(self, version: str, path: str, method: str = "GET", **headers: str) -> TestResponse:
        """Ask the CASE provider of that version for what lies at `path` below its base."""
        return self.ask(f"/ims/case/{SEGMENTS[version]}/{path}", method, **headers)

    def documents(self, version: str = "1.1", **arguments: Any) -> TestResponse:
        query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in arguments.items())
        return self.case(version, f"CFDocuments?{query}" if query else "CFDocuments")


def _empty_store(folder: Path) -> Store:
    engine = open_database(f"sqlite:///{(folder / 'fairmark.db').as_posix()}")
    upgrade(engine)
    return Store(engine)


def sample(name: str = "reading-continuum-1.1") -> dict[str, Any]:
    """A sample framework that ships with Fairmark, as a CASE package."""
    package: dict[str, Any] = json.loads(frameworks()[name].read_text("utf-8"))
    return package


def small(number: int, **members: Any) -> dict[str, Any]:
    """A framework of one item."""
    identifier, item, association = (f"{number:08x}-0000-4000-8000-{kind:012x}" for kind in (1, 2, 3))
    base = "https://publisher.example.org/ims/case/v1p1"
    document = {
        "identifier": identifier,
        "uri": f"{base}/CFDocuments/{identifier}",
        "creator": "Test",
        "title": f"Framework {number}",
        "lastChangeDateTime": "2026-01-01T00:00:00Z",
        **members,
    }
    ends = {
        "originNodeURI": {"title": "Read.", "identifier": item, "uri": f"{base}/CFItems/{item}"},
        "destinationNodeURI": {"title": document["title"], "identifier": identifier, "uri": document["uri"]},
    }
    changed = {"lastChangeDateTime": "2026-01-01T00:00:00Z"}
    return {
        "CFDocument": document,
        "CFItems": [{"identifier": item, "uri": f"{base}/CFItems/{item}", "fullStatement": "Read.", **changed}],
        "CFAssociations": [
            {
                "identifier": association,
                "uri": f"{base}/CFAssociations/{association}",
                "associationType": "isChildOf",
                **ends,
                **changed,
            }
        ],
    }


def addresses(package: Mapping[str, Any]) -> list[str]:
    """The addresses, below the base path, of all that a provider serves of a package."""
    document = package["CFDocument"]["identifier"]
    found = [f"CFDocuments/{document}", f"CFPackages/{document}"]
    lists = {"CFItems", "CFAssociations", "CFRubrics"} & package.keys()
    for name, objects in [*((name, package[name]) for name in sorted(lists)), *package["CFDefinitions"].items()]:
        found += [f"{name}/{one['identifier']}" for one in objects]
    return found + [f"CFItemAssociations/{item['identifier']}" for item in package["CFItems"]]


def judged(body: bytes, path: str, version: str, kind: str) -> dict[str, str]:
    """What the judge finds in an answer, above info: rule id to severity."""
    options = Options(profile=profile_named(f"case-{version}"), kind=kind)
    report = validate_sources([of_bytes(path, body, served=path)], options)
    assert not report.faults
    assert report.inputs[0].kind == kind
    return {g.rule.id: g.severity.value for g in report.findings if g.severity.value != "info"}


def refusal(answer: TestResponse) -> tuple[int, str]:
    """Status and codeMinor token of a refusal ("" for none), whose body is held against the judge."""
    path = answer.request.path
    version = "1.0" if "/v1p0" in path else "1.1"
    assert answer.content_type == "application/json"
    assert judged(answer.data, path, version, "case-status-info") == {}
    status = answer.get_json()
    assert (status["imsx_codeMajor"], status["imsx_severity"]) == ("failure", "error")
    fields = status.get("imsx_codeMinor", {}).get("imsx_codeMinorField", [])
    assert all(field["imsx_codeMinorFieldName"] == "fairmark" for field in fields)
    return answer.status_code, "".join(field["imsx_codeMinorFieldValue"] for field in fields)

"""The administrator's API: import with all its answers, lists, deletion; nothing without a token; problem details."""

import json
from typing import Any

from case_server import sample
from flask import Flask
from jsonschema import Draft202012Validator
import pytest
from werkzeug.test import TestResponse

from fairmark.schemas import load
from fairmark.server.admin import imports
from fairmark.server.admin.api import ADMIN
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.database import Busy
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens

BASE = "https://case.example.org"
SCHEMA = load("admin/admin-v1.schema.json")
PROBLEM = load("problem/problem-rfc9457.schema.json")


class Admin:
    """A server with a store of its own, and who talks to its administrator's API."""

    def __init__(self, store: Store, **settings: Any) -> None:
        self.store = store
        tokens = Tokens(store.engine)
        scopes = {"importer": "frameworks.write", "administrator": "admin", "reader": "frameworks.read"}
        self.tokens = {name: issue(tokens, name, frozenset({scope})) for name, scope in scopes.items()}
        self.app: Flask = create_app(Context(Settings(public_url=BASE, **settings), self.store), apis=(ADMIN,))

    def ask(
        self, method: str, path: str, body: Any = b"", who: str = "importer", content_type: str = "application/json"
    ) -> TestResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        client = self.app.test_client()
        return client.open(
            f"/admin/v1{path}", method=method, base_url=BASE, headers=headers, data=data, content_type=content_type
        )

    def send(self, package: Any, query: str = "") -> TestResponse:
        return self.ask("POST", f"/imports{query}", package)


@pytest.fixture
def admin(store: Store) -> Admin:
    """A server over a database of each kind in turn."""
    return Admin(store)


@pytest.fixture
def package() -> dict[str, Any]:
    return sample()


def body_of(answer: TestResponse, definition: str) -> dict[str, Any]:
    """The answer's JSON, held against its schema."""
    found: dict[str, Any] = answer.get_json()
    Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{definition}"}).validate(found)
    return found


def problem_of(answer: TestResponse, status: int) -> str:
    """The detail of problem details."""
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    found: dict[str, Any] = json.loads(answer.data)
    Draft202012Validator({**PROBLEM, "$ref": "#/$defs/Problem"}).validate(found)
    assert found["status"] == status
    detail: str = found["detail"]
    return detail


def broken(package: dict[str, Any]) -> dict[str, Any]:
    """The package with an item that nothing can mend: it says nothing."""
    del package["CFItems"][0]["fullStatement"]
    return package


# -- import ----------------------------------------------------------------------------------------------------------


def test_a_new_framework_is_stored_and_served(admin: Admin, package: dict[str, Any]) -> None:
    answer = admin.send(package, "?source=reading.json")
    assert answer.status_code == 201
    told = body_of(answer, "Import")
    identifier = package["CFDocument"]["identifier"]
    assert (told["outcome"], told["framework"], told["version"]) == ("stored", identifier, 1)
    assert told["source"] == "reading.json"
    assert answer.headers["Location"] == f"{BASE}/admin/v1/frameworks/{identifier}"
    assert answer.headers["Cache-Control"] == "no-store"
    served = admin.app.test_client().get(f"/ims/case/v1p1/CFPackages/{identifier}", base_url=BASE)
    assert served.get_json() == package


def test_the_same_again_changes_nothing(admin: Admin, package: dict[str, Any]) -> None:
    assert admin.send(package).status_code == 201
    answer = admin.send(package)
    assert answer.status_code == 200
    assert body_of(answer, "Import")["outcome"] == "unchanged"
    assert len(admin.store.versions(package["CFDocument"]["identifier"])) == 1


@pytest.mark.parametrize("query", ["?dry-run", "?dry-run=true", "?dry-run=1&mode=strict"])
def test_a_dry_run_says_what_would_change_and_stores_nothing(admin: Admin, package: dict[str, Any], query: str) -> None:
    admin.send(package)
    old = package["CFItems"][0]["fullStatement"]
    package["CFItems"][0]["fullStatement"] = "Another statement."
    answer = admin.send(package, query)
    assert answer.status_code == 200
    told = body_of(answer, "Import")
    assert (told["outcome"], told["version"]) == ("planned", 2)
    assert told["changes"]["changed"] == {"CFItem": 1}
    assert told["changes"]["fields"] == {"CFItem.fullStatement": 1}
    assert len(admin.store.versions(told["framework"])) == 1
    assert old in admin.store.members(told["framework"], "CFItem")[0].body.decode()


def test_strict_refuses_with_the_findings_and_stores_nothing(admin: Admin, package: dict[str, Any]) -> None:
    answer = admin.send(broken(package), "?mode=strict")
    assert answer.content_type == "application/problem+json"
    told = body_of(answer, "RefusedImport")
    assert told["import"]["outcome"] == "refused"
    assert told["import"]["findings"]["counts"]["error"] >= 1
    assert told["detail"].startswith("Refused, nothing was stored: ")
    assert admin.store.frameworks() == []


def test_lenient_names_each_repair_and_is_what_happens_unless_told_otherwise(
    admin: Admin, package: dict[str, Any]
) -> None:
    package["CFItems"][0]["notes"] = None  # an absent member, as some systems write it
    assert admin.send(package, "?mode=strict").status_code == 422
    answer = admin.send(package)
    assert answer.status_code == 201
    told = body_of(answer, "Import")
    assert told["mode"] == "lenient"
    assert [(repair["rule"], repair["count"]) for repair in told["repairs"]] == [("CASE-PKG-005", 1)]
    versions = body_of(admin.ask("GET", f"/frameworks/{told['framework']}"), "FrameworkVersions")["versions"]
    assert [repair["rule"] for repair in versions[0]["repairs"]] == ["CASE-PKG-005"]


def test_a_package_of_case_1_0_is_taken(admin: Admin) -> None:
    answer = admin.send(sample("reading-continuum-1.0"), "?mode=strict")
    assert body_of(answer, "Import")["caseVersion"] == "1.0"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?mode=loose", "mode"),
        ("?dry-run=perhaps", "dry-run"),
        ("?source=", "source"),
        ("?source=a%0Ab", "source"),
        ("?source=a%0A", "source"),
        ("?mode=strict&mode=lenient", "mode"),
    ],
)
def test_a_wrong_argument_is_named(admin: Admin, package: dict[str, Any], query: str, field: str) -> None:
    answer = admin.send(package, query)
    assert problem_of(answer, 400).startswith(f"{field}")
    assert answer.get_json(force=True)["field"] == field
    assert admin.store.frameworks() == []


@pytest.mark.parametrize("query", ["?dry_run", "?dryrun=true", "?Dry-Run", "?dry-run&x=1"])
def test_a_misspelt_dry_run_is_no_import(admin: Admin, package: dict[str, Any], query: str) -> None:
    assert "dry-run, mode, source" in problem_of(admin.send(package, query), 400)
    assert admin.store.frameworks() == []


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\x00",
        b"[]",
        b"null",
        b"1",
        b'{"CFDocument": 1}',
        b"\xff\xfe{}",
        b'{"a": 1, "a": 2}',
        b"PK\x03\x04" + b"0" * 40,
        b"[" * 5_000 + b"]" * 5_000,
        b'{"CFDocument": {"identifier": "\\ud800"}}',
        b"1e999",
        b"-",
        b'{"x": ' + b"9" * 5_000 + b"}",
    ],
)
@pytest.mark.parametrize("mode", ["strict", "lenient"])
def test_what_is_no_package_is_refused_and_never_our_fault(admin: Admin, body: bytes, mode: str) -> None:
    answer = admin.send(body, f"?mode={mode}")
    assert answer.status_code == 422
    assert body_of(answer, "RefusedImport")["import"]["findings"]["faults"] == []
    assert admin.store.frameworks() == []


@pytest.mark.parametrize("body", [b"", b"  \n"])
def test_without_a_body_the_answer_says_what_to_send(admin: Admin, body: bytes) -> None:
    assert problem_of(admin.send(body), 400) == "Send the package as the body."


@pytest.mark.parametrize("kind", ["text/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_other_forms_than_json_are_refused(admin: Admin, package: dict[str, Any], kind: str) -> None:
    problem_of(admin.ask("POST", "/imports", package, content_type=kind), 415)


def test_a_body_beyond_the_limit_is_refused(sqlite_store: Store, package: dict[str, Any]) -> None:
    admin = Admin(sqlite_store, upload_bytes=1_000)
    problem_of(admin.send(package), 413)
    assert admin.store.frameworks() == []


def test_who_comes_while_another_import_runs_is_told_when_to_come_again(
    admin: Admin, package: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any) -> None:
        raise Busy

    monkeypatch.setattr(imports, "import_source", busy)
    answer = admin.send(package)
    assert problem_of(answer, 503) == "Another import is under way; nothing was changed."
    assert answer.headers["Retry-After"] == "60"


# -- frameworks ------------------------------------------------------------------------------------------------------


def test_frameworks_are_listed_with_their_versions(admin: Admin, package: dict[str, Any]) -> None:
    assert body_of(admin.ask("GET", "/frameworks"), "Frameworks") == {"frameworks": []}
    admin.send(package, "?source=first.json")
    package["CFDocument"]["title"] = "Reading, revised"
    admin.send(package, "?source=second.json")
    (listed,) = body_of(admin.ask("GET", "/frameworks"), "Frameworks")["frameworks"]
    assert (listed["title"], listed["version"]) == ("Reading, revised", 2)
    told = body_of(admin.ask("GET", f"/frameworks/{listed['identifier']}"), "FrameworkVersions")
    assert [(one["version"], one["source"]) for one in told["versions"]] == [(2, "second.json"), (1, "first.json")]
    assert told["versions"][0]["items"] == len(package["CFItems"])


def test_a_deleted_framework_is_gone_everywhere(admin: Admin, package: dict[str, Any]) -> None:
    path = f"/frameworks/{admin.send(package).get_json()['framework']}"
    answer = admin.ask("DELETE", path)
    assert (answer.status_code, answer.data) == (204, b"")
    problem_of(admin.ask("GET", path), 404)
    problem_of(admin.ask("DELETE", path), 404)
    assert body_of(admin.ask("GET", "/frameworks"), "Frameworks") == {"frameworks": []}
    item = package["CFItems"][0]["identifier"]
    assert admin.app.test_client().get(f"/ims/case/v1p1/CFItems/{item}", base_url=BASE).status_code == 404


@pytest.mark.parametrize("name", ["nobody", "%00", "..%2F..", "' OR 1=1 --", "x" * 3_000])
def test_an_identifier_that_there_is_not_is_unknown(admin: Admin, name: str) -> None:
    problem_of(admin.ask("GET", f"/frameworks/{name}"), 404)
    problem_of(admin.ask("DELETE", f"/frameworks/{name}"), 404)


# -- tokens ----------------------------------------------------------------------------------------------------------

OPERATIONS = [(route.method, route.path.replace("{identifier}", "x")) for route in ADMIN.routes]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_operation_answers_without_a_token_that_may(admin: Admin, method: str, path: str) -> None:
    answer = admin.ask(method, path, sample(), who="")
    problem_of(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    answer = admin.ask(method, path, sample(), who="reader")
    problem_of(answer, 403)
    assert 'scope="frameworks.write"' in answer.headers["WWW-Authenticate"]
    assert admin.store.frameworks() == []


def test_an_administrator_may_import(admin: Admin, package: dict[str, Any]) -> None:
    assert admin.ask("POST", "/imports", package, who="administrator").status_code == 201


def test_a_token_in_the_query_is_none(admin: Admin) -> None:
    problem_of(admin.ask("GET", f"/frameworks?access_token={admin.tokens['administrator']}", who=""), 401)


def test_pages_of_other_origins_cannot_read_the_answers(admin: Admin) -> None:
    answer = admin.ask("GET", "/frameworks")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_other_methods_are_refused_with_those_that_there_are(admin: Admin) -> None:
    answer = admin.ask("PUT", "/imports")
    problem_of(answer, 405)
    assert answer.headers["Allow"] == "OPTIONS, POST"


def test_the_description_says_which_operations_need_a_token(admin: Admin) -> None:
    described = admin.app.test_client().get("/openapi.json", base_url=BASE).get_json()
    scheme = described["components"]["securitySchemes"]["token"]
    assert scheme == {"type": "http", "scheme": "bearer"}
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert ("security" in operation) is path.startswith("/admin/v1/")

"""A server of the gradebook service over what the learning API has recorded."""

from pathlib import Path
from typing import Any

from case_server import BASE, sample
from databases import database_of
from flask import Flask
from flask.testing import FlaskClient
import pytest

from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.learning.routes import SCL
from fairmark.server.oneroster.routes import GRADEBOOK_API
from fairmark.server.oneroster.scopes import CORE
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.rules.shape import by_gate
from learning_api import Learning, put

Json = dict[str, Any]

SCHEMA = "oneroster/oneroster-gradebook-v1p2.schema.json"
SINGLE = {"categories": "category", "lineItems": "lineItem", "results": "result", "scoreScales": "scoreScale"}


class Book:
    """The gradebook as a client with a token sees it."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self._token = token

    def ask(self, path: str, **query: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        at = f"/ims/oneroster/gradebook/v1p2/{path}"
        return self._client.get(at, query_string=query, headers=headers, base_url=BASE)

    def all(self, path: str, **query: Any) -> list[Json]:
        """The records of a page, which are what the schema says they are; each is the same by itself."""
        answer = self.ask(path, **query)
        assert answer.status_code == 200, answer.data
        name = path.rpartition("/")[2]
        body = answer.get_json()
        records: list[Json] = body[name]
        if "fields" not in query:
            assert by_gate(SCHEMA, f"{SINGLE[name][0].upper()}{SINGLE[name][1:]}Set", body) == []
            for record in records:
                assert self.one(name, record["sourcedId"]) == record
        return records

    def one(self, name: str, id: str, **query: Any) -> Json:
        answer = self.ask(f"{name}/{id}", **query)
        assert answer.status_code == 200, answer.data
        record: Json = answer.get_json()[SINGLE[name]]
        return record

    def refused(self, path: str, **query: Any) -> tuple[int, str]:
        """Status and token of a refusal, which has the form of the standard."""
        answer = self.ask(path, **query)
        body = answer.get_json()
        assert by_gate(SCHEMA, "imsx_StatusInfo", body) == []
        fields = body.get("imsx_CodeMinor", {}).get("imsx_codeMinorField", [])
        return answer.status_code, "".join(field["imsx_codeMinorFieldValue"] for field in fields)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLite, where a test does not ask for both."""
    return database_of(request, tmp_path)


@pytest.fixture
def app(store: Store) -> Flask:
    put(store, sample())
    return create_app(Context(Settings(public_url=BASE), store), apis=(SCL, GRADEBOOK_API))


@pytest.fixture
def learning(store: Store, client: FlaskClient) -> Learning:
    return Learning(client, issue(Tokens(store.engine), "story", frozenset({"scl.write", "scl.read"})))


@pytest.fixture
def book(store: Store, client: FlaskClient) -> Book:
    return Book(client, issue(Tokens(store.engine), "grades", frozenset({CORE})))

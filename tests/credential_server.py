"""A credential host in process with a person and their token: what the tests of the host share."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import UTC, datetime
import json
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from credential_twins import samples, signing
from fairmark.schemas.credentials import ACCEPTED
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.credentials.about import ABOUT_PAGES
from fairmark.server.credentials.edition import OB, Edition
from fairmark.server.credentials.refusals import TOKENS
from fairmark.server.credentials.routes import credential_apis
from fairmark.server.oauth.scopes import PERSONAL
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.people import People, Person
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.rules.shape import accepts

BASE = "https://host.example.org"
JSON = "application/json"
TEXT = "text/plain"


class CredentialServer:
    """A host over that store. Its people cannot log in: what they would grant, their tokens carry."""

    def __init__(self, store: Store, base: str = BASE) -> None:
        self.store = store
        self.base = base
        self.app: Flask = create_app(Context(Settings(public_url=base), store), apis=(*credential_apis(), ABOUT_PAGES))
        self.learner = self.person("ada")
        self.token = self.token_of(self.learner)
        self._client = self.app.test_client()

    def person(self, login: str) -> Person:
        made = Person(f"person-{login}", login, login.title(), "", datetime(2026, 1, 1, tzinfo=UTC))
        People(self.store.engine).add(made)
        return made

    def token_of(self, person: Person, scopes: Iterable[str] = PERSONAL, name: str = "") -> str:
        given = frozenset(scopes)
        return issue(Tokens(self.store.engine), name or f"wallet of {person.login}", given, person=person.id)

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        edition: Edition = OB,
        by: str | None = None,
        body: bytes | str = b"",
        **headers: str,
    ) -> TestResponse:
        """Ask the service by that standard for what lies at `path` below its base, by that token; "" for none."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if by != "":
            named["Authorization"] = f"Bearer {by or self.token}"
        return self._client.open(edition.base + path, method=method, base_url=self.base, data=body, headers=named)

    def upsert(
        self, body: bytes | str, media_type: str = JSON, *, edition: Edition = OB, by: str | None = None
    ) -> TestResponse:
        return self.ask("/credentials", "POST", edition=edition, by=by, body=body, Content_Type=media_type)

    def credentials(self, query: str = "", *, edition: Edition = OB, by: str | None = None) -> dict[str, Any]:
        """The answer of getCredentials, which is held against its schema."""
        answer = self.ask(f"/credentials{query}", edition=edition, by=by)
        assert (answer.status_code, answer.content_type) == (200, JSON)
        found: dict[str, Any] = json.loads(answer.data)
        assert accepts(ACCEPTED["2.0"], edition.response, found)
        return found


def badge(number: int = 1, **members: Any) -> dict[str, Any]:
    """A signed badge; equal numbers are the same credential."""
    return signing.embedded({**samples.badge(number), **members})


def record() -> dict[str, Any]:
    """A signed CLR."""
    return signing.embedded(samples.record())


def token_badge(number: int = 1, **members: Any) -> str:
    """A badge as VC-JWT."""
    return signing.as_jwt({**samples.badge(number), **members})


def text_of(credential: Mapping[str, Any]) -> bytes:
    """The credential in a spelling that no serialiser of ours has: what comes back must be the same bytes."""
    return json.dumps(credential, indent=3, ensure_ascii=True).replace("/", "\\/").encode() + b"\n"


def changed(credential: Mapping[str, Any], **members: Any) -> dict[str, Any]:
    """The credential with members that its signature does not fit."""
    return {**deepcopy(dict(credential)), **members}


def refusal(answer: TestResponse) -> tuple[int, str]:
    """Status and code of a refusal, whose body is held against its schema and whose codes must belong together."""
    assert answer.content_type == JSON
    said = json.loads(answer.data)
    assert accepts(ACCEPTED["2.0"], "Imsx_StatusInfo", said)
    (field,) = said["imsx_codeMinor"]["imsx_codeMinorField"]
    code = field["imsx_codeMinorFieldValue"]
    assert field["imsx_codeMinorFieldName"] == "TargetEndSystem"
    assert said["imsx_codeMajor"] == "failure"
    assert said["imsx_severity"] == ("status" if code == "not_found" else "error")
    assert code == TOKENS.get(answer.status_code, "unknown")
    return answer.status_code, code

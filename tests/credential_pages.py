"""The page that reads a credential, asked as a browser asks: what it says, in words to compare."""

import io
import json
import re
from typing import Any

from case_server import sample
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from conftest import ROOT
from fairmark.server import web
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.settings import Settings
from fairmark.server.storage.store import Store

TWINS = ROOT / "fixtures" / "credentials"
READING = sample()
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # 1 by 1


def client_of(store: Store, **settings: Any) -> FlaskClient:
    return create_app(
        Context(Settings(public_url="http://localhost", **settings), store), pages=[web.mount]
    ).test_client()


def send(client: FlaskClient, data: bytes, name: str = "badge.json", **more: str) -> TestResponse:
    return client.post("/credential", data={"file": (io.BytesIO(data), name), **more}, headers={"Accept": "text/html"})


def page_of(client: FlaskClient, credential: Any, **more: str) -> str:
    data = credential.encode() if isinstance(credential, str) else json.dumps(credential).encode()
    answer = send(client, data, **more)
    assert answer.status_code == 200, answer.text
    return answer.text


def title(text: str) -> str:
    found = re.search(r"<title>([^:<]*)", text)
    assert found
    return found[1]


def points(text: str) -> dict[str, str]:
    """Name of each point of the first verdict to its outcome, as a word of the page."""
    box = text[text.index('<dl class="points">') : text.index("</dl>", text.index('<dl class="points">'))]
    return dict(re.findall(r'<dt>([^<]+)</dt><dd class="outcome">([^<]+)</dd>', box))


def twin(rule: str, name: str) -> str:
    return (TWINS / rule / name).read_text("utf-8")

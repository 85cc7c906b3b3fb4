"""What the page refuses, what its answer may load, and that nothing is stored or logged."""

import io
import json
import logging
from pathlib import Path
import re

from flask.testing import FlaskClient
import pytest
from sqlalchemy import func, select

from credential_pages import PIXEL, READING, client_of, page_of, send
from credential_twins import samples, signing
from fairmark.server.storage.database import reading
from fairmark.server.storage.store import Store
from fairmark.server.storage.tables import metadata
from fairmark.server.web.credentials_reading import LARGEST


def test_what_is_too_large_is_refused(client: FlaskClient, store: Store) -> None:
    for data in ({"file": (io.BytesIO(b" " * 10_000_000), "big.json")}, {"text": " " * (LARGEST + 200_000)}):
        answer = client.post("/credential", data=data, headers={"Accept": "text/html"})
        assert answer.status_code == 413
        assert "8 MB at most" in answer.text
    assert send(client_of(store, upload_bytes=50_000), b" " * 60_000).status_code == 413


def test_nothing_given_and_forms_of_other_sites_are_refused(client: FlaskClient) -> None:
    assert client.post("/credential", data={"text": "  "}).status_code == 400
    answer = client.post("/credential", data={"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_the_answer_may_show_pictures_of_its_own_and_nothing_else_from_anywhere(client: FlaskClient) -> None:
    badge = samples.badge()
    badge["image"] = {"id": f"data:image/png;base64,{PIXEL}", "type": "Image", "caption": "A dot"}
    answer = send(client, json.dumps(badge).encode())
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["img-src"] == "'self' data:"
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert f'<img class="picture" src="data:image/png;base64,{PIXEL}" alt="A dot">' in answer.text
    assert not re.search(r"<(link|script|img)[^>]+(href|src)=\"(?!/|data:image/png)", answer.text)
    badge["image"]["id"] = "https://valley.example/image.png"
    text = page_of(client, badge)
    assert "<img" not in text
    assert "not fetched" in text


def test_nothing_of_it_is_stored_or_logged(
    client: FlaskClient, store: Store, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    def rows() -> list[int | None]:
        with reading(store.engine) as connection:
            return [connection.scalar(select(func.count()).select_from(table)) for table in metadata.sorted_tables]

    before = rows()
    badge = samples.badge()
    badge["credentialSubject"]["identifier"] = [
        {"type": "IdentityObject", "hashed": False, "identityType": "name", "identityHash": "Maya Ortiz"}
    ]
    with caplog.at_level(logging.DEBUG):
        assert "Maya Ortiz" in page_of(client, signing.embedded(badge))
    assert rows() == before
    assert caplog.records
    logged = " ".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "Ortiz" not in logged
    assert "valley.example" not in logged


def test_a_credential_on_the_page_of_validation_is_led_here(client: FlaskClient) -> None:
    badge = json.dumps(signing.embedded(samples.badge())).encode()
    text = client.post("/validate", data={"file": (io.BytesIO(badge), "badge.json")}).text
    assert '<a href="/credential">' in text[text.index("<main") :]
    text = client.post("/validate", data={"file": (io.BytesIO(json.dumps(READING).encode()), "r.json")}).text
    assert '<a href="/credential">' not in text[text.index("<main") :]

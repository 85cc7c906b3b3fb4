"""What holds for every page: the policy, no markup that comes from data, and how long it may be kept."""

import re

from flask.testing import FlaskClient
import pytest

from page_frameworks import AT_HERE, BAD_ITEM, BROWSER, HERE, HOSTILE_AT, IDS, THERE, get

EVERY_PAGE = [
    "/",
    "/validate",
    "/credential",
    "/api",
    "/frameworks",
    AT_HERE,
    f"{AT_HERE}/items/{IDS['C']}",
    f"{AT_HERE}/outside",
    f"{AT_HERE}/search?q=statement",
    f"{AT_HERE}/crosswalks",
    f"{AT_HERE}/crosswalks/{THERE['CFDocument']['identifier']}",
    f"{AT_HERE}/rubrics/{HERE['CFRubrics'][0]['identifier']}",
    f"{AT_HERE}/below/{IDS['A']}",
    f"{AT_HERE}/loss/case-1.0",
    f"{AT_HERE}/loss/skos",
    f"{AT_HERE}/loss/ctdl-asn",
    HOSTILE_AT,
    f"{HOSTILE_AT}/items/{BAD_ITEM}",
    f"{HOSTILE_AT}/search?q=%3Cscript%3E",
    f"{HOSTILE_AT}/loss/skos",
]


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_every_page_keeps_to_the_policy(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    # Nothing inline that the policy would stop, and nothing from elsewhere.
    assert not re.search(r"<script(?! src=\"/static/)|<style|\son\w+=|\sstyle=", answer.text)
    assert not re.search(r"<(link|script|img)[^>]+(href|src)=\"(?!/)", answer.text)


@pytest.mark.parametrize("address", [a for a in EVERY_PAGE if a.startswith(HOSTILE_AT)])
def test_nothing_that_data_says_becomes_markup(client: FlaskClient, address: str) -> None:
    text = get(client, address)
    assert "alert(1)" in text or "search" in address  # it is there, as text
    assert "<script>" not in text
    assert "javascript:" not in "".join(re.findall(r'(?:href|src|action)="([^"]*)"', text))
    assert "\u202e" not in text


def test_assets_may_be_kept_for_ever_and_change_their_name_with_their_bytes(client: FlaskClient) -> None:
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', get(client, "/"))
    assert len(addresses) == 4
    for address in addresses:
        assert re.search(r"\.[0-9a-f]{12}\.(css|js|svg)$", address)
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/static/pages.000000000000.css").status_code == 404
    assert client.get("/static/..%2f__init__.py").status_code == 404


def test_a_page_is_not_sent_again_when_it_is_known(client: FlaskClient) -> None:
    first = client.get(AT_HERE)
    again = client.get(AT_HERE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")

"""Whatever a credential says, the page stays small and nothing becomes markup; pictures are what they say."""

from base64 import b64encode
from collections.abc import Callable
import re
from typing import Any
import zlib

from flask.testing import FlaskClient
import pytest

from credential_pages import PIXEL, page_of, send
from credential_twins import baking, samples, signing
from fairmark.server.web.credentials_pictures import picture_in, picture_of

HOSTILE = "</bdi><script>alert(1)</script>\"'&\u202e"


# -- hostile credentials ---------------------------------------------------------------------------------------------


def hostile() -> dict[str, Any]:
    """A badge that says dangerous things wherever it can say anything."""
    badge = samples.rubric_badge()
    badge["name"] = badge["description"] = HOSTILE
    badge["issuer"] |= {"name": HOSTILE, "url": "javascript:alert(1)", "email": HOSTILE}
    badge["image"] = {"id": "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=", "type": "Image", "caption": HOSTILE}
    badge["evidence"] = [{"id": "javascript:alert(1)", "type": ["Evidence"], "name": HOSTILE, "narrative": HOSTILE}]
    subject = badge["credentialSubject"]
    subject["identifier"] = [
        {"type": "IdentityObject", "hashed": False, "identityType": "name", "identityHash": HOSTILE}
    ]
    subject["achievement"] |= {"name": HOSTILE, "description": HOSTILE, "inLanguage": HOSTILE, "tag": [HOSTILE]}
    subject["achievement"]["criteria"] = {
        "id": "javascript:alert(1)",
        "narrative": f"[x](javascript:alert(1)) {HOSTILE}",
    }
    alignment = {
        "type": ["Alignment"],
        "targetName": HOSTILE,
        "targetUrl": "javascript:alert(1)",
        "targetCode": HOSTILE,
    }
    subject["achievement"]["alignment"] = [alignment] * 500
    subject["achievement"]["resultDescription"][0]["name"] = HOSTILE
    return badge


@pytest.mark.parametrize("sign", [signing.embedded, signing.as_jwt, signing.unsigned])
def test_nothing_that_a_credential_says_becomes_markup(client: FlaskClient, sign: Callable[[Any], Any]) -> None:
    text = page_of(client, sign(hostile()))
    assert "alert(1)" in text
    assert "<script>" not in text
    assert "\u202e" not in text
    assert "javascript:" not in "".join(re.findall(r'(?:href|src|action)="([^"]*)"', text))
    assert not re.search(r"<img[^>]+svg", text)
    assert "And 470 alignments more, not shown." in text
    assert len(text) < 150_000


def test_a_thousand_badges_in_a_record_stay_a_small_page(client: FlaskClient) -> None:
    record = samples.record()
    good = signing.embedded(samples.badge())
    record["credentialSubject"]["verifiableCredential"] = [good] * 999 + [{**good, "name": "The wrong one"}]
    text = page_of(client, signing.embedded(record))
    assert "999 of 1,000 credentials hold, 1 does not." in text
    assert "The wrong one" in text
    assert "And 900 credentials more, not shown." in text
    assert len(text) < 250_000


def test_depth_is_bounded(client: FlaskClient) -> None:
    deep = samples.badge()
    for number in range(12):
        deep = {**samples.badge(number), "endorsement": [deep]}
    assert len(page_of(client, deep)) < 150_000
    assert send(client, b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}").status_code == 200


@pytest.mark.parametrize("value", [None, True, 1, -1e300, "x", [], [1], {}, [[{}]], {"id": {}}, "\ud800"])
def test_whatever_stands_in_a_credential_makes_a_page(client: FlaskClient, value: Any) -> None:
    names = {**samples.badge(), "evidence": 0, "proof": 0, "endorsement": 0, "credentialStatus": 0, "image": 0}
    odd = dict.fromkeys(names, value) | {"@context": samples.badge()["@context"], "type": samples.badge()["type"]}
    page_of(client, odd)
    inside = samples.rubric_badge()
    inside["issuer"] = {"id": value, "name": value}
    inside["evidence"] = dict.fromkeys(("id", "name", "narrative", "genre"), value)
    achievement = dict.fromkeys(inside["credentialSubject"]["achievement"], value)
    achievement |= {"alignment": [{"targetUrl": value, "targetName": value}, value], "tag": value, "inLanguage": value}
    achievement["resultDescription"] = [{"id": "a", "rubricCriterionLevel": value, "requiredLevel": value}]
    inside["credentialSubject"] = {
        "id": value,
        "identifier": [value, {"identityHash": value, "identityType": value}],
        "achievement": achievement,
        "creditsEarned": value,
        "result": [{"resultDescription": "a", "achievedLevel": value, "value": value}, {"resultDescription": value}],
    }
    page_of(client, inside)


# -- pictures --------------------------------------------------------------------------------------------------------


def test_only_pictures_that_are_what_they_say_are_shown() -> None:
    assert picture_in(f"data:image/png;base64,{PIXEL}") == f"data:image/png;base64,{PIXEL}"
    assert picture_in("data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=") == ""
    assert picture_in(f"data:text/html;base64,{PIXEL}") == ""
    assert picture_in(f"data:image/png;base64,{b64encode(b'<script>').decode()}") == ""
    assert picture_in("https://a.example/image.png") == picture_in(None) == picture_in("data:image/png;base64,A") == ""
    assert picture_in("data:image/png;base64,PHN2\nZz48") == ""


def test_a_picture_that_unpacks_to_too_much_is_not_shown() -> None:
    def png(width: int, height: int) -> bytes:
        size = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
        return b"\x89PNG\r\n\x1a\n" + baking.chunk(b"IHDR", size) + baking.chunk(b"IDAT", zlib.compress(b""))

    assert picture_of(png(4_000, 4_000))
    assert picture_of(png(4_000, 4_001)) == ""
    assert picture_of(png(0, 10)) == ""
    assert picture_of(png(10, 10) + b" " * (512 << 10)) == ""


@pytest.mark.parametrize(("height", "width", "is_shown"), [(10, 20, True), (65_000, 65_000, False)])
def test_the_size_of_a_jpeg_is_found_in_its_frame(height: int, width: int, is_shown: bool) -> None:
    application = b"\xff\xe0\x00\x10JFIF" + bytes(10)
    frame = b"\xff\xc0\x00\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + bytes(10)
    picture = b"\xff\xd8" + application + frame + b"\xff\xda\x00\x02"
    assert picture_of(picture).startswith("data:image/jpeg;base64,") is is_shown
    assert picture_of(b"\xff\xd8\xff\xda\x00\x02" + frame) == ""

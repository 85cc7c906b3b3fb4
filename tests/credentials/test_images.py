"""Images in data: URIs: false alarms are guarded against more than misses."""

import base64

from credentials.verifying import found
import pytest

from credential_twins.images import JPEG, PNG, data_uri, personal, seal
from credential_twins.samples import badge
from credential_twins.signing import embedded

SVG = b'<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'


def told(uri: str, *, of_the_subject: bool = False) -> list[str]:
    document = badge()
    (personal if of_the_subject else seal)(uri)(document)
    return [each.message for each in found(embedded(document)) if each.rule.id == "OB-IMG-001"]


@pytest.mark.parametrize(
    "uri",
    [
        "https://valley.example/photo.jpg",
        data_uri("image/jpeg", JPEG),
        data_uri("image/webp", b"RIFF"),
        data_uri("image/svg+xml", SVG),
        data_uri("image/svg+xml;charset=utf-8", SVG),
        "data:image/svg+xml;utf8,%3Csvg%20xmlns='http://www.w3.org/2000/svg'/%3E",
        "DATA:image/png;base64," + base64.b64encode(PNG).decode().rstrip("="),
        data_uri("image/png", PNG).replace("+", "%2B").replace("=", "%3D"),
        "urn:example:image",
    ],
)
def test_images_that_are_fine(uri: str) -> None:
    assert not told(uri)


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        (data_uri("image/svg+xml", PNG), "expected image/svg+xml; found image/png"),
        (data_uri("image/png", b"<html>"), "expected image/png; found another type"),
        ("data:image/png;base64,*", "expected a data: URI with base64 (RFC 2397); found what cannot be decoded"),
        ("data:image/png", "expected a data: URI with base64 (RFC 2397); found what cannot be decoded"),
    ],
)
def test_images_that_are_not_what_they_say(uri: str, message: str) -> None:
    assert told(uri) == [message]


def test_the_image_of_a_subject_is_made_for_baking() -> None:
    assert not told(data_uri("image/svg+xml", SVG), of_the_subject=True)
    assert not told("https://valley.example/photo.jpg", of_the_subject=True)
    assert told(data_uri("image/jpeg", JPEG), of_the_subject=True)

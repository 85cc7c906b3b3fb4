"""Twins of OB-IMG."""

import base64

from credential_twins.recipe import Edit, Twins
from credential_twins.signing import Json

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)
JPEG = b"\xff\xd8\xff\xe0" + bytes(8)


def data_uri(media: str, content: bytes) -> str:
    return f"data:{media};base64,{base64.b64encode(content).decode()}"


def seal(uri: str) -> Edit:
    def edit(document: Json) -> None:
        document["credentialSubject"]["achievement"]["image"] = {"id": uri, "type": "Image"}

    return edit


def personal(uri: str) -> Edit:
    def edit(document: Json) -> None:
        document["credentialSubject"]["image"] = {"id": uri, "type": "Image"}

    return edit


TWINS = [
    Twins(rule="OB-IMG-001", good=seal(data_uri("image/png", PNG)), bad=seal(data_uri("image/png", JPEG))),
    Twins(
        rule="OB-IMG-001",
        name="subject",
        good=personal(data_uri("image/png", PNG)),
        bad=personal(data_uri("image/jpeg", JPEG)),
    ),
]

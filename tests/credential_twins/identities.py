"""Twins of OB-IDENT."""

import hashlib

from credential_twins.recipe import Edit, Twins
from credential_twins.signing import Json

EMAIL, OTHER = "learner@valley.example", "neighbour@valley.example"
SALT = "Kosher"
ASKED = {"recipient": f"emailAddress:{EMAIL}"}


def identity(document: Json) -> Json:
    inner: Json = document["credentialSubject"]["identifier"][0]
    return inner


def identify(document: Json) -> None:
    """Give the subject of a badge an e-mail address as it is."""
    document["credentialSubject"]["identifier"] = [
        {"type": "IdentityObject", "hashed": False, "identityHash": EMAIL, "identityType": "emailAddress"}
    ]


def identify_hashed(document: Json) -> None:
    """Give the subject of a badge a salted hash of its e-mail address."""
    identify(document)
    identity(document).update(hashed=True, identityHash=sha256(EMAIL), salt=SALT)


def sha256(address: str) -> str:
    return f"sha256${hashlib.sha256((address + SALT).encode()).hexdigest()}"


def hashed_with_md5(document: Json) -> None:
    digest = hashlib.md5((EMAIL + SALT).encode(), usedforsecurity=False).hexdigest()
    identity(document)["identityHash"] = f"md5${digest}"


def said(**changed: object) -> Edit:
    def edit(document: Json) -> None:
        identity(document).update(changed)

    return edit


def unsalted(document: Json) -> None:
    del identity(document)["salt"]


TWINS = [
    Twins(rule="OB-IDENT-001", good=identify_hashed, bad=said(identityHash=EMAIL)),
    Twins(rule="OB-IDENT-002", good=identify, bad=said(identityHash=sha256(EMAIL))),
    Twins(rule="OB-IDENT-002", name="salt", good=identify, bad=said(salt=SALT)),
    Twins(rule="OB-IDENT-003", good=identify_hashed, bad=hashed_with_md5),
    Twins(rule="OB-IDENT-003", name="salt", good=identify_hashed, bad=unsalted),
    Twins(rule="OB-IDENT-004", good=identify, bad=said(identityHash=OTHER), options=ASKED),
    Twins(
        rule="OB-IDENT-004",
        name="hashed",
        good=identify_hashed,
        bad=said(identityHash=sha256(OTHER)),
        options=ASKED,
    ),
]

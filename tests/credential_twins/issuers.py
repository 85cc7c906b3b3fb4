"""Twins of OB-ISSUER."""

from credential_twins.own_types import OWN, add_own_type, keep_own_type
from credential_twins.recipe import Twins
from credential_twins.signing import Json

ENTRY = {"type": "IdentifierEntry", "identifier": "0612345", "identifierType": "identifier"}
STATE = {"id": "https://state.example", "type": ["Profile"], "name": "State Department of Education"}


def without_id(document: Json) -> None:
    del document["issuer"]["id"]


def with_own_type(document: Json) -> None:
    add_own_type(document, document["issuer"], "Profile")


def of_own_type(document: Json) -> None:
    keep_own_type(document["issuer"])


def with_identifier(document: Json) -> None:
    document["issuer"]["otherIdentifier"] = [dict(ENTRY)]
    add_own_type(document, dict(ENTRY), "IdentifierEntry", "identifier", "identifierType")


def identifier_of_own_type(document: Json) -> None:
    document["issuer"]["otherIdentifier"][0]["type"] = OWN


def with_parent(document: Json) -> None:
    document["issuer"]["parentOrg"] = dict(STATE)
    add_own_type(document, document["issuer"]["parentOrg"], "Profile")


def parent_of_own_type(document: Json) -> None:
    keep_own_type(document["issuer"]["parentOrg"])


def with_page(document: Json) -> None:
    document["issuer"]["url"] = "https://valley.example/"


def without_page(document: Json) -> None:
    """An address that is refused without a look at the network."""
    document["issuer"]["url"] = "https://127.0.0.1/"


TWINS = [
    Twins(
        rule="OB-ISSUER-001",
        bad=without_id,
        expect={"bad": {"OB-PROOF-006": "a key cannot be the issuer's where no issuer is named"}},
    ),
    Twins(rule="OB-ISSUER-002", good=with_own_type, bad=of_own_type),
    Twins(rule="OB-ISSUER-003", good=with_identifier, bad=identifier_of_own_type),
    Twins(rule="OB-ISSUER-004", good=with_parent, bad=parent_of_own_type),
    Twins(
        rule="OB-ISSUER-005",
        good=with_page,
        bad=without_page,
        options={"online": True, "resources": "{folder}/resources.json"},
        others={"resources.json": {"https://valley.example/": "page.html"}, "page.html": "<title>Valley</title>"},
    ),
]

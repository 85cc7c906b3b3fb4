"""Twins of OB-REFRESH."""

from credential_twins.recipe import Edit, Twins
from credential_twins.samples import EXTENSIONS, badge
from credential_twins.signing import Json, embedded

SERVICE = "https://valley.example/refresh"


def refreshable(number: int = 1) -> Json:
    document = badge(number)
    return {**document, "@context": [*document["@context"], EXTENSIONS]}


def served_at(name: str) -> Edit:
    def change(document: Json) -> None:
        document["refreshService"] = {"id": f"{SERVICE}/{name}", "type": "1EdTechCredentialRefresh"}

    return change


NEWER = embedded({**refreshable(), "validFrom": "2026-06-15T12:00:00Z"})
ANOTHER = embedded(refreshable(2))
OTHERS: dict[str, Json | str | bytes] = {
    "resources.json": {f"{SERVICE}/1": "newer.json", f"{SERVICE}/2": "another.json"},
    "newer.json": NEWER,
    "another.json": ANOTHER,
}
OPTIONS = {"resources": "{folder}/resources.json"}

TWINS = [
    Twins(
        rule="OB-REFRESH-001",
        sample=refreshable,
        good=served_at("1"),
        bad=served_at("nowhere"),
        options=OPTIONS,
        others=OTHERS,
    ),
    Twins(
        rule="OB-REFRESH-002",
        sample=refreshable,
        good=served_at("1"),
        bad=served_at("2"),
        options=OPTIONS,
        others=OTHERS,
    ),
]

"""Twins of OB-SER."""

from credential_twins.recipe import Edit, Twins
from credential_twins.signing import Json

SEAL = "https://valley.example/seal.png"


def achievement_with(member: str, value: object) -> Edit:
    def edit(document: Json) -> None:
        document["credentialSubject"]["achievement"][member] = value

    return edit


TWINS = [
    Twins(
        rule="OB-SER-001",
        good=achievement_with("fieldOfStudy", "World languages"),
        bad=achievement_with("fieldOfStudy", None),
    ),
    Twins(rule="OB-SER-002", good=achievement_with("tag", ["languages"]), bad=achievement_with("tag", [])),
    Twins(rule="OB-SER-003", good=achievement_with("tag", ["languages"]), bad=achievement_with("tag", "languages")),
    Twins(
        rule="OB-SER-004",
        good=achievement_with("image", {"id": SEAL, "type": "Image"}),
        bad=achievement_with("image", SEAL),
    ),
]

"""Twins of OB-EVID."""

from credential_twins.own_types import add_own_type, keep_own_type
from credential_twins.recipe import Twins
from credential_twins.signing import Json


def with_evidence(document: Json) -> None:
    document["evidence"] = [
        {
            "id": "https://valley.example/evidence/7",
            "type": ["Evidence"],
            "name": "Capstone",
            "narrative": "A talk of ten minutes in Spanish, with questions.",
        }
    ]


def with_evidence_of_own_type(document: Json) -> None:
    with_evidence(document)
    add_own_type(document, document["evidence"][0], "Evidence")


def of_own_type_alone(document: Json) -> None:
    keep_own_type(document["evidence"][0])


def with_a_story(document: Json) -> None:
    with_evidence(document)
    del document["evidence"][0]["id"]


def with_a_name_alone(document: Json) -> None:
    del document["evidence"][0]["narrative"]


def with_the_work_inside(document: Json) -> None:
    document["evidence"][0]["id"] = "data:text/plain;base64,SG9sYSE="


TWINS = [
    Twins(rule="OB-EVID-001", good=with_evidence_of_own_type, bad=of_own_type_alone),
    Twins(rule="OB-EVID-002", good=with_a_story, bad=with_a_name_alone),
    Twins(rule="OB-EVID-003", good=with_evidence, bad=with_the_work_inside),
]

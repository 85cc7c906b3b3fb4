"""Twins of OB-ENUM."""

from credential_twins.alignments import align
from credential_twins.identities import identify
from credential_twins.recipe import Edit, Twins
from credential_twins.results import description, status_badge
from credential_twins.samples import rubric_badge
from credential_twins.signing import Json


def kind(value: str) -> Edit:
    def edit(document: Json) -> None:
        document["credentialSubject"]["achievement"]["achievementType"] = value

    return edit


def result_type(value: str) -> Edit:
    def edit(document: Json) -> None:
        description(document, 1)["resultType"] = value

    return edit


def without_spelling(document: Json) -> None:
    document["credentialSubject"]["result"][0]["status"] = "Complete"


def target_type(value: str) -> Edit:
    def edit(document: Json) -> None:
        document["credentialSubject"]["achievement"]["alignment"][0]["targetType"] = value

    return edit


def identity_type(value: str) -> Edit:
    def edit(document: Json) -> None:
        document["credentialSubject"]["identifier"][0]["identityType"] = value

    return edit


def issuer_number(document: Json) -> None:
    document["issuer"]["otherIdentifier"] = [
        {"type": "IdentifierEntry", "identifier": "0612345", "identifierType": "ext:NCES"}
    ]


def issuer_number_of_no_kind(document: Json) -> None:
    document["issuer"]["otherIdentifier"][0]["identifierType"] = "NCES"


TWINS = [
    Twins(rule="OB-ENUM-001", good=kind("Course"), bad=kind("course")),
    Twins(rule="OB-ENUM-001", name="loose", good=kind("ext:Seal"), bad=kind("fooext:Seal")),
    Twins(rule="OB-ENUM-002", sample=rubric_badge, good=result_type("ext:Points"), bad=result_type("Points")),
    Twins(rule="OB-ENUM-003", sample=status_badge, bad=without_spelling),
    Twins(rule="OB-ENUM-004", good=align, bad=target_type("CFDocument")),
    Twins(rule="OB-ENUM-005", good=identify, bad=identity_type("email")),
    Twins(rule="OB-ENUM-005", name="issuer", good=issuer_number, bad=issuer_number_of_no_kind),
]

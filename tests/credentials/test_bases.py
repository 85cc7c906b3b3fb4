"""The clauses that rules about credentials cite are those of the published text: class names keep their numbers.

The numbers are those of the Open Badges 3.0 document of 2025. CLR 2.0 has no public text with section numbers.
"""

import re

from conftest import ROOT
from fairmark.schemas.requirements import requirements
from fairmark.validators.catalogue import all_rules

IN_ORDER = [
    "Achievement",
    "AchievementCredential",
    "AchievementSubject",
    "Address",
    "Alignment",
    "Criteria",
    "EndorsementCredential",
    "EndorsementSubject",
    "Evidence",
    "GeoCoordinates",
    "IdentifierEntry",
    "IdentityObject",
    "Image",
    "Profile",
    "Related",
    "Result",
    "ResultDescription",
    "RubricCriterionLevel",
    "VerifiableCredential",
    "ProfileRef",
    "CredentialSchema",
    "CredentialStatus",
    "CredentialSubject",
    "Proof",
    "RefreshService",
    "TermsOfUse",
    "Context",
]
CLAUSES = {name: f"B.1.{number}" for number, name in enumerate(IN_ORDER, 1)} | {
    "Imsx_StatusInfo": "B.3.1",
    "Multikey": "B.6.1",
    "DateTimeZ": "B.7",
    "getCredentials": "6.2.2",
    "upsertCredential": "6.2.3",
    "getProfile": "6.2.4",
    "putProfile": "6.2.5",
    "getServiceDescription": "6.3.1",
    "Paging": "6.4",
}
CITED = re.compile(r"(?<!CLR )\b(?P<clause>(?:[A-E]|\d+)(?:\.\d+)+) (?P<name>[A-Za-z_]+)")
STANDARDS = ("OB", "CLR", "API")


def cited() -> dict[str, str]:
    """What is cited where: the basis of every rule, the clause of every requirement."""
    bases = {rule.id: rule.basis for standard in STANDARDS for rule in all_rules(standard)}
    return bases | {row.id: row.clause for standard in ("OB", "CLR") for row in requirements(standard)}


def test_names_stand_beside_their_own_numbers() -> None:
    wrong = {
        id: text
        for id, text in cited().items()
        for found in CITED.finditer(text)
        if found["name"] in CLAUSES and CLAUSES[found["name"]] != found["clause"]
    }
    assert not wrong


def test_the_numbers_are_looked_at() -> None:
    """A pattern that finds nothing would prove nothing."""
    named = {found["name"] for text in cited().values() for found in CITED.finditer(text)}
    assert len(named & CLAUSES.keys()) > 15


def test_no_section_of_clr_is_made_up() -> None:
    numbered = [id for id, text in cited().items() if re.search(r"CLR 2\.0 section \d", text)]
    assert not numbered
    assert "CLR 2.0 has no public" in (ROOT / "docs" / "status.md").read_text("utf-8")

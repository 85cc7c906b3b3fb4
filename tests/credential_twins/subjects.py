"""Twins of OB-SUBJ and CLR-SUBJ."""

from credential_twins.own_types import OWN, add_own_type, keep_own_type
from credential_twins.recipe import Twins
from credential_twins.samples import endorsement, record
from credential_twins.signing import Json

IDENTITY = {
    "type": "IdentityObject",
    "hashed": False,
    "identityHash": "0612345",
    "identityType": "identifier",
}


def with_own_type(document: Json) -> None:
    add_own_type(document, document["credentialSubject"], "AchievementSubject", "achievement")


def endorsement_with_own_type(document: Json) -> None:
    add_own_type(document, document["credentialSubject"], "EndorsementSubject", "endorsementComment")


def record_with_own_type(document: Json) -> None:
    terms = ("cred", "obi", "achievement", "verifiableCredential", "association")
    add_own_type(document, document["credentialSubject"], "ClrSubject", *terms)


def of_own_type(document: Json) -> None:
    keep_own_type(document["credentialSubject"])


def without_id(document: Json) -> None:
    del document["credentialSubject"]["id"]


def with_identifier(document: Json) -> None:
    document["credentialSubject"]["identifier"] = [dict(IDENTITY)]
    add_own_type(document, dict(IDENTITY), "IdentityObject", "hashed", "identityHash", "identityType")


def identifier_of_own_type(document: Json) -> None:
    document["credentialSubject"]["identifier"][0]["type"] = OWN


def with_source(document: Json) -> None:
    source = {"id": "https://college.example", "type": ["Profile"], "name": "Valley Community College"}
    document["credentialSubject"]["source"] = source
    add_own_type(document, source, "Profile")


def source_of_own_type(document: Json) -> None:
    keep_own_type(document["credentialSubject"]["source"])


TWINS = [
    Twins(rule="OB-SUBJ-001", good=with_own_type, bad=of_own_type),
    Twins(
        rule="OB-SUBJ-001",
        name="endorsement",
        sample=endorsement,
        good=endorsement_with_own_type,
        bad=of_own_type,
    ),
    Twins(rule="CLR-SUBJ-001", sample=record, good=record_with_own_type, bad=of_own_type),
    Twins(rule="OB-SUBJ-002", bad=without_id),
    Twins(rule="CLR-SUBJ-002", sample=record, bad=without_id),
    Twins(rule="OB-SUBJ-003", good=with_identifier, bad=identifier_of_own_type),
    Twins(rule="OB-SUBJ-004", good=with_source, bad=source_of_own_type),
]

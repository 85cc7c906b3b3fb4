"""Twins of OB-TYPE, CLR-TYPE, OB-VCDM and CLR-VCDM."""

from credential_twins.recipe import Twins
from credential_twins.samples import CLR, OB, endorsed_badge, record
from credential_twins.signing import Json

VC_1 = "https://www.w3.org/2018/credentials/v1"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"


def without_its_type(document: Json) -> None:
    document["type"] = ["VerifiableCredential"]


def without_type_of_the_endorsement(document: Json) -> None:
    without_its_type(document["credentialSubject"]["achievement"]["endorsement"][0])


def badge_of_the_old_model(document: Json) -> None:
    document["@context"] = [VC_1, OB, DATA_INTEGRITY]
    document["issuanceDate"] = document.pop("validFrom")


def record_of_the_old_model(document: Json) -> None:
    badge_of_the_old_model(document)
    document["@context"].insert(1, CLR)
    for inner in document["credentialSubject"]["verifiableCredential"]:
        badge_of_the_old_model(inner)


TWINS = [
    Twins(rule="OB-TYPE-001", bad=without_its_type),
    Twins(rule="OB-TYPE-001", name="endorsement", sample=endorsed_badge, bad=without_type_of_the_endorsement),
    Twins(rule="CLR-TYPE-001", sample=record, bad=without_its_type),
    Twins(rule="OB-VCDM-001", bad=badge_of_the_old_model),
    Twins(
        rule="CLR-VCDM-001",
        sample=record,
        bad=record_of_the_old_model,
        expect={"bad": {"OB-VCDM-001": "the contexts of the two models exclude each other, so its badges are old too"}},
    ),
]

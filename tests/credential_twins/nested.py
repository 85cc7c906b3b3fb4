"""Twins of CLR-VC-002 and -005."""

from credential_twins.keys import ISSUER_KEY
from credential_twins.recipe import Twins
from credential_twins.samples import record
from credential_twins.signing import Json, careless_proof, embedded, options_for, signed_inside


def renamed_inside(document: Json) -> None:
    """A badge in the record is changed after its issuer has signed it, and the record signed afterwards."""
    badges = document["credentialSubject"]["verifiableCredential"]
    badges[1] = {**embedded(badges[1]), "name": "Seal of Triliteracy"}


def signed_but_for_one(document: Json) -> Json:
    """The record is signed; of the badges in it, the second is not."""
    changed = signed_inside(document)
    del changed["credentialSubject"]["verifiableCredential"][1]["proof"]
    return {**changed, "proof": careless_proof(changed, options_for(ISSUER_KEY), ISSUER_KEY)}


def until_autumn(document: Json) -> None:
    document["credentialSubject"]["verifiableCredential"][1]["validUntil"] = "2026-09-30T00:00:00Z"


def lapsed(document: Json) -> None:
    document["credentialSubject"]["verifiableCredential"][1]["validUntil"] = "2026-06-30T00:00:00Z"


TWINS = [
    Twins(rule="CLR-VC-002", sample=record, bad=renamed_inside),
    Twins(rule="CLR-VC-002", name="unsigned", sample=record, sign_bad=signed_but_for_one),
    Twins(rule="CLR-VC-005", sample=record, good=until_autumn, bad=lapsed, options={"at": "2026-07-15T00:00:00Z"}),
]

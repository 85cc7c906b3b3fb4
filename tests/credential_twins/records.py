"""Twins of CLR-VC-001, -003, -004 and -006."""

from credential_twins.keys import did_key, ed25519_key
from credential_twins.recipe import Twins
from credential_twins.samples import record
from credential_twins.signing import Json

SOMEBODY_ELSE = did_key(ed25519_key(4))


def second(document: Json) -> Json:
    """The second badge of a record."""
    inner: Json = document["credentialSubject"]["verifiableCredential"][1]
    return inner


def without_associations(document: Json) -> None:
    del document["credentialSubject"]["association"]


def without_credentials(document: Json) -> None:
    del document["credentialSubject"]["verifiableCredential"]


def with_one_twice(document: Json) -> None:
    second(document)["id"] = document["credentialSubject"]["verifiableCredential"][0]["id"]


def with_somebody_elses(document: Json) -> None:
    second(document)["credentialSubject"]["id"] = SOMEBODY_ELSE


def with_one_of_no_kind(document: Json) -> None:
    second(document)["type"] = ["VerifiableCredential"]


TWINS = [
    Twins(rule="CLR-VC-001", sample=record, good=without_associations, bad=without_credentials),
    Twins(rule="CLR-VC-003", sample=record, bad=with_one_twice),
    Twins(rule="CLR-VC-004", sample=record, bad=with_somebody_elses),
    Twins(rule="CLR-VC-006", sample=record, bad=with_one_of_no_kind),
]

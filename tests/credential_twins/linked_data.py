"""Twins of OB-LD."""

from credential_twins.contexts import CAPSTONE, naming
from credential_twins.recipe import Twins
from credential_twins.samples import OB, VC, record
from credential_twins.signing import Json, as_jwt


def with_undefined_member(document: Json) -> None:
    document["credentialSubject"]["achievement"]["capstone"] = "An oral history in both languages"


def with_relative_identifier(document: Json) -> None:
    document["credentialSubject"]["achievement"]["id"] = "achievements/1"


def with_undefined_type(document: Json) -> None:
    document["credentialSubject"]["achievement"]["type"].append("Seal")


def with_undefined_member_inside(document: Json) -> None:
    with_undefined_member(document["credentialSubject"]["verifiableCredential"][1])


TWINS = [
    Twins(rule="OB-LD-001", bad=with_undefined_member),
    Twins(rule="OB-LD-001", name="jwt", bad=with_undefined_member, sign=as_jwt),
    Twins(rule="OB-LD-001", name="identifier", bad=with_relative_identifier),
    Twins(rule="OB-LD-001", name="type", bad=with_undefined_type),
    Twins(rule="OB-LD-001", name="record", sample=record, bad=with_undefined_member_inside),
    Twins(
        rule="OB-LD-002",
        good=naming(VC, OB, CAPSTONE),
        bad=naming(VC, OB, {"name": "https://valley.example/terms#name"}),
        sign=as_jwt,
    ),
]

"""Twins of OB-TYPE, CLR-TYPE, OB-SUBJ and CLR-SUBJ."""

from credential_twins.recipe import Twins
from credential_twins.signing import Json


def without_a_badge_type(document: Json) -> None:
    document["type"] = ["VerifiableCredential"]


TWINS = [Twins(rule="OB-TYPE-001", bad=without_a_badge_type)]

"""Twins of OB-PROOF and CLR-PROOF."""

from credential_twins.recipe import Twins
from credential_twins.signing import Json, unsigned


def renamed(document: Json) -> Json:
    """Changed after signing."""
    return {**document, "name": "Seal of Triliteracy"}


TWINS = [
    Twins(rule="OB-PROOF-001", sign_bad=unsigned),
    Twins(rule="OB-PROOF-002", spoil=renamed),
]

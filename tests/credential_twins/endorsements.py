"""Twins of OB-ENDORSE."""

from credential_twins.recipe import Twins
from credential_twins.samples import badge, endorsed_badge, endorsement
from credential_twins.signing import Json, as_jwt, embedded


def endorsement_of(document: Json) -> Json:
    stated: Json = document["credentialSubject"]["achievement"]["endorsement"][0]
    return stated


def praised_more(document: Json) -> None:
    """The endorsement is changed after its endorser has signed it."""
    signed = embedded(endorsement_of(document))
    signed["credentialSubject"]["endorsementComment"] = "We count this seal as forty credits."
    document["credentialSubject"]["achievement"]["endorsement"] = [signed]


def lapsed(document: Json) -> None:
    endorsement_of(document)["validUntil"] = "2026-06-30T00:00:00Z"


def until_autumn(document: Json) -> None:
    endorsement_of(document)["validUntil"] = "2026-09-30T00:00:00Z"


def endorsed_by_token() -> Json:
    document = badge()
    document["credentialSubject"]["achievement"]["endorsementJwt"] = [as_jwt(endorsement())]
    return document


def with_a_cut_token(document: Json) -> None:
    achievement = document["credentialSubject"]["achievement"]
    achievement["endorsementJwt"] = [achievement["endorsementJwt"][0].rpartition(".")[0]]


def about_another_seal(document: Json) -> None:
    endorsement_of(document)["credentialSubject"]["id"] = "https://valley.example/achievements/2"


TWINS = [
    Twins(rule="OB-ENDORSE-001", sample=endorsed_badge, bad=praised_more),
    Twins(
        rule="OB-ENDORSE-001",
        name="lapsed",
        sample=endorsed_badge,
        good=until_autumn,
        bad=lapsed,
        options={"at": "2026-07-15T00:00:00Z"},
    ),
    Twins(
        rule="OB-ENDORSE-001",
        name="token",
        sample=endorsed_by_token,
        bad=with_a_cut_token,
        options={"at": "2026-07-15T00:00:00Z"},
    ),
    Twins(rule="OB-ENDORSE-002", sample=endorsed_badge, bad=about_another_seal),
]

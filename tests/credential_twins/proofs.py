"""Twins of OB-PROOF and CLR-PROOF."""

from functools import partial

from credential_twins.keys import ENDORSER_KEY, ISSUER_KEY, https_method
from credential_twins.recipe import Twins
from credential_twins.samples import badge, issuer, record
from credential_twins.signing import (
    Json,
    as_jwt,
    careless_proof,
    embedded_with,
    options_for,
    signed_inside,
    unsigned,
)
from fairmark.validators.proofs.keys import SigningKey, jwk_of

SUITE_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
DID_WEB = "did:web:valley.example"
PUBLISHED, UNPUBLISHED = "https://valley.example/issuers/1", "https://valley.example/issuers/2"
SUMMER = {"at": "2026-07-15T00:00:00Z"}


def renamed(document: Json) -> Json:
    """Changed after signing."""
    return {**document, "name": "Seal of Triliteracy"}


def issued_by(identifier: str) -> Json:
    return {**badge(), "issuer": {**issuer(), "id": identifier}}


def reissued(document: Json, identifier: str = UNPUBLISHED) -> None:
    document["issuer"]["id"] = identifier


def with_two(document: Json) -> Json:
    """Signed with two proofs, as an issuer does who changes from one suite to another."""
    options = options_for(ISSUER_KEY)
    proofs = [
        careless_proof(document, {**options, "created": f"2026-06-0{day}T12:00:00Z"}, ISSUER_KEY) for day in (1, 2)
    ]
    return {**document, "proof": proofs}


def the_second_redated(document: Json) -> Json:
    first, second = document["proof"]
    return {**document, "proof": [first, {**second, "created": "2026-06-03T12:00:00Z"}]}


def cut_short(document: Json) -> Json:
    proof = document["proof"]
    return {**document, "proof": {**proof, "proofValue": proof["proofValue"][:-8]}}


def of_another_suite(document: Json) -> Json:
    return {**document, "proof": {**document["proof"], "cryptosuite": "bbs-2023"}}


def with_the_2020_context(document: Json) -> None:
    document["@context"].append(SUITE_2020)


def with_suite_2020(document: Json) -> Json:
    options = {name: value for name, value in options_for(ISSUER_KEY).items() if name != "cryptosuite"}
    return {**document, "proof": careless_proof(document, {**options, "type": "Ed25519Signature2020"}, ISSUER_KEY)}


def under_its_https_name(document: Json) -> Json:
    """Signed with the key that stands in the fragment of the issuer's own address."""
    method = https_method(ISSUER_KEY, document["issuer"]["id"])
    return embedded_with(ISSUER_KEY, verificationMethod=method)(document)


def in_a_token(document: Json) -> str:
    return as_jwt(document)


def method(key: SigningKey, identifier: str, controller: str) -> Json:
    return {
        "id": identifier,
        "type": "Multikey",
        "controller": controller,
        "publicKeyMultibase": key.public.multibase,
    }


def controller_document(identifier: str, *keys: tuple[str, SigningKey], **purposes: list[str]) -> Json:
    return {
        "@context": ["https://www.w3.org/ns/cid/v1"],
        "id": identifier,
        "verificationMethod": [method(key, f"{identifier}#{name}", identifier) for name, key in keys],
        **purposes,
    }


DID_DOCUMENT = controller_document(
    DID_WEB,
    ("key-1", ISSUER_KEY),
    ("login", ISSUER_KEY),
    assertionMethod=[f"{DID_WEB}#key-1"],
    authentication=[f"{DID_WEB}#login"],
)
ISSUER_DOCUMENT = controller_document(
    PUBLISHED,
    (ISSUER_KEY.public.multibase, ISSUER_KEY),
    assertionMethod=[https_method(ISSUER_KEY, PUBLISHED)],
)
KEY_SET = {"keys": [{**jwk_of(ISSUER_KEY.public), "kid": "key-1", "iss": PUBLISHED}]}
with_did_web = partial(embedded_with, ISSUER_KEY)

TWINS = [
    Twins(rule="OB-PROOF-001", sign_bad=unsigned),
    Twins(rule="OB-PROOF-002", spoil=renamed),
    Twins(rule="OB-PROOF-003", sign_bad=embedded_with(ISSUER_KEY, proofPurpose="authentication")),
    Twins(rule="OB-PROOF-004", sign_bad=embedded_with(ISSUER_KEY, verificationMethod="did:example:123#key-1")),
    Twins(
        rule="OB-PROOF-005",
        sample=lambda: issued_by(DID_WEB),
        sign=with_did_web(verificationMethod=f"{DID_WEB}#key-1"),
        sign_bad=with_did_web(verificationMethod=f"{DID_WEB}#login"),
        options={"resources": "{folder}/resources.json"},
        others={
            "resources.json": {"https://valley.example/.well-known/did.json": "did.json"},
            "did.json": DID_DOCUMENT,
        },
    ),
    Twins(rule="OB-PROOF-006", sign_bad=embedded_with(ENDORSER_KEY)),
    Twins(rule="OB-PROOF-007", spoil=of_another_suite),
    Twins(rule="OB-PROOF-008", spoil=cut_short),
    Twins(rule="OB-PROOF-009", sign=with_two, spoil=the_second_redated),
    Twins(rule="OB-PROOF-010", sign_bad=embedded_with(ISSUER_KEY, cryptosuite="eddsa-2022")),
    Twins(rule="OB-PROOF-010", name="suite", good=with_the_2020_context, sign_bad=with_suite_2020),
    Twins(
        rule="OB-PROOF-011",
        sample=lambda: issued_by(PUBLISHED),
        bad=reissued,
        sign=under_its_https_name,
        options={"resources": "{folder}/resources.json"},
        others={
            "resources.json": {PUBLISHED: "issuer.json", "https://valley.example/.well-known/jwks.json": "jwks.json"},
            "issuer.json": ISSUER_DOCUMENT,
            "jwks.json": KEY_SET,
        },
    ),
    Twins(
        rule="OB-PROOF-011",
        name="token",
        sample=lambda: issued_by(PUBLISHED),
        bad=partial(reissued, identifier="https://hill.example/issuers/1"),
        sign=in_a_token,
    ),
    Twins(
        rule="OB-PROOF-012",
        sign=embedded_with(ISSUER_KEY, expires="2026-12-31T00:00:00Z"),
        sign_bad=embedded_with(ISSUER_KEY, expires="2026-06-30T00:00:00Z"),
        options=SUMMER,
    ),
    Twins(
        rule="OB-PROOF-012",
        name="future",
        sign_bad=embedded_with(ISSUER_KEY, created="2026-07-16T00:00:00Z"),
        options=SUMMER,
    ),
    Twins(rule="CLR-PROOF-001", sample=record, sign_bad=signed_inside),
    Twins(rule="CLR-PROOF-002", sample=record, spoil=renamed),
]

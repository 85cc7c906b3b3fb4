"""Securing a credential: with an embedded proof, or as VC-JWT. What no context defines is refused, never left out."""

from collections.abc import Mapping
from datetime import datetime
import json

from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.terms import Json, issuer_of, moment, subject_of
from fairmark.validators.proofs import data_integrity, jws
from fairmark.validators.proofs.errors import LostTerms, NotProcessable
from fairmark.validators.proofs.json_ld import JsonLd
from fairmark.validators.proofs.keys import Kind, SigningKey, jwk_of

SUITES = {Kind.ED25519: "eddsa-rdfc-2022", Kind.P256: "ecdsa-rdfc-2019", Kind.P384: "ecdsa-rdfc-2019"}
ALGORITHMS = {Kind.RSA: "RS256", Kind.P256: "ES256", Kind.ED25519: "EdDSA"}
CLAIMS = ("iss", "jti", "sub", "nbf", "exp")


def embedded(document: Mapping[str, object], key: SigningKey, method: str, created: datetime, json_ld: JsonLd) -> Json:
    """`document` with a Data Integrity proof by `key`, whose public part the verification method `method` states.

    CannotIssue for an RSA key, which has no such suite, and for terms that would stay unsigned.
    """
    if key.kind not in SUITES:
        raise CannotIssue("an RSA key makes tokens only; an embedded proof needs an Ed25519 or P-256 key")
    options = {
        "type": data_integrity.DATA_INTEGRITY,
        "cryptosuite": SUITES[key.kind],
        "created": moment(created),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    try:
        return {**document, "proof": data_integrity.sign(document, options, key, json_ld)}
    except LostTerms as error:
        raise _undefined(error.lost) from error
    except NotProcessable as error:
        raise CannotIssue(f"the credential cannot be processed as JSON-LD: {error}") from error


def token(document: Mapping[str, object], key: SigningKey, method: str, json_ld: JsonLd) -> str:
    """`document` as a compact JWS (Open Badges 3.0 section 8.2) by `key`, to whose JWK the URL `method` leads.

    The public key stands in the header too, so that the token can be checked, though not trusted, without a network.
    CannotIssue where a claim has nothing to repeat: a token needs the learner's id.
    """
    if key.kind not in ALGORITHMS:
        raise CannotIssue("a P-384 key makes embedded proofs only; a token needs an RSA, P-256 or Ed25519 key")
    claims = claims_of(document)
    if "sub" not in claims:
        raise CannotIssue("a token names the learner by id (its claim sub): give the learner one, or embed the proof")
    try:
        lost = json_ld.statements(document).lost
    except NotProcessable as error:
        raise CannotIssue(f"the credential cannot be processed as JSON-LD: {error}") from error
    if lost:
        raise _undefined(lost)
    header = {"alg": ALGORITHMS[key.kind], "typ": "JWT", "kid": method, "jwk": jwk_of(key.public)}
    payload = json.dumps({**document, **claims}, ensure_ascii=False, separators=(",", ":"))
    return jws.sign(payload.encode(), key, header)


def claims_of(document: Mapping[str, object]) -> Json:
    """The registered claims, which repeat members of the credential (Open Badges 3.0 section 8.2.4)."""
    claims = {
        "iss": issuer_of(document),
        "jti": document.get("id"),
        "sub": subject_of(document).get("id"),
        "nbf": _seconds(document.get("validFrom")),
        "exp": _seconds(document.get("validUntil")),
    }
    return {name: value for name, value in claims.items() if value is not None}


def _seconds(time: object) -> int | None:
    return int(datetime.fromisoformat(time).timestamp()) if isinstance(time, str) else None


def _undefined(lost: tuple[str, ...]) -> CannotIssue:
    names = ", ".join(dict.fromkeys(lost))
    return CannotIssue(f"no context defines these, so that they would stay unsigned: {names}")

"""Sign a twin: embedded, as a compact JWS, or not at all; credentials and endorsements inside it first."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import datetime
import json
from typing import Any

from credential_twins.keys import ENDORSER, ENDORSER_KEY, ISSUER, ISSUER_KEY
from fairmark.validators.proofs import data_integrity, jws
from fairmark.validators.proofs.keys import SigningKey, jwk_of
from fairmark.validators.proofs.references import References

Json = dict[str, Any]
Signer = Callable[[Json], "Json | str"]

REFERENCES = References()
CREATED = "2026-06-01T12:00:00Z"
KEYS = {ISSUER: ISSUER_KEY, ENDORSER: ENDORSER_KEY}


def issuer_of(credential: Mapping[str, Any]) -> str:
    issuer = credential.get("issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    return name if isinstance(name, str) else ""


def options_for(key: SigningKey, **changed: object) -> Json:
    """The proof options of an eddsa-rdfc-2022 proof by `key` as a did:key, with some of them changed."""
    multibase = key.public.multibase
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": CREATED,
        "verificationMethod": f"did:key:{multibase}#{multibase}",
        "proofPurpose": "assertionMethod",
        **changed,
    }


def embedded(credential: Json) -> Json:
    """`credential` with a proof by the key of its issuer; of the usual issuer where it names none that is known.

    What its contexts do not define stays unsigned, as it does when a careless issuer signs: such twins are about that.
    """
    signed = signed_inside(credential)
    key = KEYS.get(issuer_of(signed), ISSUER_KEY)
    return {**signed, "proof": careless_proof(signed, options_for(key), key)}


def embedded_with(key: SigningKey, **changed: object) -> Signer:
    """The signer that adds a proof by `key`, with some of its options changed, to the outermost credential."""

    def sign(credential: Json) -> Json:
        signed = signed_inside(credential)
        return {**signed, "proof": careless_proof(signed, options_for(key, **changed), key)}

    return sign


def careless_proof(document: Json, options: Json, key: SigningKey) -> Json:
    """The proof over whatever of `document` the contexts define."""
    suite = data_integrity.suite_of(options)
    hashes = data_integrity.hash_data_of(document, options, suite, key.kind, REFERENCES.json_ld)
    return {**options, "proofValue": "z" + data_integrity.encode_base58(key.sign(hashes.combined))}


def signed_inside(credential: Json) -> Json:
    """`credential` with a proof in every credential that it holds and that has none yet."""
    changed = deepcopy(credential)
    pending: list[Any] = list(changed.values())
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            for number, inner in enumerate(value):
                if is_bare_credential(inner):
                    value[number] = embedded(inner)
                else:
                    pending.append(inner)
        elif isinstance(value, dict):
            pending += value.values()
    return changed


def is_bare_credential(value: object) -> bool:
    return isinstance(value, dict) and "@context" in value and "credentialSubject" in value and "proof" not in value


def unsigned(credential: Json) -> Json:
    """`credential` as it is."""
    return credential


def as_jwt(credential: Json, **header: object) -> str:
    """`credential` as VC-JWT by the key of its issuer, with the claims that Open Badges asks for."""
    signed = signed_inside(credential)
    key = KEYS.get(issuer_of(signed), ISSUER_KEY)
    return jws.sign(
        json.dumps({**signed, **claims_of(signed)}, separators=(",", ":")).encode(),
        key,
        {"alg": "EdDSA", "typ": "JWT", "jwk": jwk_of(key.public), **header},
    )


def claims_of(credential: Json) -> Json:
    """The registered claims that repeat members of the credential (Open Badges 3.0 section 8.2.4)."""
    claims = {
        "iss": issuer_of(credential),
        "jti": credential.get("id"),
        "sub": credential.get("credentialSubject", {}).get("id"),
        "nbf": seconds(credential.get("validFrom")),
        "exp": seconds(credential.get("validUntil")),
    }
    return {name: value for name, value in claims.items() if value is not None}


def seconds(moment: object) -> int | None:
    return int(datetime.fromisoformat(moment).timestamp()) if isinstance(moment, str) else None

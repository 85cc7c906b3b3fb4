"""The issuer's public documents: who may sign in its name, and which statuses it has set."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from fairmark.validators.issuing.keyring import IssuerKey, State
from fairmark.validators.issuing.places import Places
from fairmark.validators.issuing.securing import ALGORITHMS
from fairmark.validators.issuing.terms import VC, Json, moment
from fairmark.validators.proofs.keys import Kind, jwk_of
from fairmark.validators.proofs.status import encode_bitstring

DID_CONTEXT = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
]
CID_CONTEXT = ["https://www.w3.org/ns/cid/v1"]


def controller_document(places: Places, keys: Iterable[IssuerKey]) -> Json:
    """The DID document or controller document (Controlled Identifiers 1.0 section 2.1): every key that has ever signed
    and is not compromised, so that old credentials stay verifiable."""
    methods = [_method(places, key) for key in keys if key.state is not State.COMPROMISED]
    return {
        "@context": DID_CONTEXT if places.issuer.startswith("did:") else CID_CONTEXT,
        "id": places.issuer,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _method(places: Places, key: IssuerKey) -> Json:
    named = {"id": places.method(key), "controller": places.issuer}
    if key.public.kind is Kind.RSA:
        return {**named, "type": "JsonWebKey", "publicKeyJwk": jwk_of(key.public)}
    return {**named, "type": "Multikey", "publicKeyMultibase": key.public.multibase}


def key_set(places: Places, keys: Iterable[IssuerKey]) -> Json:
    """The JWK set of the issuer (RFC 7517 section 5). `iss` says whose key it is, as one authority may serve several
    issuers."""
    return {"keys": [jwk(places, key) for key in keys if key.state is not State.COMPROMISED]}


def jwk(places: Places, key: IssuerKey) -> Json:
    """The public JWK of one key, named as the kid of a token names it."""
    return {
        **jwk_of(key.public),
        "kid": places.kid(key),
        "use": "sig",
        **({"alg": ALGORITHMS[key.public.kind]} if key.public.kind in ALGORITHMS else {}),
        "iss": places.issuer,
    }


def status_list(places: Places, purpose: str, number: int, set_: Mapping[int, int], now: datetime) -> Json:
    """A BitstringStatusListCredential (Bitstring Status List 1.0 section 3.1), not yet signed: `set_` maps an index to
    its status, all others are 0."""
    url = places.status_list(purpose, number)
    return {
        "@context": [VC],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": places.issuer,
        "validFrom": moment(now),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode_bitstring(set_),
        },
    }


def status_entry(places: Places, purpose: str, number: int, index: int) -> Json:
    """What a credential says of its place in a status list (Bitstring Status List 1.0 section 2.1)."""
    url = places.status_list(purpose, number)
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": url,
    }

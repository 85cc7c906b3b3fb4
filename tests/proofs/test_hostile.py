"""Whatever comes in, nothing but a ProofError comes out."""

from collections.abc import Callable
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from proofs.published import CONTEXTS, DOCUMENT, EDDSA_KEY, VC2, VECTORS, json_ld
import pytest

from fairmark.validators.proofs.cbor import decode_cbor
from fairmark.validators.proofs.data_integrity import verify
from fairmark.validators.proofs.errors import MalformedProof, ProofError, Unsupported
from fairmark.validators.proofs.jws import decode
from fairmark.validators.proofs.keys import Kind, SigningKey, public_key_from_jwk, public_key_from_multibase
from fairmark.validators.proofs.proof_sets import inputs_of
from fairmark.validators.proofs.resolution import resolve, resolve_kid
from fairmark.validators.proofs.selective_disclosure import derived_proof
from fairmark.validators.proofs.status import decode_bitstring, revocation_list, status_entry

KEY = public_key_from_multibase(EDDSA_KEY)
VECTOR = VECTORS["proofs"][0]
PROOF: dict[str, Any] = {**VECTOR["options"], "proofValue": VECTOR["proofValue"]}
WORDS = sorted(
    {"@id", "@type", "@value", "@list", "@set", "@reverse", "@graph", "@context", "@language", "@vocab", "@base"}
    | {"@json", "@index", "@container", "@nest", "@import", "@propagate", "@protected", "@included", "@none"}
    | {"id", "type", "proof", "issuer", "kty", "crv", "x", "keys", "kid", VC2, "_:b", "urn:x", "https://a.example/#k"}
)
TEXTS = st.one_of(st.sampled_from(WORDS), st.text(max_size=8))
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=4))
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=5)


def only_typed_errors(call: Callable[[], object]) -> None:
    try:
        call()
    except ProofError:
        return


@settings(max_examples=300, deadline=None)
@given(OBJECTS)
def test_json_ld_takes_any_object(document: dict[str, Any]) -> None:
    processor = json_ld()
    only_typed_errors(lambda: processor.canonical(document))
    only_typed_errors(lambda: processor.canonical({"@context": VC2, **document}))


@settings(max_examples=100, deadline=None)
@given(OBJECTS)
def test_proofs_take_any_object(members: dict[str, Any]) -> None:
    only_typed_errors(lambda: inputs_of({"proof": members}))
    only_typed_errors(lambda: inputs_of({"proof": [members, {"id": "a", "previousProof": members}]}))
    for suite in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
        proof = {**members, **PROOF, "cryptosuite": suite}
        only_typed_errors(lambda proof=proof: verify(members, proof, KEY, json_ld()))


@settings(max_examples=300, deadline=None)
@given(OBJECTS, TEXTS)
def test_keys_tokens_and_status_take_anything(document: dict[str, Any], text: str) -> None:
    def fetch(url: str) -> bytes:
        return json.dumps(document).encode()

    calls: list[Callable[[], object]] = [
        lambda: public_key_from_jwk(document),
        lambda: public_key_from_multibase(text),
        lambda: resolve(text, fetch),
        lambda: resolve(f"did:web:a.example{text}", fetch),
        lambda: resolve(f"https://a.example/{text}", fetch),
        lambda: resolve_kid(f"https://a.example/{text}", fetch),
        lambda: decode(text),
        lambda: derived_proof("u2V0B" + text),
        lambda: decode_bitstring(text),
        lambda: status_entry(document),
        lambda: revocation_list({"revokedCredential": list(document.values())}),
    ]
    for call in calls:
        only_typed_errors(call)


@given(st.binary(max_size=40))
def test_cbor_takes_any_octets(data: bytes) -> None:
    only_typed_errors(lambda: decode_cbor(data))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"proofValue": None}, MalformedProof),
        ({"proofValue": "u" + "A" * 86}, MalformedProof),
        ({"proofValue": "z1"}, MalformedProof),
        ({"proofValue": "z0"}, MalformedProof),
        ({"proofValue": "z" + "2" * 100_000}, MalformedProof),
        ({"cryptosuite": "made-up"}, Unsupported),
        ({"cryptosuite": "Ed25519Signature2020"}, Unsupported),
        ({"type": "eddsa-rdfc-2022"}, Unsupported),
        ({"type": None}, MalformedProof),
        ({"cryptosuite": None}, MalformedProof),
        ({"cryptosuite": "ecdsa-rdfc-2019"}, Unsupported),
    ],
)
def test_a_wrong_proof_is_a_typed_error(change: dict[str, Any], error: type[ProofError]) -> None:
    with pytest.raises(error):
        verify(DOCUMENT, {**PROOF, **change}, KEY, json_ld())


@pytest.mark.parametrize("kind", [Kind.P256, Kind.P384, Kind.RSA])
def test_a_key_of_another_kind_is_refused(kind: Kind) -> None:
    with pytest.raises(Unsupported):
        verify(DOCUMENT, PROOF, SigningKey.generate(kind).public, json_ld())


def test_a_jcs_proof_made_for_other_contexts_is_refused() -> None:
    vector = VECTORS["proofs"][1]
    proof = {**vector["options"], "proofValue": vector["proofValue"]}
    with pytest.raises(MalformedProof):
        verify({**DOCUMENT, "@context": [VC2]}, proof, KEY, json_ld())


def test_the_contexts_given_are_left_as_they_are() -> None:
    before = json.dumps(CONTEXTS)
    json_ld().canonical(DOCUMENT)
    assert json.dumps(CONTEXTS) == before

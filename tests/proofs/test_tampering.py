"""Whatever is changed in a signed credential, its proof no longer holds in safe mode."""

from collections.abc import Iterator
import json
from typing import Any

from proofs.published import DOCUMENT, EDDSA_KEY, VECTORS, json_ld
import pytest

from fairmark.validators.proofs.data_integrity import SUITES, Verification, sign, verify
from fairmark.validators.proofs.errors import LostTerms, ProofError
from fairmark.validators.proofs.json_ld import JsonLd
from fairmark.validators.proofs.keys import Kind, SigningKey, public_key_from_multibase

VECTOR = VECTORS["proofs"][0]
PROOF = {**VECTOR["options"], "proofValue": VECTOR["proofValue"]}
KEY = public_key_from_multibase(EDDSA_KEY)


def flipped(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The document with each byte of its JSON changed in turn, as far as the result is still JSON."""
    text = json.dumps(document).encode()
    for place in range(len(text)):
        changed = bytearray(text)
        changed[place] ^= 1
        try:
            value = json.loads(changed)
        except ValueError:
            continue
        yield value


def holds(document: dict[str, Any], proof: dict[str, Any], processor: JsonLd) -> bool:
    try:
        result: Verification = verify(document, proof, KEY, processor)
    except ProofError:
        return False
    return result.verified and result.covers_all


def test_no_flipped_byte_of_the_claims_verifies() -> None:
    processor = json_ld()
    assert holds(DOCUMENT, PROOF, processor)
    tried = 0
    for document in flipped(DOCUMENT):
        if document != DOCUMENT:
            tried += 1
            assert not holds(document, PROOF, processor), document
    assert tried > 350


def test_no_flipped_byte_of_the_proof_verifies() -> None:
    processor = json_ld()
    for proof in flipped(PROOF):
        if proof != PROOF:
            assert not holds(DOCUMENT, proof, processor), proof


def test_a_term_that_no_context_defines_is_named_although_the_signature_holds() -> None:
    # Open Badges' context, unlike the examples', has no @vocab; neither has the one used here.
    document = {**DOCUMENT, "@context": DOCUMENT["@context"][:1], "type": "VerifiableCredential"}
    document["credentialSubject"] = {"id": "did:example:abcdefgh"}
    processor = json_ld()
    clean, added = processor.statements(document), processor.statements({**document, "@version": 1, "madeUp": "x"})
    assert clean.lost == ()
    assert clean.quads == added.quads
    assert set(added.lost) >= {"madeUp"}


def test_nothing_is_signed_that_would_stay_unsigned() -> None:
    document = {"@context": DOCUMENT["@context"][:1], "id": "urn:x", "type": "Unknown"}
    with pytest.raises(LostTerms) as caught:
        sign(document, VECTOR["options"], SigningKey.generate(Kind.ED25519), json_ld())
    assert "Unknown" in caught.value.lost


def test_every_suite_says_whether_it_is_deprecated() -> None:
    assert {name for name, suite in SUITES.items() if suite.deprecated} == {"eddsa-2022", "Ed25519Signature2020"}

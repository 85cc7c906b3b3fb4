"""The published W3C vectors, bit for bit at every step (data/SOURCES.md says where they come from)."""

import hashlib
from typing import Any

from proofs.published import DATA, DOCUMENT, VECTORS, json_ld, read
import pytest

from fairmark.validators.proofs.data_integrity import sign, verify
from fairmark.validators.proofs.errors import MalformedProof
from fairmark.validators.proofs.keys import public_key_from_multibase, signing_key_from_multibase
from fairmark.validators.proofs.proof_sets import holding, inputs_of
from fairmark.validators.proofs.resolution import resolve

PROOFS = VECTORS["proofs"]
NAMES = ["eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019 P-256", "ecdsa-rdfc-2019 P-384", "Ed25519Signature2020"]


def document_for(vector: dict[str, Any]) -> dict[str, Any]:
    further = [vector["context"]] if "context" in vector else []
    return {**DOCUMENT, "@context": DOCUMENT["@context"] + further}


def key_name(vector: dict[str, Any]) -> str:
    return str(vector["options"]["verificationMethod"].split("#")[1])


@pytest.mark.parametrize("vector", PROOFS, ids=NAMES)
def test_every_step_of_verifying_is_as_published(vector: dict[str, Any]) -> None:
    proof = {**vector["options"], "proofValue": vector["proofValue"]}
    steps = verify(document_for(vector), proof, public_key_from_multibase(key_name(vector)), json_ld())
    data = steps.hash_data
    assert data.canonical_document == (DATA / vector["canonicalDocument"]).read_text("utf-8")
    if "canonicalOptions" in vector:
        assert data.canonical_options == (DATA / vector["canonicalOptions"]).read_text("utf-8")
    assert data.combined.hex() == vector["combinedHash"]
    assert data.options_digest == hashlib.new(steps.key.kind.digest, data.canonical_options.encode()).digest()
    assert steps.verified
    assert steps.covers_all


@pytest.mark.parametrize("vector", PROOFS, ids=NAMES)
def test_signing_gives_the_published_proof(vector: dict[str, Any]) -> None:
    key = signing_key_from_multibase(VECTORS["secretKeys"][key_name(vector)])
    proof = sign(document_for(vector), vector["options"], key, json_ld())
    assert proof == {**vector["options"], "proofValue": vector["proofValue"]}


@pytest.mark.parametrize(("public", "secret"), VECTORS["secretKeys"].items())
def test_keys_are_written_as_published(public: str, secret: str) -> None:
    key = signing_key_from_multibase(secret)
    assert (key.public.multibase, key.multibase) == (public, secret)
    assert public_key_from_multibase(public) == key.public


def chain_results(document: dict[str, Any]) -> list[bool]:
    inputs = inputs_of(document)
    results = {}
    for each in inputs:
        key = resolve(str(each.proof["verificationMethod"]), fetch=_nothing).method.key
        results[each.place] = verify(each.document, each.proof, key, json_ld()).verified
    held = holding(results, inputs)
    return [each.place in held for each in inputs]


def _nothing(url: str) -> bytes:
    raise AssertionError("a did:key needs no network")


def test_the_published_chain_holds() -> None:
    assert chain_results({**DOCUMENT, "proof": read("proof-chain.json")}) == [True] * 4


def test_a_broken_link_takes_down_what_builds_on_it() -> None:
    chain = read("proof-chain.json")
    chain[1]["created"] = "2023-02-24T23:36:39Z"
    # The third signs over the second, and the fourth over the third: only the first stands alone.
    assert chain_results({**DOCUMENT, "proof": chain}) == [True, False, False, False]


def test_a_set_is_judged_proof_by_proof() -> None:
    pair = read("proof-chain.json")[:2]
    pair[0]["created"] = "2023-02-24T23:36:39Z"
    assert chain_results({**DOCUMENT, "proof": pair}) == [False, True]


@pytest.mark.parametrize("previous", ["urn:uuid:nobody", 7, ["urn:a"], {"id": "urn:a"}])
def test_a_chain_that_leads_nowhere_or_in_a_circle_is_malformed(previous: object) -> None:
    proof = {"id": "urn:a", "previousProof": previous}
    with pytest.raises(MalformedProof):
        inputs_of({"proof": proof})

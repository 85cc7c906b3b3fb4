"""ecdsa-sd-2023: the published derived credential holds, and nothing that is changed in it does."""

from collections.abc import Iterator
import json
from typing import Any

from proofs.published import json_ld, read
import pytest

from fairmark.validators.proofs.cbor import decode_cbor
from fairmark.validators.proofs.encoding import decode_base64url, encode_base64url
from fairmark.validators.proofs.errors import Malformed, MalformedProof, ProofError, Unsupported
from fairmark.validators.proofs.keys import Kind, SigningKey, public_key_from_multibase
from fairmark.validators.proofs.selective_disclosure import derived_proof, verify_derived

CREDENTIAL = read("ecdsa-sd-2023-derived.json")
PROOF = CREDENTIAL["proof"]
DOCUMENT = {name: value for name, value in CREDENTIAL.items() if name != "proof"}
KEY = public_key_from_multibase("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP")
PROOF_KEY = "zDnaeTHfhmSaQKBc7CmdL3K7oYg3D6SC7yowe2eBeVd2DH32r"
PROCESSOR = json_ld()


def holds(document: dict[str, Any], proof: dict[str, Any]) -> bool:
    try:
        steps = verify_derived(document, proof, KEY, PROCESSOR)
    except ProofError:
        return False
    return steps.verified and steps.covers_all


def test_the_published_derived_credential_holds_at_every_step() -> None:
    steps = verify_derived(DOCUMENT, PROOF, KEY, PROCESSOR)
    assert steps.proof.proof_key.multibase == PROOF_KEY
    assert sorted(steps.proof.mandatory) == [0, 1, 2, 5, 6, 8, 9, 10, 14, 15, 16, 17, 18, 19]
    assert steps.options_digest.hex() == "9c5c9b189f06cfa9d9f21a838ccb9b04316f07ad1a517bfd4955ee28c6a8229c"
    assert steps.mandatory_digest.hex() == "1994f6ce32483940032e56987a2a0cb6ea78b50944a77750c57f63801e30eca0"
    assert (len(steps.mandatory), len(steps.disclosed)) == (14, 6)
    assert any('"CompFoil170"' in line for line in steps.disclosed)
    assert steps.base_holds
    assert steps.disclosed_holds == (True,) * 6
    assert steps.verified
    assert steps.covers_all


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, name))
    else:
        yield path


@pytest.mark.parametrize("path", list(leaves(DOCUMENT)), ids=lambda path: "/".join(map(str, path)))
def test_no_changed_and_no_dropped_value_holds(path: tuple[Any, ...]) -> None:
    for drop in (False, True):
        document = json.loads(json.dumps(DOCUMENT))
        place = document
        for name in path[:-1]:
            place = place[name]
        if drop:
            del place[path[-1]]
        else:
            place[path[-1]] = "https://changed.example/x"
        assert not holds(document, PROOF)


def test_no_flipped_octet_of_the_proof_value_holds() -> None:
    data = decode_base64url(PROOF["proofValue"][1:])
    for place in range(0, len(data), 3):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        assert not holds(DOCUMENT, {**PROOF, "proofValue": "u" + encode_base64url(changed)}), place


def test_a_base_proof_and_a_wrong_key_are_refused() -> None:
    with pytest.raises(Unsupported):
        derived_proof("u" + encode_base64url(b"\xd9\x5d\x00\x80"))
    with pytest.raises(Unsupported):
        verify_derived(DOCUMENT, PROOF, SigningKey.generate(Kind.P384).public, PROCESSOR)
    with pytest.raises(Unsupported):
        verify_derived(DOCUMENT, {**PROOF, "cryptosuite": "ecdsa-rdfc-2019"}, KEY, PROCESSOR)


@pytest.mark.parametrize("value", [None, "", "u", "z1", "u2V0B", "u2V0BgA", "u2V0BhQECAwQ", "u2V0B_w"])
def test_a_malformed_proof_value_is_a_typed_error(value: object) -> None:
    with pytest.raises(MalformedProof):
        derived_proof(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1817",
        "190017",
        "1a0000ffff",
        "5818",
        "9b7fffffffffffffff",
        "a2000000",
        "a14000",
        "81818181",
        "0000",
        "f6",
        "9f",
    ],
)
def test_cbor_beyond_what_a_proof_needs_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        decode_cbor(bytes.fromhex(text))


def test_cbor_reads_the_examples_of_its_standard() -> None:
    assert decode_cbor(bytes.fromhex("1903e8")) == 1000
    assert decode_cbor(bytes.fromhex("8301820203820405")) == [1, [2, 3], [4, 5]]
    assert decode_cbor(bytes.fromhex("a201020304")) == {1: 2, 3: 4}
    assert decode_cbor(bytes.fromhex("4401020304")) == b"\x01\x02\x03\x04"

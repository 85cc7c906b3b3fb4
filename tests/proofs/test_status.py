"""Status lists: the order of bits, the limits, and every malformed thing a typed error."""

import gzip
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
import pytest

from fairmark.validators.proofs.encoding import encode_base64url
from fairmark.validators.proofs.errors import IndexOutOfRange, MalformedStatus, StatusListTooShort
from fairmark.validators.proofs.status import (
    LARGEST,
    SHORTEST,
    Bitstring,
    decode_bitstring,
    encode_bitstring,
    revocation_list,
    status_entry,
)

PUBLISHED = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
"""The encodedList of the examples in W3C Bitstring Status List 1.0: 131,072 entries, none set."""
ENTRY = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": "https://example.com/credentials/status/3",
}


def packed(octets: bytes) -> str:
    return encode_base64url(gzip.compress(octets))


@pytest.mark.parametrize("text", [PUBLISHED, PUBLISHED[1:], PUBLISHED[1:] + "="])
def test_the_published_list_is_read_with_and_without_its_prefix(text: str) -> None:
    bits = decode_bitstring(text)
    assert bits.octets == bytes(SHORTEST // 8)
    assert bits.prefixed == text.startswith("u")
    bits.check_length()


def test_index_0_is_the_most_significant_bit_of_the_first_octet() -> None:
    bits = Bitstring(b"\x80\x01", prefixed=True)
    assert [index for index in range(16) if bits.status(index)] == [0, 15]


def test_a_status_of_several_bits_is_read_across_octets() -> None:
    bits = Bitstring(bytes([0b10110100, 0b01000000]), prefixed=True)
    assert [bits.status(index, size=3) for index in range(bits.entries(3))] == [0b101, 0b101, 0b000, 0b100, 0b000]


@given(st.dictionaries(st.integers(0, SHORTEST - 1), st.integers(0, 7), max_size=20))
def test_what_is_written_is_read_back(statuses: dict[int, int]) -> None:
    bits = decode_bitstring(encode_bitstring(statuses, size=3))
    bits.check_length(size=3)
    assert {index: bits.status(index, size=3) for index in statuses} == statuses


def test_nothing_is_read_or_written_beyond_the_list() -> None:
    bits = Bitstring(bytes(16), prefixed=True)
    for index in (-1, 128):
        with pytest.raises(IndexOutOfRange):
            bits.status(index)
    for statuses, size in (({SHORTEST: 1}, 1), ({0: 2}, 1), ({0: -1}, 2)):
        with pytest.raises(IndexOutOfRange):
            encode_bitstring(statuses, size=size)


def test_a_short_list_is_refused() -> None:
    with pytest.raises(StatusListTooShort):
        Bitstring(bytes(SHORTEST // 8), prefixed=True).check_length(size=2)
    with pytest.raises(StatusListTooShort):
        encode_bitstring({}, entries=SHORTEST - 1)


@pytest.mark.parametrize(
    "text",
    [
        None,
        7,
        "",
        "u",
        "z" + PUBLISHED[1:],
        PUBLISHED + "=",
        "u" + encode_base64url(b"not gzip"),
        "u" + encode_base64url(gzip.compress(b"x" * 99)[:-3]),
        "u" + encode_base64url(gzip.compress(b"x") + b"more"),
        "u" + encode_base64url(gzip.compress(b"x") * 2),
        "u" + packed(bytes(LARGEST + 1)),
    ],
    ids=["null", "number", "empty", "u", "base58", "padded", "plain", "cut", "trailing", "two members", "bomb"],
)
def test_a_malformed_or_hostile_list_is_a_typed_error(text: object) -> None:
    with pytest.raises(MalformedStatus):
        decode_bitstring(text)


def test_an_entry_is_read() -> None:
    messages = [{"status": f"0x{value:x}", "message": str(value)} for value in range(4)]
    assert status_entry(ENTRY).index == 94567
    assert status_entry({**ENTRY, "statusSize": 2, "statusMessage": messages}).messages[3] == "3"


@pytest.mark.parametrize(
    "change",
    [
        {"statusListIndex": 94567},
        {"statusListIndex": "-1"},
        {"statusListIndex": "007"},
        {"statusListIndex": "٣"},
        {"statusListIndex": "9" * 5000},
        {"statusPurpose": ""},
        {"statusListCredential": None},
        {"statusSize": 0},
        {"statusSize": True},
        {"statusSize": 64},
        {"statusSize": 2},
        {"statusSize": 2, "statusMessage": [{"status": "0x0", "message": "x"}]},
        {"statusMessage": [{"status": "zero", "message": "x"}, {"status": "0x1", "message": "x"}]},
        {"statusMessage": "x"},
    ],
)
def test_a_malformed_entry_says_so(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedStatus):
        status_entry({**ENTRY, **change})


@pytest.mark.parametrize("member", ["revokedCredential", "revokedCredentials"])
def test_a_revocation_list_is_read_in_both_spellings(member: str) -> None:
    entries = [
        {"id": "urn:a", "revocationReason": "error"},
        {"id": "urn:b", "revoked": False},
        {"id": "urn:c", "revoked": True},
    ]
    read = revocation_list({"id": "https://x.example/list", "issuer": {"id": "https://x.example"}, member: entries})
    assert read.revoked == {"urn:a": "error", "urn:c": ""}
    assert (read.id, read.issuer) == ("https://x.example/list", "https://x.example")


@pytest.mark.parametrize(
    "document", [{}, {"revokedCredential": {}}, {"revokedCredential": [{}]}, {"revokedCredential": [7]}]
)
def test_a_malformed_revocation_list_says_so(document: dict[str, object]) -> None:
    with pytest.raises(MalformedStatus):
        revocation_list(document)

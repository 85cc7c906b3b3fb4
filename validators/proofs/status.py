"""Credential status: bit string lists (W3C Bitstring Status List 1.0, StatusList2021) and 1EdTech revocation lists."""

from collections.abc import Mapping
from dataclasses import dataclass
import gzip
import re
import zlib

from fairmark.validators.proofs.encoding import decode_base64url, encode_base64url
from fairmark.validators.proofs.errors import IndexOutOfRange, Malformed, MalformedStatus, StatusListTooShort

SHORTEST = 131_072
"""Entries. Fewer would tell who is looked up (Bitstring Status List 1.0 section 3.2)."""
LARGEST_PACKED = 16 << 20
LARGEST = 64 << 20
"""Octets, packed and unpacked: half a thousand million statuses of one bit."""
DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
LARGEST_STATUS = 32
"""Bits of one status. The standard sets no bound; 2 to the power of this many messages is beyond all use."""
GZIP = 31


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A `credentialStatus` of type BitstringStatusListEntry or StatusList2021Entry. `messages` maps a status value to
    its words and is empty when the entry has none."""

    purpose: str
    index: int
    size: int
    list_url: str
    messages: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Bitstring:
    """An unpacked list. `prefixed` says whether it was written with its multibase prefix, as Bitstring Status List 1.0
    demands and StatusList2021 does not know."""

    octets: bytes
    prefixed: bool

    def entries(self, size: int = 1) -> int:
        return len(self.octets) * 8 // size

    def check_length(self, size: int = 1) -> None:
        """StatusListTooShort if there are fewer entries than SHORTEST."""
        if self.entries(size) < SHORTEST:
            raise StatusListTooShort(f"the status list has fewer than {SHORTEST:,} entries")

    def status(self, index: int, size: int = 1) -> int:
        """The status at `index`, counted from the most significant bit of the first octet; IndexOutOfRange beyond."""
        if not 0 <= index < self.entries(size):
            raise IndexOutOfRange("the index lies beyond the status list")
        first, last = index * size, (index + 1) * size
        octets = self.octets[first // 8 : (last + 7) // 8]
        return int.from_bytes(octets, "big") >> (-last % 8) & ((1 << size) - 1)


def decode_bitstring(text: object) -> Bitstring:
    """Unpack an `encodedList`, with or without its `u`; MalformedStatus for anything else, or beyond the limits."""
    if not isinstance(text, str) or not text:
        raise MalformedStatus("encodedList is missing or no text")
    if len(text) > LARGEST_PACKED:
        raise MalformedStatus(f"encodedList is longer than {LARGEST_PACKED:,} characters")
    # A gzip file begins with 1F 8B, so its base64url begins with H4sI or its like, never with u.
    prefixed = text.startswith("u")
    try:
        packed = decode_base64url(text[1:] if prefixed else text.rstrip("="))
    except Malformed as error:
        raise MalformedStatus(f"encodedList is {error}") from error
    return Bitstring(_unpacked(packed), prefixed)


def _unpacked(packed: bytes) -> bytes:
    """The content of one gzip member, never more than LARGEST octets of it."""
    unpacker = zlib.decompressobj(GZIP)
    try:
        octets = unpacker.decompress(packed, LARGEST + 1)
    except zlib.error as error:
        raise MalformedStatus("encodedList is not compressed with gzip") from error
    if len(octets) > LARGEST:
        raise MalformedStatus(f"the status list unpacks to more than {LARGEST:,} octets")
    if not unpacker.eof or unpacker.unused_data:
        raise MalformedStatus("encodedList ends too early, or goes on after its end")
    return octets


def encode_bitstring(statuses: Mapping[int, int], entries: int = SHORTEST, size: int = 1) -> str:
    """The `encodedList` in which the entries of `statuses` (index to value) are set and all others 0.

    StatusListTooShort below the minimum; IndexOutOfRange for an index or a value that does not fit.
    """
    if entries < SHORTEST:
        raise StatusListTooShort(f"a status list has at least {SHORTEST:,} entries")
    octets = bytearray((entries * size + 7) // 8)
    for index, value in statuses.items():
        if not 0 <= index < entries or not 0 <= value < 1 << size:
            raise IndexOutOfRange("an index or a status does not fit into the list")
        for bit in range(size):
            if value >> (size - 1 - bit) & 1:
                place = index * size + bit
                octets[place // 8] |= 0x80 >> place % 8
    return "u" + encode_base64url(gzip.compress(bytes(octets), mtime=0))


def status_entry(value: object) -> StatusEntry:
    """Read a `credentialStatus`; MalformedStatus says which member is not in its form."""
    if not isinstance(value, Mapping):
        raise MalformedStatus("credentialStatus is no JSON object")
    purpose, index, url = (value.get(name) for name in ("statusPurpose", "statusListIndex", "statusListCredential"))
    if not isinstance(purpose, str) or not isinstance(url, str) or not purpose or not url:
        raise MalformedStatus("statusPurpose or statusListCredential is missing or no text")
    if not isinstance(index, str) or not DECIMAL.fullmatch(index):
        raise MalformedStatus("statusListIndex is no decimal number written as text")
    size = value.get("statusSize", 1)
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= LARGEST_STATUS:
        raise MalformedStatus(f"statusSize is no whole number from 1 to {LARGEST_STATUS}")
    return StatusEntry(purpose, int(index), size, url, _messages(value.get("statusMessage", []), size))


def _messages(value: object, size: int) -> dict[int, str]:
    if not isinstance(value, list) or (value and len(value) != 1 << size) or (size > 1 and not value):
        raise MalformedStatus("statusMessage does not have one entry for each status that its size allows")
    messages: dict[int, str] = {}
    for each in value:
        status, words = (each.get("status"), each.get("message")) if isinstance(each, Mapping) else (None, None)
        if not isinstance(status, str) or not re.fullmatch(r"0x[0-9A-Fa-f]{1,8}", status) or not isinstance(words, str):
            raise MalformedStatus("an entry of statusMessage has no hexadecimal status or no message")
        messages[int(status, 16)] = words
    return messages


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A 1EdTechRevocationList: whose it is, and the reason ("" if none is given) for each revoked credential's id."""

    id: str
    issuer: str
    revoked: Mapping[str, str]


def revocation_list(document: Mapping[str, object]) -> RevocationList:
    """Read a 1EdTechRevocationList. `revokedCredential` is its member; some issuers write the plural, and both count.

    MalformedStatus if it has neither, or an entry without id.
    """
    found = [document[name] for name in ("revokedCredential", "revokedCredentials") if name in document]
    if not found or not all(isinstance(each, list) for each in found):
        raise MalformedStatus("the revocation list has no array revokedCredential")
    revoked: dict[str, str] = {}
    for entry in (entry for entries in found if isinstance(entries, list) for entry in entries):
        if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str):
            raise MalformedStatus("an entry of the revocation list has no id")
        if entry.get("revoked", True) is not False:
            reason = entry.get("revocationReason")
            revoked[entry["id"]] = reason if isinstance(reason, str) else ""
    issuer = document.get("issuer")
    issuer = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    identifier = document.get("id")
    return RevocationList(
        identifier if isinstance(identifier, str) else "", issuer if isinstance(issuer, str) else "", revoked
    )

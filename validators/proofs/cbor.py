"""The little of CBOR (RFC 8949) that ecdsa-sd-2023 uses: whole numbers, octets, arrays, maps, in shortest form."""

from fairmark.validators.proofs.errors import Malformed

DEEPEST = 3
MOST_MEMBERS = 20_000
CborValue = int | bytes | list["CborValue"] | dict[int, "CborValue"]


def decode_cbor(data: bytes) -> CborValue:
    """The one value that `data` is; Malformed for anything else, or any spelling but the shortest."""
    reader = _Reader(data)
    value = reader.value(depth=1)
    if reader.place != len(data):
        raise Malformed("CBOR goes on after its end")
    return value


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def value(self, depth: int) -> CborValue:
        if depth > DEEPEST:
            raise Malformed(f"CBOR is nested more than {DEEPEST} levels deep")
        major, number = self._head()
        if major == 0:
            return number
        if major == 2:
            return self._take(number)
        if major in (4, 5) and number > MOST_MEMBERS:
            raise Malformed(f"CBOR holds more than {MOST_MEMBERS} members")
        if major == 4:
            return [self.value(depth + 1) for _ in range(number)]
        if major == 5:
            return self._map(number, depth)
        raise Malformed("CBOR holds something that no such proof has")

    def _map(self, members: int, depth: int) -> dict[int, CborValue]:
        found: dict[int, CborValue] = {}
        for _ in range(members):
            key = self.value(depth + 1)
            if not isinstance(key, int) or key in found:
                raise Malformed("a CBOR map has a key twice, or one that is no number")
            found[key] = self.value(depth + 1)
        return found

    def _head(self) -> tuple[int, int]:
        major, short = divmod(self._take(1)[0], 32)
        if short < 24:
            return major, short
        if short > 27:
            raise Malformed("CBOR of a length that is not stated")
        size = 1 << (short - 24)
        number = int.from_bytes(self._take(size), "big")
        if number < 24 or (size > 1 and number < 1 << (4 * size)):
            raise Malformed("CBOR is not in its shortest form")
        return major, number

    def _take(self, size: int) -> bytes:
        taken = self.data[self.place : self.place + size]
        if len(taken) < size:
            raise Malformed("CBOR ends too early")
        self.place += size
        return taken

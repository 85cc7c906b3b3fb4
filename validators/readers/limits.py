"""How much Fairmark is willing to read. Each limit has its rule in the family FM-INPUT."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`bytes` of one input after unpacking, `depth` of JSON nesting, `entries` of a folder or zip, `ratio` of unpacked
    to packed bytes of a zip member, `total` bytes unpacked from one zip."""

    bytes: int = 1 << 30
    depth: int = 500
    entries: int = 200_000
    ratio: int = 200
    total: int = 4 << 30

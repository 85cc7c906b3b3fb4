"""How much Fairmark is willing to read. Each limit has its rule in the family FM-INPUT."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
import re

from fairmark.validators.core.usage import WrongUsage

DEEPEST = 400
"""The depth that no option goes beyond: past it, Python's own comparison and JSON functions give up."""

UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30}
SIZES = ("bytes", "total")
VALUE = re.compile(r"(?P<number>[0-9]{1,15}) ?(?P<unit>[A-Z]*)", re.IGNORECASE | re.ASCII)


USUAL = 1 << 30
"""Bytes of one input, unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`bytes` of one input, after unpacking; `depth` of JSON nesting; `entries` of a folder or zip; `ratio` of unpacked
    to packed bytes of a zip member; `total` bytes unpacked from one zip, or of one table; `findings` in one document: a
    hostile file of 3 MB can break rules millions of times, and each breach takes memory."""

    bytes: int = USUAL
    depth: int = 256
    entries: int = 200_000
    ratio: int = 200
    total: int = 4 << 30
    findings: int = 500_000

    def of_file(self, name: str) -> "Limits":
        """Those of a file in a package of several. A table may be as large as all of a zip, unless the user has lowered
        the limit: it is read piece by piece, and little of it is kept."""
        is_table = name.lower().endswith(".csv") and self.bytes >= USUAL
        return replace(self, bytes=max(self.bytes, self.total)) if is_table else self


class UnusableLimit(WrongUsage):
    """A limit that the user gave cannot be used; the message says why."""


def limits_from(settings: Iterable[str]) -> Limits:
    """The limits with those in `settings` changed, each as NAME=VALUE, such as "bytes=2GB" or "depth=50".

    Sizes take B, KB, MB, GB (powers of 1,000) or KiB, MiB, GiB. UnusableLimit for an unknown name, or a value that is
    no whole number from 1.
    """
    limits = Limits()
    for setting in settings:
        name, _, text = setting.partition("=")
        limits = replace(limits, **{_known(name.strip()): _value(name.strip(), text.strip())})
    return limits


def _known(name: str) -> str:
    names = [field.name for field in fields(Limits)]
    if name not in names:
        raise UnusableLimit(f"--limit takes NAME=VALUE, where NAME is one of {', '.join(names)}; not {name!r}")
    return name


def _value(name: str, text: str) -> int:
    match = VALUE.fullmatch(text)
    unit = match["unit"].upper() if match else ""
    if not match or unit not in UNITS or (unit and name not in SIZES) or not int(match["number"]):
        example = "10MB" if name in SIZES else "50"
        raise UnusableLimit(f"--limit {name} takes a whole number from 1, such as {name}={example}; not {text!r}")
    value = int(match["number"]) * UNITS[unit]
    if name == "depth" and value > DEEPEST:
        raise UnusableLimit(f"--limit depth can be at most {DEEPEST}")
    return value


def in_words(size: int) -> str:
    """A size in bytes as people write it, such as "1.5 MB"."""
    for unit in ("GB", "MB", "KB"):
        if size >= UNITS[unit]:
            return f"{size / UNITS[unit]:,.1f} {unit}".replace(".0 ", " ")
    return f"{size:,} bytes"

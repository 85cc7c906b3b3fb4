"""The share form of a report: what may leave the house.

Identifiers of records are replaced by keyed hashes, so that nobody without the key can tell whose record it is or try
out whom it might be, and records can still be told apart and found again by those who hold the key. Names of the user's
inputs lose the folders that they lie in.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
import hmac
from pathlib import PurePosixPath, PureWindowsPath

SHORTEST = 16
"""Bytes that a key has at least, so that nobody can try them all."""

DIGITS = 16
"""Hexadecimal digits of a hash that stand in a report: 64 bits tell all records of a district apart."""

LABELLED = "which key this is"
"""What is hashed to name the key itself, as no identifier is called."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """How to hide what identifies records. `names` says what inputs are called in the report."""

    key: bytes = field(repr=False)
    names: Mapping[str, str] = field(default_factory=dict)

    def pseudonym(self, id: str) -> str:
        """What stands for an identifier: the same for the same one under the same key."""
        return f"id-{self._hash(id)}" if id else ""

    @property
    def label(self) -> str:
        """Tells keys apart: reports with the same label can be compared record by record."""
        return self._hash(LABELLED)

    def _hash(self, text: str) -> str:
        return hmac.new(self.key, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:DIGITS]

    # -- names of inputs ---------------------------------------------------------------------------------------------

    def of_inputs(self, names: Iterable[str]) -> "Sharing":
        """The same for inputs of these names: each is called by its last part, and by a number where two have one."""
        shown: dict[str, str] = {}
        numbers: Counter[str] = Counter()
        taken: set[str] = set()
        for name in dict.fromkeys(names):
            base = free = bare(name)
            stem, dot, suffix = base.rpartition(".") if "." in base[1:] else (base, "", "")
            while free in taken:
                numbers[base] += 1
                free = f"{stem} ({numbers[base] + 1}){dot}{suffix}"
            taken.add(free)
            shown[name] = free
        return replace(self, names=shown)

    def shown(self, name: str) -> str:
        """What an input is called in the report; a member keeps its path within what was given."""
        at = len(name)
        while at >= 0:
            if (known := self.names.get(name[:at])) is not None:
                return known + name[at:]
            at = name.rfind("!", 0, at)
        outer, bang, inner = name.partition("!")
        return bare(outer) + bang + inner


def bare(name: str) -> str:
    """The last part of a path or URL, without what a URL asks for behind it."""
    path = name.partition("?")[0].partition("#")[0] if "://" in name else name
    return PureWindowsPath(PurePosixPath(path).name).name or "input"

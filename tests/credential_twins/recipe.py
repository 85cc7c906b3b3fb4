"""What a recipe says, and the bytes that come of it."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
import json
from pathlib import PurePosixPath
from typing import Any

from credential_twins.samples import badge
from credential_twins.signing import Json, Signer, embedded

Edit = Callable[[Json], None]
"""Changes a document in place."""


def nothing(document: Json) -> None:
    """The edit that leaves the document as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """The twins of the rule `rule`: `sample()`, changed by `good`, is the good one; that changed by `bad` the bad one.

    Both are signed by `sign`, or the bad one by `sign_bad`; `spoil` changes the bad one after it has been signed, as
    tampering does. `name` tells several pairs of one rule apart ("" for the first). `options` are flags of the command;
    `expect` names what else speaks and why, as {"bad": {"OB-...": "why"}}. `others` are files that stand beside the
    twins, by name.
    """

    rule: str
    bad: Edit = nothing
    good: Edit = nothing
    sample: Callable[[], Json] = badge
    sign: Signer = embedded
    sign_bad: Signer | None = None
    spoil: Callable[[Any], Any] | None = None
    name: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    expect: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    others: Mapping[str, Json | str | bytes] = field(default_factory=dict)

    @property
    def folder(self) -> PurePosixPath:
        return PurePosixPath("credentials") / self.rule

    def files(self) -> dict[str, bytes]:
        """Path below fixtures/ to content."""
        good = self.sample()
        self.good(good)
        bad = deepcopy(good)
        self.bad(bad)
        spoilt = (self.sign_bad or self.sign)(bad)
        spoilt = self.spoil(spoilt) if self.spoil else spoilt
        made = {f"good{self._suffix}": self.sign(good), f"bad{self._suffix}": spoilt}
        files = {f"{name}{extension(value)}": as_bytes(value) for name, value in made.items()}
        files |= {name: as_bytes(value) for name, value in self.others.items()}
        for name, value in (("options.json", self.options), ("expect.json", self.expect)):
            if value:
                files[name] = as_bytes(dict(value))
        return {str(self.folder / name): content for name, content in files.items()}

    @property
    def _suffix(self) -> str:
        return f"-{self.name}" if self.name else ""


def extension(value: object) -> str:
    return ".jws" if isinstance(value, str) else ".bin" if isinstance(value, bytes) else ".json"


def as_bytes(value: Json | str | bytes) -> bytes:
    if isinstance(value, bytes):
        return value
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    return f"{text}\n".encode()

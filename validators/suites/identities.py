"""Who a run may act as: a JSON object of the names of section 0.4 of the profile to what the system calls that person,
and a token to act as them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from fairmark.validators.core.waivers import UnusableFile

NAMES = (
    "learnerA",
    "learnerB",
    "guardianA",
    "teacher1",
    "teacher2",
    "scorer1",
    "scorer2",
    "scorer3",
    "leaderX",
    "district",
    "privacy",
    "verifier",
)
"""The test identities, but for the anonymous one, which has no token."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person under the system's own name, a URN or DID, and a bearer token of theirs."""

    name: str
    id: str
    token: str = field(repr=False)

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        return (("Authorization", f"Bearer {self.token}"),)


def load_identities(path: Path) -> dict[str, Identity]:
    """The identities by their names, from a JSON object such as
    `{"teacher1": {"id": "urn:uuid:77f5…", "token": "…"}}`. UnusableFile says what of it cannot be used."""
    try:
        parsed = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise UnusableFile(f"{path} is not JSON: {error}") from None
    if not isinstance(parsed, dict) or not parsed:
        raise UnusableFile(f'{path} is not a JSON object of names to {{"id": …, "token": …}}')
    if unknown := [name for name in parsed if name not in NAMES]:
        raise UnusableFile(f"{path}: nobody is called {unknown[0]!r}; there are {', '.join(NAMES)}")
    found = {name: _identity(path, name, said) for name, said in parsed.items()}
    _tell_apart(path, found)
    return found


def _identity(path: Path, name: str, said: Any) -> Identity:
    id, token = (said.get(member) for member in ("id", "token")) if isinstance(said, dict) else (None, None)
    if not isinstance(id, str) or not isinstance(token, str) or not id or not token:
        raise UnusableFile(f"{path}: {name} wants two texts, id and token")
    if ":" not in id or not id.isascii() or not id.isprintable() or " " in id:
        raise UnusableFile(f"{path}: the id of {name} is no URN or other URI")
    if not token.isascii() or not token.isprintable():
        raise UnusableFile(f"{path}: the token of {name} holds what no header can carry")
    return Identity(name, id, token)


def _tell_apart(path: Path, found: Mapping[str, Identity]) -> None:
    for member in ("id", "token"):
        seen: dict[str, str] = {}
        for name, identity in found.items():
            other = seen.setdefault(getattr(identity, member), name)
            if other != name:
                raise UnusableFile(f"{path}: {other} and {name} have the same {member}, so they cannot be told apart")

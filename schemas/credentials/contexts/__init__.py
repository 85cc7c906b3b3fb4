"""The JSON-LD contexts that verification needs, by URL. They ship with the package and are never fetched.

What a signature covers depends on every term of these files, so the index holds the SHA-256 digest of each and a file
that does not match is refused. Whatever a credential names beyond them is unknown here: the caller decides whether the
user has provided it, and reports a finding if not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
import hashlib
from importlib.resources import files
import json
from typing import Any


class ContextAltered(Exception):
    """A bundled context is not the file that the index describes: the installation is damaged."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """Where a context stands in this package (`file`) and the SHA-256 digest of its bytes, in hexadecimal."""

    file: str
    sha256: str


@cache
def index() -> Mapping[str, Bundled]:
    """Every bundled context by its URL."""
    listed = json.loads(files(__name__).joinpath("index.json").read_text("utf-8"))
    return {url: Bundled(**entry) for url, entry in listed.items()}


@cache
def context(url: str) -> dict[str, Any]:
    """The context document of exactly this `url`. Do not change it.

    Raises `KeyError` for a URL that is not bundled and `ContextAltered` for a file that does not match its digest.
    """
    entry = index()[url]
    content = files(__name__).joinpath(entry.file).read_bytes()
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise ContextAltered(entry.file)
    parsed: dict[str, Any] = json.loads(content)
    return parsed


@cache
def documents() -> Mapping[str, dict[str, Any]]:
    """Every bundled context document by its URL. Do not change them."""
    return {url: context(url) for url in index()}

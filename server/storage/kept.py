"""Versions of frameworks, read once and kept in memory: a version never changes, unless its framework is deleted and
imported anew."""

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

from fairmark.server.storage.store import Store

MOST = 16
CASE_VERSION = "1.1"

Made = TypeVar("Made")


class KeptVersions(Generic[Made]):
    """Up to MOST versions of frameworks, each as `make` has made it of the bytes of its CASE 1.1 package."""

    def __init__(self, make: Callable[[bytes], Made]) -> None:
        @lru_cache(maxsize=MOST)
        def read(store: Store, identifier: str, number: int, _digest: str) -> Made | None:
            rendition = store.rendition(identifier, CASE_VERSION, number)
            return make(rendition.body) if rendition else None

        self._read = read

    def find(self, store: Store, identifier: str, number: int) -> Made | None:
        """The framework in that version; None where it was deleted."""
        version = next((one for one in store.versions(identifier) if one.number == number), None)
        return self._read(store, identifier, number, version.digest) if version else None

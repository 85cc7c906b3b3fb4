"""Ready packages in memory, so that a popular one is not read from the database for each request anew.

A package is named by its entity tag, which is made from its bytes, and each request asks the database for the current
tag first. So nothing here can be out of date.
"""

from collections import OrderedDict
from threading import Lock

from fairmark.server.storage.records import Rendition, Stamp
from fairmark.server.storage.store import Store

ROOM = 64 << 20
"""Bytes that are kept, of all packages together with their compressed twins."""


class ReadyPackages:
    """The packages that were asked for last, as far as there is room. Safe to use from several threads."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._held = 0
        self._lock = Lock()
        self._packages: OrderedDict[tuple[str, str], Rendition] = OrderedDict()

    def get(self, store: Store, identifier: str, version: str, stamp: Stamp) -> Rendition | None:
        """The package of which `stamp` is the state; None where it has been removed since."""
        name = (version, stamp.etag)
        with self._lock:
            if name in self._packages:
                self._packages.move_to_end(name)
                return self._packages[name]
        found = store.rendition(identifier, version, stamp.version)
        if found is not None and _size(found) <= self._room:
            self._keep(name, found)
        return found

    def forget(self) -> None:
        """Give the room back."""
        with self._lock:
            self._packages.clear()
            self._held = 0

    def _keep(self, name: tuple[str, str], package: Rendition) -> None:
        with self._lock:
            if name not in self._packages:
                self._packages[name] = package
                self._held += _size(package)
            while self._held > self._room:
                _, oldest = self._packages.popitem(last=False)
                self._held -= _size(oldest)


def _size(package: Rendition) -> int:
    return len(package.body) + len(package.gzip) + len(package.zstd)

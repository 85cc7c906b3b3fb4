"""What a credential refers to and does not hold: contexts, keys, DID documents, status lists.

Nothing is fetched unless the user has asked for it. What stands in for the network (`--resources`) comes first.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from fairmark.schemas.credentials.contexts import context, index
from fairmark.validators.proofs.errors import Malformed, Unavailable
from fairmark.validators.proofs.json_object import json_object

if TYPE_CHECKING:
    from fairmark.validators.proofs.json_ld import JsonLd

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Redirected:
    """The bytes that a URL led to by way of another one."""

    data: bytes


Fetch = Callable[[str], bytes | Redirected]
"""The bytes at a URL; raises Unavailable, with the reason, if there are none."""

MOST_KEPT = 2_000
"""Answers that are kept for the rest of a run. A hundred thousand badges of one issuer ask for the same few."""
MOST_OCTETS = 128 << 20
"""Of the answers that are kept, together."""
MOST_CONTEXTS = 100
"""Contexts that are kept beside the bundled ones."""

OFFLINE = "it was not looked up, as no network was asked for (--online, or --resources)"


def offline(url: str) -> bytes:
    """The fetch of a user who asked for no network."""
    raise Unavailable(OFFLINE)


class References:
    """Gets documents by URL, each once in a run. `online` says whether the network may be asked at all."""

    def __init__(self, fetch: Fetch = offline, *, online: bool = False) -> None:
        self.online = online
        self._fetch = fetch
        self._kept: dict[str, bytes | Redirected | Unavailable] = {}
        self._octets = 0
        self._shared: dict[object, Any] = {}

    def get(self, url: str) -> bytes:
        """The bytes at `url`; Unavailable if there are none, the same for the whole run."""
        if url not in self._kept:
            try:
                answer: bytes | Redirected | Unavailable = self._fetch(url)
            except Unavailable as error:
                answer = error
            size = 0 if isinstance(answer, Unavailable) else len(_data(answer))
            if len(self._kept) >= MOST_KEPT or self._octets + size > MOST_OCTETS:
                self._kept.clear()
                self._octets = 0
            self._kept[url] = answer
            self._octets += size
        kept = self._kept[url]
        if isinstance(kept, Unavailable):
            raise Unavailable(str(kept))
        return _data(kept)

    def redirected(self, url: str) -> bool:
        """Whether what was just got at `url` came from another one."""
        return isinstance(self._kept.get(url), Redirected)

    def shared(self, make: "Callable[[References], T]") -> T:
        """What `make` makes of this object, once in a run: a place for what is worked out from what was got."""
        if make not in self._shared:
            self._shared[make] = make(self)
        made: T = self._shared[make]
        return made

    @cached_property
    def contexts(self) -> "Contexts":
        return Contexts(self.get)

    @cached_property
    def json_ld(self) -> "JsonLd":
        """The one JSON-LD processor of the run: it keeps the contexts that it has worked out."""
        from fairmark.validators.proofs.json_ld import JsonLd

        return JsonLd(self.contexts)


def _data(answer: bytes | Redirected) -> bytes:
    return answer.data if isinstance(answer, Redirected) else answer


class Contexts(Mapping[str, object]):
    """JSON-LD contexts by URL: the bundled ones, else what can be got. A bundled one is never replaced."""

    def __init__(self, get: Callable[[str], bytes]) -> None:
        self._get = get
        self._got: dict[str, object] = {}

    def __getitem__(self, url: str) -> object:
        if url in index():
            return context(url)
        if url not in self._got:
            if len(self._got) >= MOST_CONTEXTS:
                self._got.clear()
            try:
                self._got[url] = json_object(self._get(url))
            except (Unavailable, Malformed) as error:
                raise KeyError(url) from error
        return self._got[url]

    def __iter__(self) -> Iterator[str]:
        yield from index()
        yield from self._got

    def __len__(self) -> int:
        return len(index()) + len(self._got)

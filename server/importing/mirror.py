"""Mirror another CASE server: import every framework that it lists, and ask again only for what may have changed.

A run first takes the whole list and marks it pending; then it fetches package after package and notes what became of
each. A run that was killed goes on with what is still pending. Nothing is deleted here because it is gone there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from fairmark.server.importing.importer import How, import_source
from fairmark.server.importing.listing import NoList, api_of, list_documents
from fairmark.server.importing.outcome import Outcome
from fairmark.server.importing.outcome import Status as ImportStatus
from fairmark.server.importing.polite import PoliteClient, ServerBusy
from fairmark.server.storage.mirrors import Mirrored, Mirrors, Status
from fairmark.server.storage.store import Store
from fairmark.validators.core.headline import plural
from fairmark.validators.net.errors import NetError
from fairmark.validators.net.messages import Headers, Response
from fairmark.validators.net.url import Url
from fairmark.validators.readers.source import of_bytes

GIVES_UP = 3
"""Packages in a row that could not be fetched at all, after which the server is taken to be down."""

BECAME = {
    ImportStatus.STORED: Status.STORED,
    ImportStatus.UNCHANGED: Status.UNCHANGED,
    ImportStatus.REFUSED: Status.REFUSED,
}

STANDARD = How()

Tell = Callable[[Mirrored], None]


@dataclass(frozen=True, slots=True)
class Mirroring:
    """The result of a run: all that the server lists. `stopped` says why the run ended before its end, "" if it did
    not; `odd` counts entries of the list without a usable identifier."""

    base: str
    frameworks: list[Mirrored]
    odd: int = 0
    stopped: str = ""

    @property
    def complete(self) -> bool:
        """Whether everything that the server lists is stored here."""
        fine = (Status.STORED, Status.UNCHANGED, Status.GONE)
        return not self.stopped and not self.odd and all(one.status in fine for one in self.frameworks)

    def count(self, status: Status) -> int:
        return sum(one.status is status for one in self.frameworks)

    @property
    def headline(self) -> str:
        """The result in a line."""
        counts = [f"{count} {status.value}" for status in Status if (count := self.count(status))]
        listed = sum(one.status is not Status.GONE for one in self.frameworks)
        end = f" Stopped early: {self.stopped}. The same command goes on from here." if self.stopped else ""
        odd = f" {plural(self.odd, 'entry')} of the list could not be used." if self.odd else ""
        return f"{self.base}: {plural(listed, 'framework')}: {', '.join(counts) or 'nothing'}.{odd}{end}"

    def as_json(self) -> dict[str, Any]:
        return {
            "base": self.base,
            "headline": self.headline,
            "complete": self.complete,
            "stopped": self.stopped,
            "unusable": self.odd,
            "frameworks": [
                {"identifier": one.document, "status": one.status.value, "detail": one.detail}
                for one in self.frameworks
            ],
        }


def mirror(
    store: Store, client: PoliteClient, typed: str, how: How = STANDARD, tell: Tell = lambda _one: None
) -> Mirroring:
    """Bring the frameworks of the server at the address `typed` here. `tell` hears of each as it is done.

    Raises NoList when the server does not list them, NetError when it cannot be reached, ServerBusy when it cannot be
    asked now.
    """
    mirrors = Mirrors(store.engine)
    api, odd = _begin(mirrors, client, api_of(typed))
    run = _Run(store, mirrors, client, api, how)
    stopped = ""
    try:
        for done in run.all():
            tell(done)
    except (ServerBusy, NetError) as error:
        stopped = str(error)
    return Mirroring(api, mirrors.rows(api), odd, stopped)


def _begin(mirrors: Mirrors, client: PoliteClient, candidates: list[str]) -> tuple[str, int]:
    """The API's address, with a run begun there, and the number of unusable entries in its list."""
    for api in candidates:
        if any(one.status is Status.PENDING for one in mirrors.rows(api)):
            return api, 0  # the run that was not finished
    for api in candidates:
        try:
            documents, odd = list_documents(client.get, api)
        except NoList:
            if api == candidates[-1]:
                raise
            continue
        mirrors.begin(api, documents)
        return api, odd
    raise AssertionError("there is at least one candidate")


class _Run:
    """The second half of a run: package after package."""

    def __init__(self, store: Store, mirrors: Mirrors, client: PoliteClient, api: str, how: How) -> None:
        self._store = store
        self._mirrors = mirrors
        self._client = client
        self._api = api
        self._how = how

    def all(self) -> Iterator[Mirrored]:
        """Fetch what is pending; NetError when the server seems to be down: what was not reached is pending again."""
        unreached: list[Mirrored] = []
        for one in self._mirrors.rows(self._api):
            if one.status is not Status.PENDING:
                continue
            try:
                done = self._fetched(one)
                unreached.clear()
            except NetError as error:
                unreached.append(one)
                if len(unreached) == GIVES_UP:
                    for waiting in unreached:
                        self._mirrors.note(waiting)
                    raise
                done = replace(one, status=Status.FAILED, detail=str(error))
            done = replace(done, seen_at=datetime.now(UTC))
            self._mirrors.note(done)
            yield done

    def _fetched(self, one: Mirrored) -> Mirrored:
        url = Url.parse(f"{self._api}/CFPackages/{one.document}")
        response = self._client.get(url, self._conditions(one))
        if response.status == 304:
            return replace(one, status=Status.UNCHANGED, detail="")
        if response.status != 200:
            return replace(one, status=Status.FAILED, detail=f"the server answers {response.status}")
        source = of_bytes(str(url), response.body, served=response.url.path)
        outcome = import_source(self._store, source, replace(self._how, expected=one.document.lower()))
        return _noted(one, response, outcome)

    def _conditions(self, one: Mirrored) -> Headers:
        """What makes the server answer 304, if what it gave last is still what is stored here."""
        current = self._store.current(one.document.lower())
        if current is None or current.digest != one.digest:
            return ()
        wanted = (("If-None-Match", one.etag), ("If-Modified-Since", one.last_modified))
        return tuple((name, value) for name, value in wanted if value)


def _noted(one: Mirrored, response: Response, outcome: Outcome) -> Mirrored:
    return replace(
        one,
        status=BECAME[outcome.status],
        detail=outcome.headline,
        etag=response.header("etag") or "",
        last_modified=response.header("last-modified") or "",
        digest=outcome.digest,
    )

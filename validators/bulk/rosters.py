"""Judging a package of tables in several processes: its files are taken apart block by block, and its rules applied one
by one, wherever there is a hand free. What comes of both is put together in order, so the report is that of one
process."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
import io
from itertools import groupby
import pickle
import threading
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import uuid4
import zlib

from fairmark.validators.bulk.engine import Done, Engine, Lost
from fairmark.validators.bulk.shared import forget
from fairmark.validators.core.engine import RuleFault, capped, hushed, said_by
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.rule import REGISTRY, Rule
from fairmark.validators.core.sharing import Sharing
from fairmark.validators.families import load_rules
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.telling import collection_paused

BATCH = 2_000
"""Findings that are sent together."""

TOGETHER = "OR-LO-"
"""How the rules begin that are applied by one and the same: they look the same things up on the shelf."""


class Crew:
    """Those who do work by an engine; see `hands.Hands`. `pays_from` is how many bytes there have to be."""

    def __init__(self, engine: Engine, sharing: Sharing | None, pays_from: int) -> None:
        self.workers = _Workers(engine)
        self.keep = engine.keep
        self._engine = engine
        self._sharing = sharing
        self._pays_from = pays_from

    def pay(self, size: int) -> bool:
        return size >= self._pays_from

    def judged(
        self,
        roster: Roster,
        rules: Sequence[Rule],
        most: int,
        beyond: Callable[[], None],
        past: Callable[[Rule, Sequence[Rule]], None],
    ) -> Iterator[Finding | RuleFault]:
        return hushed(self._said(roster, rules, most, beyond, past))

    def _said(
        self,
        roster: Roster,
        rules: Sequence[Rule],
        most: int,
        beyond: Callable[[], None],
        past: Callable[[Rule, Sequence[Rule]], None],
    ) -> Iterator[Finding | RuleFault]:
        lent, token = self._engine.lend(partial(_pickled, roster)), uuid4().hex
        if lent is None:  # nobody else can see it
            for rule in rules:
                yield from said_by(capped(rule, most, beyond), roster, self._sharing)
                past(rule, rules)
            return
        ahead: deque[tuple[list[Rule], Callable[[], list[Said]]]] = deque()
        for unit in [*_units(rules), None]:
            if unit is not None:
                ids = [rule.id for rule in unit]
                ahead.append((unit, self._engine.submit(say, lent, token, ids, most, self._sharing)))
            while ahead and (unit is None or len(ahead) >= self._engine.width):
                yield from self._told(*ahead.popleft(), beyond, lambda rule: past(rule, rules))

    def _told(
        self,
        unit: list[Rule],
        wait: "Callable[[], list[Said]]",
        beyond: Callable[[], None],
        past: Callable[[Rule], None],
    ) -> Iterator[Finding | RuleFault]:
        try:
            found = wait()
        except Lost as lost:
            yield from (RuleFault(rule, f"not applied: {lost}") for rule in unit)
            return
        for rule, said in zip(unit, found, strict=True):
            for batch in said.batches:
                yield from _unpacked(batch)
            if said.beyond:
                beyond()
            past(rule)

    def let_go(self) -> None:
        self._engine.let_go()


class _Workers:
    """Takes blocks apart by an engine; what is lost there is done here."""

    def __init__(self, engine: Engine) -> None:
        self.width = engine.width
        self._engine = engine

    def submit(self, work: Callable[..., Done], *given: object) -> Callable[[], Done]:
        wait = self._engine.submit(_unwatched, work, *given)

        def result() -> Done:
            try:
                found: Done = wait()
            except Lost:
                found = work(*given)
            return found

        return result


def _unwatched(work: Callable[..., Done], *given: object) -> Done:
    with collection_paused():
        return work(*given)


def _units(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """The rules in their order, in lists of those that are applied together."""
    for _, unit in groupby(rules, key=lambda rule: TOGETHER if rule.id.startswith(TOGETHER) else rule.id):
        yield list(unit)


# -- what is done elsewhere ------------------------------------------------------------------------------------------


class Said(NamedTuple):
    """What a rule has found, in packed `batches`; `beyond` says that it had more to say."""

    batches: Sequence[bytes]
    beyond: bool


_OPEN = threading.local()
"""Of each thread, as one worker of a cluster may have several: the package that came last."""


def say(lent: Any, token: str, rules: Sequence[str], most: int, sharing: Sharing | None) -> list[Said]:
    """What each of the rules, named by their ids, finds in the package that was `lent`. `token` tells packages
    apart."""
    load_rules()
    with collection_paused():
        if getattr(_OPEN, "token", None) != token:
            _OPEN.roster = None  # before another one takes memory
            forget()
            # Its own pickle: from its parent, or over the user's own cluster, which runs any code that it is sent.
            _OPEN.roster, _OPEN.token = pickle.loads(getattr(lent, "bytes", lent)), token  # noqa: S301
        return [_said(REGISTRY[id], _OPEN.roster, most, sharing) for id in rules]


def _said(rule: Rule, roster: Roster, most: int, sharing: Sharing | None) -> Said:
    went_beyond: list[bool] = []
    only = capped(rule, most, partial(went_beyond.append, True))
    return Said(list(_packed(said_by(only, roster, sharing))), bool(went_beyond))


def _packed(results: Iterable[Finding | RuleFault]) -> Iterator[bytes]:
    batch: list[Finding | RuleFault] = []
    for result in results:
        batch.append(result)
        if len(batch) == BATCH:
            yield zlib.compress(pickle.dumps(batch), 1)
            batch = []
    if batch:
        yield zlib.compress(pickle.dumps(batch), 1)


def _unpacked(batch: bytes) -> list[Finding | RuleFault]:
    found: list[Finding | RuleFault] = pickle.loads(zlib.decompress(batch))  # noqa: S301 - as above
    return found


class _Pickler(pickle.Pickler):
    def reducer_override(self, what: object) -> Any:
        """Definitions of tables are read-only mappings, which pickle does not know."""
        return (_read_only, (dict(what),)) if isinstance(what, MappingProxyType) else NotImplemented


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def _pickled(roster: Roster) -> bytes:
    stream = io.BytesIO()
    _Pickler(stream, protocol=5).dump(roster)
    return stream.getvalue()

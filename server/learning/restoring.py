"""Facts that were recorded elsewhere, put into the ledger as they are: with their ids, and with the moments at which
they were recorded there."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, insert

from fairmark.server.learning.bodies import at
from fairmark.server.learning.continuum import Json, identifier_of
from fairmark.server.learning.kind import CALENDAR, DETERMINATION, EVIDENCE, RULE, SUPERSEDES, Kind
from fairmark.server.learning.kinds import KINDS
from fairmark.server.learning.known import WITHDRAWN
from fairmark.server.learning.ledger import PARTIES
from fairmark.server.learning.tables import fact_learners, fact_links, fact_parties, facts
from fairmark.server.learning.times import ALWAYS, beginning, day, read

CHUNK = 10_000
"""Facts that are written at once."""

KIND_OF: Mapping[str, Kind] = {kind.cls: kind for kind in KINDS}
MOMENTS = ("effectiveAt", "validFrom", "openedAt", "at")
"""Members that say when a fact is effective."""

NONE: Mapping[str, Any] = {}

Rows = dict[str, list[dict[str, Any]]]


def restore(
    connection: Connection,
    found: Iterable[Json],
    *,
    roots: Mapping[str, str] = NONE,
    moments: Mapping[str, datetime] = NONE,
) -> int:
    """Write valid facts, in the order in which they were recorded, into a ledger that has none of them; how many there
    are. What refers to a fact comes after it. `roots` are those of facts in the ledger that these refer to, by id.

    No two facts of a ledger are recorded at once: where others record by the second, `moments` says for an id the
    moment by which the fact is known here.
    """
    restoring = _Restoring(roots, moments)
    count = 0
    for rows in restoring.chunks(found):
        for table in (facts, fact_learners, fact_links, fact_parties):
            if rows[table.name]:
                connection.execute(insert(table), rows[table.name])
        count += len(rows[facts.name])
    return count


class _Restoring:
    def __init__(self, roots: Mapping[str, str], moments: Mapping[str, datetime]) -> None:
        self._roots = dict(roots)
        self._moments = moments

    def chunks(self, found: Iterable[Json]) -> Iterator[Rows]:
        rows = _empty()
        for fact in found:
            self._add(rows, fact)
            if len(rows[facts.name]) == CHUNK:
                yield rows
                rows = _empty()
        if rows[facts.name]:
            yield rows

    def _add(self, rows: Rows, fact: Json) -> None:
        id, kind = fact["id"], KIND_OF.get(fact["type"])
        recorded_at = self._moments.get(id) or _moment(fact["recordedAt"])
        before = fact.get(kind.follows) if kind else None
        first = kind is None or before is None
        effective_at = _effective_at(fact, recorded_at, first=first)
        root = str(self._roots.get(before, before) if before else id)
        self._roots[id] = root
        rows[facts.name].append(
            {
                "id": id,
                "cls": fact["type"],
                "framework": identifier_of(fact.get("framework", "")) if "target" in fact else "",
                "target": identifier_of(fact.get("target", "")),
                "status": str(fact.get("status", "")),
                "effective_at": effective_at,
                "recorded_at": recorded_at,
                "replaces": before,
                "replaces_from": _replaces_from(kind, fact, effective_at, recorded_at) if kind and before else None,
                "root": root,
                "visibility": fact.get("visibility", ""),
                "body": orjson.dumps(fact),
            }
        )
        for learner in dict.fromkeys(_learners(kind, fact)):
            rows[fact_learners.name].append({"learner": learner, "fact": id})
        if kind:
            named = (one for link in kind.links for _, one in at(fact, link.place))
            for other in dict.fromkeys(self._roots.get(one, one) for one in named):
                rows[fact_links.name].append({"root": other, "fact": id})
        for person in _parties(fact):
            rows[fact_parties.name].append({"person": person, "fact": id})


def _empty() -> Rows:
    return {table.name: [] for table in (facts, fact_learners, fact_links, fact_parties)}


def _parties(fact: Json) -> Iterable[str]:
    named = fact.get(PARTIES.get(fact["type"], ""), ())
    return [named] if isinstance(named, str) else dict.fromkeys(named)


def _learners(kind: Kind | None, fact: Json) -> list[str]:
    if kind is not None:
        return kind.learners_of(fact)
    return [fact["learner"]] if "learner" in fact else []


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _effective_at(fact: Json, recorded_at: datetime, *, first: bool) -> datetime:
    """As the classes say it: by a moment of their own; the first version of a plan from the day on which it begins, if
    that was past; else from the recording on."""
    for name in MOMENTS:
        if name in fact and (moment := read(fact[name])):
            return min(moment, recorded_at) if name == "openedAt" else moment
    begins = day(fact["startDate"]) if "startDate" in fact and (first or fact["type"] == CALENDAR) else None
    if begins and (fact["type"] == CALENDAR or beginning(begins) < recorded_at):
        return beginning(begins)
    return recorded_at


def _replaces_from(kind: Kind, fact: Json, effective_at: datetime, recorded_at: datetime) -> datetime:
    if kind.cls == DETERMINATION and "rule" in fact and fact.get("causedBy") == fact["rule"]:
        return effective_at  # by a rule that is valid from a day on: until then what was determined before stands
    if kind.cls == CALENDAR or kind.follows == SUPERSEDES or fact.get("status") == WITHDRAWN:
        return ALWAYS
    return effective_at if kind.cls in (EVIDENCE, RULE) else recorded_at

"""One exchange with the learning API: which operation is asked, and the records in an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
import re
from typing import Any, ClassVar, Self

import orjson

from fairmark.server.faults import exchange
from fairmark.server.faults.exchange import Json as Json
from fairmark.server.faults.exchange import Reply as Reply

PROFILES = ("scl",)
BASE = "/scl/v1"

CLASSES: Mapping[str, str] = {
    "evidence": "EvidenceRecord",
    "judgments": "Judgment",
    "determination-rules": "DeterminationRule",
    "determinations": "Determination",
    "pathways": "Pathway",
    "goals": "Goal",
    "portfolios": "Portfolio",
    "supports": "Support",
    "calendars": "Calendar",
    "tasks": "Task",
    "calibration-sessions": "CalibrationSession",
    "share-grants": "ShareGrant",
    "access-events": "AccessEvent",
    "amendment-requests": "AmendmentRequest",
    "retention-policies": "RetentionPolicy",
}
"""Collection in the path to the class that the operation's name ends in."""
VIEWS: Mapping[str, str] = {
    "progress": "getLearnerProgress",
    "work": "getCalibrationWork",
    "adjudications": "getAdjudications",
    "results": "getCalibrationResults",
    "credential": "getCredential",
    "record": "getLearnerRecord",
}
"""Last part of the path to the operation of a view."""


@dataclass(frozen=True, slots=True)
class Asked(exchange.Asked):
    """A request to the learning API."""

    PATH: ClassVar[re.Pattern[str]] = re.compile(r"/scl/v1/.+")

    @property
    def profiles(self) -> tuple[str, ...]:
        return PROFILES

    @property
    def operation(self) -> str:
        """The name of the operation in the published description of the API; "" for an address that has none."""
        collection, _, rest = self.path.removeprefix(f"{BASE}/").partition("/")
        if view := VIEWS.get(rest.rpartition("/")[2]) if "/" in rest else None:
            return view
        cls = CLASSES.get(collection, "")
        if (self.method, collection, rest) == ("GET", "exports", ""):
            return "getExport"
        names = {"POST": "post{}s" if rest else "post{}", "GET": "get{}" if rest else "list{}s"}
        return names.get(self.method, "").format(cls) if cls else ""

    @property
    def id(self) -> str:
        """The id of the record that is asked for, "" for none."""
        return self.path.removeprefix(f"{BASE}/").partition("/")[2].partition("/")[0]

    @property
    def data(self) -> Json:
        """The record in the body, an empty one where there is none."""
        try:
            parsed: Any = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return {}
        return parsed if isinstance(parsed, dict) else {}

    def sending(self, data: Any) -> Self:
        """The request with another body."""
        return replace(self, body=orjson.dumps(data))

    def getting(self, path: str, **query: str) -> Self:
        """Another question of the same client: a GET below the base."""
        return replace(self.by("GET"), path=f"{BASE}{path}", query=query)


Serve = Callable[[Asked], Reply]
"""Asks the honest server."""


def records_in(reply: Reply) -> list[Json]:
    """The records of a list, which may be changed in their place together with `reply.saying(…)`; none elsewhere."""
    found = next((value for value in reply.object().values() if isinstance(value, list)), [])
    return [one for one in found if isinstance(one, dict)]


def listing(reply: Reply, records: list[Json]) -> Reply:
    """The list with other records."""
    return reply.saying({name: records if isinstance(value, list) else value for name, value in reply.object().items()})


def is_done(reply: Reply) -> bool:
    return reply.status in (200, 201)

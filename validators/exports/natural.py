"""What a record is known by to people, beside its sourcedId: its natural key."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fairmark.validators.readers.tables.column import SEPARATOR, Column


class Way(NamedTuple):
    """A way to know a record: by what stands in `needed` columns, all of them filled, and in `further` ones."""

    needed: tuple[str, ...]
    further: tuple[str, ...] = ()


WAYS: Mapping[str, tuple[Way, ...]] = {
    "academicSessions": (Way(("type", "title", "startDate"), ("endDate",)),),
    "categories": (Way(("title",)),),
    "classes": (
        Way(("schoolSourcedId", "classCode"), ("courseSourcedId", "termSourcedIds")),
        Way(("schoolSourcedId", "title"), ("courseSourcedId", "termSourcedIds")),
    ),
    "classResources": (Way(("classSourcedId", "resourceSourcedId")),),
    "courseResources": (Way(("courseSourcedId", "resourceSourcedId")),),
    "courses": (
        Way(("orgSourcedId", "courseCode"), ("schoolYearSourcedId",)),
        Way(("orgSourcedId", "title"), ("schoolYearSourcedId",)),
    ),
    "enrollments": (Way(("classSourcedId", "userSourcedId", "role"), ("beginDate",)),),
    "lineItemLearningObjectiveIds": (Way(("lineItemSourcedId", "learningObjectiveId"), ("source",)),),
    "lineItems": (
        Way(("classSourcedId", "title"), ("academicSessionSourcedId", "categorySourcedId", "assignDate", "dueDate")),
    ),
    "lineItemScoreScales": (Way(("lineItemSourcedId", "scoreScaleSourcedId")),),
    "orgs": (Way(("identifier",)), Way(("name", "type"), ("parentSourcedId",))),
    "resources": (Way(("vendorResourceId",), ("vendorId", "applicationId")),),
    "resultLearningObjectiveIds": (Way(("resultSourcedId", "learningObjectiveId"), ("source",)),),
    "results": (Way(("lineItemSourcedId", "studentSourcedId")),),
    "resultScoreScales": (Way(("resultSourcedId", "scoreScaleSourcedId")),),
    "roles": (Way(("userSourcedId", "orgSourcedId", "role"), ("beginDate",)),),
    "scoreScales": (Way(("classSourcedId", "title"), ("orgSourcedId", "courseSourcedId", "type")),),
    "userProfiles": (Way(("userSourcedId", "vendorId", "profileType"), ("applicationId",)),),
    "userResources": (Way(("userSourcedId", "resourceSourcedId"), ("orgSourcedId", "classSourcedId")),),
    "users": (Way(("identifier",)), Way(("username",)), Way(("email",))),
}
"""Table to the ways to know its records; of a record the first that its cells allow counts. References stand as they
are: where the records that they name are numbered anew, that is told there. Demographics have their user's identifier
and no other."""


def natural_keys(table: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """The natural key of each row of a table, "" for a row that has none; nothing at all where no way is possible.

    `columns` are those that both exports have. Capital and small letters count as equal.
    """
    ways = [way for way in WAYS.get(table, ()) if all(name in columns for name in way.needed)]
    for found in zip(*(_keys(number, way, columns) for number, way in enumerate(ways)), strict=True):
        yield next(filter(None, found), "")


def _keys(number: int, way: Way, columns: Mapping[str, Column]) -> Iterator[str]:
    names = [*way.needed, *(name for name in way.further if name in columns)]
    needed, begin = len(way.needed), f"{number}{SEPARATOR}"
    for cells in zip(*(columns[name] for name in names), strict=True):
        yield begin + SEPARATOR.join(cells).casefold() if all(cells[:needed]) else ""

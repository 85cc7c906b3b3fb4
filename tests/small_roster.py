"""A small OneRoster package of whoever a test needs, in the schools x and y of a district."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fairmark.fixtures.district.oneroster.package import write_folder
from fairmark.fixtures.district.oneroster.rows import Rows
from fairmark.schemas.oneroster import tables

DISTRICT, X, Y = "district", "school-x", "school-y"
SCHOOLS = (X, Y)
YEAR = ("2020-08-01", "2099-07-01")
"""The school year, long enough that a test may ask for any day."""


@dataclass(frozen=True)
class Who:
    """Somebody: `id` is the sourcedId, `family` the ids of those who are named as agents."""

    id: str
    role: str
    org: str = X
    grade: str = ""
    born: str = ""
    family: Sequence[str] = ()
    names: tuple[str, str] = ("Given", "Family")


@dataclass(frozen=True)
class Taught:
    """A class, with the ids of its teachers and learners; `seats` are learners' own dates."""

    id: str
    teachers: Sequence[str]
    learners: Sequence[str]
    school: str = X
    kind: str = "scheduled"
    seats: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def write_roster(folder: Path, people: Sequence[Who], classes: Sequence[Taught] = (), version: str = "1.2") -> Path:
    """Write the package into a folder that is made."""
    write_folder(_rows(people, classes, version), version, folder)
    return folder


def _rows(people: Sequence[Who], classes: Sequence[Taught], version: str) -> Iterator[Rows]:
    def rows(table: str, *records: dict[str, Any]) -> Rows:
        return table, [tuple(record.get(name, "") for name in tables(version)[table].header) for record in records]

    yield rows(
        "orgs",
        {"sourcedId": DISTRICT, "name": "A district", "type": "district"},
        *({"sourcedId": id, "name": id, "type": "school", "parentSourcedId": DISTRICT} for id in SCHOOLS),
    )
    begins, ends = YEAR
    year = {"sourcedId": "year", "title": "All years", "type": "schoolYear", "schoolYear": "2099"}
    yield rows("academicSessions", {**year, "startDate": begins, "endDate": ends})
    yield rows("users", *(_user(who, version) for who in people))
    if version != "1.1":
        named = ({"sourcedId": f"role-{who.id}", "userSourcedId": who.id, "role": who.role} for who in people)
        yield rows("roles", *({**role, "orgSourcedId": who.org} for role, who in zip(named, people, strict=True)))
    born = [who for who in people if who.born]
    yield rows("demographics", *({"sourcedId": who.id, "birthDate": who.born, "asian": "true"} for who in born))
    yield rows("courses", {"sourcedId": "course", "title": "A course", "orgSourcedId": X})
    yield rows(
        "classes",
        *(
            {
                "sourcedId": taught.id,
                "title": taught.id,
                "classType": taught.kind,
                "schoolSourcedId": taught.school,
                "courseSourcedId": "course",
                "termSourcedIds": "year",
            }
            for taught in classes
        ),
    )
    yield rows("enrollments", *(row for taught in classes for row in _enrollments(taught)))


def _user(who: Who, version: str) -> dict[str, Any]:
    given, family = who.names
    user = {"sourcedId": who.id, "givenName": given, "familyName": family, "grades": who.grade}
    user |= {"agentSourcedIds": ",".join(who.family), "email": f"{who.id}@people.example"}
    return user | ({"role": who.role, "orgSourcedIds": who.org} if version == "1.1" else {})


def _enrollments(taught: Taught) -> Iterator[dict[str, Any]]:
    for role, ids in (("teacher", taught.teachers), ("student", taught.learners)):
        for id in ids:
            begins, ends = taught.seats.get(id, ("", ""))
            yield {
                "sourcedId": f"{taught.id}-{id}",
                "classSourcedId": taught.id,
                "schoolSourcedId": taught.school,
                "userSourcedId": id,
                "role": role,
                "beginDate": begins,
                "endDate": ends,
            }

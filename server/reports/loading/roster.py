"""Rows out of a OneRoster package: who is where, and in which groups.

An export says what is so on its day. When that was recorded it does not say, so everything counts as known from the day
on which it began.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, timedelta, tzinfo
from pathlib import Path

from fairmark.server.reports.loading.frameworks import BEFORE_SCHOOL
from fairmark.server.reports.loading.times import start_of
from fairmark.server.reports.rows import Enrolment, Learner, Membership, School, SchoolClass, Seat
from fairmark.validators.convert.scl_terms import urn_of
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.oneroster import DELETED, Roster, items
from fairmark.validators.readers.roster_input import NoRoster, open_roster

READ = ("academicSessions", "classes", "courses", "demographics", "enrollments", "orgs", "roles", "users")

RACES = (
    "americanIndianOrAlaskaNative",
    "asian",
    "blackOrAfricanAmerican",
    "nativeHawaiianOrOtherPacificIslander",
    "white",
)
SEVERAL, UNKNOWN = "twoOrMore", "unknown"
ADVISORY = ("homeroom",)
"""Types of classes whose teacher is the learners' advisor."""
ADVISING = "22"
"""How the codes of subjects begin that are advisory, as in SCED."""


@dataclass(frozen=True, slots=True)
class Year:
    """A school year of the export: `ends` is the first day that is no longer in it."""

    number: int
    begins: date
    ends: date


class RosterReading:
    """A package that is read. WrongUsage where there is none, or where it says nothing of a school year."""

    def __init__(self, path: Path, limits: Limits, zone: tzinfo = UTC) -> None:
        try:
            self._roster: Roster = open_roster(path, limits, only=READ)
        except NoRoster as error:
            raise WrongUsage(f"{path} {error}") from None
        self._zone = zone
        self.years = sorted(self._years(), key=lambda year: year.begins)
        if not self.years:
            raise WrongUsage(f"{path} has no academic session that is a school year")

    def rows(self) -> Iterator[object]:
        grades = dict(self._grades())
        for id, name, type, _ in self._cells("orgs", "sourcedId", "name", "type", "identifier"):
            if type == "school":
                yield School(urn_of("orgs", id), name, type)
        for id, given, family in self._cells("users", "sourcedId", "givenName", "familyName"):
            if id in grades:
                yield Learner(urn_of("users", id), f"{given} {family}".strip())
        yield from self._enrolments(grades)
        yield from self._memberships(grades)
        yield from self._classes()

    def _cells(self, table: str, *names: str) -> Iterator[tuple[str, ...]]:
        """The cells of the records that are not to be deleted."""
        known = self._roster.tables.get(table)
        if known is not None:
            for status, *cells in known.cells("status", *names):
                if status != DELETED:
                    yield tuple(cells)

    def _by_id(self, table: str, column: str) -> dict[str, str]:
        return {row[0]: row[1] for row in self._cells(table, "sourcedId", column)}

    def _years(self) -> Iterator[Year]:
        for type, begins, ends, year in self._cells("academicSessions", "type", "startDate", "endDate", "schoolYear"):
            first, after = _day(begins), _day(ends)
            if type == "schoolYear" and first and after:
                yield Year(int(year) if year.isdecimal() else after.year, first, after)

    def _year_of(self, day: date) -> Year:
        return next((year for year in reversed(self.years) if year.begins <= day), self.years[0])

    def _grades(self) -> Iterator[tuple[str, int | None]]:
        """Learners with their grades, None where the export says none that is one."""
        learners = {user for user, role in self._cells("roles", "userSourcedId", "role") if role == "student"}
        for id, role, grades in self._cells("users", "sourcedId", "role", "grades"):
            if id in learners or role == "student":
                yield id, next((grade for code in items(grades) if (grade := _grade(code)) is not None), None)

    def _enrolments(self, grades: Mapping[str, int | None]) -> Iterator[Enrolment]:
        """A stay for each learner, school and school year, from the first enrollment in a class to the last day."""
        schools = self._by_id("classes", "schoolSourcedId")
        spans: dict[tuple[str, str, int], tuple[date, date]] = {}
        names = ("userSourcedId", "classSourcedId", "schoolSourcedId", "role", "beginDate", "endDate")
        for user, class_, school, role, begins, ends in self._cells("enrollments", *names):
            if role != "student" or grades.get(user) is None:
                continue
            year = self._year_of(_day(begins) or self.years[-1].begins)
            first, after = _day(begins) or year.begins, _day(ends) or year.ends
            key = (user, school or schools.get(class_, ""), year.number)
            known = spans.get(key, (first, after))
            spans[key] = (min(first, known[0]), max(after, known[1]))
        latest = self.years[-1].number
        for (user, school, number), (first, after) in spans.items():
            grade = grades[user]
            if grade is not None:
                own = grade - (latest - number)
                recorded = start_of(first, self._zone)
                yield Enrolment(urn_of("users", user), urn_of("orgs", school), own, first, after, recorded, None)

    def _memberships(self, grades: Mapping[str, int | None]) -> Iterator[Membership]:
        names = ("sourcedId", "sex", "hispanicOrLatinoEthnicity", *RACES)
        begins = self.years[0].begins
        known = start_of(begins, self._zone)
        for user, sex, hispanic, *marks in self._cells("demographics", *names):
            if user not in grades:
                continue
            races = [race for race, mark in zip(RACES, marks, strict=True) if mark == "true"]
            groups = {
                "sex": sex or UNKNOWN,
                "race": races[0] if len(races) == 1 else SEVERAL if races else UNKNOWN,
                "hispanic": {"true": "yes", "false": "no"}.get(hispanic, UNKNOWN),
            }
            for dimension, value in groups.items():
                yield Membership(urn_of("users", user), dimension, value, begins, None, known, None)

    def _classes(self) -> Iterator[SchoolClass | Seat]:
        names = ("userSourcedId", "classSourcedId", "role", "primary", "beginDate", "endDate")
        enrollments = list(self._cells("enrollments", *names))
        teachers: dict[str, str] = {}
        for user, class_, role, primary, _, _ in enrollments:
            if role == "teacher" and (primary == "true" or class_ not in teachers):
                teachers[class_] = user
        courses = self._by_id("courses", "subjectCodes")
        columns = ("sourcedId", "title", "schoolSourcedId", "classType", "courseSourcedId", "subjectCodes")
        for id, title, school, type, course, codes in self._cells("classes", *columns):
            subjects = [*items(codes), *items(courses.get(course, ""))]
            advises = type in ADVISORY or any(code.startswith(ADVISING) for code in subjects)
            teacher = urn_of("users", teachers[id]) if id in teachers else ""
            yield SchoolClass(urn_of("classes", id), title, urn_of("orgs", school), teacher, advises)
        yield from self._seats(enrollments)

    def _seats(self, enrollments: Iterable[tuple[str, ...]]) -> Iterator[Seat]:
        for user, class_, role, _, begins, ends in enrollments:
            if role == "student":
                year = self._year_of(_day(begins) or self.years[-1].begins)
                first = _day(begins) or year.begins
                known = start_of(first, self._zone)
                yield Seat(
                    urn_of("classes", class_), urn_of("users", user), first, _day(ends) or year.ends, known, None
                )


def taught_days(year: Year) -> Iterator[date]:
    """The days of a school year of which no calendar says which are taught: those from Monday to Friday."""
    days = (year.begins + timedelta(days=number) for number in range((year.ends - year.begins).days))
    return (day for day in days if day.weekday() < 5)


def _grade(code: str) -> int | None:
    return BEFORE_SCHOOL[code] if code in BEFORE_SCHOOL else int(code) if code.isdecimal() else None


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None

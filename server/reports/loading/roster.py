"""Rows out of the roster that is kept: who is where, and in which groups.

A roster says what is so on its day. When that was recorded it does not say, so everything counts as known from the day
on which it began.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from functools import cached_property

from sqlalchemy import Connection, select

from fairmark.server.reports.loading.frameworks import BEFORE_SCHOOL
from fairmark.server.reports.loading.times import start_of
from fairmark.server.reports.rows import Enrolment, Learner, Membership, School, SchoolClass, Seat
from fairmark.server.roster.people import SCHOOL, TEACHER, People
from fairmark.server.roster.rows import STUDENT
from fairmark.server.roster.tables import classes, courses, demographics, enrollments, orgs, people, roles
from fairmark.validators.readers.oneroster import items

SEVERAL, UNKNOWN = "twoOrMore", "unknown"
YES_OR_NO = {"true": "yes", "false": "no"}
ADVISORY = ("homeroom",)
"""Types of classes whose teacher is the learners' advisor."""
ADVISING = "22"
"""How the codes of subjects begin that are advisory, as in SCED."""


@dataclass(frozen=True, slots=True)
class Year:
    """A school year, by the calendar year in which it ends; `ends` is the first day that is no longer in it."""

    number: int
    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class _Place:
    """That a person is in a class."""

    person: str
    class_id: str
    school: str
    begins: date
    ends: date


class KeptRoster:
    """The roster as it stands within a transaction. Days begin as `zone` says."""

    def __init__(self, connection: Connection, zone: tzinfo) -> None:
        self._connection = connection
        self._zone = zone

    @cached_property
    def years(self) -> list[Year]:
        """The school years, the first one first."""
        found = People(self._connection).school_years()
        return [Year(year.number or year.ends.year, year.begins, year.ends) for year in found]

    def rows(self) -> Iterator[object]:
        """All rows; none where no school year is known."""
        if not self.years:
            return
        schools = self._connection.execute(select(orgs).where(orgs.c.type == SCHOOL))
        yield from (School(row.id, row.name, row.type) for row in schools)
        for row in self._connection.execute(select(people).where(people.c.id.in_(list(self._grades)))):
            yield Learner(row.id, f"{row.given} {row.family}".strip())
        attending = list(self._places(STUDENT))
        yield from self._enrolments(attending)
        yield from self._memberships()
        yield from self._classes()
        for place in attending:
            known = start_of(place.begins, self._zone)
            yield Seat(place.class_id, place.person, place.begins, place.ends, known, None)

    @cached_property
    def _grades(self) -> dict[str, int | None]:
        """Learners with their grades, None where the roster says none that is one."""
        learners = select(roles.c.person).where(roles.c.role == STUDENT)
        found = self._connection.execute(select(people.c.id, people.c.grade).where(people.c.id.in_(learners)))
        return {row.id: _grade(row.grade) for row in found}

    def _year_of(self, day: date) -> Year:
        return next((year for year in reversed(self.years) if year.begins <= day), self.years[0])

    def _places(self, role: str) -> Iterator[_Place]:
        for row in self._connection.execute(select(enrollments).where(enrollments.c.role == role)):
            year = self._year_of(row.begins or self.years[-1].begins)
            yield _Place(
                row.person, row._mapping["class"], row.school or "", row.begins or year.begins, row.ends or year.ends
            )

    def _enrolments(self, attending: Iterable[_Place]) -> Iterator[Enrolment]:
        """A stay for each learner, school and school year, from the first day in a class to the last one."""
        spans: dict[tuple[str, str, int], tuple[date, date]] = {}
        for place in attending:
            key = (place.person, place.school, self._year_of(place.begins).number)
            first, after = spans.get(key, (place.begins, place.ends))
            spans[key] = (min(first, place.begins), max(after, place.ends))
        latest = self.years[-1].number
        for (person, school, number), (first, after) in spans.items():
            grade = self._grades.get(person)
            if grade is not None:
                known = start_of(first, self._zone)
                yield Enrolment(person, school, grade - (latest - number), first, after, known, None)

    def _memberships(self) -> Iterator[Membership]:
        begins = self.years[0].begins
        known = start_of(begins, self._zone)
        for row in self._connection.execute(select(demographics).where(demographics.c.person.in_(list(self._grades)))):
            races = items(row.races)
            groups = {
                "sex": row.sex or UNKNOWN,
                "race": races[0] if len(races) == 1 else SEVERAL if races else UNKNOWN,
                "hispanic": YES_OR_NO.get(row.hispanic, UNKNOWN),
            }
            for dimension, value in groups.items():
                yield Membership(row.person, dimension, value, begins, None, known, None)

    def _classes(self) -> Iterator[SchoolClass]:
        teachers: dict[str, str] = {}
        taught = select(enrollments).where(enrollments.c.role == TEACHER)
        for row in self._connection.execute(taught.order_by(enrollments.c.is_primary.desc(), enrollments.c.number)):
            teachers.setdefault(row._mapping["class"], row.person)
        subjects = {row.id: row.subject_codes for row in self._connection.execute(select(courses))}
        for row in self._connection.execute(select(classes)):
            codes = [*items(row.subject_codes), *items(subjects.get(row.course, ""))]
            advises = row.type in ADVISORY or any(code.startswith(ADVISING) for code in codes)
            yield SchoolClass(row.id, row.title, row.school or "", teachers.get(row.id, ""), advises)


def taught_days(year: Year) -> Iterator[date]:
    """The days of a school year of which no calendar says which are taught: those from Monday to Friday."""
    days = (year.begins + timedelta(days=number) for number in range((year.ends - year.begins).days))
    return (day for day in days if day.weekday() < 5)


def _grade(code: str) -> int | None:
    return BEFORE_SCHOOL[code] if code in BEFORE_SCHOOL else int(code) if code.isdecimal() else None

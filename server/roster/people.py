"""Who is who, by the roster that is kept: answers by the URNs by which records of learning call people and places.

Whether somebody is somewhere is asked for a day. What has no first or last day is so from ever, or for ever.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, or_, select

from fairmark.server.roster.rows import FAMILY, STUDENT
from fairmark.server.roster.tables import classes, enrollments, guardians, kept, orgs, people, roles, sessions

TEACHER = "teacher"
SCHOOL, DISTRICT = "school", "district"
OF_AGE = 18
POSTSECONDARY = "PS"
"""The grade of those who have entered postsecondary education, of CEDS."""


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is, such as teacher, at an organisation of a `kind` such as school. `ends` is the first day on
    which they no longer are."""

    role: str
    org: str
    kind: str
    begins: date | None
    ends: date | None

    def holds(self, on: date) -> bool:
        return (self.begins is None or self.begins <= on) and (self.ends is None or on < self.ends)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the roster knows. `grade` is as exported, such as 06, "" for none."""

    id: str
    given: str
    family: str
    roles: tuple[Role, ...]
    born: date | None
    grade: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()

    def is_of_age(self, on: date) -> bool:
        """Whether the 18th birthday has come: who was born on 29 February has it on 1 March. Where no birthday is
        known, it has not."""
        if self.born is None:
            return False
        return (on.year - self.born.year, on.month, on.day) >= (OF_AGE, self.born.month, self.born.day)


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school year; `ends` is the first day that is no longer in it."""

    title: str
    begins: date
    ends: date
    number: int | None


class People:
    """The roster as it stands within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def kept_at(self) -> datetime | None:
        """When the roster was kept, None where none is."""
        found: datetime | None = self._connection.scalar(select(kept.c.kept_at))
        return found

    def person(self, id: str) -> Person | None:
        """The person with that URN, None for somebody whom the roster does not know."""
        row = self._connection.execute(select(people).where(people.c.id == id)).first()
        return Person(row.id, row.given, row.family, self._roles(id), row.born, row.grade) if row else None

    def names(self, ids: Collection[str]) -> dict[str, str]:
        """The people with those URNs whom the roster knows, and what they are called."""
        wanted = select(people.c.id, people.c.given, people.c.family).where(people.c.id.in_(list(ids)))
        return {row.id: f"{row.given} {row.family}".strip() for row in self._connection.execute(wanted)}

    def org_names(self, ids: Collection[str]) -> dict[str, str]:
        """The schools and other organisations with those URNs that the roster knows, and what they are called."""
        wanted = select(orgs.c.id, orgs.c.name).where(orgs.c.id.in_(list(ids)))
        return {row.id: row.name for row in self._connection.execute(wanted)}

    def _roles(self, person: str) -> tuple[Role, ...]:
        wanted = (
            select(roles.c.role, roles.c.org, orgs.c.type, roles.c.begins, roles.c.ends)
            .join(orgs, orgs.c.id == roles.c.org, isouter=True)
            .where(roles.c.person == person)
            .order_by(roles.c.number)
        )
        return tuple(Role(row.role, row.org, row.type or "", *row[3:]) for row in self._connection.execute(wanted))

    # -- families ----------------------------------------------------------------------------------------------------

    def guardians_of(self, learner: str) -> list[str]:
        """Those whom the roster names as the learner's guardians, parents or relatives."""
        wanted = select(guardians.c.guardian).where(guardians.c.learner == learner).order_by(guardians.c.guardian)
        return list(self._connection.scalars(wanted))

    def children_of(self, guardian: str) -> list[str]:
        """The learners whose guardian somebody is."""
        wanted = select(guardians.c.learner).where(guardians.c.guardian == guardian).order_by(guardians.c.learner)
        return list(self._connection.scalars(wanted))

    def has_own_rights(self, learner: str, on: date) -> bool:
        """Whether a learner holds their own rights on that day: from the 18th birthday or from entering postsecondary
        education on (34 CFR 99.3, 99.5), and where nobody is known who could hold them."""
        known = self.person(learner)
        if known is not None and (known.is_of_age(on) or known.grade == POSTSECONDARY):
            return True
        return not self.guardians_of(learner)

    def rights_holders(self, learner: str, on: date) -> list[str]:
        """Who decides about the learner's record on that day: the guardians, or from when on they pass the learner."""
        return [learner] if self.has_own_rights(learner, on) else self.guardians_of(learner)

    # -- classes -----------------------------------------------------------------------------------------------------

    def learners_of(self, teacher: str, on: date) -> list[str]:
        """The learners in the classes that somebody teaches on that day."""
        return list(self._connection.scalars(taught_by(teacher, on).distinct().order_by(enrollments.c.person)))

    def teachers_of(self, learner: str, on: date) -> list[str]:
        """Who teaches a class on that day in which the learner is."""
        attended = select(enrollments.c["class"]).where(enrollments.c.person == learner, *_in_class(STUDENT, on))
        return self._in(TEACHER, on, enrollments.c["class"].in_(attended))

    def classmates_of(self, learner: str, on: date) -> list[str]:
        """The learners of the classes in which a learner is on that day, themselves among them."""
        attended = select(enrollments.c["class"]).where(enrollments.c.person == learner, *_in_class(STUDENT, on))
        return self._in(STUDENT, on, enrollments.c["class"].in_(attended))

    def learners_in(self, taught: str, on: date) -> list[str]:
        """The learners of a class on that day."""
        return self._in(STUDENT, on, enrollments.c["class"] == taught)

    def classes_of(self, person: str, on: date) -> list[str]:
        """The classes that somebody attends or teaches on that day, by their titles."""
        wanted = (
            select(classes.c.id)
            .join(enrollments, enrollments.c["class"] == classes.c.id)
            .where(enrollments.c.person == person, _is_on(enrollments, on))
            .order_by(classes.c.title, classes.c.id)
        )
        return list(dict.fromkeys(self._connection.scalars(wanted)))

    def classes_taught(self, teacher: str, on: date) -> dict[str, str]:
        """The classes that somebody teaches on that day with their titles, in the order of these."""
        wanted = (
            select(classes.c.id, classes.c.title)
            .join(enrollments, enrollments.c["class"] == classes.c.id)
            .where(enrollments.c.person == teacher, *_in_class(TEACHER, on))
            .order_by(classes.c.title, classes.c.id)
        )
        return {row.id: row.title for row in self._connection.execute(wanted)}

    def _in(self, role: str, on: date, condition: ColumnElement[bool]) -> list[str]:
        wanted = select(enrollments.c.person).where(condition, *_in_class(role, on)).distinct()
        return list(self._connection.scalars(wanted.order_by(enrollments.c.person)))

    # -- schools -----------------------------------------------------------------------------------------------------

    def schools_of(self, person: str, on: date) -> list[str]:
        """The schools at which somebody has a role, or is in a class, on that day."""
        has_role = (
            select(roles.c.org)
            .join(orgs, orgs.c.id == roles.c.org)
            .where(roles.c.person == person, orgs.c.type == SCHOOL, _is_on(roles, on))
        )
        in_class = select(enrollments.c.school).where(
            enrollments.c.person == person, enrollments.c.school.is_not(None), _is_on(enrollments, on)
        )
        return sorted(set(self._connection.scalars(has_role)) | set(self._connection.scalars(in_class)))

    def learners_at(self, schools: Sequence[str], on: date) -> list[str]:
        """The learners of those schools on that day."""
        return sorted(set(self._connection.scalars(attending(schools, on))))

    def staff_of(self, school: str, on: date) -> list[str]:
        """Who works at a school on that day: all who have a role there but learners and families."""
        wanted = select(roles.c.person).where(
            roles.c.org == school, roles.c.role.not_in((STUDENT, *FAMILY)), _is_on(roles, on)
        )
        return list(self._connection.scalars(wanted.distinct().order_by(roles.c.person)))

    def school_years(self) -> list[SchoolYear]:
        """The school years, the first one first."""
        wanted = select(sessions).where(
            sessions.c.type == "schoolYear", sessions.c.begins.is_not(None), sessions.c.ends.is_not(None)
        )
        found = self._connection.execute(wanted.order_by(sessions.c.begins, sessions.c.id))
        return [SchoolYear(row.title, row.begins, row.ends, row.school_year) for row in found]


def taught_by(teacher: str, on: date) -> Select[tuple[str]]:
    """The statement for the learners in the classes that somebody teaches on that day."""
    taught = select(enrollments.c["class"]).where(enrollments.c.person == teacher, *_in_class(TEACHER, on))
    return select(enrollments.c.person).where(enrollments.c["class"].in_(taught), *_in_class(STUDENT, on))


def attending(schools: Sequence[str], on: date) -> Select[tuple[str]]:
    """The statement for the learners of those schools on that day: by their role there, or by a class."""
    places = list(schools)
    by_role = select(roles.c.person).where(roles.c.org.in_(places), roles.c.role == STUDENT, _is_on(roles, on))
    by_class = select(enrollments.c.person).where(enrollments.c.school.in_(places), *_in_class(STUDENT, on))
    return select(by_role.union(by_class).subquery().c.person)


def _in_class(role: str, on: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return enrollments.c.role == role, _is_on(enrollments, on)


def _is_on(table: Table, on: date) -> ColumnElement[bool]:
    begun = or_(table.c.begins.is_(None), table.c.begins <= on)
    return and_(begun, or_(table.c.ends.is_(None), table.c.ends > on))

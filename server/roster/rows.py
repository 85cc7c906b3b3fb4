"""Rows of the roster's tables, out of a OneRoster package.

What is to be deleted is left out, and so is what names nobody. Where the export does not say when somebody is in a
class, they are as long as the class has its terms.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Table

from fairmark.server.roster.tables import (
    classes,
    courses,
    demographics,
    enrollments,
    guardians,
    orgs,
    people,
    roles,
    sessions,
)
from fairmark.validators.convert.scl_terms import urn_of
from fairmark.validators.readers.oneroster import DELETED, Roster, items

READ = ("academicSessions", "classes", "courses", "demographics", "enrollments", "orgs", "roles", "users")

RACES = (
    "americanIndianOrAlaskaNative",
    "asian",
    "blackOrAfricanAmerican",
    "nativeHawaiianOrOtherPacificIslander",
    "white",
)
STUDENT = "student"
FAMILY = ("guardian", "parent", "relative")
"""Roles of those who may hold a learner's rights."""

Row = dict[str, Any]


class RosterRows:
    """The rows that a package comes to."""

    def __init__(self, package: Roster) -> None:
        self._package = package
        self.schools = 0
        self._terms = {id: span for id, *span in self._cells("academicSessions", "sourcedId", "startDate", "endDate")}
        self._roles = list(self._all_roles())

    def tables(self) -> dict[Table, Callable[[], Iterator[Row]]]:
        """The tables and where their rows come from."""
        return {
            orgs: self._orgs,
            people: self._people,
            roles: self._role_rows,
            guardians: self._guardians,
            sessions: self._sessions,
            courses: self._courses,
            classes: self._classes,
            enrollments: self._enrollments,
            demographics: self._demographics,
        }

    def _cells(self, table: str, *names: str) -> Iterator[tuple[str, ...]]:
        """The cells of the records that are not to be deleted, and whose first cell is not empty."""
        known = self._package.get(table)
        if known is not None:
            for status, *cells in known.cells("status", *names):
                if status != DELETED and cells[0]:
                    yield tuple(cells)

    def _orgs(self) -> Iterator[Row]:
        for id, name, type, identifier, parent in self._cells(
            "orgs", "sourcedId", "name", "type", "identifier", "parentSourcedId"
        ):
            self.schools += type == "school"
            yield _named("orgs", id) | {
                "name": name,
                "type": type,
                "identifier": identifier,
                "parent": _urn("orgs", parent),
            }

    # -- people ------------------------------------------------------------------------------------------------------

    def _people(self) -> Iterator[Row]:
        born = {user: _day(day) for user, day in self._cells("demographics", "sourcedId", "birthDate")}
        names = ("sourcedId", "givenName", "familyName", "preferredGivenName", "preferredFamilyName", "grades")
        for id, given, family, called, called_family, grades in self._cells("users", *names):
            yield _named("users", id) | {
                "given": called or given,
                "family": called_family or family,
                "grade": next(iter(items(grades)), ""),
                "born": born.get(id),
            }

    def _all_roles(self) -> Iterator[tuple[str, ...]]:
        """User, org, role and dates: of OneRoster 1.2 those of roles.csv, of 1.1 those of the users."""
        yield from self._cells("roles", "userSourcedId", "orgSourcedId", "role", "beginDate", "endDate")
        for user, role, in_orgs in self._cells("users", "sourcedId", "role", "orgSourcedIds"):
            if role:
                yield from ((user, org, role, "", "") for org in items(in_orgs) or [""])

    def _role_rows(self) -> Iterator[Row]:
        for number, (user, org, role, begins, ends) in enumerate(self._roles):
            person, place = urn_of("users", user), urn_of("orgs", org)
            yield {"number": number, "person": person, "org": place, "role": role, **_span(begins, ends)}

    def _guardians(self) -> Iterator[Row]:
        """Learners with those who may hold their rights: either of the two names the other one as an agent."""
        learners = {user for user, _, role, *_ in self._roles if role == STUDENT}
        family = {user for user, _, role, *_ in self._roles if role in FAMILY}
        for user, agents in self._cells("users", "sourcedId", "agentSourcedIds"):
            for other in items(agents):
                for learner, guardian in ((user, other), (other, user)):
                    if learner in learners and guardian in family:
                        yield {"learner": urn_of("users", learner), "guardian": urn_of("users", guardian)}

    def _demographics(self) -> Iterator[Row]:
        names = ("sourcedId", "sex", "hispanicOrLatinoEthnicity", *RACES)
        for user, sex, hispanic, *marks in self._cells("demographics", *names):
            races = [race for race, mark in zip(RACES, marks, strict=True) if mark.lower() == "true"]
            yield {"person": urn_of("users", user), "sex": sex, "hispanic": hispanic, "races": ",".join(races)}

    # -- teaching ----------------------------------------------------------------------------------------------------

    def _sessions(self) -> Iterator[Row]:
        names = ("sourcedId", "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear")
        for id, title, type, begins, ends, parent, year in self._cells("academicSessions", *names):
            yield _named("academicSessions", id) | {
                "title": title,
                "type": type,
                **_span(begins, ends),
                "parent": _urn("academicSessions", parent),
                "school_year": int(year) if year.isdecimal() and len(year) == 4 else None,
            }

    def _courses(self) -> Iterator[Row]:
        names = ("sourcedId", "title", "courseCode", "orgSourcedId", "subjectCodes")
        for id, title, code, org, subjects in self._cells("courses", *names):
            found = {"title": title, "code": code, "org": _urn("orgs", org), "subject_codes": subjects}
            yield _named("courses", id) | found

    def _classes(self) -> Iterator[Row]:
        names = ("sourcedId", "title", "classType", "schoolSourcedId", "courseSourcedId", "subjectCodes")
        for id, title, type, school, course, subjects in self._cells("classes", *names):
            yield _named("classes", id) | {
                "title": title,
                "type": type,
                "school": _urn("orgs", school),
                "course": _urn("courses", course),
                "subject_codes": subjects,
                **self._spans.get(id, _span("", "")),
            }

    @cached_property
    def _spans(self) -> dict[str, Row]:
        """Classes with the first and the last day of their terms."""
        found = {}
        for id, terms in self._cells("classes", "sourcedId", "termSourcedIds"):
            spans = [_span(*self._terms[term]) for term in items(terms) if term in self._terms]
            begins, ends = ([day for span in spans if (day := span[name])] for name in ("begins", "ends"))
            found[id] = {"begins": min(begins, default=None), "ends": max(ends, default=None)}
        return found

    def _enrollments(self) -> Iterator[Row]:
        schools = {row[0]: row[1] for row in self._cells("classes", "sourcedId", "schoolSourcedId")}
        names = ("userSourcedId", "sourcedId", "classSourcedId", "schoolSourcedId", "role", "primary")
        cells = self._cells("enrollments", *names, "beginDate", "endDate")
        for number, (user, id, taught, school, role, primary, begins, ends) in enumerate(cells):
            said, terms = _span(begins, ends), self._spans.get(taught, _span("", ""))
            yield {
                "number": number,
                "sourced_id": id,
                "person": urn_of("users", user),
                "class": urn_of("classes", taught),
                "school": _urn("orgs", school or schools.get(taught, "")),
                "role": role,
                "is_primary": primary == "true",
                **{name: said[name] or terms[name] for name in ("begins", "ends")},
            }


def _named(table: str, sourced_id: str) -> Row:
    return {"id": urn_of(table, sourced_id), "sourced_id": sourced_id}


def _urn(table: str, sourced_id: str) -> str | None:
    return urn_of(table, sourced_id) if sourced_id else None


def _span(begins: str, ends: str) -> Row:
    return {"begins": _day(begins), "ends": _day(ends)}


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None

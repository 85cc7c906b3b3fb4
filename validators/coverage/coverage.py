"""The coverage of an export: every course at a school with every standard that it could have evidence of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from fairmark.validators.coverage.catalogue import Catalogue, Listed
from fairmark.validators.coverage.evidence import Cell, CourseEvidence, count_evidence
from fairmark.validators.coverage.suppression import Why, withheld
from fairmark.validators.readers.frameworks import Framework
from fairmark.validators.readers.objectives import FILES
from fairmark.validators.readers.oneroster import Roster

NOTHING = Cell()

READ = (*FILES, "classes", "courses", "enrollments", "lineItems", "orgs", "results")
"""The tables that coverage is counted in. Who people are is in none of them."""


class State(StrEnum):
    """What a course at a school has of a standard."""

    EVIDENCE = "evidence"
    PLANNED = "line items only"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Row:
    """One standard in one course at a school. Where its numbers of results and learners must not be told, both are
    None, and `withheld` says why."""

    course: "Course"
    standard: Listed
    state: State
    line_items: int
    results: int | None
    learners: int | None
    withheld: Why | None = None

    @property
    def share(self) -> float | None:
        """The part of the learners of the course that has evidence, None where it is unknown or must not be told."""
        return self.learners / self.course.enrolled if self.learners is not None and self.course.enrolled else None


@dataclass(frozen=True)
class Course:
    """A course at a school, by the names that people know. `expected` are the numbers of the standards that it could
    have evidence of: those of the frameworks that the course refers to at any school, and those that it refers to."""

    school: str
    title: str
    evidence: CourseEvidence
    expected: Sequence[int]
    minimum: int

    @property
    def enrolled(self) -> int | None:
        """How many learners the course has, None where that must not be told."""
        return _told(self.evidence.enrolled, self.minimum)

    @property
    def learners(self) -> int | None:
        """How many of them have evidence of any standard, None where that must not be told."""
        return _told(self.evidence.learners, self.minimum)

    @property
    def is_told(self) -> bool:
        """Whether numbers of its results may be told."""
        return self.enrolled is not None and self.learners is not None

    @cached_property
    def withheld(self) -> Mapping[int, Why]:
        """The standards whose numbers of learners must not be told."""
        return withheld({number: cell.learners for number, cell in self.evidence.cells.items()}, self.minimum)

    def state(self, number: int) -> State:
        cell = self.evidence.cells.get(number, NOTHING)
        if cell.results:
            return State.EVIDENCE
        return State.PLANNED if cell.line_items else State.NONE

    @cached_property
    def covered(self) -> int:
        """How many of the expected standards have evidence."""
        return sum(self.state(number) is State.EVIDENCE for number in self.expected)


@dataclass(frozen=True)
class Coverage:
    """`courses` are in the order of the names of their schools and of themselves. `frameworks` are those on the shelf
    that the export refers to. Numbers of learners below `minimum` are withheld."""

    catalogue: Catalogue
    courses: Sequence[Course]
    frameworks: Sequence[Framework]
    minimum: int

    def rows(self) -> Iterator[Row]:
        """A row for each standard that a course could have evidence of; they are many."""
        for course in self.courses:
            for number in course.expected:
                yield self._row(course, number)

    def _row(self, course: Course, number: int) -> Row:
        cell, why = course.evidence.cells.get(number, NOTHING), course.withheld.get(number)
        results, learners = (None, None) if why else (cell.results, cell.learners)
        standard = self.catalogue.listed[number]
        return Row(course, standard, course.state(number), cell.line_items, results, learners, why)

    @cached_property
    def standards(self) -> "Sequence[StandardCoverage]":
        """Every standard that could have evidence anywhere, in the order of the catalogue."""
        found: dict[int, list[Course]] = {}
        for course in self.courses:
            for number in course.expected:
                found.setdefault(number, []).append(course)
        return [self._standard(number, found[number]) for number in sorted(found)]

    def _standard(self, number: int, courses: Sequence[Course]) -> "StandardCoverage":
        states = [course.state(number) for course in courses]
        return StandardCoverage(
            self.catalogue.listed[number],
            expected=len(courses),
            covered=states.count(State.EVIDENCE),
            schools=len(
                {course.school for course, state in zip(courses, states, strict=True) if state is State.EVIDENCE}
            ),
            line_items=sum(course.evidence.cells.get(number, NOTHING).line_items for course in courses),
        )


@dataclass(frozen=True, slots=True)
class StandardCoverage:
    """A standard in all courses: in how many it could have evidence, in how many it has, in how many schools these are,
    and how many line items are about it. Numbers of learners are not added up: they would tell what is withheld."""

    standard: Listed
    expected: int
    covered: int
    schools: int
    line_items: int


def coverage_of(roster: Roster, frameworks: Sequence[Framework], minimum: int) -> Coverage:
    """The coverage of the export, against the frameworks on the shelf."""
    catalogue = Catalogue(frameworks)
    counted = count_evidence(roster, catalogue)
    expected = _Expected(catalogue, counted, roster.now.date().isoformat())
    names, titles = _names(roster, "orgs", "name"), _names(roster, "courses", "title")
    courses = [
        Course(names.get(school, school), titles.get(course, course), evidence, expected.of(course), minimum)
        for evidence in counted
        for course, school in (evidence.of,)
    ]
    courses.sort(key=lambda course: (course.school, course.title, course.evidence.of))
    return Coverage(catalogue, courses, expected.frameworks, minimum)


class _Expected:
    """Which standards a course could have evidence of."""

    def __init__(self, catalogue: Catalogue, counted: Sequence[CourseEvidence], today: str) -> None:
        self._referred: dict[str, set[int]] = {}
        for evidence in counted:
            self._referred.setdefault(evidence.of[0], set()).update(evidence.cells)
        self._catalogue = catalogue
        self._today = today
        self._all = set[int]().union(*self._referred.values())
        named = {id(catalogue.listed[number].framework) for number in self._all}
        self.frameworks = [framework for framework in catalogue.frameworks if id(framework) in named]
        self._known: dict[str, Sequence[int]] = {}

    def of(self, course: str) -> Sequence[int]:
        """The leaves of every framework that the course refers to, and what else it refers to itself. What is no leaf
        counts where the export refers to it anywhere: then it is scored there."""
        if course not in self._known:
            own = self._referred.get(course, set())
            wanted = set(own)
            for framework in self.frameworks:
                numbers = set(self._catalogue.numbers_in(framework))
                if numbers & own:
                    wanted |= set(self._catalogue.leaves(framework, self._today)) | (numbers & self._all)
            self._known[course] = sorted(wanted)
        return self._known[course]


def _told(learners: int, minimum: int) -> int | None:
    return None if 0 < learners < minimum else learners


def _names(roster: Roster, table: str, column: str) -> Mapping[str, str]:
    """What people call the records of a table, by sourcedId; those without a name are left out."""
    found = roster.get(table)
    return {id: name for id, name in found.cells("sourcedId", column) if name} if found is not None else {}

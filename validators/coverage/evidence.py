"""What of a gradebook is evidence of which standards, counted for each course at a school.

Six million results are gone through course by course: what is kept of each result is a few numbers in arrays, and the
learners behind a count are known only while their course is looked at.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fairmark.validators.coverage.catalogue import Catalogue
from fairmark.validators.coverage.shares import Course, Share, courses_of_classes, shares
from fairmark.validators.readers.objectives import CASE, ID, OF_LINE_ITEMS, OF_RESULTS, SOURCE, uuid_in
from fairmark.validators.readers.oneroster import DELETED, Roster
from fairmark.validators.readers.tables.joining import NONE
from fairmark.validators.readers.tables.lists import Lists
from fairmark.validators.readers.tables.values import Meanings

NO_WORK = ("exempt", "not submitted")
"""Values of scoreStatus of a result behind which there is no work."""

STUDENT = "student"


@dataclass(slots=True)
class Cell:
    """What there is of one standard in one course at a school: line items that are about it, results that are evidence
    of it, and the learners that these results are of."""

    line_items: int = 0
    results: int = 0
    learners: int = 0


@dataclass(frozen=True, slots=True)
class CourseEvidence:
    """A course at a school: `of` are the sourcedIds of both. `enrolled` is the number of its learners: those enrolled,
    and those who have results. `learners` is how many of them have evidence of any standard, `cells` what there is of
    each standard, by its number in the catalogue. `share` says how much of its gradebook carries an objective."""

    of: Course
    enrolled: int
    learners: int
    cells: Mapping[int, Cell]
    share: Share = field(default_factory=Share)


def count_evidence(roster: Roster, catalogue: Catalogue) -> list[CourseEvidence]:
    """The evidence in every course that has classes or line items, in the order in which the export names them."""
    return list(_Counting(roster, catalogue).courses())


class _Counting:
    """The gradebook as arrays, and the count of one course after the other."""

    def __init__(self, roster: Roster, catalogue: Catalogue) -> None:
        self._roster = roster
        self._numbers = Meanings(lambda text: catalogue.number_of(uuid) if (uuid := uuid_in(text)) else NONE)
        self._course_of_class = courses_of_classes(roster)
        self._courses: dict[Course, int] = {}
        for course in self._course_of_class.values():
            self._courses.setdefault(course, len(self._courses))
        self._learners: dict[str, int] = {}
        self._read_line_items()
        self._read_results()

    def courses(self) -> Iterator[CourseEvidence]:
        by_course = shares(self._roster)
        enrolled = self._enrolled()
        for course, number in self._courses.items():
            cells: dict[int, Cell] = {}
            for item in self._items_of[number]:
                for standard in set(self._of_items[item]):
                    cells.setdefault(standard, Cell()).line_items += 1
            learners = {self._student_of[result] for result in self._results_of[number]}
            evident = self._count_results(number, cells)
            everybody = len(learners.union(enrolled[number]))
            yield CourseEvidence(course, everybody, len(evident), cells, by_course.get(course, Share()))

    def _count_results(self, course: int, cells: dict[int, Cell]) -> set[int]:
        """Count the results of a course, and give the learners that have evidence."""
        learners: dict[int, set[int]] = {}
        for result in self._results_of[course]:
            if not self._is_work[result]:
                continue
            for standard in set(self._of_results[result] or self._of_items[self._item_of[result]]):
                cells.setdefault(standard, Cell()).results += 1
                learners.setdefault(standard, set()).add(self._student_of[result])
        for standard, found in learners.items():
            cells[standard].learners = len(found)
        return set().union(*learners.values())

    # -- reading -----------------------------------------------------------------------------------------------------

    def _read_line_items(self) -> None:
        table = self._roster.get("lineItems")
        course_of: array[int] = array("i")
        for class_, status in table.cells("classSourcedId", "status") if table is not None else ():
            course = self._course_of_class.get(class_, ("", ""))
            number = NONE if status == DELETED else self._courses.setdefault(course, len(self._courses))
            course_of.append(number)
        self._course_of_item = course_of
        self._items_of = Lists(course_of, range(len(course_of)), len(self._courses))
        named = self._roster.leads(OF_LINE_ITEMS, "lineItemSourcedId")
        self._of_items = Lists(named, self._objectives(OF_LINE_ITEMS), len(course_of))

    def _read_results(self) -> None:
        table = self._roster.get("results")
        self._item_of = self._roster.leads("results", "lineItemSourcedId")
        course_of = array("i", (NONE if item == NONE else self._course_of_item[item] for item in self._item_of))
        self._is_work = bytearray(len(self._item_of))
        self._student_of: array[int] = array("i")
        cells = table.cells("studentSourcedId", "scoreStatus", "missing", "status") if table is not None else iter(())
        for row, (student, score_status, missing, status) in enumerate(cells):
            self._student_of.append(self._learners.setdefault(student, len(self._learners)))
            self._is_work[row] = score_status not in NO_WORK and missing != "true"
            if status == DELETED:
                course_of[row] = NONE
        self._results_of = Lists(course_of, range(len(course_of)), len(self._courses))
        named = self._roster.leads(OF_RESULTS, "resultSourcedId")
        self._of_results = Lists(named, self._objectives(OF_RESULTS), len(course_of))

    def _objectives(self, name: str) -> "array[int]":
        """The number of the standard in each row of a file, NONE for what is no item of a CASE framework."""
        table = self._roster.get(name)
        cells = table.cells(ID, SOURCE, "status") if table is not None else iter(())
        return array(
            "i",
            (self._numbers[id] if source == CASE and status != DELETED else NONE for id, source, status in cells),
        )

    def _enrolled(self) -> Sequence["array[int]"]:
        """The learners who are enrolled in the classes of each course."""
        found: list[array[int]] = [array("i") for _ in self._courses]
        table = self._roster.get("enrollments")
        cells = table.cells("classSourcedId", "userSourcedId", "role", "status") if table is not None else iter(())
        for class_, user, role, status in cells:
            if role == STUDENT and status != DELETED and class_ in self._course_of_class:
                learner = self._learners.setdefault(user, len(self._learners))
                found[self._courses[self._course_of_class[class_]]].append(learner)
        return found

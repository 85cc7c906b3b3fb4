"""The coverage of a framework as a picture: courses down, parts of the framework across, and in each cell how many of
the standards in that part have evidence. It counts standards, never learners, so nothing in it has to be withheld."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fairmark.validators.coverage.coverage import Course, Coverage, State
from fairmark.validators.readers.frameworks import Framework, Standard

MOST_COLUMNS = 24
MOST_ROWS = 80
"""What can still be read. Of a framework with more parts the picture shows larger ones, of more courses the schools."""


@dataclass(frozen=True, slots=True)
class Column:
    """A part of a framework: what heads it, and the numbers of the standards in it."""

    title: str
    standards: frozenset[int]


@dataclass(frozen=True, slots=True)
class Line:
    """A course at a school, or a school with all its courses, where `course` is "". `id` is the sourcedId of the
    school, as two may have one name; `covered` is for each column how many of its standards have evidence."""

    id: str
    school: str
    course: str
    covered: Sequence[int]


@dataclass(frozen=True, slots=True)
class Figure:
    """The picture of one framework."""

    title: str
    columns: Sequence[Column]
    lines: Sequence[Line]

    @property
    def is_by_school(self) -> bool:
        return any(not line.course for line in self.lines)


def figures(coverage: Coverage) -> list[Figure]:
    """A picture for each framework on the shelf that the export refers to."""
    return [_figure(coverage, framework) for framework in coverage.frameworks]


def _figure(coverage: Coverage, framework: Framework) -> Figure:
    numbers = {
        coverage.catalogue.listed[number].standard.identifier: number
        for number in coverage.catalogue.numbers_in(framework)
    }
    mine = set(numbers.values())
    courses = [(course, expected) for course in coverage.courses if (expected := mine.intersection(course.expected))]
    anywhere = set[int]().union(*(expected for _, expected in courses))
    columns = _columns(framework, {identifier: number for identifier, number in numbers.items() if number in anywhere})
    return Figure(framework.title, columns, _lines([course for course, _ in courses], columns))


# -- lines -----------------------------------------------------------------------------------------------------------


def _lines(courses: Sequence[Course], columns: Sequence[Column]) -> list[Line]:
    if len(courses) <= MOST_ROWS:
        return [_line(course, course.title, _evident(course), columns) for course in courses]
    by_school: dict[str, tuple[Course, set[int]]] = {}
    for course in courses:
        by_school.setdefault(course.evidence.of[1], (course, set()))[1].update(_evident(course))
    return [_line(course, "", evident, columns) for course, evident in by_school.values()]


def _evident(course: Course) -> set[int]:
    return {number for number in course.expected if course.state(number) is State.EVIDENCE}


def _line(course: Course, title: str, evident: set[int], columns: Sequence[Column]) -> Line:
    covered = [len(column.standards & evident) for column in columns]
    return Line(course.evidence.of[1], course.school, title, covered)


# -- columns ---------------------------------------------------------------------------------------------------------


def _columns(framework: Framework, numbers: Mapping[str, int]) -> list[Column]:
    """The parts of the framework in the order of its hierarchy, cut as low as there is room for. `numbers` are those of
    its standards that could have evidence."""
    children: dict[str, list[Standard]] = {}
    for standard in framework.standards.values():
        children.setdefault(standard.parent, []).append(standard)
    below = _below(framework.standards.values(), numbers)
    parts = _with_standards(children.get("", []), below)
    if len(parts) > MOST_COLUMNS:
        return [Column(framework.title, frozenset(numbers.values()))]
    while True:
        lower = _with_standards((inner for part in parts for inner in _opened(part, children, numbers)), below)
        if len(lower) > MOST_COLUMNS or lower == parts:
            return [_column(part, below) for part in parts]
        parts = lower


def _opened(part: Standard, children: Mapping[str, list[Standard]], numbers: Mapping[str, int]) -> Sequence[Standard]:
    """What takes the place of a part one step further down: what it groups, unless it is itself scored."""
    return [part] if part.identifier in numbers else children.get(part.identifier, [part])


def _with_standards(parts: Iterable[Standard], below: Mapping[str, set[int]]) -> list[Standard]:
    return [part for part in parts if below.get(part.identifier)]


def _below(standards: Iterable[Standard], numbers: Mapping[str, int]) -> dict[str, set[int]]:
    """For each standard the numbers of those at or below it."""
    found: dict[str, set[int]] = {}
    for standard in reversed(list(standards)):  # each comes behind the one that it hangs below
        own = found.setdefault(standard.identifier, set())
        if standard.identifier in numbers:
            own.add(numbers[standard.identifier])
        found.setdefault(standard.parent, set()).update(own)
    return found


def _column(part: Standard, below: Mapping[str, set[int]]) -> Column:
    return Column(f"{part.code} {part.statement}".strip(), frozenset(below[part.identifier]))

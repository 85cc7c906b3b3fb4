"""Who is where: schools, learners, groups, classes, and the days of their years."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class School:
    """A school. `kind` is elementary, middle, high, or whatever the roster says."""

    school: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner. `name` is what people say: it is shown to those only who may see who is behind a figure."""

    learner: str
    name: str


@dataclass(frozen=True, slots=True)
class Enrolment:
    """That a learner is at a school in a grade."""

    learner: str
    school: str
    grade: int
    begins: date
    ends: date | None
    recorded_at: datetime
    void_from: datetime | None


@dataclass(frozen=True, slots=True)
class Membership:
    """That a learner belongs to a group, by the dimension that the group is a value of. A learner has at most one value
    of a dimension on a day."""

    learner: str
    dimension: str
    value: str
    begins: date
    ends: date | None
    recorded_at: datetime
    void_from: datetime | None


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """A class, and who teaches it. In an advisory the teacher is the learners' advisor."""

    class_id: str
    title: str
    school: str
    teacher: str
    is_advisory: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """That a learner is in a class."""

    class_id: str
    learner: str
    begins: date
    ends: date | None
    recorded_at: datetime
    void_from: datetime | None


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a calendar. `number` counts the instructional days up to it, itself included, so that the difference of
    two is the instructional days between; `closes_at` is the moment at which the day is over."""

    calendar: str
    day: date
    number: int
    is_instructional: bool
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school year, by the calendar year in which it ends, and its instructional days."""

    year: int
    begins: date
    ends: date
    calendar: str
    days: int

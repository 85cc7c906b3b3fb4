"""What is planned, and how learners are supported."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Pathway:
    """A version of a learner's own plan; templates are left out."""

    pathway: str
    learner: str
    title: str
    purpose: str
    calendar: str
    begins: date
    ends: date | None
    recorded_at: datetime
    void_from: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a version of a plan. `choice` is the group of steps that it is one of, of which `enough` are enough;
    both null where it is wanted itself."""

    pathway: str
    step: str
    target: str
    weight: float
    due_on: date | None
    choice: str | None
    enough: int | None


@dataclass(frozen=True, slots=True)
class Pause:
    pathway: str
    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class Goal:
    goal: str
    learner: str
    kind: str
    status: str
    is_own: bool
    begins: date | None
    due_on: date | None
    recorded_at: datetime
    void_from: datetime | None


@dataclass(frozen=True, slots=True)
class GoalTarget:
    goal: str
    target: str


@dataclass(frozen=True, slots=True)
class Support:
    """A version of a support. Times are minutes, `staff_hours` hours."""

    support: str
    line: str
    kind: str
    status: str
    begins: date
    review_on: date
    ends: date | None
    planned: int | None
    delivered: int | None
    staff_hours: float | None
    outcome: str | None
    recorded_at: datetime
    void_from: datetime | None


@dataclass(frozen=True, slots=True)
class Supported:
    support: str
    learner: str


@dataclass(frozen=True, slots=True)
class SupportTarget:
    support: str
    target: str


@dataclass(frozen=True, slots=True)
class SupportStaff:
    support: str
    person: str

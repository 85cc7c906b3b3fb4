"""The relational model that reports read: a class is a table, an instance a row, an annotation the type of a column.

Three times run through it, and are never merged:

- `recorded_at` is when a row was recorded, and `void_from` when it was recorded that it counts no more: since it was
  superseded, since a later version took its place, or since the work was withdrawn. What is null counts still. Both are
  moments of record time. No two rows of a table that may replace one another are recorded at the same moment.
- `effective_at` is the moment at which learning was shown, and `effective_on` its day in the district's time, as
  `recorded_on` is that of `recorded_at`.
- `begins` and `ends` are the first day of something, and the first day that is no longer in it (null: no end is known).

Moments are in UTC and without an offset, as engines differ in what they make of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

KINDERGARTEN = 0
"""Grades are whole numbers, this one the lowest."""


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
class Competency:
    """A competency of a continuum. `levels` is how many it has: 0 where it is judged itself. `is_academic` says that
    its continuum belongs to grades; `subject` is that of the framework, or its title where it has none."""

    competency: str
    framework: str
    subject: str
    code: str
    statement: str
    levels: int
    is_academic: bool


@dataclass(frozen=True, slots=True)
class Target:
    """What judgments are about: a level of a competency, counted from 1, or a competency without levels (`level` is
    null). `grade_from` and `grade_to` are the first and the last grade that it is expected in, `depth` the depth that
    it is meant to have, as its rank in the taxonomy from 1. What is retired or replaced is not `is_current`."""

    target: str
    competency: str
    level: int | None
    code: str
    statement: str
    grade_from: int | None
    grade_to: int | None
    taxonomy: str | None
    depth: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """That a target comes before another one."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Task:
    """A task; `school` and `class_id` are null where nobody knows to whom it was set, `offered_on` when."""

    task: str
    title: str
    class_id: str | None
    school: str | None
    offered_on: date | None
    taxonomy: str | None
    depth: int | None
    recorded_at: datetime
    void_from: datetime | None


@dataclass(frozen=True, slots=True)
class TaskTarget:
    task: str
    target: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A version of a piece of evidence of one learner: work of several has a row for each. `work` is the same in all
    its versions. When it came back with feedback, an `Event` of the kind returned says."""

    evidence: str
    work: str
    version: int
    learner: str
    task: str | None
    title: str
    is_assigned: bool
    context: str
    submitted_on: date
    effective_at: datetime
    effective_on: date
    recorded_on: date
    recorded_at: datetime
    void_from: datetime | None


@dataclass(frozen=True, slots=True)
class EvidenceTarget:
    """What a version of evidence is aligned to, whether or not there is such a target."""

    evidence: str
    target: str


@dataclass(frozen=True, slots=True)
class Judgment:
    """One scorer's rating. `score` is null where `status` is not scored; `depth` is what was shown, as its rank in the
    taxonomy from 1; `session` is the calibration session that it was made in."""

    judgment: str
    learner: str
    target: str
    evidence: str
    scorer: str
    role: str
    purpose: str
    status: str
    score: float | None
    taxonomy: str | None
    depth: int | None
    session: str | None
    effective_at: datetime
    effective_on: date
    recorded_on: date
    recorded_at: datetime
    void_from: datetime | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A determination rule; `cut` is what a value must reach to count as proficient."""

    rule: str
    name: str
    version: str
    method: str
    cut: float
    valid_from: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Admission:
    """That a rule admits judgments of that role and purpose."""

    rule: str
    role: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Determination:
    """A conclusion about a learner and a target."""

    determination: str
    learner: str
    target: str
    purpose: str
    status: str
    value: float | None
    rule: str
    is_overridden: bool
    effective_at: datetime
    effective_on: date
    recorded_on: date
    recorded_at: datetime
    void_from: datetime | None


@dataclass(frozen=True, slots=True)
class DeterminationInput:
    determination: str
    judgment: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What a determination with too little evidence lacks."""

    determination: str
    kind: str
    needed: int
    have: int


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


@dataclass(frozen=True, slots=True)
class Session:
    """A version of a calibration session."""

    session: str
    line: str
    title: str
    status: str
    opened_on: date
    recorded_at: datetime
    void_from: datetime | None


@dataclass(frozen=True, slots=True)
class SessionItem:
    """A piece of a session; `anchor` is the score that was agreed on for it."""

    session: str
    evidence: str
    anchor: float | None


@dataclass(frozen=True, slots=True)
class SessionScorer:
    session: str
    scorer: str
    school: str


@dataclass(frozen=True, slots=True)
class Event:
    """That something was done, and to what."""

    event: str
    kind: str
    learner: str
    actor: str
    about: str | None
    effective_at: datetime
    effective_on: date
    recorded_at: datetime
    void_from: datetime | None


@dataclass(frozen=True, slots=True)
class Credential:
    credential: str
    learner: str
    target: str | None
    issued_on: date
    revoked_on: date | None
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


ROWS: Mapping[str, type] = {
    "schools": School,
    "learners": Learner,
    "enrolments": Enrolment,
    "memberships": Membership,
    "classes": SchoolClass,
    "seats": Seat,
    "competencies": Competency,
    "targets": Target,
    "prerequisites": Prerequisite,
    "tasks": Task,
    "task_targets": TaskTarget,
    "evidence": Evidence,
    "evidence_targets": EvidenceTarget,
    "judgments": Judgment,
    "rules": Rule,
    "admissions": Admission,
    "determinations": Determination,
    "determination_inputs": DeterminationInput,
    "missing": Missing,
    "pathways": Pathway,
    "steps": Step,
    "pauses": Pause,
    "goals": Goal,
    "goal_targets": GoalTarget,
    "supports": Support,
    "supported": Supported,
    "support_targets": SupportTarget,
    "support_staff": SupportStaff,
    "sessions": Session,
    "session_items": SessionItem,
    "session_scorers": SessionScorer,
    "events": Event,
    "credentials": Credential,
    "days": Day,
    "school_years": SchoolYear,
}
"""Name of a table to its rows."""

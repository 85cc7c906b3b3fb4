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

from fairmark.server.reports.rows.evidence import (
    Admission,
    Credential,
    Determination,
    DeterminationInput,
    Event,
    Evidence,
    EvidenceTarget,
    Judgment,
    Missing,
    Rule,
    Session,
    SessionItem,
    SessionScorer,
    Task,
    TaskTarget,
)
from fairmark.server.reports.rows.frameworks import Competency, Prerequisite, Target
from fairmark.server.reports.rows.people import (
    Day,
    Enrolment,
    Learner,
    Membership,
    School,
    SchoolClass,
    SchoolYear,
    Seat,
)
from fairmark.server.reports.rows.plans import (
    Goal,
    GoalTarget,
    Pathway,
    Pause,
    Step,
    Support,
    Supported,
    SupportStaff,
    SupportTarget,
)

__all__ = [
    "KINDERGARTEN",
    "ROWS",
    "Admission",
    "Competency",
    "Credential",
    "Day",
    "Determination",
    "DeterminationInput",
    "Enrolment",
    "Event",
    "Evidence",
    "EvidenceTarget",
    "Goal",
    "GoalTarget",
    "Judgment",
    "Learner",
    "Membership",
    "Missing",
    "Pathway",
    "Pause",
    "Prerequisite",
    "Rule",
    "School",
    "SchoolClass",
    "SchoolYear",
    "Seat",
    "Session",
    "SessionItem",
    "SessionScorer",
    "Step",
    "Support",
    "SupportStaff",
    "SupportTarget",
    "Supported",
    "Target",
    "Task",
    "TaskTarget",
]

KINDERGARTEN = 0
"""Grades are whole numbers, this one the lowest."""

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

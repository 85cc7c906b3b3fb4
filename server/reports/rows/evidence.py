"""What was done, judged and concluded, and by which rules."""

from dataclasses import dataclass
from datetime import date, datetime


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

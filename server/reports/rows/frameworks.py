"""What is learned: competencies, their levels, and what comes before what."""

from dataclasses import dataclass


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

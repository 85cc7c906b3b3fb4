"""EF-SEM: what is said of results makes sense."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from fairmark.schemas import edfi
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.rules.edfi.subjects import BATCH, FILE, EdfiBatch, EdfiFile
from fairmark.validators.rules.edfi.versions import ALL

BLOCK, STANDARD = "LearningStandardGrade", "LearningStandardReference"
ENTRY, EARNED, MOST = "GradebookEntry", "PointsEarned", "MaxPoints"


@rule(
    "EF-SEM-001",
    severity=ERROR,
    versions=ALL,
    kinds=(FILE,),
    basis="Ed-Fi data standard, LearningStandardGrade; best practice: a grade that says nothing is not sent",
    message="the grade of a learning standard lacks {expected}",
)
def standard_grades_say_something(file: EdfiFile) -> Findings:
    """The grade of a learning standard names the standard, and has a letter, a number or a level.

    Why: An importer drops it, or shows a standard that was graded with nothing.

    Example: A `LearningStandardGrade` with nothing but a `DiagnosticStatement`.

    Repair: Send the `LearningStandardReference` with `LetterGradeEarned`, `NumericGradeEarned` or
    `PerformanceBaseConversion`, or leave the block out.
    """
    grades = edfi.blocks()[BLOCK]
    for mark in file.interchange.blocks.get(BLOCK, ()):
        missing = [] if STANDARD in mark.value else [STANDARD]
        if not any(name in mark.value for name in grades):
            missing.append(f"one of {', '.join(grades)}")
        if missing:
            at = file.interchange.at(mark, shown=Privacy.PUBLIC)
            yield finding(at=at, expected=" and ".join(missing))


@rule(
    "EF-SEM-002",
    severity=WARNING,
    versions=ALL,
    kinds=(BATCH,),
    basis="Ed-Fi data standard, GradebookEntry MaxPoints: the most points that can be earned; best practice",
    message="more points than the {expected} that can be earned",
    notes="With extra credit a student may have more points than there are, as the standard itself says: then it is no "
    "mistake. The points are not shown.",
)
def points_are_possible(batch: EdfiBatch) -> Findings:
    """A student has no more points than can be earned in a gradebook entry.

    Why: Reports show more than all, or cut the points off.

    Example: 25 points earned, where 20 are the most.

    Repair: Correct the points, or the most that can be earned; where it is extra credit, leave it.
    """
    entries = batch.of(ENTRY)
    for member, mark in batch.references(ENTRY):
        row = member.interchange.rows[mark.row]
        if (entry := entries.get(mark.value)) is None:
            continue
        earned, most = _number(row.text(EARNED)), _number(entry.row.text(MOST))
        if earned is not None and most is not None and earned > most:
            at = member.interchange.of_row(row, (EARNED,), shown=Privacy.PUBLIC)
            yield finding(at=replace(at, input=member.input), expected=entry.row.text(MOST))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None

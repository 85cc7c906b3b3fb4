"""X-MAP: how well a learner has met a standard, in the record and in the gradebook."""

from collections.abc import Sequence

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.rules.cross_form.claims import Claim, Outcome
from fairmark.validators.rules.cross_form.gradebook import Mark
from fairmark.validators.rules.cross_form.together import ANY, TOGETHER, Met, Side, Together

COMPLETED = "Completed"


@rule(
    "X-MAP-002",
    severity=WARNING,
    versions=ANY,
    basis="best practice: Open Badges 3.0 section B.1.16 Result (value, achievedLevel, status) and OneRoster CSV 1.2 "
    "resultLearningObjectiveIds.csv (score, textScore) and results.csv (scoreStatus)",
    message="{expected}",
    kinds=(TOGETHER,),
    notes="Compared are results about one standard with what the gradebook says of it up to the day of the award. Two "
    "values differ only where both are on one scale: a level in words that the other scale has too, or a number "
    "between the same bounds or among the same points. A value between the lowest and the highest of the gradebook may "
    "be their average, and passes. A status is compared only where the record says Completed and all work is "
    "unfinished; results that are exempt or not submitted are no mastery.",
)
def results_are_those_of_the_gradebook(together: Together) -> Findings:
    """The level of a learner in a record is that of the gradebook.

    Why: The learner, a college or an employer reads one level, the school another; one of them is wrong.

    Example: `achievedLevel` Exceeds in the record, and `textScore` Meets for the same learner and standard.

    Repair: Look at both with the teacher; issue the record anew, or correct the gradebook.
    """
    for side in together.sides:
        for batch in together.met(side):
            yield from _differing(side, batch)


def _differing(side: Side, batch: list[Met]) -> Findings:
    wanted = {(met.learner, outcome.standard) for met in batch for outcome in met.claim.outcomes if outcome.standard}
    known = side.gradebook.marks(wanted)
    for credential, claim, learner in batch:
        for outcome in claim.outcomes:
            marks = _until(claim, known.get((learner, outcome.standard), ()))
            row = f"row {marks[-1].row:,} of {side.gradebook.file}" if marks else ""
            if _is_unfinished(outcome, marks):
                place = credential.at((*outcome.path, "status"), Privacy.EDUCATION_RECORD)
                yield finding(at=place, expected=f"Completed, where the gradebook has unfinished work only ({row})")
            elif _differs(outcome, marks):
                place = credential.at(outcome.path, Privacy.EDUCATION_RECORD)
                yield finding(at=place, expected=f"another level than in the gradebook ({row})")


def _until(claim: Claim, marks: Sequence[Mark]) -> list[Mark]:
    """What the gradebook said when the achievement was awarded."""
    return [mark for mark in marks if not claim.day or not mark.day or mark.day <= claim.day]


def _is_unfinished(outcome: Outcome, marks: Sequence[Mark]) -> bool:
    return outcome.status == COMPLETED and bool(marks) and not any(mark.is_done for mark in marks)


def _differs(outcome: Outcome, marks: Sequence[Mark]) -> bool:
    values = [mark.value for mark in marks if mark.is_done and not mark.value.says_nothing]
    if outcome.value.says_nothing or not values:
        return False
    if any(outcome.value.is_same_as(value) is not False for value in values):
        return False
    return len(set(values)) == 1 or not outcome.value.is_among(values)

"""X-MAP: results that cannot be, in credentials that others are compared with and that are not judged themselves."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.rules.cross_form.flaws import LEVEL, STATUS, VALUE
from fairmark.validators.rules.cross_form.together import ANY, TOGETHER, Together

ASKED = (
    "Spoken of only in credentials that `--compare-with` names, which are not judged themselves. In those that are, {} "
    "speaks."
)


def _flawed(together: Together, sort: str) -> Findings:
    for flaw in together.flaws:
        if flaw.sort == sort:
            yield finding(at=flaw.at, expected=flaw.expected)


@rule(
    "X-MAP-003",
    severity=ERROR,
    versions=ANY,
    basis="Open Badges 3.0 section B.1.16 Result (achievedLevel)",
    message="the achieved level is not {expected}",
    kinds=(TOGETHER,),
    notes=ASKED.format("OB-RESULT-004"),
)
def compared_levels_are_there(together: Together) -> Findings:
    """The achievedLevel of a record that others are compared with is the id of a rubric level in its description.

    Why: Nobody can tell which level the learner reached, so it cannot be compared with the gradebook.

    Example: `"achievedLevel"` with an id that no entry of `rubricCriterionLevel` has.

    Repair: Name the level by its `id`, and issue the record anew.
    """
    return _flawed(together, LEVEL)


@rule(
    "X-MAP-004",
    severity=ERROR,
    versions=ANY,
    basis="Open Badges 3.0 section B.1.17 ResultDescription (allowedValue, valueMin, valueMax)",
    message="the value is not {expected}",
    kinds=(TOGETHER,),
    notes=ASKED.format("OB-RESULT-006 or OB-RESULT-007"),
)
def compared_values_are_possible(together: Together) -> Findings:
    """The value of a record that others are compared with is one that its description allows.

    Why: A value that its own scale does not have cannot be compared with the gradebook.

    Example: `"value": "105"` where `valueMax` is 100.

    Repair: Correct the value or the scale, and issue the record anew.
    """
    return _flawed(together, VALUE)


@rule(
    "X-MAP-005",
    severity=ERROR,
    versions=ANY,
    basis="Open Badges 3.0 section B.1.16 Result (status)",
    message="a result of the resultType Status has no status",
    kinds=(TOGETHER,),
    notes=ASKED.format("OB-RESULT-005"),
)
def compared_statuses_are_there(together: Together) -> Findings:
    """A result of a record that others are compared with has a status where its description asks for one.

    Why: A missing status counts as Completed, whatever the gradebook says.

    Example: A result whose description says `"resultType": "Status"` and that has only a `value`.

    Repair: Add `status`, such as Completed or InProgress, and issue the record anew.
    """
    return _flawed(together, STATUS)

"""OR-SEM: line items and results."""

from array import array
from itertools import compress

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.objectives import OF_RESULTS
from fairmark.validators.readers.oneroster import BULK, NOWHERE, Roster, RosterTable
from fairmark.validators.rules.oneroster.values import DELETED, Meanings, date, number
from fairmark.validators.rules.oneroster.versions import BOTH, ONLY_1_2

RESULTS = "OneRoster CSV 1.2, results.csv"
GRADED = "fully graded"


@rule(
    "OR-SEM-004",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: learners would have no time for the work",
    message="due on {observed}, before it is assigned",
)
def work_is_due_after_it_is_assigned(roster: Roster) -> Findings:
    """A line item is due on the day on which it is assigned, or later.

    Why: Gradebooks show the work as overdue before anybody could do it, and may refuse the date.

    Example: `assignDate` 2026-10-08 with `dueDate` 2026-10-01.

    Repair: Correct the dates; where the two are swapped in every row, the export maps the wrong fields.
    """
    table = roster.get("lineItems")
    if table is None:
        return
    dates = Meanings(date)
    for row, (assigned, due, status) in enumerate(table.cells("assignDate", "dueDate", "status")):
        if due and due < assigned and dates[due] and dates[assigned] and status != DELETED:
            yield finding(at=table.at(row, "dueDate"), observed=due)


@rule(
    "OR-SEM-005",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, lineItems.csv resultValueMin and resultValueMax",
    message="the score is outside the range of its line item ({expected})",
    follows=("OR-SEM-006",),
    notes="The standard knows no extra credit: a line item that allows it needs a greater resultValueMax.",
)
def scores_lie_in_the_range_of_the_line_item(roster: Roster) -> Findings:
    """The score of a result lies between `resultValueMin` and `resultValueMax` of its line item.

    Why: An importer refuses the result, or shows more than all points.

    Example: A score of 45 for a line item of 0 to 4 points: a percentage was sent instead of points.

    Repair: Send the score in the unit of the line item, or correct its range.
    """
    table, line_items = roster.get("results"), roster.get("lineItems")
    if table is None or line_items is None:
        return
    ranges = _ranges(line_items)
    numbers = Meanings(number)
    for row, (item, score) in enumerate(table.cells("lineItemSourcedId", "score")):
        if not score or (between := ranges.get(item)) is None:
            continue
        value = numbers[score]
        if value is not None and not between[0] <= value <= between[1] and table.cell(row, "status") != DELETED:
            yield finding(at=table.at(row, "score"), observed=score, expected=_shown(between))


def _ranges(line_items: RosterTable) -> dict[str, tuple[float, float]]:
    """sourcedId of a line item to the range of its scores, where either end is given and they are in order."""
    found: dict[str, tuple[float, float]] = {}
    for id, low, high in line_items.cells("sourcedId", "resultValueMin", "resultValueMax"):
        least, most = number(low), number(high)
        between = (-float("inf") if least is None else least, float("inf") if most is None else most)
        if (least is not None or most is not None) and between[0] <= between[1]:
            found.setdefault(id, between)
    return found


def _shown(between: tuple[float, float]) -> str:
    low, high = between
    if low == -float("inf"):
        return f"at most {high:g}"
    return f"at least {low:g}" if high == float("inf") else f"{low:g} to {high:g}"


@rule(
    "OR-SEM-006",
    severity=ERROR,
    versions=BOTH,
    basis="best practice: no score lies in a range whose ends are swapped",
    message="resultValueMin is greater than resultValueMax",
)
def ranges_of_scores_are_in_order(roster: Roster) -> Findings:
    """`resultValueMin` of a line item is not greater than `resultValueMax`.

    Why: No score can be right, so an importer refuses every result of the line item.

    Example: `resultValueMin` 4.0 with `resultValueMax` 0.0.

    Repair: Swap the two values.
    """
    table = roster.get("lineItems")
    if table is None:
        return
    for row, (low, high, status) in enumerate(table.cells("resultValueMin", "resultValueMax", "status")):
        least, most = number(low), number(high)
        if least is not None and most is not None and least > most and status != DELETED:
            yield finding(at=table.at(row, "resultValueMin"), observed=low)


@rule(
    "OR-SEM-008",
    severity=WARNING,
    versions=ONLY_1_2,
    basis="best practice: what is fully graded has a grade",
    message="fully graded, but without score, textScore or score of an objective",
    notes="In OneRoster 1.1 a score is required of every result. A delta may leave the scores of objectives out, so it "
    "is not judged.",
)
def graded_results_have_a_grade(roster: Roster) -> Findings:
    """A fully graded result has a score, a textScore or the score of a learning objective.

    Why: The receiver shows work as graded, but has no grade for it.

    Example: `scoreStatus` fully graded with empty `score` and `textScore`.

    Repair: Send the score; or, while it is not graded yet, the status submitted.
    """
    table, objectives = roster.get("results"), roster.get(OF_RESULTS)
    if table is None or table.mode != BULK:
        return
    if objectives is not None and (objectives.mode != BULK or not objectives.data.complete):
        return
    without = bytearray(table.rows)
    for row, (status, score, text) in enumerate(table.cells("scoreStatus", "score", "textScore")):
        without[row] = status == GRADED and not (score or text)
    if objectives is not None and any(without):
        leads = roster.leads(OF_RESULTS, "resultSourcedId")
        for at, (score, text) in zip(leads, objectives.cells("score", "textScore"), strict=True):
            if at != NOWHERE and (score or text):
                without[at] = 0
    for row in compress(range(table.rows), without):
        yield finding(at=table.at(row, "scoreStatus"))


@rule(
    "OR-SEM-009",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: work that is exempt or was not handed in has no score",
    message="has a score, though it is {expected}",
    notes="A score of zero for work that was not submitted is a usual way to grade it, and OneRoster 1.1 requires a "
    "score of every result: zeros are left alone there.",
)
def ungraded_results_have_no_score(roster: Roster) -> Findings:
    """A result that is exempt, or not submitted, has no score.

    Why: The receiver has to choose between status and score: the one counts it into the average, the other does not.

    Example: `scoreStatus` exempt with a score of 3.0.

    Repair: Correct the status, or leave the score empty.
    """
    table = roster.get("results")
    statuses = table.column("scoreStatus") if table is not None else None
    if table is None or statuses is None:
        return
    for row, status in statuses.rows_where(("exempt", "not submitted").__contains__):
        score = table.cell(row, "score")
        zero_may_be = status != "exempt" or roster.version == "1.1"
        name = "score" if score and not (zero_may_be and number(score) == 0) else "textScore"
        if table.cell(row, name) and table.cell(row, "status") != DELETED:
            yield finding(at=table.at(row, name), observed=table.cell(row, name), expected=status)


CONTRADICTIONS = (("missing", "submitted"), ("inProgress", GRADED))
"""A flag, and the scoreStatus that says the contrary."""


@rule(
    "OR-SEM-010",
    severity=WARNING,
    versions=ONLY_1_2,
    basis="best practice: a flag and the scoreStatus of a result must not contradict each other",
    message="true, though the scoreStatus is {expected}",
)
def flags_agree_with_the_score_status(roster: Roster) -> Findings:
    """A result that was submitted is not missing, and one that is fully graded is not in progress.

    Why: The receiver believes one of the two: families are told that work is missing which was handed in.

    Example: `scoreStatus` submitted with `missing` true.

    Repair: Correct the flag or the status.
    """
    table = roster.get("results")
    if table is None:
        return
    for name, contrary in CONTRADICTIONS:
        column = table.column(name)
        for row, value in column.rows_where("true".__eq__) if column is not None else ():
            if table.cell(row, "scoreStatus") == contrary and table.cell(row, "status") != DELETED:
                yield finding(at=table.at(row, name), observed=value, expected=contrary)


@rule(
    "OR-SEM-019",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: gradebooks keep one result for a learner and a line item",
    message="another result for the same student and line item stands before it",
    follows=("OR-REF-001",),
)
def students_have_one_result_for_a_line_item(roster: Roster) -> Findings:
    """A student has one result for a line item.

    Why: The receiver keeps one of them, and nobody knows which.

    Example: Two rows for one student and one quiz, one for each attempt.

    Repair: Send only the result that counts.
    """
    table = roster.get("results")
    if table is None:
        return
    repeated = _items_with_repeats(table)
    seen = set[tuple[str, ...]]()
    for row, pair in enumerate(table.cells("lineItemSourcedId", "studentSourcedId") if repeated else ()):
        if pair[0] not in repeated or not pair[1] or table.cell(row, "status") == DELETED:
            continue
        if pair in seen:
            yield finding(at=table.at(row, "studentSourcedId"), observed=pair[1])
        seen.add(pair)


def _items_with_repeats(table: RosterTable) -> set[str]:
    """The line items with more rows than students. Four bytes a row, so that millions of results fit into memory."""
    numbers: dict[str, int] = {}
    students: dict[str, array[int]] = {}
    for item, student in table.cells("lineItemSourcedId", "studentSourcedId"):
        so_far = students.get(item)
        if so_far is None:
            so_far = students[item] = array("I")
        so_far.append(numbers.setdefault(student, len(numbers)))
    return {item for item, them in students.items() if item and len(set(them)) < len(them)}

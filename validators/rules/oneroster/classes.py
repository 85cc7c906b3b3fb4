"""OR-SEM: classes, courses and the categories of their work."""

from collections import Counter

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import BULK, Roster, RosterTable, items
from fairmark.validators.rules.oneroster.values import DELETED, number
from fairmark.validators.rules.oneroster.versions import BOTH, ONLY_1_2

WHOLE = 100
"""Percent."""


@rule(
    "OR-SEM-015",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, classes.csv and courses.csv subjectCodes",
    message="codes: {observed}, subjects: {expected}",
    notes="The members of a list hold no comma, so a comma in the name of a subject makes two of it.",
)
def subjects_and_codes_are_as_many(roster: Roster) -> Findings:
    """Where both `subjects` and `subjectCodes` are given, they have the same length.

    Why: The importer pairs them by their order, and gives a subject the code of another.

    Example: `subjects` "Mathematics,Science" with `subjectCodes` "02035".

    Repair: Give a code for each subject, in the same order; take commas out of the names of subjects.
    """
    for name in ("classes", "courses"):
        table = roster.get(name)
        if table is None:
            continue
        for row, (subjects, codes, status) in enumerate(table.cells("subjects", "subjectCodes", "status")):
            if subjects and codes and subjects.count(",") != codes.count(",") and status != DELETED:
                observed, expected = len(items(codes)), len(items(subjects))
                yield finding(at=table.at(row, "subjectCodes"), observed=f"{observed}", expected=f"{expected}")


@rule(
    "OR-SEM-017",
    severity=WARNING,
    versions=ONLY_1_2,
    basis="best practice: weights are percentages of the grade in a class",
    message="the weights of the categories of the class add up to {expected} percent, not to 100",
    notes="The categories of a class are those of its line items. Less than 100 may mean that a category has no line "
    "item yet: it is told only where none of the class's categories is shared with another class and every category "
    "has a line item. Half a percent for each category may be lost by rounding.",
)
def weights_of_a_class_add_up(roster: Roster) -> Findings:
    """The weights of the categories that a class uses add up to 100 percent.

    Why: The receiver calculates another grade than the school's gradebook does.

    Example: Tests with a weight of 60 and homework with 60.

    Repair: Correct the weights, or take over those that the gradebook uses for this class.
    """
    line_items, categories, classes = (roster.get(name) for name in ("lineItems", "categories", "classes"))
    if line_items is None or categories is None or classes is None or line_items.mode != BULK:
        return
    weights = {id: number(weight) for id, weight in categories.cells("sourcedId", "weight")}
    used = _categories_of_classes(line_items)
    shared = Counter(category for ids in used.values() for category in ids)
    all_used = weights.keys() <= shared.keys() and line_items.data.complete
    for row, (id, status) in enumerate(classes.cells("sourcedId", "status")):
        ids = used.get(id, set())
        known = [weight for category in ids if (weight := weights.get(category)) is not None]
        total = sum(known)
        if not known or len(known) != len(ids) or status == DELETED or abs(total - WHOLE) <= len(known) / 2:
            continue
        if total > WHOLE or (all_used and all(shared[category] == 1 for category in ids)):
            yield finding(at=classes.at(row, "sourcedId"), observed=id, expected=f"{total:g}")


def _categories_of_classes(line_items: RosterTable) -> dict[str, set[str]]:
    """sourcedId of each class to those of the categories that its line items belong to."""
    used: dict[str, set[str]] = {}
    for class_, category in set(line_items.cells("classSourcedId", "categorySourcedId")):
        if category:
            used.setdefault(class_, set()).add(category)
    return used

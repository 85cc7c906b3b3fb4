"""CASE-RUB: rubrics, their criteria and the levels of a criterion, inside a package and on their own."""

from collections.abc import Iterator
from itertools import groupby, pairwise

from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Node, Package
from fairmark.validators.rules.case.repeats import surplus
from fairmark.validators.rules.case.versions import BOTH

CRITERION, LEVEL = "CFRubricCriterion", "CFRubricCriterionLevel"


@rule(
    "CASE-RUB-001",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 9.4",
    message="The rubricId {observed} is not {expected}",
)
def rubric_id_names_the_enclosing_rubric(package: Package) -> Findings:
    """The rubricId of a criterion is the identifier of the rubric that encloses it.

    Why: A consumer that stores criteria on their own puts this one under another rubric, or under none.

    Example: A criterion whose `rubricId` is the identifier of another rubric.

    Repair: Write the identifier of the enclosing CFRubric, or leave rubricId out.
    """
    yield from _names_another(package, CRITERION, "rubricId", "the identifier of the enclosing rubric")


@rule(
    "CASE-RUB-002",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 9.5",
    message="The rubricCriterionId {observed} is not {expected}",
)
def criterion_id_names_the_enclosing_criterion(package: Package) -> Findings:
    """The rubricCriterionId of a level is the identifier of the criterion that encloses it.

    Why: A consumer that stores levels on their own puts this one under another criterion, or under none.

    Example: A level whose `rubricCriterionId` is the identifier of another criterion.

    Repair: Write the identifier of the enclosing CFRubricCriterion, or leave rubricCriterionId out.
    """
    yield from _names_another(package, LEVEL, "rubricCriterionId", "the identifier of the enclosing criterion")


def _names_another(package: Package, cls: str, name: str, expected: str) -> Findings:
    """Letter case is no difference: identifiers in capitals are the business of CASE-ID-001."""
    for node in package.of(cls):
        named = node.data.get(name)
        enclosing = node.parent.identifier if node.parent else ""
        if isinstance(named, str) and enclosing and named.lower() != enclosing.lower():
            yield finding(at=package.at(node, name), observed=named, expected=expected)


@rule(
    "CASE-RUB-003",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.27.7 and 7.1.29.7",
    message="The position is {observed} and should be {expected}",
)
def positions_order_the_siblings(package: Package) -> Findings:
    """The criteria of a rubric, and the levels of a criterion, all have a position and each its own, or none has one.

    Why: Consumers sort by position; where two are equal or one is missing, every consumer shows another order.

    Example: Two levels of one criterion with `"position": 1`.

    Repair: Number them 1, 2, 3 and so on in the order in which they are to be shown.
    """
    for siblings in _siblings(package):
        for node in surplus(siblings, lambda node: _number(node, "position")):
            yield finding(
                at=package.at(node, "position"),
                observed=_number(node, "position"),
                expected="one that no earlier sibling has",
            )
        unplaced = [node for node in siblings if node.data.get("position") is None]
        for node in unplaced if len(unplaced) < len(siblings) else ():
            yield finding(at=package.at(node, "position"), expected="a number, as that of its siblings")


@rule(
    "CASE-RUB-004",
    severity=WARNING,
    may_be=(INFO,),
    versions=BOTH,
    basis="best practice: positions count from the first sibling to the last",
    message="The position {observed} is not {expected}",
    notes="Counting may begin at any number that is not negative. A gap breaks no order, so it is only an information.",
)
def positions_count_without_gaps(package: Package) -> Findings:
    """The positions of the criteria of a rubric, and of the levels of a criterion, count up from 0 or more without
    gaps.

    Why: A gap often means that a criterion or level was lost on the way, and consumers may refuse negative numbers.

    Example: Levels with the positions 1, 2 and 4.

    Repair: Number them 1, 2, 3 and so on, and look whether one is missing.
    """
    for siblings in _siblings(package):
        placed = sorted(_with_number(siblings, "position"), key=lambda pair: pair[0])
        for position, node in placed:
            if position < 0:
                yield finding(at=package.at(node, "position"), observed=position, expected="0 or more")
        for (before, _), (position, node) in pairwise(pair for pair in placed if pair[0] >= 0):
            if position - before > 1:
                yield finding(
                    at=package.at(node, "position"),
                    observed=position,
                    expected="the next number after the sibling before it",
                    severity=INFO,
                )


@rule(
    "CASE-RUB-005",
    severity=WARNING,
    versions=BOTH,
    kinds=("case-package",),
    basis="CASE 1.1 IM 9.2 and 3.3",
    message="The criterion names the item {observed}, which is not in the package",
)
def item_of_a_criterion_is_in_the_package(package: Package) -> Findings:
    """The item that a criterion assesses is in the package.

    Why: A consumer that imports the package cannot show what the criterion is about.

    Example: A CFItemURI whose identifier no CFItem of the package has.

    Repair: Add the item to CFItems, or name the item that is meant.
    """
    links = [link for link in package.links if link.owner.cls == CRITERION and link.field == "CFItemURI"]
    known = {identifier.lower() for identifier in package.by_identifier} if links else set()
    for link in links:
        if link.identifier and link.identifier.lower() not in known:
            yield finding(
                at=package.at_link(link, "identifier"), observed=link.identifier, expected="an item of the package"
            )


@rule(
    "CASE-RUB-006",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM 1.5",
    message="An earlier level of this criterion has the score {observed} too",
)
def scores_of_a_criterion_differ(package: Package) -> Findings:
    """No two levels of a criterion have the same score.

    Why: A level stands for a performance value of its own; a recorded score no longer tells which level was reached.

    Example: The levels Developing and Proficient, both with `"score": 2`.

    Repair: Give each level a score of its own, or merge the levels.
    """
    for levels in _groups(package, LEVEL):
        for node in surplus(levels, lambda node: _number(node, "score")):
            yield finding(at=package.at(node, "score"), observed=_number(node, "score"), expected="another score")


@rule(
    "CASE-RUB-007",
    severity=INFO,
    versions=BOTH,
    basis="best practice: levels are shown from the lowest to the highest or the reverse",
    message="In the order of position the scores are {observed}, not {expected}",
)
def scores_follow_the_positions(package: Package) -> Findings:
    """In the order of their positions the scores of the levels of a criterion only rise or only fall.

    Why: Readers take the levels as steps; where the scores jump back, a position or a score is probably wrong.

    Example: The positions 1, 2, 3 with the scores 1, 3, 2.

    Repair: Correct the position or the score that is out of order.
    """
    for levels in _groups(package, LEVEL):
        placed = dict(_with_number(levels, "position"))
        ordered = [placed[position] for position in sorted(placed)]
        scores = [score for score, _ in _with_number(ordered, "score")]
        rising = all(earlier <= later for earlier, later in pairwise(scores))
        falling = all(earlier >= later for earlier, later in pairwise(scores))
        if len(placed) == len(levels) and not rising and not falling and (criterion := levels[0].parent):
            yield finding(
                at=package.at(criterion, "CFRubricCriterionLevels"),
                observed=", ".join(str(score) for score in scores),
                expected="rising or falling throughout",
            )


@rule(
    "CASE-RUB-008",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: consumers multiply scores by the weight",
    message="The weight {observed} is not {expected}",
)
def weight_is_not_negative(package: Package) -> Findings:
    """The weight of a criterion is not negative.

    Why: Consumers multiply by it, so that a better score would lower the total.

    Example: `"weight": -1`.

    Repair: Write the share that the criterion has in the total, or 0 where it does not count.
    """
    for node in package.of(CRITERION):
        weight = _number(node, "weight")
        if weight is not None and weight < 0:
            yield finding(at=package.at(node, "weight"), observed=weight, expected="0 or more")


# -- siblings and numbers --------------------------------------------------------------------------------------------


def _siblings(package: Package) -> Iterator[list[Node]]:
    """The criteria of each rubric, then the levels of each criterion."""
    yield from _groups(package, CRITERION)
    yield from _groups(package, LEVEL)


def _groups(package: Package, cls: str) -> Iterator[list[Node]]:
    """The objects of the class, those of one enclosing object together. They stand together in document order."""
    for _, members in groupby(package.of(cls), key=lambda node: node.parent):
        yield list(members)


def _number(node: Node, name: str) -> float | None:
    """The value of the field, None where it is absent or no number."""
    value = node.data.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _with_number(nodes: list[Node], name: str) -> Iterator[tuple[float, Node]]:
    """The nodes that have a number there, with it."""
    for node in nodes:
        if (number := _number(node, name)) is not None:
            yield number, node

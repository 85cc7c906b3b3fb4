"""OB-RESULT: the scales on which results are given, as achievements describe them."""

from collections.abc import Iterable, Iterator

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.rules.credentials.members import untyped
from fairmark.validators.rules.credentials.scales import Description, Fit
from fairmark.validators.rules.credentials.versions import OB3


@rule(
    "OB-RESULT-002",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.17 ResultDescription",
    message="the types of a result description do not include {expected}: {observed}",
)
def result_description_says_that_it_is_one(document: Credential) -> Findings:
    """The types of a result description include ResultDescription.

    Why: The context gives meaning to its members by this type; without it they are not signed.

    Example: `"type": ["Rubric"]`.

    Repair: Set `type` to `["ResultDescription"]`; the kind of result belongs into `resultType`.
    """
    return untyped(document, document.of("ResultDescription"), "ResultDescription")


@rule(
    "OB-RESULT-008",
    severity=ERROR,
    may_be=(WARNING,),
    versions=OB3,
    basis="Open Badges 3.0 section B.1.17 ResultDescription (requiredValue)",
    message="the required value {observed} is not {expected}",
    notes="One that is no number where the bounds are is a warning, unless the description lists allowed values.",
)
def required_value_can_be_reached(document: Credential) -> Findings:
    """The requiredValue of a result description is one of its allowed values, and lies between its bounds.

    Why: Nobody can reach a pass mark that the scale does not have, or everybody does.

    Example: `"requiredValue": "C"` where `allowedValue` holds Pass and Fail.

    Repair: Take a value of the scale, or correct the scale.
    """
    for node in document.of("ResultDescription"):
        value = node.data.get("requiredValue")
        if not isinstance(value, str):
            continue
        scale, place = Description(node), document.at(node, "requiredValue")
        fit = scale.fit(value)
        if not scale.lists(value):
            yield finding(at=place, observed=value, expected="one of allowedValue")
        elif fit is Fit.OUTSIDE:
            yield finding(at=place, observed=value, expected="between valueMin and valueMax")
        elif fit is Fit.NO_NUMBER:
            yield finding(at=place, observed=value, expected="a number, as the bounds are", severity=WARNING)


@rule(
    "OB-RESULT-009",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.17 ResultDescription (requiredLevel)",
    message="the required level {observed} is none of the levels",
)
def required_level_is_there(document: Credential) -> Findings:
    """The requiredLevel of a result description is the id of one of its rubric levels.

    Why: Nobody can tell which level was enough.

    Example: `"requiredLevel": "Meeting"`, which is the name of a level.

    Repair: Name the level by its `id`, or add it to `rubricCriterionLevel`.
    """
    for node in document.of("ResultDescription"):
        level = node.data.get("requiredLevel")
        if isinstance(level, str) and level not in Description(node).levels:
            expected = "the id of a RubricCriterionLevel"
            yield finding(at=document.at(node, "requiredLevel"), observed=level, expected=expected)


@rule(
    "OB-RESULT-010",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.17 ResultDescription (valueMin, valueMax)",
    message="the lowest value {observed} is not {expected}",
    notes="Bounds are texts, and are compared where both are numbers.",
)
def lowest_value_is_not_above_the_highest(document: Credential) -> Findings:
    """The valueMin of a result description is not above its valueMax.

    Why: No value at all lies between the two.

    Example: `"valueMin": "100", "valueMax": "0"`.

    Repair: Swap the two.
    """
    for node in document.of("ResultDescription"):
        if Description(node).is_upside_down:
            expected = "at most valueMax"
            yield finding(at=document.at(node, "valueMin"), observed=node.data["valueMin"], expected=expected)


@rule(
    "OB-RESULT-011",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.17 ResultDescription (id) and B.1.18 RubricCriterionLevel (id)",
    message="{observed} is the id of another one already",
    notes="Result descriptions are compared within an achievement and levels within a description, where results look "
    "them up: rubrics whose criteria share levels are common.",
)
def descriptions_and_levels_have_ids_of_their_own(document: Credential) -> Findings:
    """No two result descriptions of an achievement, and no two levels of one, have the same id.

    Why: A result names its description and its level by id, and nobody can tell which of the two it means.

    Example: Two entries of `rubricCriterionLevel` with the same `id`.

    Repair: Give each an id of its own, and correct the results that name it.
    """
    for node in _repeated(document.of("ResultDescription", "RubricCriterionLevel")):
        yield finding(at=document.at(node, "id"), observed=node.id, expected="an id of its own")


def _repeated(nodes: Iterable[Node]) -> Iterator[Node]:
    """Those whose id another one of the same class and parent has, all but the first."""
    seen: set[tuple[str, Node | None, str]] = set()
    for node in nodes:
        key = (node.cls, node.parent, node.id)
        if node.id and key in seen:
            yield node
        seen.add(key)


@rule(
    "OB-RESULT-013",
    severity=WARNING,
    versions=OB3,
    basis="best practice: allowed values are ordered from low to high (Open Badges 3.0 section B.1.17 "
    "ResultDescription), and one that stands twice has two places",
    message="{observed} stands in allowedValue twice",
)
def allowed_values_differ(document: Credential) -> Findings:
    """No value stands in allowedValue twice.

    Why: The order of the list is the order of the values, so it is both better and worse than those between.

    Example: `"allowedValue": ["D", "C", "B", "C"]`.

    Repair: Delete the one that is out of order.
    """
    for node in document.of("ResultDescription"):
        allowed = node.data.get("allowedValue")
        seen: set[str] = set()
        for number, value in enumerate(allowed if isinstance(allowed, list) else ()):
            if isinstance(value, str) and value in seen:
                place = document.at(node, "allowedValue", number)
                yield finding(at=place, observed=value, expected="each value once")
            elif isinstance(value, str):
                seen.add(value)

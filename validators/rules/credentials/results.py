"""OB-RESULT: what a learner achieved, and whether it is something that could be achieved."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.rules.credentials.members import untyped
from fairmark.validators.rules.credentials.presence import says_nothing
from fairmark.validators.rules.credentials.scales import Description, Fit
from fairmark.validators.rules.credentials.versions import OB3


@dataclass(eq=False)
class Descriptions:
    """The result descriptions of an achievement by their ids."""

    by_id: dict[str, list[Description]] = field(default_factory=lambda: defaultdict(list))

    @cached_property
    def levels(self) -> frozenset[str]:
        """The ids of the levels of all of them."""
        return frozenset().union(*(each.levels for named in self.by_id.values() for each in named))

    def named(self, id: str) -> Description | None:
        """The one of that id, None for none and for one of two, of which nobody can tell which is meant."""
        found = self.by_id.get(id, ())
        return found[0] if len(found) == 1 and id else None


def descriptions_of(document: Credential) -> dict[Node | None, Descriptions]:
    """The subject of a badge to the result descriptions of its achievement."""
    found: dict[Node | None, Descriptions] = defaultdict(Descriptions)
    for node in document.of("ResultDescription"):
        found[node.parent.parent if node.parent else None].by_id[node.id].append(Description(node))
    return found


def described(document: Credential) -> Iterator[tuple[Node, Description]]:
    """Every result whose description is known, with that."""
    known = descriptions_of(document)
    for result in document.of("Result"):
        description = known[result.parent].named(result.text("resultDescription"))
        if description:
            yield result, description


def lacks_its_status(result: Node, description: Description | None) -> bool:
    asked = description is not None and description.node.data.get("resultType") == "Status"
    return asked and result.data.get("status") is None


@rule(
    "OB-RESULT-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.16 Result",
    message="the types of a result do not include {expected}: {observed}",
)
def result_says_that_it_is_one(document: Credential) -> Findings:
    """The types of a result include Result.

    Why: The context gives meaning to its members by this type; without it they are not signed.

    Example: `"type": ["Grade"]`.

    Repair: Set `type` to `["Result"]`; the kind of result belongs into `resultType` of its description.
    """
    return untyped(document, document.of("Result"), "Result")


@rule(
    "OB-RESULT-003",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.16 Result (resultDescription)",
    message="the achievement has no result description {observed}",
    notes="The linked description must be in the achievement that is asserted; one elsewhere in a record does not "
    "serve, as the badge has to stand on its own. A result without resultDescription is allowed.",
)
def result_description_is_there(document: Credential) -> Findings:
    """The resultDescription of a result is the id of one in the same achievement.

    Why: Without its description a result is a bare value: nobody knows on which scale, or of what.

    Example: `"resultDescription": "urn:uuid:…"` with an id that no entry of `achievement.resultDescription` has.

    Repair: Correct the id, or add the description to `achievement.resultDescription`.
    """
    known = descriptions_of(document)
    for result in document.of("Result"):
        named = result.data.get("resultDescription")
        if isinstance(named, str) and named not in known[result.parent].by_id:
            expected = "the id of a ResultDescription in the achievement"
            yield finding(at=document.at(result, "resultDescription"), observed=named, expected=expected)


@rule(
    "OB-RESULT-004",
    severity=ERROR,
    may_be=(WARNING,),
    versions=OB3,
    basis="Open Badges 3.0 section B.1.16 Result (achievedLevel)",
    message="the achieved level is not {expected}",
    notes="A result that names no description is looked up in all of the achievement, and is a warning: the standard "
    "speaks of the linked description only.",
)
def achieved_level_is_there(document: Credential) -> Findings:
    """The achievedLevel of a result is the id of a rubric level in its description.

    Why: Nobody can tell which level the learner reached, or whether it was enough.

    Example: `"achievedLevel"` with an id that no entry of `rubricCriterionLevel` has.

    Repair: Name the level by its `id`, not by its name, or add it to `rubricCriterionLevel` of the description.
    """
    known = descriptions_of(document)
    for result in document.of("Result"):
        level, descriptions = result.data.get("achievedLevel"), known[result.parent]
        if not isinstance(level, str):
            continue
        place, linked = document.at(result, "achievedLevel"), result.data.get("resultDescription")
        description = descriptions.named(linked) if isinstance(linked, str) else None
        if description and level not in description.levels:
            yield finding(at=place, observed=level, expected="a level of its description")
        elif linked is None and level not in descriptions.levels:
            expected = "a level of any description of the achievement"
            yield finding(at=place, observed=level, expected=expected, severity=WARNING)


@rule(
    "OB-RESULT-005",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.16 Result (status)",
    message="a result of the resultType Status has no status",
)
def status_result_has_a_status(document: Credential) -> Findings:
    """A result has a status where its description has the resultType Status.

    Why: A missing status counts as Completed, so unfinished work looks finished.

    Example: A result whose description says `"resultType": "Status"` and that has only a `value`.

    Repair: Add `status`, such as Completed or InProgress.
    """
    for result, description in described(document):
        if lacks_its_status(result, description):
            yield finding(at=document.at(result, "status"), expected="a status")


@rule(
    "OB-RESULT-006",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.17 ResultDescription (allowedValue)",
    message="the value is not {expected}",
    notes="Two texts that are the same number, such as 4 and 4.0, are the same value.",
)
def value_is_allowed(document: Credential) -> Findings:
    """The value of a result is one of the allowed values of its description.

    Why: A grade that its own scale does not have cannot be placed between the others.

    Example: `"value": "A+"` where `allowedValue` goes from F to A.

    Repair: Correct the value, or add it to `allowedValue`, which goes from low to high.
    """
    for result, description in described(document):
        value = result.data.get("value")
        if isinstance(value, str) and not description.lists(value):
            yield finding(at=document.at(result, "value"), observed=value, expected="one of allowedValue")


@rule(
    "OB-RESULT-007",
    severity=ERROR,
    may_be=(WARNING,),
    versions=OB3,
    basis="Open Badges 3.0 section B.1.17 ResultDescription (valueMin, valueMax)",
    message="the value should be {expected}",
    notes="Values are texts, and are compared where they are numbers; a percent sign after them is passed over. A "
    "value that is no number where the bounds are is a warning, unless the description lists allowed values.",
)
def value_is_within_bounds(document: Credential) -> Findings:
    """The value of a result lies between valueMin and valueMax of its description.

    Why: A score above the highest possible one is a mistake in one of the two, and spoils every average.

    Example: `"value": "105"` where `valueMax` is 100.

    Repair: Correct the value, or the bound.
    """
    for result, description in described(document):
        value = result.data.get("value")
        if not isinstance(value, str):
            continue
        match description.fit(value):
            case Fit.OUTSIDE:
                yield finding(at=document.at(result, "value"), observed=value, expected="from valueMin to valueMax")
            case Fit.NO_NUMBER:
                place = document.at(result, "value")
                yield finding(at=place, observed=value, expected="a number, as the bounds are", severity=WARNING)


@rule(
    "OB-RESULT-012",
    severity=WARNING,
    versions=OB3,
    basis="best practice: a result says what was achieved (Open Badges 3.0 section B.1.16 Result)",
    message="the result has {observed}",
    notes="Nothing is said where OB-RESULT-005 asks for the status.",
)
def result_says_something(document: Credential) -> Findings:
    """A result has a value, an achievedLevel or a status.

    Why: It takes the place of a result and tells nothing.

    Example: `{"type": ["Result"], "resultDescription": "urn:uuid:…"}`.

    Repair: Add what was achieved, or delete the result.
    """
    known = descriptions_of(document)
    for result in document.of("Result"):
        if not all(says_nothing(result.data.get(name)) for name in ("value", "achievedLevel", "status")):
            continue
        if not lacks_its_status(result, known[result.parent].named(result.text("resultDescription"))):
            observed = "neither value nor achievedLevel nor status"
            yield finding(at=document.at(result), observed=observed, expected="one of them")

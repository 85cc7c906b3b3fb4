"""CLR-ASSOC: how the achievements of a record belong together."""

from collections.abc import Iterator, Mapping
from typing import Any

from fairmark.validators.core.cycles import cycles
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.rules.credentials.versions import CLR2
from fairmark.validators.rules.credentials.vocabulary import unlisted

UPWARDS, DOWNWARDS = ("isChildOf", "isPartOf"), ("isParentOf",)
"""Types of association that lead from what is below to what is above, and the other way."""

Graph = Mapping[str, Mapping[str, Node]]


def achievement_ids(document: Credential) -> dict[Node | None, set[str]]:
    """The subject of each record to the ids of the achievements that are in the record at any depth."""
    found: dict[Node | None, set[str]] = {subject: set() for subject in document.of("ClrSubject")}
    for achievement in document.of("Achievement"):
        for record in _records_around(achievement):
            found[record].add(achievement.id)
    for subject in document.of("CredentialSubject"):  # of a credential that does not say what it is
        for record in _records_around(subject):
            found[record].update(_named_in(subject.data.get("achievement")))
    return found


def _named_in(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        id = each.get("id") if isinstance(each, dict) else None
        if isinstance(id, str):
            yield id


def _records_around(node: Node) -> Iterator[Node]:
    around = node.parent
    while around:
        if around.cls == "ClrSubject":
            yield around
        around = around.parent


def _strangers(document: Credential, end: str) -> Findings:
    """A finding for each association whose `end` is no achievement of its record."""
    known = achievement_ids(document)
    for node in document.of("Association"):
        id = node.data.get(end)
        if isinstance(id, str) and id not in known.get(node.parent, ()):
            partial = node.credential.data.get("partial") is True
            yield finding(
                at=document.at(node, end),
                observed=id,
                expected="the id of an achievement in the record",
                severity=WARNING if partial else None,
            )


@rule(
    "CLR-ASSOC-001",
    severity=ERROR,
    may_be=(WARNING,),
    versions=CLR2,
    basis="CLR 2.0 Association (sourceId)",
    message="the record has no achievement {observed}",
    notes="The standard calls it the source achievement and does not say that it has to be there; without it the "
    "association says nothing. In a record with `partial` true it is a warning.",
)
def source_is_in_the_record(document: Credential) -> Findings:
    """The sourceId of an association is the id of an achievement in the record.

    Why: Consumers that draw the record leave the association out, or show a gap.

    Example: The `sourceId` is the id of a badge instead of that of the achievement in it.

    Repair: Name the achievement, or add it to `credentialSubject.achievement`.
    """
    return _strangers(document, "sourceId")


@rule(
    "CLR-ASSOC-002",
    severity=ERROR,
    may_be=(WARNING,),
    versions=CLR2,
    basis="CLR 2.0 Association (targetId)",
    message="the record has no achievement {observed}",
    notes="The standard calls it the target achievement and does not say that it has to be there; without it the "
    "association says nothing. In a record with `partial` true it is a warning.",
)
def target_is_in_the_record(document: Credential) -> Findings:
    """The targetId of an association is the id of an achievement in the record.

    Why: Consumers that draw the record leave the association out, or show a gap.

    Example: The `targetId` is the id of a course that is neither asserted nor listed.

    Repair: Name the achievement, or add it to `credentialSubject.achievement`.
    """
    return _strangers(document, "targetId")


@rule(
    "CLR-ASSOC-003",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0 Association (AssociationType Enumeration)",
    message="{observed} is no associationType",
    notes="This vocabulary is closed: terms that begin with ext: are not among it.",
)
def association_type_is_listed(document: Credential) -> Findings:
    """The associationType is one that the standard lists.

    Why: Consumers do not know what it says and leave the association out.

    Example: `"associationType": "childOf"` for isChildOf.

    Repair: Take a listed type, spelled as the standard spells it.
    """
    return unlisted(document, "Association", "associationType", extensible=False)


@rule(
    "CLR-ASSOC-004",
    severity=ERROR,
    versions=CLR2,
    basis="best practice: an association joins two achievements (CLR 2.0 Association)",
    message="the association joins {observed} with itself",
)
def association_joins_two_achievements(document: Credential) -> Findings:
    """An association joins two different achievements.

    Why: A consumer that follows it walks in a circle.

    Example: An isChildOf whose sourceId and targetId are the same.

    Repair: Point one end at the achievement that was meant, or delete the association.
    """
    for node in document.of("Association"):
        source = node.text("sourceId")
        if source and source == node.text("targetId"):
            yield finding(at=document.at(node, "targetId"), observed=source, expected="another achievement")


@rule(
    "CLR-ASSOC-005",
    severity=WARNING,
    versions=CLR2,
    basis="best practice: a statement is made once (CLR 2.0 Association)",
    message="the same {observed} stands in the record twice",
    notes="Only the same statement in the same words: an isParentOf beside its isChildOf is no duplicate.",
)
def association_stands_once(document: Credential) -> Findings:
    """No association stands in a record twice.

    Why: Consumers count or draw it twice.

    Example: Two isChildOf with the same sourceId and targetId.

    Repair: Delete one of them.
    """
    seen: set[tuple[Node | None, str, str, str]] = set()
    for node in document.of("Association"):
        statement = (node.text("associationType"), node.text("sourceId"), node.text("targetId"))
        key = (node.parent, *statement)
        if all(statement) and key in seen:
            yield finding(at=document.at(node), observed="association", expected="each association once")
        seen.add(key)


@rule(
    "CLR-ASSOC-006",
    severity=ERROR,
    versions=CLR2,
    basis="best practice: what is below another one is not above it, and what comes first does not follow "
    "(CLR 2.0 Association)",
    message="the associations go round in a circle: {observed}",
    notes="isChildOf and isPartOf lead upwards, isParentOf downwards; they count as one hierarchy, as consumers draw "
    "them so. precedes is judged for itself. One finding for each association that leads back.",
)
def associations_lead_somewhere(document: Credential) -> Findings:
    """No achievement is, over several associations, above or before itself.

    Why: A consumer that walks the hierarchy or the sequence never comes to an end.

    Example: A course is a child of a module, and the module is a child of the course.

    Repair: Delete the association named here, or turn it round.
    """
    by_record: dict[Node | None, list[Node]] = {}
    for node in document.of("Association"):
        by_record.setdefault(node.parent, []).append(node)
    for associations in by_record.values():
        for graph in (_hierarchy(associations), _sequence(associations)):
            for cycle in cycles(graph, _tops(graph)):
                yield finding(at=document.at(cycle.closing), observed=cycle.way_round())


def _hierarchy(associations: list[Node]) -> Graph:
    """From what is above to what is below it."""
    steps: dict[str, dict[str, Node]] = {}
    for node in associations:
        kind, source, target = node.text("associationType"), node.text("sourceId"), node.text("targetId")
        if kind in UPWARDS:
            _add(steps, target, source, node)
        elif kind in DOWNWARDS:
            _add(steps, source, target, node)
    return steps


def _sequence(associations: list[Node]) -> Graph:
    """From what comes first to what follows."""
    steps: dict[str, dict[str, Node]] = {}
    for node in associations:
        if node.text("associationType") == "precedes":
            _add(steps, node.text("sourceId"), node.text("targetId"), node)
    return steps


def _add(steps: dict[str, dict[str, Node]], here: str, there: str, node: Node) -> None:
    """Add a step. One from an achievement to itself is a fault of its own (CLR-ASSOC-004) and no way."""
    if here and there and here != there:
        steps.setdefault(here, {}).setdefault(there, node)


def _tops(graph: Graph) -> list[str]:
    """Those that no step leads to: seen from them, the step that closes a circle is the one that leads back."""
    reached = {there for steps in graph.values() for there in steps}
    return [here for here in graph if here not in reached]

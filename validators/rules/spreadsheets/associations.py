"""CS-ASC: the associations that a spreadsheet states."""

from collections import Counter
from collections.abc import Iterable, Iterator

from fairmark.schemas.spreadsheets import association_types, symmetrical
from fairmark.validators.core.cycles import Cycle, cycles
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.location import Location
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.spreadsheets.framework import Spreadsheet
from fairmark.validators.readers.spreadsheets.relations import CHILD, End, Relation, is_address
from fairmark.validators.readers.spreadsheets.table import Row
from fairmark.validators.rules.case.vocabulary import token_meant
from fairmark.validators.rules.hints import first_few
from fairmark.validators.rules.spreadsheets.sheets import IMPORTER
from fairmark.validators.rules.spreadsheets.versions import ALWAYS, SHEETS

LAYOUT = ("CS-SHT-001", "CS-SHT-002", "CS-SHT-003")
"""Why ends are not found, or types are none."""


BY_CODE = "named by its code only, which an importer does not look at"


def _identified(item: Row) -> str:
    """How to name the item so that an importer finds it, "" where it has no identifier."""
    return f"Write {item.word('identifier')}." if item.word("identifier") else ""


def _at_origin(relation: Relation) -> Location:
    return relation.table.at(relation.row, "originNodeIdentifier")


def _at_destination(relation: Relation) -> Location:
    """The cell that names where it leads to: of a CSV file it is that of the relation."""
    column = "destinationNodeIdentifier"
    known = column in relation.table.spec.columns
    return relation.table.at(relation.row, column if known else relation.column)


def _name(end: End) -> str:
    """What people call the item: its code, else its statement."""
    if end.is_document:
        return "the document"
    return _title(end.item) if end.item else end.code or end.name or end.uri


def _title(row: Row) -> str:
    return row["humanCodingScheme"] or row["abbreviatedStatement"] or row["fullStatement"] or f"row {row.number}"


@rule(
    "CS-ASC-001",
    severity=ERROR,
    versions=ALWAYS,
    kinds=SHEETS,
    basis="CASE 1.1 IM 7.4.1",
    message="{observed} is no type of an association; expected one of {expected}",
    follows=LAYOUT,
    notes="A token of CASE and the words that OpenSALT shows for it are known, whatever their letter case and blanks; "
    "so are terms of one's own that begin with `ext:`.",
)
def association_type_is_known(spreadsheet: Spreadsheet) -> Findings:
    """The associationType of every row is one that CASE has, such as isChildOf or "Is Child Of".

    Why: An importer ends with an error at the first type that it does not know.

    Example: `Is Parent Of`.

    Repair: Write one of the types; for the opposite direction exchange origin and destination.
    """
    meant = first_few(token_meant)
    for relation in spreadsheet.relations:
        if not relation.is_known:
            yield finding(
                at=relation.table.at(relation.row, "associationType"),
                observed=relation.type,
                expected=", ".join(association_types()),
                hint=meant("1.1", relation.type),
            )


@rule(
    "CS-ASC-002",
    severity=ERROR,
    versions=ALWAYS,
    kinds=SHEETS,
    basis=IMPORTER,
    message="the origin {observed} is {expected}",
    follows=(*LAYOUT, "CS-ITM-001"),
    notes="An importer looks at the identifier only. An item that is new and has none cannot be the origin of a row.",
)
def origin_is_an_item(spreadsheet: Spreadsheet) -> Findings:
    """The origin of every association is an item of the sheet CF Item, named by its identifier.

    Why: An importer makes an association whose origin leads nowhere.

    Example: A row whose originNodeIdentifier is that of an item that was deleted from CF Item.

    Repair: Write the identifier of the item into originNodeIdentifier, or delete the row.
    """
    for relation in spreadsheet.relations:
        origin = relation.origin
        if not origin.is_known:
            yield finding(at=_at_origin(relation), observed=_name(origin), expected="no item of CF Item")
        elif origin.item and not relation.row.word("originNodeIdentifier"):
            at = _at_origin(relation)
            yield finding(at=at, observed=_name(origin), expected=BY_CODE, hint=_identified(origin.item))


@rule(
    "CS-ASC-003",
    severity=WARNING,
    versions=ALWAYS,
    basis=IMPORTER,
    message="the destination {observed} is {expected}",
    follows=(*LAYOUT, "CS-ITM-001"),
    notes="A destination that --shelf holds is known. An importer may know more frameworks than can be seen here.",
)
def destination_is_known(spreadsheet: Spreadsheet) -> Findings:
    """Every association leads to an item of the spreadsheet, or to something that has an address.

    Why: An importer writes an address that leads nowhere, and consumers show an end that nobody knows.

    Example: A destinationNodeIdentifier of another framework, with no destinationNodeURI beside it.

    Repair: Write the address of the item into destinationNodeURI, or correct the identifier.
    """
    for relation in spreadsheet.relations:
        end = relation.destination
        if end.item and spreadsheet.workbook and not relation.row.word("destinationNodeIdentifier"):
            yield finding(
                at=_at_destination(relation), observed=_name(end), expected=BY_CODE, hint=_identified(end.item)
            )
        elif not (end.is_known or is_address(end.uri) or spreadsheet.shelf.find(end.name.lower())):
            expected = "neither in the spreadsheet nor an address" if end.name or end.uri else "missing"
            yield finding(at=_at_destination(relation), observed=_name(end), expected=expected)


# -- the hierarchy ---------------------------------------------------------------------------------------------------


def _stated(spreadsheet: Spreadsheet) -> list[Relation]:
    """The isChildOf associations with two ends that are known and not the same."""
    return [
        relation
        for relation in spreadsheet.relations
        if relation.type == CHILD
        and relation.origin.is_known
        and relation.destination.is_known
        and not relation.is_loop
    ]


def _turns(relations: Iterable[Relation], *, down: bool = False) -> list[Cycle[Relation]]:
    """The cycles that relations make; `down` walks from destination to origin."""
    graph: dict[str, dict[str, Relation]] = {}
    for relation in relations:
        here, there = relation.origin.key, relation.destination.key
        if here and there and not relation.is_loop:
            here, there = (there, here) if down else (here, there)
            graph.setdefault(here, {}).setdefault(there, relation)
    return list(cycles(graph, ["document"]))


def _way(relations: Iterable[Relation], cycle: Cycle[Relation]) -> str:
    names = {end.key: end for relation in relations for end in (relation.origin, relation.destination)}
    return cycle.way_round(lambda key: _name(names[key]))


@rule(
    "CS-ASC-004",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ALWAYS,
    basis="CASE 1.1 IM 7.4.1",
    message="{observed}",
    notes="One finding for each row that closes a circle. A second parent in the same grouping is a warning, and left "
    "to CS-ASC-005 where a smartLevel places the item. In a CSV file the column of parents is looked at.",
)
def hierarchy_has_no_cycle(spreadsheet: Spreadsheet) -> Findings:
    """No item is, by isChildOf, its own ancestor, and none has two parents.

    Why: A consumer that walks the hierarchy never comes to an end, or keeps one of the parents only.

    Example: `N.1` is a child of `N.2` in one row, and `N.2` a child of `N.1` in another.

    Repair: Delete the row named here, or name the parent that was meant.
    """
    relations = _stated(spreadsheet)
    for cycle in _turns(relations, down=True):
        observed = f"isChildOf goes round in a circle: {_way(relations, cycle)}"
        yield finding(at=_at_destination(cycle.closing), observed=observed)
    yield from _circles_of_parents(spreadsheet)
    yield from _second_parents(spreadsheet, relations)


def _circles_of_parents(spreadsheet: Spreadsheet) -> Findings:
    """The circles that a column of parents makes."""
    if spreadsheet.parents is None:
        return
    graph: dict[str, dict[str, Row]] = {}
    rows = {f"{row.number}": row for row in spreadsheet.items.rows}
    for row, parent in spreadsheet.parent_of.items():
        if parent and parent is not row:
            graph.setdefault(f"{parent.number}", {})[f"{row.number}"] = row
    tops = [f"{row.number}" for row, parent in spreadsheet.parent_of.items() if parent is None]
    for cycle in cycles(graph, tops):
        way = cycle.way_round(lambda key: _title(rows[key]))
        at = spreadsheet.items.table.at(cycle.closing, spreadsheet.parents.column)
        yield finding(at=at, observed=f"parents go round in a circle: {way}")


def _second_parents(spreadsheet: Spreadsheet, relations: Iterable[Relation]) -> Findings:
    first: dict[tuple[str, str], Relation] = {}
    for relation in relations:
        child = relation.origin.item
        if child is None or spreadsheet.items.is_placed(child):
            continue
        other = first.setdefault((relation.origin.key, relation.group), relation)
        if other.destination.key != relation.destination.key:
            observed = f"{_name(relation.origin)} has a second parent; the first is {_name(other.destination)}"
            yield finding(at=_at_destination(relation), observed=observed, severity=WARNING)


@rule(
    "CS-ASC-005",
    severity=WARNING,
    versions=ALWAYS,
    kinds=SHEETS,
    basis=IMPORTER,
    message="{observed}, but its smartLevel puts it below {expected}, and that counts",
    follows=("CS-ITM-003", "CS-ITM-004", "CS-ASC-004"),
    notes="A row that closes a circle is left to CS-ASC-004.",
)
def children_stand_where_their_level_says(spreadsheet: Spreadsheet) -> Findings:
    """An isChildOf row names the parent that the smartLevel of the item says, too.

    Why: The importer takes no notice of the row, so the item is not where the row puts it.

    Example: An item with the smartLevel `2.1` that a row makes a child of the item with the smartLevel `1`.

    Repair: Change the smartLevel to move the item, or delete the row.
    """
    relations = _stated(spreadsheet)
    closing = {id(cycle.closing) for cycle in _turns(relations, down=True)}
    for relation in relations:
        child = relation.origin.item
        if child is None or id(relation) in closing or not spreadsheet.items.is_placed(child):
            continue
        parent = spreadsheet.items.above(child)
        if relation.destination.item is not parent:
            observed = f"{_name(relation.origin)} is stated to be a child of {_name(relation.destination)}"
            expected = _title(parent) if parent else "the document"
            yield finding(at=_at_destination(relation), observed=observed, expected=expected)


# -- other relations -------------------------------------------------------------------------------------------------


@rule(
    "CS-ASC-006",
    severity=WARNING,
    versions=ALWAYS,
    basis="CASE 1.1 IM 7.4.1, precedes",
    message="precedes goes round in a circle: {observed}",
)
def precedence_has_no_cycle(spreadsheet: Spreadsheet) -> Findings:
    """No item comes, by precedes, before itself.

    Why: There is no order in which the items could be learned.

    Example: `N.1` precedes `N.2` in one row, and `N.2` precedes `N.1` in another.

    Repair: Delete the row named here, or exchange its ends.
    """
    relations = [relation for relation in spreadsheet.relations if relation.type == "precedes"]
    for cycle in _turns(relations):
        yield finding(at=_at_destination(cycle.closing), observed=_way(relations, cycle))


@rule(
    "CS-ASC-007",
    severity=WARNING,
    versions=ALWAYS,
    basis="best practice: consumers follow associations from origin to destination",
    message="{observed} is stated in one direction only",
    notes="Only between two items of the spreadsheet. One finding for a pair.",
)
def symmetrical_relations_go_both_ways(spreadsheet: Spreadsheet) -> Findings:
    """An isPeerOf or exactMatchOf between two items is stated in both directions.

    Why: A consumer that looks at the other item does not see the relation.

    Example: `N.1` isPeerOf `M.1`, and no row from `M.1` to `N.1`.

    Repair: Add the row with origin and destination exchanged.
    """
    stated = Counter(_directed(relation) for relation in _pairs(spreadsheet))
    for relation in _pairs(spreadsheet):
        type, origin, destination = _directed(relation)
        if not stated[type, destination, origin]:
            observed = f"{_name(relation.origin)} {type} {_name(relation.destination)}"
            yield finding(at=relation.table.at(relation.row, relation.column), observed=observed)


def _directed(relation: Relation) -> tuple[str, str, str]:
    return relation.type, relation.origin.key, relation.destination.key


def _pairs(spreadsheet: Spreadsheet) -> Iterator[Relation]:
    for relation in spreadsheet.relations:
        if (
            relation.type in symmetrical()
            and relation.origin.item
            and relation.destination.item
            and not relation.is_loop
        ):
            yield relation


@rule(
    "CS-ASC-008",
    severity=ERROR,
    versions=ALWAYS,
    basis="best practice: a relation is between two things",
    message="{observed} is associated with itself",
)
def association_has_two_ends(spreadsheet: Spreadsheet) -> Findings:
    """An association joins two different items.

    Why: A consumer that follows it walks in a circle.

    Example: A row whose origin and destination are the same item; a parent that is the item itself.

    Repair: Name the item that was meant, or delete the row.
    """
    for relation in spreadsheet.relations:
        if relation.is_loop:
            yield finding(at=_at_destination(relation), observed=_name(relation.origin))
    for row, parent in spreadsheet.parent_of.items() if spreadsheet.parents else ():
        if parent is row and spreadsheet.parents:
            yield finding(at=spreadsheet.items.table.at(row, spreadsheet.parents.column), observed=_title(row))

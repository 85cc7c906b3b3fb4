"""How much of a gradebook says which standards it is about."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from fairmark.validators.readers.objectives import OF_LINE_ITEMS, OF_RESULTS
from fairmark.validators.readers.oneroster import NOWHERE, Roster

Course = tuple[str, str]
"""A course at a school: the sourcedIds of both, "" for what is not known."""


@dataclass(slots=True)
class Share:
    """How many line items and results there are (`of`), and how many of them carry a learning objective."""

    of: Counter[str] = field(default_factory=Counter)
    carry: Counter[str] = field(default_factory=Counter)

    @property
    def is_whole(self) -> bool:
        return self.of == self.carry

    def __str__(self) -> str:
        told = (f"{self.carry[sort]:,} of {count:,} {sort}" for sort, count in self.of.items() if count)
        return f"{' and '.join(told)} carry a learning objective"


def courses_of_classes(roster: Roster) -> Mapping[str, Course]:
    """The course and school of each class."""
    classes = roster.get("classes")
    if classes is None:
        return {}
    return {
        id: (course, school) for id, course, school in classes.cells("sourcedId", "courseSourcedId", "schoolSourcedId")
    }


def shares(roster: Roster) -> dict[Course, Share]:
    """The share of each course, in the order of the line items."""
    line_items, objectives = roster.get("lineItems"), roster.get(OF_LINE_ITEMS)
    if line_items is None:
        return {}
    column = objectives.column("lineItemSourcedId") if objectives is not None else None
    carrying = set(column.distinct()) if column is not None else set()
    results, carrying_results = _by_item(roster)
    places = courses_of_classes(roster)
    found: dict[Course, Share] = {}
    for id, class_ in line_items.cells("sourcedId", "classSourcedId"):
        share = found.setdefault(places.get(class_, ("", "")), Share())
        share.of["line items"] += 1
        share.carry["line items"] += id in carrying
        share.of["results"] += results[id]
        share.carry["results"] += carrying_results[id]
    return found


def _by_item(roster: Roster) -> tuple[Counter[str], Counter[str]]:
    """How many results a line item has, and how many of them carry an objective. A byte for a result."""
    table = roster.get("results")
    items = table.column("lineItemSourcedId") if table is not None else None
    if table is None or items is None:
        return Counter(), Counter()
    carry = bytearray(table.rows)
    for row in roster.leads(OF_RESULTS, "resultSourcedId"):
        if row != NOWHERE:
            carry[row] = 1
    return Counter(items), Counter(item for item, carries in zip(items, carry, strict=True) if carries)

"""OR-LO: how much of a gradebook says which standards it is about."""

from collections import Counter
from dataclasses import dataclass, field

from fairmark.validators.core.levels import INFO
from fairmark.validators.core.location import Location
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.objectives import OF_LINE_ITEMS, OF_RESULTS
from fairmark.validators.readers.oneroster import Roster, RosterTable
from fairmark.validators.rules.oneroster.versions import ONLY_1_2


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


@rule(
    "OR-LO-011",
    severity=INFO,
    versions=ONLY_1_2,
    basis="best practice: only what carries a learning objective counts as evidence of a standard",
    message="{observed} {expected}",
    notes="Told once for a course and school of which not everything carries an objective; once for the file where "
    "nothing does.",
)
def gradebook_says_what_it_is_about(roster: Roster) -> Findings:
    """All line items and results carry a learning objective.

    Why: What carries none is no evidence of any standard: reports of mastery are blank for it.

    Example: A course in which 3 of 40 line items have a row in `lineItemLearningObjectiveIds.csv`.

    Repair: Align the work with standards in the gradebook; nothing has to be done for work that is about none.
    """
    line_items, classes = roster.get("lineItems"), roster.get("classes")
    if line_items is None or not line_items.rows:
        return
    if not any(table.rows for name in (OF_LINE_ITEMS, OF_RESULTS) if (table := roster.get(name)) is not None):
        yield finding(at=line_items.at_header(), observed="no line item and no result carries a learning objective")
        return
    places = dict[str, tuple[str, str]]()
    if classes is not None:
        places = {
            id: (course, school)
            for id, course, school in classes.cells("sourcedId", "courseSourcedId", "schoolSourcedId")
        }
    for (course, school), share in _shares(roster, line_items, places).items():
        if not share.is_whole:
            yield finding(at=_place(roster, line_items, course), observed=str(share), expected=_at(roster, school))


def _shares(
    roster: Roster, line_items: RosterTable, places: dict[str, tuple[str, str]]
) -> dict[tuple[str, str], Share]:
    """The share of each course and school, in the order of the line items. `places` leads from a class to both."""
    objectives = roster.get(OF_LINE_ITEMS)
    column = objectives.column("lineItemSourcedId") if objectives is not None else None
    carrying = set(column.distinct()) if column is not None else set()
    results, carrying_results = _results(roster)
    found: dict[tuple[str, str], Share] = {}
    for id, class_ in line_items.cells("sourcedId", "classSourcedId"):
        share = found.setdefault(places.get(class_, ("", "")), Share())
        share.of["line items"] += 1
        share.carry["line items"] += id in carrying
        share.of["results"] += results[id]
        share.carry["results"] += carrying_results[id]
    return found


def _results(roster: Roster) -> tuple[Counter[str], Counter[str]]:
    """How many results a line item has, and how many of them carry an objective. A byte for a result."""
    table, objectives = roster.get("results"), roster.get(OF_RESULTS)
    items = table.column("lineItemSourcedId") if table is not None else None
    if table is None or items is None:
        return Counter(), Counter()
    carry = bytearray(table.rows)
    of_objectives = objectives.column("resultSourcedId") if objectives is not None else None
    for result in of_objectives.distinct() if of_objectives is not None else ():
        if (row := table.row_of.get(result)) is not None:
            carry[row] = 1
    return Counter(items), Counter(item for item, carries in zip(items, carry, strict=True) if carries)


def _place(roster: Roster, line_items: RosterTable, course: str) -> Location:
    """The row of the course; the header of the line items where it is not known."""
    courses = roster.get("courses")
    row = courses.row_of.get(course) if courses is not None else None
    return line_items.at_header() if courses is None or row is None else courses.at(row, "sourcedId")


def _at(roster: Roster, school: str) -> str:
    """Which school it is, by its row, which tells nothing to those who do not have the export."""
    orgs = roster.get("orgs")
    row = orgs.row_of.get(school) if orgs is not None else None
    return "" if orgs is None or row is None else f"at the school in row {orgs.data.physical(row):,} of {orgs.file}"

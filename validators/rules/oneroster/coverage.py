"""OR-LO: how much of a gradebook says which standards it is about."""

from fairmark.validators.core.levels import INFO
from fairmark.validators.core.location import Location
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.coverage.shares import shares
from fairmark.validators.readers.objectives import OF_LINE_ITEMS, OF_RESULTS
from fairmark.validators.readers.oneroster import Roster, RosterTable
from fairmark.validators.rules.oneroster.versions import ONLY_1_2


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
    line_items = roster.get("lineItems")
    if line_items is None or not line_items.rows:
        return
    if not any(table.rows for name in (OF_LINE_ITEMS, OF_RESULTS) if (table := roster.get(name)) is not None):
        yield finding(at=line_items.at_header(), observed="no line item and no result carries a learning objective")
        return
    for (course, school), share in shares(roster).items():
        if not share.is_whole:
            yield finding(at=_place(roster, line_items, course), observed=str(share), expected=_at(roster, school))


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

"""How a OneRoster package names the standards that its gradebook is about."""

from collections.abc import Iterator
import re

from fairmark.validators.readers.oneroster import DELETED, Roster, RosterTable

OF_LINE_ITEMS, OF_RESULTS = "lineItemLearningObjectiveIds", "resultLearningObjectiveIds"
FILES = (OF_LINE_ITEMS, OF_RESULTS)
ID, SOURCE, CASE = "learningObjectiveId", "source", "case"

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


def uuid_in(id: str) -> str:
    """The UUID in an identifier of an objective, in small letters; of several the last, as in the address of an item.
    "" where there is none."""
    found = UUID.findall(id)
    return found[-1].lower() if found else ""


def tables_of_objectives(roster: Roster) -> Iterator[RosterTable]:
    """The files that name objectives, as far as they are there."""
    for name in FILES:
        if (table := roster.get(name)) is not None:
            yield table


def is_case(table: RosterTable, row: int) -> bool:
    """Whether the row names an item of a CASE framework, and is not only there to be deleted."""
    return table.cell(row, SOURCE) == CASE and table.cell(row, "status") != DELETED

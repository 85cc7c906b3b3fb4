"""OR-CSV: the text of a file."""

import re

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.rules.oneroster.versions import BOTH

SURROUNDED = re.compile(r"\s|.*\s\Z|.*[\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]", re.DOTALL)
"""Matches a text with blanks around it, or with characters in it that nobody sees."""


@rule(
    "OR-CSV-006",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: importers compare names and identifiers character by character",
    message="blanks around it, or invisible characters in it",
)
def names_and_ids_are_clean(roster: Roster) -> Findings:
    """Names in a header and identifiers have no blanks around them and no invisible characters in them.

    Why: They look right, but are not equal to what they should be equal to: the column or record is not found.

    Example: `sourcedId` with a blank behind it, or an identifier with a no-break space from a web page.

    Repair: Remove the blanks and the invisible characters at the source of the export.
    """
    for file, data in roster.files.items():
        for name in data.header:
            if SURROUNDED.match(name):
                yield finding(at=roster.at_header(file, name.strip()))
    for table in roster.tables.values():
        for spec, column in table.columns():
            if spec.type in ("guid", "reference"):
                for row, _ in column.rows_where(SURROUNDED.match):
                    yield finding(at=table.at(row, spec.name))

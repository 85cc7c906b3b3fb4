"""PV-EXP: numbers that the state gives to people."""

from collections.abc import Iterator
import re

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.tables.column import Column
from fairmark.validators.readers.tables.known import KnownTable
from fairmark.validators.rules.privacy.tables import ANY, TABLES, Tables, added, tables_of

DIGITS = r"(?!000|666|9\d\d)\d{3}{0}(?!00)\d\d{0}(?!0000)\d{4}"
"""Of a social security number: area, group and serial number, none of which is all zeros."""

DASHED = re.compile(rf"(?<![\d-]){DIGITS.replace('{0}', '-')}(?![\d-])", re.ASCII)
PLAIN = DIGITS.replace("{0}", "[ -]?")
NAMED = re.compile(
    rf"(?<![a-z])(?:ssn|social[ _-]?security(?:[ _-]?(?:number|no\.?|num))?)[\s:#=]{{0,3}}{PLAIN}(?!\d)",
    re.ASCII | re.IGNORECASE,
)
"""One that is called so: without that, nine digits may be the number of a student."""

MAY_BE = re.compile(r"\d{3}[ -]?\d\d[ -]?\d{4}", re.ASCII).search
"""Finds what any of them holds. Millions of cells hold none, and are not looked at again."""

IS_NUMBER = re.compile(PLAIN, re.ASCII).fullmatch
COLUMN = re.compile(r"(?:^|[^a-z])ssn(?:[^a-z]|$)|social.?security", re.IGNORECASE)

TEXTS = ("string", "pair")
PERSONAL = (Privacy.DIRECT_IDENTIFIER, Privacy.EDUCATION_RECORD)
PHONES = ("phone", "sms")
"""Columns in which such a number is that of a telephone abroad."""
PEOPLE = {"users": ("sourcedId",), "outcome_results": ("student id", "student sis id")}
"""Table to its columns with keys of people. What refers to them elsewhere says nothing new."""


@rule(
    "PV-EXP-002",
    severity=ERROR,
    versions=ANY,
    basis="best practice: a social security number identifies a person for life (34 CFR 99.3, personally identifiable "
    "information; 99.37(c) keeps it out of directory information)",
    message="what stands in the cell looks like a US social security number",
    kinds=TABLES,
    discloses=True,
    notes="Nine digits count with hyphens between them, or where the column or the text calls them so: as they stand, "
    "they are student numbers in many districts. Numbers that are never given (000, 666 or 9 at the front, zeros in "
    "one part) do not count. Keys of people, and columns of names, other identifiers and texts about people are looked "
    "at, and those that somebody has added; codes of courses and numbers of telephones are not.",
)
def social_security_numbers_stay_at_home(subject: Tables) -> Findings:
    """No identifier and no text looks like a US social security number.

    Why: With it and a name anybody can open accounts; for a child that is often found out years later.

    Example: `123-45-6789` as `identifier` of a student, or `{SSN:123456789}` in `userIds`.

    Repair: Send an identifier of the district or the state instead; take the number out of comments.
    """
    for table in tables_of(subject):
        for name, column in _columns(table):
            for row, cell in column.rows_where(MAY_BE):
                if DASHED.search(cell) or NAMED.search(cell) or (COLUMN.search(name) and IS_NUMBER(cell.strip())):
                    yield finding(at=table.at(row, name))


def _columns(table: KnownTable) -> Iterator[tuple[str, Column]]:
    """The columns to be looked at."""
    for spec, column in table.columns():
        is_text = spec.type in TEXTS and spec.privacy in PERSONAL and spec.name not in PHONES
        if is_text or spec.name in PEOPLE.get(table.spec.name, ()):
            yield spec.name, column
    yield from added(table)

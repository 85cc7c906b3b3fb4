"""CS-ITM: the statements, education levels and types of items."""

from collections import Counter
import re

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.spreadsheets.framework import Spreadsheet
from fairmark.validators.rules.case.grades import CEDS_LEVELS, repair
from fairmark.validators.rules.hints import first_few
from fairmark.validators.rules.spreadsheets.items import LAYOUT
from fairmark.validators.rules.spreadsheets.versions import ALWAYS

HIGH_SCHOOL = "HS"
LONGEST_STATEMENT = 1024
"""Characters of a Description in Ed-Fi."""

MARKUP = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|span|div|font|sub|sup|ul|ol|li|a|img|table|thead|tbody|tr|td|th|h[1-6]|blockquote|hr)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


@rule(
    "CS-ITM-007",
    severity=WARNING,
    versions=ALWAYS,
    basis="best practice: consumers filter by the CEDS codes of grade and education levels",
    message="{observed} is no code of an education level",
    follows=LAYOUT,
    notes="A code of any CEDS option set is right, as for CASE-ITEM-008. OpenSALT mends single digits, ranges and HS, "
    "and makes OT of what it does not know; other importers take the cell as it is.",
)
def education_level_is_a_code(spreadsheet: Spreadsheet) -> Findings:
    """Each education level is a CEDS code, such as KG, 04 or 12, with a comma between two of them.

    Why: A teacher who looks for grade 4 finds what says 04, not what says 4 or 3-5.

    Example: `4`, `3-5` or `HS`.

    Repair: Write 04; for a range write each level, such as 03,04,05.
    """
    spec = spreadsheet.items.table.spec.columns.get("educationLevel")
    if spec is None:
        return
    mend = first_few(lambda _, level: _mend(level))
    for row in spreadsheet.items.rows:
        for level in row[spec.name].split(spec.separator) if row[spec.name] else ():
            if level.strip() and level.strip() not in CEDS_LEVELS:
                at = spreadsheet.items.table.at(row, spec.name)
                yield finding(at=at, observed=level.strip(), hint=mend("", level.strip()))


def _mend(level: str) -> str:
    return "Write 09,10,11,12." if level.upper() == HIGH_SCHOOL else repair(level)


@rule(
    "CS-ITM-008",
    severity=WARNING,
    versions=ALWAYS,
    basis="best practice: an importer makes a type of every spelling",
    message="{observed} is spelled {expected} in other rows",
    notes="Only letter case, blanks and punctuation count as spelling. One finding for each of the rarer spellings.",
)
def item_type_is_spelled_in_one_way(spreadsheet: Spreadsheet) -> Findings:
    """A CFItemType is spelled in the same way in all rows.

    Why: An importer makes a type of every spelling, and a filter by type finds only some of the items.

    Example: `Standard` in most rows and `standard` in a few.

    Repair: Write it in all rows as in most of them.
    """
    table = spreadsheet.items.table
    times = Counter(row.word("CFItemType") for row in spreadsheet.items.rows)
    usual: dict[str, str] = {}
    for spelling, _ in times.most_common():
        usual.setdefault(_letters(spelling), spelling)
    told: set[str] = set()
    for row in spreadsheet.items.rows:
        spelling = row.word("CFItemType")
        if spelling and usual[_letters(spelling)] != spelling and spelling not in told:
            told.add(spelling)
            yield finding(at=table.at(row, "CFItemType"), observed=spelling, expected=usual[_letters(spelling)])


def _letters(spelling: str) -> str:
    """What is left of it without case, blanks and punctuation; all of it where nothing is."""
    return "".join(character for character in spelling.casefold() if character.isalnum()) or spelling


@rule(
    "CS-ITM-009",
    severity=WARNING,
    versions=ALWAYS,
    basis="Ed-Fi Data Standard 5.2, LearningStandard Description; PowerSchool, Learning Standards Management",
    message="the statement has {observed}; other systems take {expected}",
    notes="Only elements that HTML defines count as markup, so that `a < b` does not.",
)
def statement_can_travel(spreadsheet: Spreadsheet) -> Findings:
    """A fullStatement has at most 1,024 characters and no HTML.

    Why: Ed-Fi cannot carry a longer one, and PowerSchool refuses the file where a statement holds markup.

    Example: `Adds and subtracts <b>within 20</b>.`

    Repair: Shorten it, or move a part of it to notes; leave the markup out.
    """
    table = spreadsheet.items.table
    for row in spreadsheet.items.rows:
        statement = row["fullStatement"]
        if len(statement) > LONGEST_STATEMENT:
            count = f"{len(statement):,} characters"
            yield finding(at=table.at(row, "fullStatement"), observed=count, expected=f"{LONGEST_STATEMENT:,}")
        if found := MARKUP.search(statement):
            yield finding(at=table.at(row, "fullStatement"), observed=found[0], expected="plain text")

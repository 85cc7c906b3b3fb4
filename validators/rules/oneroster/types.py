"""OR-TYP: the form of single values. Of the terms of enumerations `terms` speaks."""

from collections.abc import Callable, Iterator
from functools import partial
import re

from fairmark.schemas.oneroster import ColumnSpec
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.moments import Instant, instant, is_date
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import Roster, RosterTable, items
from fairmark.validators.readers.tables.column import Column
from fairmark.validators.rules.oneroster.text import INVISIBLE
from fairmark.validators.rules.oneroster.values import DELETED
from fairmark.validators.rules.oneroster.versions import BOTH

BASIS = "OneRoster CSV 1.2, data types"
IDENTIFIERS = ("guid", "reference")

GUID = re.compile(r"[0-9A-Za-z.\-_/@]{1,255}")
YEAR = re.compile(r"[0-9]{4}")
TO_THE_MINUTE = re.compile(r"([0-9-]{10}T[0-9]{2}:[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})")
UTC = re.compile(r".*(?:Z|[+-]00:00)")
FLOAT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
INTEGER = re.compile(r"[+-]?[0-9]+")
POWER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
PAIRS = re.compile(r"\s*\{[^{}:,]+:[^{},]+\}\s*(?:,\s*\{[^{}:,]+:[^{},]+\}\s*)*")

LONGEST = 255

SHORTENED = "A spreadsheet program has rounded the number: format the column as text, and export it again."


def columns_of(roster: Roster, *types: str) -> Iterator[tuple[RosterTable, ColumnSpec, Column]]:
    """All columns of these types. Of the marks of a change in a bulk file, which should be empty, OR-MODE speaks."""
    for table in roster.tables.values():
        for spec, column in table.columns():
            if spec.type in types and (spec.required != "delta" or roster.is_delta(table)):
                yield table, spec, column


def wrong_items(spec: ColumnSpec, column: Column, is_wrong: Callable[[str], object]) -> Iterator[tuple[int, str]]:
    """The rows with a value that `is_wrong`, with that value; of a column of lists each wrong member. A cell that is
    empty holds no value. Of all UUIDs the same is said."""
    if not spec.many:
        yield from column.rows_where(lambda cell: is_wrong(cell) and cell.strip(), by_form=True)
        return
    for row, cell in column.rows_where(lambda cell: any(map(is_wrong, items(cell))), by_form=True):
        yield from ((row, item) for item in items(cell) if is_wrong(item))


def fails(is_right: Callable[[str], object]) -> Callable[[str], object]:
    """A test for cells that are not empty, and not right."""
    return lambda cell: not is_right(cell) and cell.strip()


def moment(text: str) -> Instant | None:
    """The instant that a date and time of the W3C profile of ISO 8601 means, None where it is none. Its seconds may be
    left out."""
    return instant(TO_THE_MINUTE.sub(r"\1:00\2", text))


def is_guid(text: str) -> bool:
    """Whether it is a GUID of OneRoster, which has other characters than those of a UUID too."""
    return GUID.fullmatch(text) is not None


@rule(
    "OR-TYP-001",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, required fields",
    message="{expected} is empty",
    notes="A record that a delta file marks tobedeleted needs no more than its sourcedId.",
)
def required_values_are_there(roster: Roster) -> Findings:
    """Every field that the standard requires has a value.

    Why: An importer drops the record.

    Example: A user without a familyName, or a class without a term.

    Repair: Fill the field in the system that the export comes from.
    """
    for table in roster.tables.values():
        for spec, column in table.columns():
            if spec.required != "always":
                continue
            for row, _ in column.rows_where(lambda cell: not cell or not cell.strip(), by_form=True):
                if spec.name == "sourcedId" or table.cell(row, "status") != DELETED:
                    yield finding(at=table.at(row, spec.name), expected=spec.name)


@rule(
    "OR-TYP-002",
    severity=ERROR,
    versions=BOTH,
    basis=f"{BASIS} (GUID)",
    message="{observed} is no identifier: {expected}",
    notes="The standard prints the range of digits as 0-1, which is taken for a slip: all digits are meant. Of blanks "
    "around an identifier OR-CSV-006 speaks.",
)
def identifiers_are_guids(roster: Roster) -> Findings:
    """Identifiers, and references to them, have 1 to 255 characters: letters without accents, digits, and . - _ / @.

    Why: An importer drops the record, or changes the identifier so that nothing refers to it any more.

    Example: `org:12`, or `1.11E+08` where a spreadsheet program has opened and saved the file.

    Repair: Export the identifier without the characters that are not allowed, in the same way in every file.
    """
    for table, spec, column in columns_of(roster, *IDENTIFIERS):
        for row, id in wrong_items(spec, column, _is_no_guid):
            yield finding(at=table.at(row, spec.name), observed=id, expected=_fault(id), hint=_mend(id, spec))


def _is_no_guid(id: str) -> bool:
    return not GUID.fullmatch(id) and not is_guid(INVISIBLE.sub("", id).strip())


def _fault(id: str) -> str:
    if not id:
        return "a member of the list is empty"
    return f"it has more than {LONGEST} characters" if len(id) > LONGEST else "it has a character that is not allowed"


def _mend(id: str, spec: ColumnSpec) -> str:
    if POWER.fullmatch(id):
        return SHORTENED
    if spec.many and (not id or ";" in id or "|" in id):
        return "Separate the members of the list by single commas, and put quotes around the list."
    return ""


DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
OTHER_ORDER = re.compile(r"[0-9]{1,4}[/.][0-9]{1,2}[/.][0-9]{2,4}.*")
IN_ORDER = "Write year, month and day, in this order, with hyphens."

MISTAKEN: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "date": (
        (OTHER_ORDER, IN_ORDER),
        (re.compile(DAY), "There is no such day in the calendar."),
        (re.compile(rf"{DAY}[Tt ].*"), "Leave the time of day out."),
        (re.compile(r"[0-9]{5}"), "So a spreadsheet program counts days: format the column as YYYY-MM-DD."),
    ),
    "datetime": (
        (OTHER_ORDER, IN_ORDER),
        (re.compile(DAY), "Add the time of day in UTC."),
        (re.compile(rf"{DAY}[Tt ].*"), "Write the time of day in UTC, with a T before it and a Z behind it."),
    ),
    "year": (),
}
"""Forms that are often found, and how to mend them. None of these sentences tells the value."""


@rule(
    "OR-TYP-003",
    severity=ERROR,
    versions=BOTH,
    basis=f"{BASIS} (Date, DateTime, Year)",
    message="{observed} is not in the form {expected}",
    notes="The W3C profile of ISO 8601 lets seconds be left out, and +00:00 means the same as Z.",
)
def dates_have_their_form(roster: Roster) -> Findings:
    """Dates are written YYYY-MM-DD, moments YYYY-MM-DDThh:mm:ssZ in UTC, years YYYY.

    Why: An importer drops the record, or takes the month for the day.

    Example: `8/17/2026`, which a spreadsheet program has made of `2026-08-17`.

    Repair: Export dates in the form of the standard, and do not open the file in a spreadsheet program before sending.
    """
    for table, spec, column in columns_of(roster, "date", "datetime", "year"):
        is_right, form = DATES[spec.type]
        for row, text in column.rows_where(fails(is_right), by_form=True):
            hint = next((hint for pattern, hint in MISTAKEN[spec.type] if pattern.fullmatch(text)), "")
            yield finding(at=table.at(row, spec.name), observed=text, expected=form, hint=hint)


def _is_moment(text: str) -> bool:
    return UTC.fullmatch(text) is not None and "T" in text and moment(text) is not None


DATES: dict[str, tuple[Callable[[str], object], str]] = {
    "date": (is_date, "YYYY-MM-DD"),
    "datetime": (_is_moment, "YYYY-MM-DDThh:mm:ssZ in UTC"),
    "year": (YEAR.fullmatch, "YYYY"),
}


@rule(
    "OR-TYP-004",
    severity=ERROR,
    versions=BOTH,
    basis=f"{BASIS} (Float, Integer)",
    message="{observed} is no {expected}",
)
def numbers_are_plain(roster: Roster) -> Findings:
    """Numbers are written with digits and, where they may have a fraction, a decimal point.

    Why: An importer drops the score, or the whole record.

    Example: `85%`, `3,5`, `1.11E+08`, or `A` in the column score.

    Repair: Write the bare number with a decimal point; marks that are no numbers belong into textScore.
    """
    for table, spec, column in columns_of(roster, "float", "integer"):
        pattern, name = (FLOAT, "number") if spec.type == "float" else (INTEGER, "whole number")
        for row, text in column.rows_where(fails(pattern.fullmatch), by_form=True):
            hint = SHORTENED if POWER.fullmatch(text) else ""
            yield finding(at=table.at(row, spec.name), observed=text, expected=name, hint=hint)


@rule(
    "OR-TYP-005",
    severity=ERROR,
    versions=BOTH,
    basis=f"{BASIS} (Boolean)",
    message="{observed} is neither true nor false",
)
def booleans_are_true_or_false(roster: Roster) -> Findings:
    """What can only be true or false is written `true` or `false`, in small letters.

    Why: An importer drops the record, or takes everything but `true` for false.

    Example: `TRUE`, as a spreadsheet program writes it, or `1` or `Y`.

    Repair: Write true or false in small letters; leave an optional field empty where nothing is known.
    """
    for table, spec, column in columns_of(roster, "boolean"):
        for row, text in column.rows_where(lambda cell: cell not in ("true", "false", "") and cell.strip()):
            yield finding(at=table.at(row, spec.name), observed=text)


@rule(
    "OR-TYP-008",
    severity=WARNING,
    versions=BOTH,
    basis=f"{BASIS} (String)",
    message="more characters than {expected}: {observed}",
)
def texts_are_short_enough(roster: Roster) -> Findings:
    """No text has more than 255 characters, and no member of a list.

    Why: An importer may cut off what is beyond that.

    Example: A comment of three paragraphs.

    Repair: Shorten the text, or ask the receiver how much its system keeps.
    """
    for table, spec, column in columns_of(roster, "string"):
        for row, text in wrong_items(spec, column, lambda text: len(text) > LONGEST):
            yield finding(at=table.at(row, spec.name), observed=text, expected=str(LONGEST))


@rule(
    "OR-TYP-009",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, users.csv (userIds) and scoreScales.csv (scoreScaleValue)",
    message="{observed} is no list of pairs in the form {expected}",
)
def pairs_have_their_form(roster: Roster) -> Findings:
    """Lists of pairs have the form `{key:value},{key:value}`.

    Why: An importer drops the field, or does not find the level that a score stands for.

    Example: `A:4,B:3` without braces, or `{A:4};{B:3}`.

    Repair: Put braces around each pair, a colon between its parts, commas between pairs and quotes around the list.
    """
    for table, spec, column in columns_of(roster, "pair"):
        for row, text in column.rows_where(fails(PAIRS.fullmatch), by_form=True):
            yield finding(at=table.at(row, spec.name), observed=text, expected="{key:value},{key:value}")


@rule(
    "OR-TYP-010",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: spreadsheet programs take zeros off the front of numbers",
    message="{observed} has lost zeros at its front, it seems: most have {expected} digits",
    notes="Spoken of only where others of the column still have their zeros: numbers of different length are usual.",
)
def identifiers_keep_their_zeros(roster: Roster) -> Findings:
    """Where the identifiers of a file are digits of one length with zeros at their front, none is shorter.

    Why: Without its zeros it is another identifier: the record is created a second time, and references to it fail.

    Example: `4711` in a file whose other identifiers are like `000815`.

    Repair: Export again, and do not open the file in a spreadsheet program, or format the column as text before.
    """
    for table in roster.tables.values():
        for spec, column in table.columns():
            if spec.type != "guid" and (table.name, spec.name) != ("users", "identifier"):
                continue
            width = _width(column)
            if not width:
                continue
            for row, id in column.rows_where(partial(_has_lost_zeros, width), by_form=True):
                yield finding(at=table.at(row, spec.name), observed=id, expected=str(width))


def _width(column: Column) -> int:
    """The length that most identifiers of digits have, if some of that length begin with a zero; else 0."""
    lengths: dict[int, int] = {}
    padded: set[int] = set()
    for id in column.texts_by_form():
        if id.isdecimal():
            lengths[len(id)] = lengths.get(len(id), 0) + 1
            if id[0] == "0":
                padded.add(len(id))
    width = max(lengths, key=lambda length: lengths[length], default=0)
    return width if width in padded else 0


def _has_lost_zeros(width: int, id: str) -> bool:
    return 0 < len(id) < width and id[0] != "0" and id.isdecimal()

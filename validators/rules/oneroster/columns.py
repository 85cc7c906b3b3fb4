"""OR-COL: the columns of a file."""

from collections.abc import Iterator

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import Roster, RosterTable
from fairmark.validators.readers.tables.headers import Header
from fairmark.validators.readers.tables.known import plain
from fairmark.validators.rules.oneroster.headers import EXTENSION, compared, is_header
from fairmark.validators.rules.oneroster.versions import BOTH

BASIS = "OneRoster CSV 1.2, header of a data file"


def _headers(roster: Roster) -> Iterator[tuple[RosterTable, Header]]:
    return ((table, compared(roster, table)) for table in roster.tables.values() if is_header(table))


@rule(
    "OR-COL-001",
    severity=ERROR,
    versions=BOTH,
    basis=BASIS,
    message="{observed}",
    follows=("OR-CSV-001", "OR-CSV-007"),
    notes="A column that may be empty may also be left out: importers that read by name do not miss it.",
)
def required_columns_are_there(roster: Roster) -> Findings:
    """Every file has the columns that its records cannot do without.

    Why: An importer refuses the file, or drops each of its records.

    Example: `roles.csv` without `orgSourcedId`, or `users.csv` with `firstName` for `givenName`.

    Repair: Add the column, under the name that the standard gives it.
    """
    for table in roster.tables.values():
        if not is_header(table):
            if table.data.header:
                observed = "the first row is not the header of this file"
                yield finding(at=roster.at_file(table.file), observed=observed, expected=",".join(table.spec.header))
            continue
        for name, near in compared(roster, table).missing.items():
            hint = f"The column {near} may be meant: call it {name}." if near else ""
            yield finding(at=roster.at_header(table.file, name), observed=f"the column {name} is missing", hint=hint)


@rule(
    "OR-COL-002",
    severity=ERROR,
    versions=BOTH,
    basis=BASIS,
    message="{observed} stands where {expected} belongs",
)
def columns_stand_in_order(roster: Roster) -> Findings:
    """The columns of a file stand in the order of the standard.

    Why: An importer that reads by position takes one field for another, without a word.

    Example: `familyName` before `givenName`.

    Repair: Bring the columns into the order of the standard.
    """
    for table, header in _headers(roster):
        seen = sorted(header.known, key=lambda name: header.known[name])
        due = [name for name in table.spec.columns if name in header.known]
        wrong = next(((found, wanted) for found, wanted in zip(seen, due, strict=True) if found != wanted), None)
        if wrong:
            yield finding(at=roster.at_header(table.file, wrong[0]), observed=wrong[0], expected=wrong[1])


@rule(
    "OR-COL-003",
    severity=ERROR,
    versions=BOTH,
    basis=BASIS,
    message="{observed} is written {expected} in the standard",
)
def names_have_their_capitals(roster: Roster) -> Findings:
    """The names of columns are written with the capital and small letters of the standard.

    Why: Names are compared letter by letter: the column is not found, and what stands in it is lost.

    Example: `SourcedId` or `sourcedid` for `sourcedId`.

    Repair: Write the name as the standard does.
    """
    for table, header in _headers(roster):
        for name, at in header.known.items():
            written = table.data.header[at].strip()
            if written != name and written.lower() == name.lower():
                yield finding(at=roster.at_header(table.file, name), observed=written, expected=name)


@rule(
    "OR-COL-004",
    severity=ERROR,
    versions=BOTH,
    basis=BASIS,
    message="the header has several columns of this name",
)
def names_are_unique(roster: Roster) -> Findings:
    """No two columns of a file have one name.

    Why: One importer reads the first of them, another the last.

    Example: A header with `email` twice, of which one column is empty.

    Repair: Remove the column that is not meant.
    """
    for table, header in _headers(roster):
        for name in header.surplus.values():
            yield finding(at=roster.at_header(table.file, name.strip()))


@rule(
    "OR-COL-005",
    severity=WARNING,
    versions=BOTH,
    basis="OneRoster CSV 1.2, extension columns",
    message="{observed}",
    general=True,
)
def added_columns_stand_at_the_end(roster: Roster) -> Findings:
    """Columns that the standard does not have are named `metadata.` with something behind it, and stand at the right
    end.

    Why: An importer does not know what they are, and one that reads by position takes one field for another.

    Example: A column `homeroom` between `grades` and `password`.

    Repair: Call it `metadata.homeroom` and move it behind the last column of the standard.
    """
    for table, header in _headers(roster):
        last = max(header.known.values(), default=-1)
        meant = set(header.missing.values())
        for at, name in header.extra.items():
            if name in meant:  # of which OR-COL-001 speaks
                continue
            extends = plain(name).startswith(EXTENSION)
            if not extends or at < last:
                observed = "it stands before a column of the standard" if extends else "no column of this file"
                yield finding(at=roster.at_header(table.file, name.strip()), observed=observed)


@rule(
    "OR-COL-006",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, changes between 1.1 and 1.2",
    message="{observed} is a column of another version than {expected}",
    follows=("OR-MAN-003",),
)
def columns_are_those_of_the_version(roster: Roster) -> Findings:
    """A file has no column that only another version of the standard has.

    Why: An importer of this version does not read it, and looks in vain for what has taken its place.

    Example: `gradingPeriodSourcedId` in a package of 1.2, or `role` in its `users.csv`.

    Repair: Export all files in one version; name it in the manifest.
    """
    for table, header in _headers(roster):
        for name in header.foreign.values():
            yield finding(at=roster.at_header(table.file, name), observed=name, expected=roster.version)

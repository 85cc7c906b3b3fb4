"""OR-REF: whether a record can be referred to, and whether what a reference names is there.

Of whether it is the right one `relations` speaks.
"""

from collections.abc import Callable, Iterator
from functools import cached_property

from fairmark.schemas.oneroster import ColumnSpec
from fairmark.validators.core.levels import ERROR, WARNING, Severity
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import BULK, DELTA, NOWHERE, Roster, RosterTable, items
from fairmark.validators.readers.tables.column import Column, Paged
from fairmark.validators.rules.oneroster.package import why_missing
from fairmark.validators.rules.oneroster.repeats import repeated
from fairmark.validators.rules.oneroster.text import INVISIBLE, is_unclean
from fairmark.validators.rules.oneroster.types import is_guid
from fairmark.validators.rules.oneroster.values import DELETED
from fairmark.validators.rules.oneroster.versions import BOTH, ONLY_1_2

CLOSURE = "OneRoster CSV 1.2, bulk and delta files"
OBJECTIVES = ("resultLearningObjectiveIds", "lineItemLearningObjectiveIds")
"""Files of whose references OR-REF-013 speaks."""

USERS_ARE_NAMED_BY = ("roles", "enrollments")

MORE_ZEROS = 6
"""Zeros at the front of an identifier that may have been lost."""

COPIED, UNCLEAN, MISSING = "OR-PKG-003", "OR-CSV-006", "OR-REF-002"
ROOTS = (COPIED, UNCLEAN)
"""Why a record is not found that is there: it stands in another copy of the file, or there are blanks around its
identifier. Each finding says which of them it is, if any."""


def _references(table: RosterTable) -> Iterator[tuple[ColumnSpec, Column]]:
    return ((spec, column) for spec, column in table.columns() if spec.target)


def stays(table: RosterTable, row: int) -> bool:
    """Whether the record is not only named to be deleted: then nothing is asked of its references."""
    return table.cell(row, "status") != DELETED


@rule(
    "OR-REF-001",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, sourcedId",
    message="{observed} is the sourcedId of an earlier row, too",
)
def ids_are_unique_in_their_file(roster: Roster) -> Findings:
    """No two rows of a file have one sourcedId.

    Why: The later row overwrites the earlier one, so a record is lost without a word.

    Example: Two rows for a student who attends two schools.

    Repair: Leave one row for each record; if they are two records, give one of them another sourcedId.
    """
    for table in roster.tables.values():
        column = table.column("sourcedId")
        if column is None:
            continue
        for row in repeated(column.keys):
            id = column[row]
            if id.strip():
                yield finding(at=table.at(row, "sourcedId"), observed=id)


@rule(
    "OR-REF-002",
    severity=ERROR,
    may_be=(WARNING,),
    versions=BOTH,
    basis=CLOSURE,
    message="{observed} is no sourcedId in {expected}",
    follows=ROOTS,
    notes="A delta file may refer to records that were sent earlier: there it is a warning. Where the file that it "
    "leads to was not sent at all, OR-REF-003 speaks.",
)
def references_resolve(roster: Roster) -> Findings:
    """Every reference leads to a record of the package.

    Why: A record that refers to nothing is dropped by the importer.

    Example: An enrollment whose `userSourcedId` is that of a student who is not in `users.csv`.

    Repair: Add the record that is missing, or correct the reference; if the file changes only a part, declare it delta.
    """
    for table in roster.tables.values():
        if table.name not in OBJECTIVES:
            for spec, column in _references(table):
                if spec.type == "reference":
                    yield from _dangling(roster, table, spec, column)


@rule(
    "OR-REF-007",
    severity=ERROR,
    may_be=(WARNING,),
    versions=BOTH,
    basis="OneRoster CSV 1.2, demographics.csv",
    message="{observed} is no sourcedId in {expected}",
    follows=(*ROOTS, MISSING),
    notes="In a delta file it is a warning: the user may have been sent earlier.",
)
def demographics_are_those_of_a_user(roster: Roster) -> Findings:
    """The sourcedId of a record of demographics is that of the user whom it is about.

    Why: An importer drops the record, for it does not know whom it is about.

    Example: Demographics that are numbered 1, 2, 3, while users have numbers of students.

    Repair: Give each record the sourcedId of its user, and send that user too.
    """
    for table in roster.tables.values():
        for spec, column in _references(table):
            if spec.type == "guid":
                yield from _dangling(roster, table, spec, column)


@rule(
    "OR-REF-013",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ONLY_1_2,
    basis="OneRoster CSV 1.2, resultLearningObjectiveIds.csv and lineItemLearningObjectiveIds.csv",
    message="{observed} is no sourcedId in {expected}",
    follows=ROOTS,
    notes="In a delta file it is a warning: the result or line item may have been sent earlier.",
)
def objectives_belong_to_a_record(roster: Roster) -> Findings:
    """Every row about a learning objective names a result or line item of the package.

    Why: What was achieved of the objective is lost, for an importer does not know in which work.

    Example: A row whose `resultSourcedId` is the sourcedId of the line item instead of that of the result.

    Repair: Name the result or line item by its own sourcedId, and send it too.
    """
    for name in OBJECTIVES:
        if table := roster.get(name):
            for spec, column in _references(table):
                yield from _dangling(roster, table, spec, column)


def _dangling(roster: Roster, table: RosterTable, spec: ColumnSpec, column: Column) -> Findings:
    """Findings for references that lead to no record. Of those that are no identifiers at all OR-TYP-002 speaks, of a
    file that is not there OR-REF-003."""
    is_delta = roster.is_delta(table)
    severity: Severity | None = WARNING if is_delta else None
    if spec.target not in roster.tables and not is_delta:
        return

    def dangles(id: str) -> bool:
        return is_guid(id) and not roster.resolves(id, spec.target)

    reasons = _Reasons(roster, spec)
    for row, id in _leading_nowhere(roster, table, spec, column, dangles):
        if stays(table, row):
            yield finding(
                at=table.at(row, spec.name),
                observed=id,
                expected=f"{spec.target}.csv",
                hint=_hint(id, dangles),
                severity=severity,
                follows=reasons.of(id),
            )


def _leading_nowhere(
    roster: Roster, table: RosterTable, spec: ColumnSpec, column: Column, dangles: Callable[[str], bool]
) -> Iterator[tuple[int, str]]:
    """The rows with a reference that dangles, each with that reference. Where all of them differ, they are not looked
    up one by one."""
    if spec.many or not isinstance(column, Paged) or spec.target not in roster.tables:
        yield from named(spec, column, dangles)
        return
    for row, at in enumerate(roster.leads(table.name, spec.name)):
        if at == NOWHERE and dangles(id := column[row]):
            yield row, id


class _Reasons:
    """Which other rule explains that an identifier is not found; looked for only once one is not."""

    def __init__(self, roster: Roster, spec: ColumnSpec) -> None:
        self._roster = roster
        self._spec = spec

    def of(self, id: str) -> str:
        if id in self._unclean:
            return UNCLEAN
        if self._spec.type == "guid" and id in self._referred_to:
            return MISSING
        return COPIED if self._is_copied else ""

    @cached_property
    def _unclean(self) -> set[str]:
        """The identifiers of the file with blanks around them or invisible characters in them, as they were meant."""
        target = self._roster.get(self._spec.target)
        column = target.column("sourcedId") if target else None
        found = column.rows_where(is_unclean, by_form=True) if column is not None else ()
        return {INVISIBLE.sub("", id).strip() for _, id in found}

    @cached_property
    def _referred_to(self) -> set[str]:
        """The users whom other files name too."""
        tables = (self._roster.get(name) for name in USERS_ARE_NAMED_BY)
        columns = (table.column("userSourcedId") for table in tables if table)
        return set().union(*(column.distinct() for column in columns if column is not None))

    @cached_property
    def _is_copied(self) -> bool:
        file = f"{self._spec.target}.csv"
        return sum(name.rpartition("/")[2] == file for name in self._roster.names) > 1


def named(spec: ColumnSpec, column: Column, test: Callable[[str], object]) -> Iterator[tuple[int, str]]:
    """The rows with a reference that passes, each with that reference."""
    if not spec.many:
        yield from column.rows_where(test)
        return
    for row, cell in column.rows_where(lambda cell: any(map(test, items(cell)))):
        yield from ((row, id) for id in items(cell) if test(id))


def _hint(id: str, dangles: Callable[[str], bool]) -> str:
    """How the reference differs from the identifier that it seems to mean, "" where it seems to mean none."""
    padded = [id.lstrip("0"), *("0" * zeros + id for zeros in range(1, MORE_ZEROS + 1))] if id.isdecimal() else []
    if any(other and not dangles(other) for other in padded):
        return "There is a record whose sourcedId differs by zeros at its front only: write both in one way."
    if not dangles(id.lower()) or not dangles(id.upper()):
        return "There is a record whose sourcedId differs by capital and small letters only: write both in one way."
    return ""


@rule(
    "OR-REF-003",
    severity=ERROR,
    versions=BOTH,
    basis=CLOSURE,
    message="{observed} refers to files that are not in the package: {expected}",
    follows=("OR-PKG-001", "OR-PKG-003", "OR-PKG-004"),
    notes="A file that is announced and missing is OR-MAN-005's. One that only optional columns refer to is needed "
    "where such a column is filled.",
)
def files_that_are_needed_travel_along(roster: Roster) -> Findings:
    """With a bulk file come all files that its records refer to.

    Why: An importer drops the records, since what they refer to is not known, or refuses the package.

    Example: `enrollments.csv` without `classes.csv`; in OneRoster 1.2 also `users.csv` without `roles.csv`.

    Repair: Export the other files too; if only changes are sent, fill status and dateLastModified in every row.
    """
    for table in roster.tables.values():
        if roster.is_delta(table) or not table.rows:
            continue
        optional = {spec.target for spec, column in _references(table) if not column.is_empty}
        missing = [name for name in roster.specs if name in optional.union(table.spec.needs) and _lacks(roster, name)]
        if missing:
            files = [f"{name}.csv" for name in missing]
            why = next(filter(None, (why_missing(roster, file) for file in files)), "")
            yield finding(
                at=roster.at_file(table.file), observed=table.spec.file, expected=", ".join(files), follows=why
            )


def _lacks(roster: Roster, name: str) -> bool:
    """Whether the file was not sent at all, as the manifest says too."""
    file = f"{name}.csv"
    sent = name in roster.tables or any(each == file or each.endswith(f"/{file}") for each in roster.names)
    return not sent and roster.declared(name) not in (BULK, DELTA)


@rule(
    "OR-REF-017",
    severity=ERROR,
    versions=BOTH,
    basis="best practice: importers delete a record together with what refers to it, or refuse to delete it",
    message="{observed} is marked tobedeleted in {expected}",
)
def nothing_refers_to_what_is_deleted(roster: Roster) -> Findings:
    """No record that stays refers to one that the same package marks `tobedeleted`.

    Why: The record is deleted too, or refers to nothing from then on.

    Example: A class that is to be deleted, while an active enrollment of the same package names it.

    Repair: Mark the record that refers to it tobedeleted as well, or let it refer to another one.
    """
    deleted = {name: ids for name, table in roster.tables.items() if (ids := _deleted(roster, table))}
    for table in roster.tables.values():
        for spec, column in _references(table):
            if spec.target not in deleted:
                continue
            for row, id in named(spec, column, deleted[spec.target].__contains__):
                if stays(table, row):
                    yield finding(at=table.at(row, spec.name), observed=id, expected=f"{spec.target}.csv")


def _deleted(roster: Roster, table: RosterTable) -> frozenset[str]:
    """What a delta file marks as deleted."""
    if not roster.is_delta(table):
        return frozenset()
    return frozenset(id for id, status in table.cells("sourcedId", "status") if status == DELETED)

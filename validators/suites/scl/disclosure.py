"""SCL-EQT-05: what somebody who adds and subtracts learns of groups that are withheld."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
import json
import re
from typing import NamedTuple

from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.result import Results
from fairmark.validators.suites.scl.accounts import number
from fairmark.validators.suites.scl.exported import REPORT
from fairmark.validators.suites.scl.graph import as_object
from fairmark.validators.suites.scl.oracle.disclosure import SMALLEST, Equation, bound, solved, too_few
from fairmark.validators.suites.scl.results import Case, over
from fairmark.validators.suites.scl.subject import Export, check_of_package
from fairmark.validators.suites.scl.views import TOTAL, Cell, is_withheld, meta, rows, units

SIZES = ("n", "d", "enrolled", "learners", "determined", "known", "rated")
"""Names of columns with the size of a group, beside the first that counts learners."""
COUNTED = "learners"
"""Unit of a column that counts learners."""
SHARES = {"share": 1.0, "percent": 100.0}
"""Units of columns of proportions, each with the number that stands for all."""
WORDS = "text"
"""Unit of a column of remarks."""
NO_PROPORTION = ("coverage", "difference", "gap", "high", "low", "ratio")
"""Names of columns that tell of no group how large a part of it something is true of."""
PERCENTAGE = re.compile(r"(<=|>=)?\s*([0-9]+(?:\.[0-9]+)?)\s*%?")
NO_REPORT = "no report for a wider circle (SUP-2)"
LAYOUT = (
    "Columns before the first whose unit is `learners` name what a row is about; that one, and others by their name, "
    "are sizes of groups; a row whose group is null, `all` or `total` adds the others up."
)

Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Published:
    """A report for a wider circle: its rows, the columns that say what a row is about, those that count learners, and
    those of proportions with what stands for all of it there."""

    view: Record
    rows: Sequence[Row]
    keys: Sequence[str]
    counts: Sequence[str]
    shares: Mapping[str, float]
    measures: Sequence[str]
    smallest: int

    @property
    def sizes(self) -> list[str]:
        """The columns with sizes of groups."""
        return [name for name in self.counts if name == self.counts[0] or name.lower() in SIZES]

    @property
    def scope(self) -> str:
        """What its cells are about beside their keys: two reports of one scope speak of the same learners."""
        stated = meta(self.view)
        filters = {name: value for name, value in as_object(stated.get("filters")).items() if name != "by"}
        return json.dumps([filters, stated.get("asOf"), stated.get("knownAt")], sort_keys=True, default=str)

    @property
    def total(self) -> float | None:
        """All learners in scope."""
        return number(meta(self.view).get("n"))

    @property
    def parted_by(self) -> str:
        """The one grouping by which it was asked, so that its groups make up all learners in scope; "" for none."""
        by = as_object(meta(self.view).get("filters")).get("by")
        return str(by[0]) if isinstance(by, list) and len(by) == 1 else ""

    def key(self, row: Row) -> list[tuple[str, str]]:
        """The groups of a row; what adds up over a key names none for it."""
        return sorted((name, str(row[name])) for name in self.keys if not _is_total(row[name]))


def _published(export: Export) -> Iterator[Published]:
    for view in export.exported.view(REPORT):
        suppression = as_object(meta(view).get("suppression"))
        if suppression.get("class") != "SUP-2":
            continue
        unit = units(view)
        counts = [name for name, of in unit.items() if of == COUNTED]
        names = list(unit)
        first = names.index(counts[0]) if counts else len(names)
        smallest = number(suppression.get("smallest", suppression.get("nMin")))
        yield Published(
            view,
            list(rows(view)),
            names[:first],
            counts,
            {name: SHARES[of] for name, of in unit.items() if of in SHARES},
            [name for name in names[first:] if unit[name] != WORDS],
            int(smallest or SMALLEST),
        )


def _is_total(value: Cell) -> bool:
    return value is None or (isinstance(value, str) and value.lower() in TOTAL)


@check_of_package("SCL-EQT-051", "SCL-EQT-05 and section 3.14", "{observed}", notes=LAYOUT)
def small_groups_are_withheld(export: Export) -> Results:
    """In a report for a wider circle groups of fewer learners than the smallest are withheld, with every measure on
    them, by a mark that says so.

    Why: Whoever knows who is in a group of three learns the result of each.

    Example: A row with 4 learners and their rate; or a withheld count with the mean beside it.

    Repair: Put `{"suppressed": "primary"}` into every cell of such a row.
    """
    yield over(REPORT, ((each.view, _shown(each)) for each in _published(export)), nothing=NO_REPORT)


def _shown(report: Published) -> str:
    for row in report.rows:
        sizes = (number(row[name]) for name in report.sizes)
        if any(size is not None and 0 < size < report.smallest for size in sizes):
            return "a small group is shown"
        if report.counts and is_withheld(row[report.counts[0]]):
            measures = [row[name] for name in report.measures]
            if any(value in (0, "") and not isinstance(value, bool) for value in measures):
                return "zero or nothing in place of a mark"
            if not all(is_withheld(value) or value is None for value in measures):
                return "a measure of a withheld group is shown"
    return ""


@check_of_package(
    "SCL-EQT-052",
    "SCL-EQT-05 and section 3.14",
    "a withheld cell can be worked out: {observed}",
    needs=("SCL-EQT-051",),
    notes="Worked out are sums over rows and columns, with all reports of the package that have the same filters and "
    "times, as anybody could who got them all.",
)
def withheld_cells_cannot_be_worked_out(export: Export) -> Results:
    """No withheld count can be worked out from totals and from other reports, and those that are withheld together hold
    enough learners.

    Why: Of four groups with a total, one withheld alone is the total less the other three.

    Example: 42, withheld, 15 and 28 learners, 92 in all.

    Repair: Withhold a second group, the smallest that is shown, until those that are withheld hold enough learners.
    """
    reports = list(_published(export))
    sums = [each for report in reports for each in _sums(report)]
    shown = _shown_counts(reports)
    smallest = max((report.smallest for report in reports), default=SMALLEST)
    known = set(shown) | set(solved(_equations(sums, shown)))
    known |= too_few(_equations([each for each in sums if each.is_size], shown), smallest)
    yield over(REPORT, ((each.view, bool(_withheld(each) & known)) for each in reports), nothing=NO_REPORT)


def _name(report: Published, row: Row, column: str) -> str:
    """The name of a cell, equal in all reports that speak of the same learners."""
    return json.dumps([report.scope, report.key(row), column.lower()])


def _withheld(report: Published) -> set[str]:
    return {_name(report, row, column) for row in report.rows for column in report.counts if is_withheld(row[column])}


def _shown_counts(reports: Sequence[Published]) -> dict[str, Fraction]:
    return {
        _name(report, row, column): Fraction(count)
        for report in reports
        for row in report.rows
        for column in report.counts
        if (count := number(row[column])) is not None
    }


class Sum(NamedTuple):
    """Cells that add up to another one, or to a number where that is "". `is_size` says that they are sizes of
    groups."""

    parts: Sequence[str]
    cell: str
    number: float
    is_size: bool


def _sums(report: Published) -> Iterator[Sum]:
    """What adds up over the rows of each partition."""
    for axis in report.keys:
        for group in _partitions(report, axis):
            parts = [row for row in group if not _is_total(row[axis])]
            totals = [row for row in group if _is_total(row[axis])]
            for column in report.counts:
                names, is_size = [_name(report, row, column) for row in parts], column in report.sizes
                if totals:
                    yield Sum(names, _name(report, totals[0], column), 0, is_size)
                elif axis == report.parted_by and column == "enrolled" and report.total is not None:
                    yield Sum(names, "", report.total, is_size)


def _partitions(report: Published, axis: str) -> list[list[Row]]:
    """The rows that differ in that key alone."""
    found: dict[str, list[Row]] = {}
    for row in report.rows:
        rest = json.dumps([str(row[name]) for name in report.keys if name != axis])
        found.setdefault(rest, []).append(row)
    return list(found.values())


def _equations(sums: Sequence[Sum], shown: Mapping[str, Fraction]) -> list[Equation]:
    """The sums as equations of what is withheld."""
    equations = []
    for each in sums:
        terms = {name: 1 for name in each.parts if name not in shown}
        rest = Fraction(each.number) - sum((shown[name] for name in each.parts if name in shown), Fraction(0))
        if each.cell in shown:
            rest += shown[each.cell]
        elif each.cell:
            terms[each.cell] = terms.get(each.cell, 0) - 1
        if terms:
            equations.append(Equation(terms, rest))
    return equations


@check_of_package("SCL-EQT-053", "SCL-EQT-05 and section 3.14", "a share too near to all or nobody: {observed}")
def extreme_shares_are_bounds(export: Export) -> Results:
    """A percentage near 0 or 100 is given as a bound that depends on the number of learners.

    Why: A rate of 0 % of 15 learners tells on all fifteen.

    Example: A rate of 0.9333 of 15 learners.

    Repair: Give ">=80%" there: below 20 learners 20 points, below 40 ten, below 100 five, below 300 two, else one.
    """

    def cases() -> Iterator[Case]:
        for report in _published(export):
            yield report.view, any(_is_extreme(report, row) for row in report.rows)

    yield over(REPORT, cases(), nothing=NO_REPORT)


def _is_extreme(report: Published, row: Row) -> bool:
    """Whether a proportion in the row is nearer to all or nobody than may be told of the largest group in it."""
    size = max((count for name in report.sizes if (count := number(row[name])) is not None), default=None)
    if size is None or size < report.smallest:
        return False
    near = bound(int(size)) / 100
    return any(
        _is_too_near(row[name], whole, near)
        for name, whole in report.shares.items()
        if not any(word in name.lower() for word in NO_PROPORTION)
    )


def _is_too_near(said: Cell, whole: float, near: float) -> bool:
    found = PERCENTAGE.fullmatch(said.strip()) if isinstance(said, str) else None
    if found:
        share = float(found[2]) / 100
        return not near <= share <= 1 - near if found[1] else not near < share < 1 - near
    share_said = number(said)
    return share_said is not None and not near < share_said / whole < 1 - near

"""SCL-RPT and SCL-EQT: what reports in a package say adds up, and gives nobody away."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.result import Results
from fairmark.validators.suites.scl.accounts import number
from fairmark.validators.suites.scl.exported import REPORT
from fairmark.validators.suites.scl.graph import as_object
from fairmark.validators.suites.scl.oracle.gaps import gap
from fairmark.validators.suites.scl.results import Case, over
from fairmark.validators.suites.scl.subject import Export, check_of_package
from fairmark.validators.suites.scl.views import Cell, cell, columns, has, meta, report_id, rows

PRINTED = 0.5e-3
"""How far a printed figure may be from the one that it is: reports show four digits, and points have two."""

STATED = ("reportId", "definitionVersion", "formulas", "filters", "asOf", "knownAt", "suppression")


@check_of_package("SCL-RPT-021", "SCL-RPT-02", "{observed}")
def reports_say_how_they_were_made(export: Export) -> Results:
    """A report states its definition and version, its formulas, filters, both times, the learners in scope, how many of
    them have data, and what was withheld.

    Why: A figure of which nobody knows what it counts cannot be compared, not even with itself a year later.

    Example: A report without `knownAt`.

    Repair: State in meta what the result was made of.
    """

    def cases() -> Iterator[Case]:
        for view in export.exported.view(REPORT):
            missing = [name for name in STATED if meta(view).get(name) is None]
            yield view, f"without {', '.join(missing)}" if missing else ""

    yield over(REPORT, cases(), nothing="no report in views/ReportResult.ndjson")


@check_of_package("SCL-RPT-071", "SCL-RPT-07 and section 3.4", "{observed}")
def reports_show_their_denominator(export: Export) -> Results:
    """A report about learners shows how many are in scope, how many of them have data, and the share; and each rate
    beside its numbers is their quotient.

    Why: A rate of 72 % says little where nobody knows that it is of every second learner.

    Example: `coverage` 0.9 with 18 of 25 learners.

    Repair: Give n, determined and coverage; divide by what the name of the rate says.
    """

    def cases() -> Iterator[Case]:
        for view in export.exported.view(REPORT):
            if as_object(meta(view).get("suppression")).get("class") != "SUP-0":
                yield view, _wrong_coverage(meta(view)) or _wrong_rates(view)

    yield over(REPORT, cases(), nothing="no report beyond named learners")


def _wrong_coverage(stated: Mapping[str, Any]) -> str:
    n, determined, coverage = (number(stated.get(name)) for name in ("n", "determined", "coverage"))
    if as_object(stated.get("suppression")).get("class") == "SUP-2" and n is None and coverage is None:
        return ""  # they are withheld themselves
    if n is None or determined is None or "coverage" not in stated:
        return "without the denominator, or the share of learners with data"
    right = determined / n if n else None
    return "" if _is_near(coverage, right) else "the coverage is not that of its numbers"


def _is_near(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else abs(one - other) <= PRINTED


COUNTS = {
    "n": ("n", "enrolled", "learners"),
    "d": ("d", "determined"),
    "p": ("p", "proficient"),
}
RATES = {"rateofdetermined": ("p", "d"), "rateofenrolled": ("p", "n"), "coverage": ("d", "n")}
"""Rates of section 3.4 to what they divide, by the names of columns."""


def _wrong_rates(view: Record) -> str:
    for row in rows(view):
        for rate, (part, whole) in RATES.items():
            of, among = number(cell(row, *COUNTS[part])), number(cell(row, *COUNTS[whole]))
            said = number(cell(row, rate))
            if of is not None and among and said is not None and not _is_share(said, of / among):
                return "a rate is not that of its numbers"
    return ""


@check_of_package("SCL-EQT-021", "SCL-EQT-02 and section 3.13", "{observed}")
def gaps_are_told_in_full(export: Export) -> Results:
    """A gap between groups is told as difference and as ratio, with the numbers of both groups and an interval, and
    they agree.

    Why: A difference without numbers may be chance, and a ratio without the difference may be of nearly nothing.

    Example: A difference of -20 points between 21 of 42 and 66 of 88 learners.

    Repair: Compute difference, ratio and interval as section 3.13 has them; below 30 learners say which interval it is.
    """

    def cases() -> Iterator[Case]:
        for view in export.exported.view(REPORT):
            if report_id(view) == "R-18":
                yield view, next((said for row in rows(view) if (said := _wrong_gap(row))), "")

    yield over(REPORT, cases(), nothing="no report R-18")


def _wrong_gap(row: Mapping[str, Cell]) -> str:
    if not (has(row, "difference") and has(row, "ratio")):
        return "without difference and ratio"
    names = ("focalcount", "focaln", "referencecount", "referencen")
    counts = [number(cell(row, name)) for name in names]
    if any(count is None for count in counts):
        return "" if all(has(row, name) for name in names) else "without the numbers of the groups"
    focal, of_focal, reference, of_reference = (int(count or 0) for count in counts)
    if not of_focal or not of_reference:
        return ""
    right = gap(focal, of_focal, reference, of_reference)
    said = number(cell(row, "difference"))
    if said is None or not _is_share(said, right.difference):
        return "the difference is not that of the numbers"
    if not _is_near(number(cell(row, "ratio")), right.ratio):
        return "the ratio is not that of the numbers"
    ends = ((cell(row, "low", "intervallow"), right.low), (cell(row, "high", "intervalhigh"), right.high))
    wrong = any(end is not None and not _is_share(number(said), end) for said, end in ends)
    return "the interval is not that of the numbers" if wrong else ""


def _is_share(said: float | None, right: float) -> bool:
    """Whether it is that share, or as many points."""
    return said is not None and (abs(said - right) <= PRINTED or abs(said - 100 * right) <= 1000 * PRINTED)


@check_of_package("SCL-EQT-041", "SCL-EQT-04 and section 3.13", "not the risk beside that of all others: {observed}")
def opportunity_is_compared(export: Export) -> Results:
    """Who gets an opportunity is told as the share of a group that does, by the share of all others.

    Why: A group of 60 in a programme of 18 may be over- or underrepresented; the count alone does not say.

    Example: 18 of 60 against 24 of 160 learners, and the ratio 0.75.

    Repair: Divide the share of the group by that of all others.
    """
    names = ("groupcount", "groupn", "otherscount", "othersn")

    def cases() -> Iterator[Case]:
        for view in export.exported.view(REPORT):
            found = [
                row for row in rows(view) if all(number(cell(row, name)) for name in names) and has(row, "riskratio")
            ]
            if found:
                yield view, any(_wrong_risk(row, names) for row in found)

    yield over(REPORT, cases(), nothing="no report with a column riskRatio")


def _wrong_risk(row: Mapping[str, Cell], names: Sequence[str]) -> bool:
    count, n, others, of = (number(cell(row, name)) or 0.0 for name in names)
    return not _is_near(number(cell(row, "riskratio")), (count / n) / (others / of))


@check_of_package("SCL-PAC-061", "SCL-PAC-06 and section 3.9", "{observed}")
def grade_counts_add_up(export: Export) -> Results:
    """The grade-level distribution counts learners below, at, above and unknown, and those two or more levels below;
    percentages are of those that are known.

    Why: A mean of zero hides both ends; and learners of whom nothing is known must not count as being where they
    should.

    Example: 2 below, 2 at, 2 above, and no word about the seventh learner.

    Repair: Count every learner once, the unknown among them.
    """

    def cases() -> Iterator[Case]:
        for view in export.exported.view(REPORT):
            if report_id(view) == "R-09":
                yield view, next((said for row in rows(view) if (said := _wrong_grades(row))), "")

    yield over(REPORT, cases(), nothing="no report R-09")


def _wrong_grades(row: Mapping[str, Cell]) -> str:
    names = ("below", "at", "above", "unknown")
    if not all(has(row, name) for name in (*names, "twoormorebelow")):
        return "without below, at, above, unknown, or two or more below"
    counts = [number(cell(row, name)) for name in names]
    n, two = number(cell(row, *COUNTS["n"])), number(cell(row, "twoormorebelow"))
    known = [count for count in counts if count is not None]
    if len(known) < len(counts):
        return ""
    if n is not None and sum(known) != n:
        return "not every learner is counted once"
    if two is not None and two > known[0]:
        return "more learners two levels below than below"
    share, among = number(cell(row, "belowshare", "sharebelow")), sum(known[:3])
    return "a percentage is not of those that are known" if among and not _fits(share, known[0] / among) else ""


def _fits(said: float | None, right: float) -> bool:
    return said is None or _is_share(said, right)


@check_of_package("SCL-PAC-071", "SCL-PAC-07", "pace without depth: {observed}")
def pace_stands_beside_depth(export: Export) -> Results:
    """The pace roster has a column of depth.

    Why: Who is fast and shallow looks best where only pace is shown.

    Example: A report R-02 with gap and status alone.

    Repair: Show the share of deep work from the same window.
    """

    def cases() -> Iterator[Case]:
        for view in export.exported.view(REPORT):
            if report_id(view) == "R-02":
                yield view, not any("deep" in name.lower() or "depth" in name.lower() for name in columns(view))

    yield over(REPORT, cases(), nothing="no report R-02")

"""Results of reports as pictures: the geometry of one chart, drawn by a template as SVG. What is drawn is told as a
table below it; what is withheld is drawn as withheld, and never as nothing."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
import re

from fairmark.server.reports.forms.wording import readable
from fairmark.server.reports.measures.rostering import GRADE
from fairmark.server.reports.result import Cell, Result, Withheld

WIDTH, LEFT, RIGHT, ROW, TOP, BOTTOM = 760, 250, 76, 26, 8, 26
"""Of the drawing: its width, the room for labels and for figures, the height of a bar, and what is above and below."""
BAR = 16
MOST = 36
"""Bars of one chart."""
LONGEST = 36
"""Characters of a label."""
PERCENT = re.compile(r"(<=|>=)?\s*(\d+(?:\.\d+)?)\s*%")
NUMBER = (int, float)

Scale = Callable[[float], float]
"""Where a value stands along the axis."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What of a report is drawn: `columns` side by side, or with `counted` how many rows have each value of a column;
    `of` says what in words."""

    of: str
    columns: tuple[str, ...] = ()
    counted: str = ""


PICTURES: Mapping[str, Picture] = {
    "R-01": Picture("Learners and competencies, by flag", counted="flag"),
    "R-02": Picture("Plans, by pace", counted="status"),
    "R-03": Picture("Levels that learners are ready for, by subject", counted="subject"),
    "R-04": Picture("Learners who have the same next step", ("number",)),
    "R-05": Picture("Levels with too little evidence, by subject", counted="subject"),
    "R-06": Picture("Work that waits, by whether it is overdue", counted="overdue"),
    "R-07": Picture("Open supports, by kind", counted="kind"),
    "R-08": Picture("Competencies, by the pace of the plan that they are on", counted="pace"),
    "R-09": Picture(
        "Share of learners below, at and above their grade, of those known", ("belowShare", "atShare", "aboveShare")
    ),
    "R-10": Picture("Share of learners in each cell", ("share",)),
    "R-11": Picture("Share of proficient learners, of those about whom something was concluded", ("rateOfDetermined",)),
    "R-12": Picture("Median growth, in levels a year", ("median",)),
    "R-13": Picture("Share of learners behind, on pace and ahead", ("behindShare", "onPaceShare", "aheadShare")),
    "R-14": Picture("Median time to mastery, in instructional days", ("median",)),
    "R-15": Picture("Share of judgments that show depth", ("deepShare",)),
    "R-16": Picture("Share of pieces on which scorers agree exactly", ("exact",)),
    "R-17": Picture("Mean shift between moderated and own ratings, in levels", ("meanShift",)),
    "R-18": Picture("Difference between focal and reference group", ("difference",)),
    "R-19": Picture("Share of proficient conclusions, by band of the indicator", ("proficientShare",)),
    "R-20": Picture("Share of supports after which something improved", ("improvedShare",)),
    "R-21": Picture("Median position, in levels", ("medianPosition",)),
    "R-22": Picture("Learners, by cell of the on-track matrix", counted="cell"),
    "R-23": Picture("Share of learners about whom something is recorded", ("coverage",)),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar; `kind` is its place in the legend from 1, `told` the figure where there is room for it."""

    x: float
    width: float
    kind: int
    told: str = ""
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: `told` stands behind it, and says "withheld" or "undefined" where nothing is drawn."""

    y: float
    label: str
    parts: Sequence[Part]
    told: str
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """`ticks` are places along the axis with their words, `zero` is where nothing stands, `left_out` how many rows are
    not drawn."""

    title: str
    description: str
    height: float
    bars: Sequence[Bar]
    ticks: Sequence[tuple[float, str]]
    zero: float
    legend: Sequence[str]
    left_out: int


def chart(result: Result) -> Chart | None:
    """The picture of a result; None where there is nothing to draw."""
    picture = PICTURES[result.meta.report]
    at = {head.name: number for number, head in enumerate(result.columns)}
    columns = [at[name] for name in picture.columns if name in at]
    if picture.counted and picture.counted in at:
        rows = _counted(result, at[picture.counted])
        legend: list[str] = []
        percent = False
    elif columns:
        rows = [(_label(result, row, min(columns)), [row[column] for column in columns]) for row in result.rows]
        legend = [words(result.columns[column].name) for column in columns] if len(columns) > 1 else []
        percent = all(result.columns[column].unit in ("share", "percent") for column in columns)
    else:
        return None
    shown, left_out = rows[:MOST], max(0, len(rows) - MOST)
    if not shown:
        return None
    return _drawn(picture.of, shown, legend, left_out, percent=percent)


def _counted(result: Result, column: int) -> list[tuple[str, list[Cell]]]:
    head = result.columns[column]
    found = Counter(readable(head, row[column], result) or "none" for row in result.rows)
    return [(words(name), [count]) for name, count in found.most_common()]


def _label(result: Result, row: Sequence[Cell], until: int) -> str:
    """What the row is about: groupings and keys, which come before all figures. Of a long one the end is told, in which
    neighbours differ."""
    names = {"learners", "CFItem", "id"}
    found = []
    for head, cell in zip(result.columns[:until], row, strict=False):
        is_figure = head.unit in names or isinstance(cell, (Withheld, float))
        if not is_figure and cell is not None and (text := readable(head, cell, result)):
            found.append(_named(head.name, cell, text))
    label = ", ".join(found)
    return label if len(label) <= LONGEST else f"…{label[1 - LONGEST :]}"


def _named(column: str, cell: Cell, text: str) -> str:
    if isinstance(cell, int) and column == GRADE:
        return grade_name(cell)
    return f"level {text}" if isinstance(cell, int) and column == "level" else text


def grade_name(grade: int) -> str:
    return "Kindergarten" if grade == 0 else f"Grade {grade}"


def _value(cell: Cell, *, percent: bool) -> float | None:
    if isinstance(cell, str) and (match := PERCENT.fullmatch(cell)):
        return float(match[2])
    if isinstance(cell, NUMBER) and not isinstance(cell, bool):
        return 100 * cell if percent else float(cell)
    return None


def _drawn(
    title: str, rows: Sequence[tuple[str, list[Cell]]], legend: list[str], left_out: int, *, percent: bool
) -> Chart:
    values = [value for _, cells in rows for cell in cells if (value := _value(cell, percent=percent)) is not None]
    low, high = (0.0, 100.0) if percent else (min(0.0, *values, 0.0), max(values, default=0.0))
    high = high if high > low else low + 1
    room = WIDTH - LEFT - RIGHT

    def x(value: float) -> float:
        return round(LEFT + room * (value - low) / (high - low), 1)

    bars = [_bar(number, *row, x, percent=percent) for number, row in enumerate(rows)]
    suffix = " %" if percent else ""
    ticks = [
        (x(low + (high - low) * step / 4), f"{_short(low + (high - low) * step / 4)}{suffix}") for step in range(5)
    ]
    withheld = sum(bar.withheld for bar in bars)
    described = f"{len(bars)} bars" + (f", {withheld} of them withheld" if withheld else "")
    if values:
        described += f", from {_short(min(values))} to {_short(max(values))}{suffix}"
    height = TOP + ROW * len(bars) + BOTTOM
    return Chart(title, f"{described}. The table below says the same.", height, bars, ticks, x(0), legend, left_out)


def _bar(number: int, label: str, cells: Sequence[Cell], x: Scale, *, percent: bool) -> Bar:
    y = TOP + ROW * number
    values = [_value(cell, percent=percent) for cell in cells]
    if all(value is None for value in values):
        withheld = any(isinstance(cell, Withheld) for cell in cells)
        return Bar(y, label, (), "withheld" if withheld else "undefined", withheld)
    parts, base = [], 0.0
    for kind, (cell, value) in enumerate(zip(cells, values, strict=True), 1):
        if value is None:
            continue
        if len(cells) > 1 and percent:
            value = min(value, 100 - base)  # bounds together can be more than all
        begins, ends = sorted((x(base), x(base + value)))
        told = _told(cell, value, percent=percent) if len(cells) > 1 and ends - begins > 34 else ""
        bounded = isinstance(cell, str) and cell[:1] in "<>"
        parts.append(Part(begins, round(ends - begins, 1), kind, told, bounded))
        base += value if len(cells) > 1 else 0
    partly = any(isinstance(cell, Withheld) for cell in cells)
    told = _told(cells[0], values[0] or 0.0, percent=percent) if len(cells) == 1 else "in part" if partly else ""
    return Bar(y, label, parts, told, partly)


def _told(cell: Cell, value: float, *, percent: bool) -> str:
    if isinstance(cell, str):
        return cell.replace("<=", "≤ ").replace(">=", "≥ ").replace("%", " %")
    return f"{_short(value)} %" if percent else _short(value)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.2f}"


def words(name: str) -> str:
    """The name of a column as words: rateOfDetermined is rate of determined."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower() if name[:1].islower() else name

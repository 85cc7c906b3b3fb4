"""The picture of a framework's coverage, as SVG in a page. What it shows is written into every cell, and the page has
it as a table too."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from fairmark.validators.coverage.figure import Column, Figure, Line
from fairmark.validators.reports.safe_text import visible

HEIGHT = 26
"""Of a cell, in pixels."""

LETTER = 7.2
"""Width of a letter, about."""

LONGEST_ROW, LONGEST_COLUMN = 44, 26
"""Letters of a label; the whole of it is in its title."""

SLOPE = 0.77
"""Height of a slanting label for its length."""

GAP = 16


class Label(NamedTuple):
    """A name at a place: in short, and the whole of it."""

    x: float
    y: float
    text: str
    whole: str


class Cell(NamedTuple):
    """A cell of the picture: its corner, what is written in it, how it is painted, and what it says at length."""

    x: float
    y: float
    text: str
    shade: str
    says: str


SHADES = {"none": "none", "some": "fewer than half", "most": "half or more", "all": "all"}
"""How a cell is painted, to what it means."""


@dataclass(frozen=True)
class HeatMap:
    """A figure with every part at its place."""

    figure: Figure

    @property
    def desc(self) -> str:
        """What is to be seen, in a sentence."""
        gaps = sum(1 for line in self.figure.lines for count in line.covered if not count)
        across = len(self.figure.columns) * len(self.figure.lines)
        of = "schools" if self.figure.is_by_school else "courses"
        return (
            f"{len(self.figure.lines):,} {of} by {len(self.figure.columns):,} parts of {visible(self.figure.title)}. "
            f"{gaps:,} of {across:,} cells have no standard with evidence."
        )

    @property
    def left(self) -> float:
        names = (name for line in self.figure.lines for name in (_row_name(line), visible(line.school)))
        return 12 + LETTER * min(LONGEST_ROW, max(map(len, names), default=0))

    @property
    def top(self) -> float:
        return 16 + SLOPE * self._heads

    @property
    def width(self) -> float:
        return self.left + self.cell_width * len(self.figure.columns) + SLOPE * self._heads

    @property
    def cell_width(self) -> float:
        """Room for what the widest cell says."""
        most = max((len(column.standards) for column in self.figure.columns), default=0)
        return 14 + LETTER * (2 * len(str(most)) + 1)

    @property
    def _heads(self) -> float:
        """The length of the longest head of a column."""
        longest = max((len(visible(column.title)) for column in self.figure.columns), default=0)
        return LETTER * min(LONGEST_COLUMN, longest)

    @property
    def height(self) -> float:
        return self._ys()[-1] + HEIGHT + 4 if self.figure.lines else self.top

    def columns(self) -> Iterator[Label]:
        for number, column in enumerate(self.figure.columns):
            yield _label(self.left + self.cell_width * (number + 0.5), self.top - 8, column.title, LONGEST_COLUMN)

    def rows(self) -> Iterator[Label]:
        for line, y in zip(self.figure.lines, self._ys(), strict=True):
            yield _label(self.left - 10, y + HEIGHT / 2, _row_name(line), LONGEST_ROW)

    def schools(self) -> Iterator[Label]:
        """The headings above the courses of each school."""
        for at, (line, y) in enumerate(zip(self.figure.lines, self._ys(), strict=True)):
            if self._begins(at):
                yield _label(2, y - GAP / 2, line.school, LONGEST_ROW)

    def cells(self) -> Iterator[Cell]:
        for line, y in zip(self.figure.lines, self._ys(), strict=True):
            for number, (column, covered) in enumerate(zip(self.figure.columns, line.covered, strict=True)):
                shade = shade_of(covered, len(column.standards))
                text = f"{covered}/{len(column.standards)}"
                yield Cell(self.left + self.cell_width * number, y, text, shade, _says(line, column, covered))

    def _ys(self) -> list[float]:
        """The upper edge of every line."""
        found: list[float] = []
        y = self.top
        for at in range(len(self.figure.lines)):
            y += 1.75 * GAP if self._begins(at) else 0
            found.append(y)
            y += HEIGHT
        return found

    def _begins(self, at: int) -> bool:
        """Whether a school begins with the line."""
        lines = self.figure.lines
        return bool(lines[at].course) and (at == 0 or lines[at - 1].id != lines[at].id)


def shade_of(covered: int, all_: int) -> str:
    """A key of SHADES."""
    if not covered:
        return "none"
    if covered == all_:
        return "all"
    return "most" if covered * 2 >= all_ else "some"


def _row_name(line: Line) -> str:
    return visible(line.course or line.school) or "(not known)"


def _says(line: Line, column: Column, covered: int) -> str:
    where = ", ".join(visible(name) for name in (line.school, line.course) if name)
    return f"{where} – {visible(column.title)}: {covered:,} of {len(column.standards):,} standards have evidence"


def _label(x: float, y: float, name: str, longest: int) -> Label:
    said = visible(name)
    return Label(x, y, said if len(said) <= longest else said[: longest - 1].rstrip() + "…", said)

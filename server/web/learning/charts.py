"""Growth as a picture: the geometry of one small chart for each competency, drawn by a template as SVG.

All charts of a continuum have the same time along them, so that they can be read across. What is drawn is told as a
table beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fairmark.server.learning.history import Step

WIDTH, HEIGHT = 288, 92
LEFT, RIGHT, TOP, BOTTOM = 18, 6, 8, 20
"""Margins: for the numbers of levels, the last point, and the years."""

LEAST_DAYS = 90
MOST_LINES = 8
"""Levels that get a line of their own; of more only every second, third … does."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time that charts show."""

    first: date
    last: date

    def x(self, day: date) -> float:
        days = max(LEAST_DAYS, (self.last - self.first).days)
        return _rounded(LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days / days)

    def years(self) -> list[tuple[float, int]]:
        """The beginnings of calendar years, with what they are called; not too near to the end to be read."""
        found = ((self.x(date(year, 1, 1)), year) for year in range(self.first.year + 1, self.last.year + 1))
        return [(x, year) for x, year in found if x < WIDTH - RIGHT - 24]


@dataclass(frozen=True, slots=True)
class Chart:
    """A line over time: `line` and `area` are SVG paths, `ghost` one that shows the same as it is known now, "" where
    that is the same. `lines` are levels with their height, `end` is where the line ends."""

    line: str
    area: str
    ghost: str
    lines: Sequence[tuple[float, int]]
    years: Sequence[tuple[float, int]]
    end: tuple[float, float]


def span_of(histories: Sequence[Sequence[Step]], last: date) -> Span:
    """From the first step of any of them to the last day."""
    return Span(min((steps[0].since for steps in histories if steps), default=last), last)


def chart(span: Span, levels: int, steps: Sequence[Step], now: Sequence[Step] = ()) -> Chart:
    """The chart of a competency with so many levels. `now` is what is known now, where that is not what is shown."""
    known_now = [step for step in now if step.since <= span.last]
    points = _points(span, levels, steps)
    path = _path(points)
    floor = _y(0, levels)
    area = f"{path} V{floor} H{points[0][0]} Z" if points else ""
    gap = -(-levels // MOST_LINES)
    return Chart(
        line=path,
        area=area,
        ghost=_path(_points(span, levels, known_now)) if list(known_now) != list(steps) else "",
        lines=[(_y(level, levels), level) for level in range(gap, levels + 1, gap)],
        years=span.years(),
        end=points[-1] if points else (span.x(span.last), floor),
    )


def _points(span: Span, levels: int, steps: Sequence[Step]) -> list[tuple[float, float]]:
    """The corners of the line: it stays until the next step, and goes on to the end."""
    if not steps:
        return []
    found: list[tuple[float, float]] = []
    height = _y(0, levels)
    for step in steps:
        x = span.x(step.since)
        found += [(x, height)] if found else []
        height = _y(step.position, levels)
        found.append((x, height))
    return [*found, (span.x(span.last), height)]


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x},{y}" for x, y in points) if points else ""


def _y(level: float, levels: int) -> float:
    return _rounded(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * level / max(levels, 1))


def _rounded(place: float) -> float:
    return round(place, 1)

"""Coverage for a terminal: a line for each course, and the standards that have no evidence."""

from collections.abc import Iterator, Sequence

from fairmark.validators.core.headline import plural
from fairmark.validators.coverage.coverage import Coverage
from fairmark.validators.reports.coverage import wording
from fairmark.validators.reports.safe_text import visible

MOST = 40
"""Standards without evidence that are listed."""

WIDEST = 36
"""Characters of the name of a school or course."""

COLUMNS = ("School", "Course", "Standards", "Learners", "Line items", "Results")


def render(coverage: Coverage, name: str) -> bytes:
    """The coverage as text."""
    return "".join(f"{line}\n" for line in _lines(coverage, name)).encode()


def _lines(coverage: Coverage, name: str) -> Iterator[str]:
    yield f"Coverage of {visible(name)}: {wording.headline(coverage)}"
    yield wording.about_standards(coverage)
    yield wording.about_numbers(coverage)
    if coverage.courses:
        yield "\nStandards and learners with evidence, and line items and results that carry an objective"
        yield from _table([COLUMNS, *_courses(coverage)])
    missing = wording.missing(coverage)
    if missing:
        yield f"\n{plural(len(missing), 'standard')} without evidence anywhere"
        yield from (f"  {wording.label(standard.standard.standard)}" for standard in missing[:MOST])
        if len(missing) > MOST:
            yield f"  and {len(missing) - MOST:,} more, which --format csv lists"


def _courses(coverage: Coverage) -> Iterator[tuple[str, ...]]:
    for course in coverage.courses:
        yield (
            _short(course.school),
            _short(course.title),
            f"{course.covered:,} of {len(course.expected):,}" if course.expected else "none named",
            f"{course.learners:,} of {course.enrolled:,}" if course.is_told else wording.WITHHELD,
            wording.carrying(course, "line items"),
            wording.carrying(course, "results"),
        )


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(COLUMNS))]
    for row in rows:
        cells = (
            cell.ljust(width) if at < 2 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield ("  " + "  ".join(cells)).rstrip()


def _short(name: str) -> str:
    said = visible(name) or "(not known)"
    return said if len(said) <= WIDEST else said[: WIDEST - 1] + "…"

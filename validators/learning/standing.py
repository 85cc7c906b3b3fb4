"""Where attained levels put a learner (section 3.3), and how that stands to a grade (section 3.9)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from fairmark.validators.learning.measure import Measure, undefined


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the attained levels of a competency put a learner. `reach` is None where nothing is attained,
    `working_level` where everything is."""

    position: int
    reach: int | None
    gaps: Sequence[int]
    working_level: int | None


def standing(attained: Collection[int], levels: int, placed: int = 0) -> Standing:
    """The standing of who has attained those of the levels 1 to `levels`. With a placement, the levels 1 to `placed`
    count as attained."""
    held = {*attained, *range(1, placed + 1)}
    position = next(level for level in range(levels + 1) if level + 1 not in held)
    reach = max(held, default=None)
    gaps = [level for level in range(1, reach or 0) if level not in held]
    return Standing(position, reach, gaps, position + 1 if position < levels else None)


BELOW, AT, ABOVE, UNKNOWN = "below", "at", "above", "unknown"


def grade_gap(enrolled: float | None, working: float | None) -> float | None:
    """The grade of the working level less the grade of enrolment; None where one of them is not known."""
    return None if enrolled is None or working is None else working - enrolled


def against_grade(gap: float | None) -> str:
    """BELOW, AT, ABOVE or UNKNOWN."""
    if gap is None:
        return UNKNOWN
    return BELOW if gap < 0 else ABOVE if gap > 0 else AT


@dataclass(frozen=True, slots=True)
class GradeCounts:
    """Learners by where they stand to their grade. A mean of zero hides both tails, hence the counts."""

    below: int
    at: int
    above: int
    unknown: int
    two_or_more_below: int
    mean_gap: Measure

    @property
    def known(self) -> int:
        """The denominator of percentages."""
        return self.below + self.at + self.above


def count_grades(gaps: Iterable[float | None]) -> GradeCounts:
    """The counts over the grade gaps of learners."""
    all_gaps = list(gaps)
    words = [against_grade(gap) for gap in all_gaps]
    known = [gap for gap in all_gaps if gap is not None]
    return GradeCounts(
        below=words.count(BELOW),
        at=words.count(AT),
        above=words.count(ABOVE),
        unknown=words.count(UNKNOWN),
        two_or_more_below=sum(gap <= -2 for gap in known),
        mean_gap=Measure(fmean(known)) if known else undefined("nobodyKnown"),
    )

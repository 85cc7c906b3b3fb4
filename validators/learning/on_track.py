"""Whether a learner is on track to an exit level (section 3.9): where they are, and where their rate leads."""

from dataclasses import dataclass

from fairmark.validators.learning.measure import Measure, undefined

CELLS = {
    (True, True): "onTrack",
    (True, False): "onTrackButSlowing",
    (False, True): "catchingUp",
    (False, False): "offTrack",
}
"""Status and trajectory to the cell of the matrix."""

STATUS_ONLY = "statusOnly"
"""The cell where nobody knows the rate."""

EXIT_LEVEL = 12
TOLERANCE = 0.5


@dataclass(frozen=True, slots=True)
class OnTrack:
    """`expected` is the position that the grade expects now, `projected` the one that the rate leads to at the exit;
    `trajectory` is None where the rate is not known."""

    expected: float
    status: bool
    years_left: float
    projected: Measure
    trajectory: bool | None
    cell: str


def on_track(
    position: float,
    grade: float,
    share_of_year: float,
    rate: float | None,
    *,
    tolerance: float = TOLERANCE,
    exit_level: float = EXIT_LEVEL,
    years_left: float | None = None,
) -> OnTrack:
    """The standing of a learner in `grade`, with that share of the school year gone, who grows by `rate` levels a year.
    Level n is what is expected at the end of grade n. `years_left` are those to an end date of the learner's own."""
    expected = grade - 1 + share_of_year
    left = exit_level - grade + (1 - share_of_year) if years_left is None else years_left
    status = position >= expected - tolerance
    if rate is None:
        return OnTrack(expected, status, left, undefined("rateUnknown"), None, STATUS_ONLY)
    projected = position + rate * left
    trajectory = projected >= exit_level
    return OnTrack(expected, status, left, Measure(projected), trajectory, CELLS[status, trajectory])


def credits_on_track(full_year_credits: float, failed_core_semesters: int) -> bool:
    """The comparison where credits exist: five full-year credits and at most one failed semester in a core subject by
    the end of grade 9."""
    return full_year_credits >= 5 and failed_core_semesters <= 1

"""CV-OUT: the levels of an outcome, and the one from which on it is mastered."""

from collections.abc import Iterator, Sequence

from fairmark.validators.core.levels import ERROR, WARNING, Severity
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.canvas import OUTCOMES, RATINGS, Outcomes, Tier
from fairmark.validators.rules.canvas.versions import ANY, DOCUMENTED

Fault = tuple[str, Severity]


@rule(
    "CV-OUT-004",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ANY,
    basis=DOCUMENTED,
    message="{observed}",
    kinds=(OUTCOMES,),
    follows=("CV-OUT-001", "FM-INPUT-044"),
    notes="Canvas refuses rising points, but takes two levels with the same points, and a level without a description: "
    "these are warnings, since it cannot tell such levels apart.",
)
def ratings_come_in_pairs_that_fall(outcomes: Outcomes) -> Findings:
    """The ratings are the last columns: points and description in turn, from the highest points to the lowest. Groups
    have none.

    Why: Canvas refuses the row, or takes a description for points and the other way round.

    Example: `1,Beginning,2,Approaching,3,Meets`, which begins at the lowest level.

    Repair: Write the highest level first, the points of each before its description, and nothing behind the last.
    """
    table = outcomes.table
    for name in table.data.header[outcomes.ratings_at + 1 :]:
        if name.strip():
            said = f"the column {name} stands behind the ratings, which have to be the last"
            yield finding(at=table.at_header(name.strip()), observed=said)
    for outcome in outcomes.outcomes:
        if outcome.is_group and outcome.tiers:
            yield finding(at=outcomes.at(outcome, RATINGS), observed="a group has ratings")
        elif not outcome.is_group:
            for said, severity in _faults(outcomes, outcome.tiers):
                yield finding(at=outcomes.at(outcome, RATINGS), observed=said, severity=severity)


def _faults(outcomes: Outcomes, tiers: Sequence[Tier]) -> Iterator[Fault]:
    before: float | None = None
    for number, tier in enumerate(tiers, 1):
        points = outcomes.number(tier.points)
        if not tier.points.strip():
            yield f"rating {number} has no points", ERROR
        elif points is None:
            yield f"the points of rating {number}, {tier.points}, are no number", ERROR
        elif not tier.description.strip():
            yield f"rating {number} has no description", WARNING
        if points is not None and before is not None and points >= before:
            yield (
                (f"ratings {number - 1} and {number} have the same points", WARNING)
                if points == before
                else (f"rating {number} has more points than the one before it", ERROR)
            )
        before = points


@rule(
    "CV-OUT-006",
    severity=WARNING,
    may_be=(ERROR,),
    versions=ANY,
    basis="best practice: an outcome is mastered from one of its levels on",
    message="{observed}",
    kinds=(OUTCOMES,),
    follows=("CV-OUT-001", "CV-OUT-004"),
    notes="Nothing is compared where the ratings are left out, as in accounts that have a mastery scale of their own. "
    "What is no number at all makes Canvas refuse the row, which is an error.",
)
def mastery_is_one_of_the_levels(outcomes: Outcomes) -> Findings:
    """mastery_points are the points of one of the ratings of the outcome.

    Why: Above the highest level nobody ever masters the outcome; between two levels, none of them says that it is met.

    Example: `mastery_points` 3 for an outcome whose ratings have 5, 4, 2 and 0 points.

    Repair: Take the points of the lowest level that counts as mastery. Groups have no mastery_points.
    """
    for outcome in outcomes.outcomes:
        cell = outcome.mastery.strip()
        place = outcomes.at(outcome, "mastery_points")
        if not cell:
            continue
        mastery = outcomes.number(cell)
        points = [each for tier in outcome.tiers if (each := outcomes.number(tier.points)) is not None]
        if outcome.is_group:
            yield finding(at=place, observed="mastery_points are filled for a group")
        elif mastery is None:
            yield finding(at=place, observed=f"{cell} is no number", severity=ERROR)
        elif points and mastery > max(points):
            yield finding(at=place, observed=f"{cell} is above the highest rating")
        elif points and mastery not in points:
            yield finding(at=place, observed=f"{cell} is not the points of any rating")

"""Time to mastery (section 3.10): who has not attained a level yet still tells how long it takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairmark.validators.learning.measure import Measure, undefined

HALF = 0.5 + 1e-12
"""Survival is a product of fractions: three quarters of two thirds are a half, whatever the last digit says."""


@dataclass(frozen=True, slots=True)
class Spell:
    """Instructional days from first engagement to attainment, or to the day of the report where not `attained`."""

    days: float
    attained: bool


@dataclass(frozen=True, slots=True)
class Point:
    """On `days`, `attained` of those `at_risk` attained the level; `survival` is the share that had not by then."""

    days: float
    at_risk: int
    attained: int
    survival: float


@dataclass(frozen=True, slots=True)
class Survival:
    """The curve of Kaplan and Meier, over `n` learners."""

    n: int
    curve: Sequence[Point]

    @property
    def median(self) -> Measure:
        """Days by which half have attained the level."""
        if not self.n:
            return undefined("nobodyEngaged")
        found = next((point.days for point in self.curve if point.survival <= HALF), None)
        return undefined("notReached") if found is None else Measure(found)

    def attained_by(self, days: float) -> Measure:
        """The share that has attained the level by that day."""
        if not self.n:
            return undefined("nobodyEngaged")
        left = [point.survival for point in self.curve if point.days <= days]
        return Measure(1 - left[-1] if left else 0.0)


def survival(spells: Iterable[Spell]) -> Survival:
    """The curve over spells; on one day attainments come before censorings."""
    all_spells = list(spells)
    left, curve = 1.0, []
    for day in sorted({spell.days for spell in all_spells if spell.attained}):
        at_risk = sum(spell.days >= day for spell in all_spells)
        attained = sum(spell.attained and spell.days == day for spell in all_spells)
        left *= 1 - attained / at_risk
        curve.append(Point(day, at_risk, attained, left))
    return Survival(len(all_spells), curve)

"""The scale that a ResultDescription gives: which values there are, from where to where, and what a value is on it.

Values and bounds are texts, as grades are. Two texts are the same value when they are equal, or the same number.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cached_property
import re
from typing import Any

from fairmark.validators.credentials.document import Node

NUMBER = re.compile(r"([+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?) ?%?")
"""A number as people write them in text, with a percent sign or without. The lengths keep the arithmetic small."""


class Fit(Enum):
    """How a value lies between the bounds of a scale."""

    INSIDE = "inside, or nothing can be said"
    OUTSIDE = "below the lowest or above the highest"
    NO_NUMBER = "no number, where the bounds are numbers"


@dataclass(eq=False)
class Description:
    """A ResultDescription as the scale that it gives; see `Node`. It is asked about many results."""

    node: Node

    @cached_property
    def allowed(self) -> frozenset[str]:
        """The values that there are, none where any may be. A list with anything but texts is the schema's business."""
        values = self.node.data.get("allowedValue")
        values = values if isinstance(values, list) else [values]
        return frozenset(values) if all(isinstance(value, str) for value in values) else frozenset()

    @cached_property
    def _allowed_numbers(self) -> frozenset[Decimal]:
        return frozenset(number for value in self.allowed if (number := number_of(value)) is not None)

    @cached_property
    def lowest(self) -> Decimal | None:
        return number_of(self.node.data.get("valueMin"))

    @cached_property
    def highest(self) -> Decimal | None:
        return number_of(self.node.data.get("valueMax"))

    @property
    def is_upside_down(self) -> bool:
        return self.lowest is not None and self.highest is not None and self.lowest > self.highest

    @cached_property
    def levels(self) -> frozenset[str]:
        """The ids of the rubric levels."""
        levels = self.node.data.get("rubricCriterionLevel")
        levels = levels if isinstance(levels, list) else [levels]
        ids = (level.get("id") for level in levels if isinstance(level, dict))
        return frozenset(id for id in ids if isinstance(id, str))

    def lists(self, value: str) -> bool:
        """Whether the value is among the allowed ones, or there is no list."""
        return not self.allowed or value in self.allowed or number_of(value) in self._allowed_numbers

    def fit(self, value: str) -> Fit:
        """How the value lies between the bounds. Where there is a list of allowed values they need not be numbers.
        Bounds that are the wrong way round bound nothing."""
        if (self.lowest is None and self.highest is None) or self.is_upside_down:
            return Fit.INSIDE
        number = number_of(value)
        if number is None:
            return Fit.INSIDE if self.allowed else Fit.NO_NUMBER
        below = self.lowest is not None and number < self.lowest
        above = self.highest is not None and number > self.highest
        return Fit.OUTSIDE if below or above else Fit.INSIDE


def number_of(value: Any) -> Decimal | None:
    """The number that a text is, None for everything else."""
    found = NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    return Decimal(found[1]) if found else None

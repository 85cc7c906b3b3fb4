"""A computed figure, or why there is none; and how figures are shown."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple


class Measure(NamedTuple):
    """A figure in full precision. `value` is None where it is undefined; `reason` then says why, as a word of the
    profile such as `noJudgments`, and is "" otherwise."""

    value: float | None
    reason: str = ""


def undefined(reason: str) -> Measure:
    return Measure(None, reason)


def share(part: float, whole: float, reason: str) -> Measure:
    """`part` of `whole`, from 0 to 1; undefined for that reason where there is no whole."""
    return Measure(part / whole) if whole else undefined(reason)


def shown(value: float, digits: int = 2) -> str:
    """The value with so many decimals, rounded half away from zero."""
    return str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))

"""Numbers of learners that are too small to be told: functional requirements, section 3.14."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

MINIMUM = 10
"""The smallest number of learners that is told, unless the user says otherwise."""

Group = TypeVar("Group")


class Why(StrEnum):
    """Why a number is withheld: it is too small, or others that are could be worked out from it."""

    PRIMARY = "primary"
    COMPLEMENTARY = "complementary"


def withheld(learners: Mapping[Group, int], minimum: int) -> dict[Group, Why]:
    """Which of the groups, whose sum may be known, must not be told. Groups of nobody can be told. Where any is
    withheld, at least two are, and together they hold at least `minimum` learners: of the others the smallest are
    taken, of equal ones the first.

    A `minimum` of 1 withholds nothing.
    """
    found = {group: Why.PRIMARY for group, count in learners.items() if 0 < count < minimum}
    rest = sorted((group for group in learners if learners[group] >= minimum), key=lambda group: learners[group])
    for group in rest if found else ():
        if len(found) >= 2 and sum(learners[one] for one in found) >= minimum:
            break
        found[group] = Why.COMPLEMENTARY
    return found

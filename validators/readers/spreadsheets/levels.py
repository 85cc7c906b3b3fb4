"""smartLevels: `1`, `1.2`, `1.2.3`. They place an item below another and among its siblings."""

import re

FORM = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})*")
"""No item has so many siblings that it takes ten digits to number them."""


def is_level(text: str) -> bool:
    """Whether the text has the form of a smartLevel."""
    return FORM.fullmatch(text) is not None


def parent_level(level: str) -> str:
    """The smartLevel of the parent, "" for an item at the top."""
    return level.rpartition(".")[0]


def place(level: str) -> int:
    """The place among siblings."""
    return int(level.rpartition(".")[2])

"""What a `scoreScaleValue` of OneRoster holds."""

import re

PAIR = re.compile(r"\{([^{}:]+):([^{}:]+)\}")
IS_SCALE = re.compile(rf"\s*{PAIR.pattern}(?:\s*,\s*{PAIR.pattern})*\s*").fullmatch


def pairs_in(cell: str) -> list[tuple[str, str]] | None:
    """The two sides of each pair of a scale, such as "{Meets:3},{Beginning:1}"; None where the cell holds none."""
    if not IS_SCALE(cell):
        return None
    return [(left.strip(), right.strip()) for left, right in PAIR.findall(cell)]

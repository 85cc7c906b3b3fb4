"""What a check of records says: over how many it looked, and which of them break the rule, by file and line, or by
their place in the list that a system has answered. Nothing that stands in a record is told."""

from collections.abc import Iterable
from itertools import groupby

from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.result import Result, breach, cannot_tell, holds

SHOWN = 5
"""Lines of a file that are named."""

Case = tuple[Record, bool | str]
"""A record that was looked at, and what is wrong with it: in words, or that something is."""


def over(operation: str, cases: Iterable[Case], *, nothing: str, expected: str = "") -> Result:
    """The result over all cases; `nothing` says what there is none of where there is no case."""
    looked_at, wrong = 0, []
    for record, said in cases:
        looked_at += 1
        if said:
            wrong.append((said if isinstance(said, str) else "", record))
    if not looked_at:
        return cannot_tell(operation, f"There is {nothing}.")
    if wrong:
        return breach(operation, observed=f"{places(wrong)} ({len(wrong)} of {looked_at})", expected=expected)
    return holds(operation)


def places(wrong: Iterable[tuple[str, Record]]) -> str:
    """Where the records stand, those with the same words together."""
    ordered = sorted(wrong, key=lambda each: (each[0], each[1].input, each[1].line))
    said = []
    for (words, input), group in groupby(ordered, key=lambda each: (each[0], each[1].input)):
        lines = sorted({record.line for _, record in group})
        more = f" and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
        numbers = ", ".join(str(line) for line in lines[:SHOWN])
        where = f"{input.rpartition('!')[2]} line{'s' if len(lines) > 1 else ''} {numbers}{more}"
        said.append(f"{words}: {where}" if words else where)
    return "; ".join(said)

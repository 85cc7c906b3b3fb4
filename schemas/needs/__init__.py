"""What a consumer can state that it needs: the schema of such a file, and the features that it can name.

A table of features is a file of tab-separated columns: `feature`, `rules` (separated by spaces; the first is the one
that shows whether it is offered), `operations` (of the checks that count, separated by semicolons; empty: all),
`absent` (words in the reason of a check that does not apply, by which it says that the provider does not offer the
feature), `summary`, `without` (how "Without it the consumer …" goes on).
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TABLES = {"CASE": "case.tsv"}
"""Standard, as the ids of its rules begin, to its table."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One row of a table."""

    name: str
    rules: tuple[str, ...]
    operations: tuple[str, ...]
    absent: str
    summary: str
    without: str


@cache
def features(standard: str) -> dict[str, Feature]:
    """The features of a standard by name; none where there is no table."""
    if standard not in TABLES:
        return {}
    text = files(__name__).joinpath(TABLES[standard]).read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {
        row["feature"]: Feature(
            row["feature"],
            tuple(row["rules"].split()),
            tuple(part.strip() for part in row["operations"].split(";") if part.strip()),
            row["absent"],
            row["summary"],
            row["without"],
        )
        for row in rows
    }

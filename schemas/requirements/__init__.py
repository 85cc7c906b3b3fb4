"""Requirement tables: what a standard asks of whom, in our words, and which rules check it.

A table is a file of tab-separated columns: `id`, `level` (MUST, SHOULD, MAY), `actor`, `versions`, `clause`, `summary`,
`operation` (where only one is meant), `rules`, `untestable` (why no rule can check it). Several actors, versions or
rules are separated by spaces. Where a standard lets itself be tested in several ways, `mode` says in which a
requirement can be shown, each by a letter. The table is the only place that says which rule checks which requirement;
the rules themselves say how.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TABLES = {"CASE": "case.tsv", "CLR": "clr.tsv", "OB": "ob.tsv", "SCL": "scl.tsv"}
"""First part of the rule ids of a standard to its table."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row of a table."""

    id: str
    level: str
    actor: str
    versions: tuple[str, ...]
    clause: str
    summary: str
    operation: str
    rules: tuple[str, ...]
    untestable: str
    modes: tuple[str, ...] = ()

    @property
    def actors(self) -> tuple[str, ...]:
        """The roles that it is asked of."""
        return tuple(self.actor.split())


@cache
def requirements(standard: str) -> tuple[Requirement, ...]:
    """The requirements of a standard, such as "CASE", in the order of their ids; none where there is no table."""
    if standard not in TABLES:
        return ()
    text = files(__name__).joinpath(TABLES[standard]).read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        Requirement(
            row["id"],
            row["level"],
            row["actor"],
            tuple(row["versions"].split()),
            row["clause"],
            row["summary"],
            row["operation"],
            tuple(row["rules"].split()),
            row["untestable"],
            tuple(row.get("mode") or ""),
        )
        for row in rows
    )

"""OR-REF: references between records."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import DELTA, Roster, items
from fairmark.validators.rules.oneroster.versions import BOTH

SPECIFIC = {"resultLearningObjectiveIds", "lineItemLearningObjectiveIds"}
"""Files of whose references OR-REF-013 speaks."""


@rule(
    "OR-REF-002",
    severity=ERROR,
    may_be=(WARNING,),
    versions=BOTH,
    basis="OneRoster CSV 1.2, bulk and delta files",
    message="{observed} is no sourcedId in {expected}",
    follows=("OR-PKG-001", "OR-PKG-003", "OR-MAN-005", "OR-REF-003"),
    notes="A delta file may refer to records that were sent earlier: there it is a warning.",
)
def references_resolve(roster: Roster) -> Findings:
    """Every reference leads to a record of the package.

    Why: A record that refers to nothing is dropped by the importer.

    Example: An enrollment whose `userSourcedId` is that of a student who is not in `users.csv`.

    Repair: Add the record that is missing, or correct the reference; if the file changes only a part, declare it delta.
    """
    for table in roster.tables.values():
        severity = WARNING if table.mode == DELTA else None
        for spec, column in table.columns():
            if spec.type != "reference" or table.name in SPECIFIC:
                continue

            def dangles(cell: str, target: str = spec.target, many: bool = spec.many) -> bool:
                ids = items(cell) if many else [cell] if cell else []
                return not all(roster.resolves(id, target) for id in ids)

            for row, cell in column.rows_where(dangles):
                for id in items(cell) if spec.many else [cell]:
                    if not roster.resolves(id, spec.target):
                        at = table.at(row, spec.name)
                        yield finding(at=at, observed=id, expected=f"{spec.target}.csv", severity=severity)

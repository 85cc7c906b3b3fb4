"""PV-EXP: secrets in an export."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.rules.privacy.tables import ANY, TABLES, Tables, tables_of


@rule(
    "PV-EXP-001",
    severity=ERROR,
    versions=ANY,
    basis="best practice: passwords travel in no export (34 CFR 99.31(a)(1)(ii), reasonable methods of control)",
    message="the column is filled in {observed} of {expected} rows",
    kinds=TABLES,
    discloses=True,
)
def passwords_stay_at_home(subject: Tables) -> Findings:
    """No column of passwords is filled.

    Why: Whoever gets hold of the file, on its way or at the receiver, can log in as these people.

    Example: The `password` of every student in `users.csv`.

    Repair: Export the column empty, and let people log in by single sign-on or a first password of their own.
    """
    for table in tables_of(subject):
        for spec, column in table.columns():
            if spec.privacy == Privacy.SECRET and not column.is_empty:
                count = sum(1 for _ in column.rows_where(bool))
                yield finding(at=table.at_header(spec.name), observed=f"{count:,}", expected=f"{table.rows:,}")

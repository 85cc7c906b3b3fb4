"""PV-EXP: what is sent, beside what was agreed."""

from fairmark.validators.core.levels import INFO, WARNING
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.rules.privacy.tables import ANY, TABLES, Tables, filled

CLASSES = {
    Privacy.DIRECT_IDENTIFIER: "P2, direct identifiers",
    Privacy.SENSITIVE: "P3, sensitive",
    Privacy.EDUCATION_RECORD: "P4, education records",
    Privacy.SECRET: "P5, secrets",
    "": "of no known class",
}
"""Classes of personal data, in words. Names of schools and courses, and keys of records, are none."""


@rule(
    "PV-EXP-003",
    severity=WARNING,
    versions=ANY,
    basis="best practice: a vendor gets what its purpose needs (34 CFR 99.31(a)(1); data agreement of the district)",
    message="{observed} is filled, and the data agreement does not list it",
    kinds=TABLES,
    discloses=True,
    notes="Asked only with `--agreement`, which says what was agreed.",
)
def demographics_are_agreed(subject: Tables) -> Findings:
    """Birth, sex, origin and other demographics are sent only where the data agreement lists them.

    Why: They may not be disclosed beyond the purpose that was agreed, and a breach of them harms most.

    Example: `demographics.csv` for a gradebook whose agreement lists names, enrollments and scores.

    Repair: Leave the column empty, or the file out; or amend the agreement first.
    """
    agreement = subject.agreement
    for table, name, privacy in filled(subject) if agreement else ():
        if agreement and privacy == Privacy.SENSITIVE and not agreement.covers(table.spec.name, name, privacy):
            yield finding(at=table.at_header(name), observed=f"{table.spec.name}.{name}")


@rule(
    "PV-EXP-006",
    severity=INFO,
    versions=ANY,
    basis="best practice: the schedule of data elements in the data agreement is compared with what is sent",
    message="{observed}{expected}",
    kinds=TABLES,
    notes="Columns without personal data, and those that are empty, are left out.",
)
def columns_are_those_of_the_agreement(subject: Tables) -> Findings:
    """The columns with personal data are those of the schedule in the data agreement.

    Why: The list of what is really sent is what the agreement is compared with, line by line.

    Example: Filled columns for e-mail addresses and pronouns, of which nobody had thought.

    Repair: Compare the list with the schedule: `--format csv --samples all` writes it as a table, and `--agreement`
    compares it.
    """
    for table, name, privacy in filled(subject):
        if privacy not in CLASSES:
            continue
        expected = ""
        if subject.agreement:
            listed = subject.agreement.covers(table.spec.name, name, privacy)
            expected = "; the data agreement lists it" if listed else "; the data agreement does not list it"
        yield finding(at=table.at_header(name), observed=CLASSES[privacy], expected=expected)

"""PV-EXP: texts that somebody has written about a student."""

from collections.abc import Iterable, Iterator

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.location import Location
from fairmark.validators.core.rule import Draft, Findings, finding, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.rules.edfi.subjects import EdfiFile
from fairmark.validators.rules.privacy.contacts import contact_in
from fairmark.validators.rules.privacy.credentials import CREDENTIALS, personal_texts
from fairmark.validators.rules.privacy.names import may_name
from fairmark.validators.rules.privacy.statements import EDFI, statements
from fairmark.validators.rules.privacy.students import student_names
from fairmark.validators.rules.privacy.tables import ANY, ROSTER
from fairmark.validators.rules.privacy.together import TOGETHER, Together

COMMENT = "comment"


@rule(
    "PV-EXP-004",
    severity=WARNING,
    versions=ANY,
    basis="best practice: what is said of one student is no business of those who see the record of another (34 CFR "
    "99.12(a))",
    message="the text holds {expected}",
    kinds=(ROSTER, EDFI, *CREDENTIALS, TOGETHER),
    discloses=True,
    notes="A name is that of a student of the roster, given and family name together and with capital letters; one "
    "that the student at hand has too does not count. In credentials the names of a roster in the same call are looked "
    "for, where the roster knows whose credential it is; in Ed-Fi XML only ways to reach somebody.",
)
def texts_are_about_one_student(subject: Roster | EdfiFile | Credential | Together) -> Findings:
    """A comment on a result, a diagnostic statement, or a narrative about evidence, names no other student and holds no
    way to reach anybody.

    Why: It goes to the student, the family and every receiver of the record, who learn about somebody else.

    Example: "Worked well together with Ben Osei; ask his mother, 503-555-0188."

    Repair: Have the teacher write it anew without the name; do not send comments where nobody needs them.
    """
    if isinstance(subject, Roster):
        yield from _in_comments(subject)
    elif isinstance(subject, Credential):
        yield from _reaching(((place, text) for _, place, text in personal_texts(subject)))
    elif isinstance(subject, EdfiFile):
        yield from _reaching(statements(subject))
    else:
        for place in subject.others_named():
            yield finding(at=place, expected="the name of another student")


def _reaching(texts: Iterable[tuple[Location, str]]) -> Iterator[Draft]:
    for place, text in texts:
        if found := contact_in(text):
            yield finding(at=place, observed=text, expected=found)


def _in_comments(roster: Roster) -> Iterator[Draft]:
    results = roster.get("results")
    column = results.column(COMMENT) if results is not None else None
    if results is None or column is None or column.is_empty:
        return
    names = student_names(roster)
    for row, text in column.rows_where(lambda text: may_name(text) or contact_in(text)):
        own = results.cell(row, "studentSourcedId")
        if any(own not in ids for ids in names.named_in(text)):
            yield finding(at=results.at(row, COMMENT), observed=text, expected="the name of another student")
        if found := contact_in(text):
            yield finding(at=results.at(row, COMMENT), observed=text, expected=found)

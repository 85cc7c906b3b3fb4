"""PV-EXP: names of students where everybody may read them."""

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.rules.privacy.credentials import CREDENTIALS, names_of_learner, public_texts
from fairmark.validators.rules.privacy.names import names_of, words_of
from fairmark.validators.rules.privacy.tables import ANY
from fairmark.validators.rules.privacy.together import TOGETHER, Together


@rule(
    "PV-EXP-005",
    severity=WARNING,
    versions=ANY,
    basis="best practice: the description of an achievement is the same for everybody who earns it, and is published "
    "(34 CFR 99.30, prior consent to disclose)",
    message="the text holds the name of {expected}",
    kinds=(*CREDENTIALS, TOGETHER),
    discloses=True,
    notes="Public are the texts of achievements, criteria, result descriptions, levels and alignments, and the name of "
    "a badge; the name of a whole record is not. Looked for are the learner's own name, where the credential gives it "
    "as an identifier of the type name, and the names of students of a roster in the same call.",
)
def public_texts_name_nobody(subject: Credential | Together) -> Findings:
    """The texts of an achievement, which anybody may see, hold no name of a student.

    Why: They are shown on pages of the issuer and copied from there, whether the student agrees or not.

    Example: `"name": "Fractions, mastered by Mia Lund"`.

    Repair: Describe what was achieved; who has achieved it stands in the subject of the credential.
    """
    if isinstance(subject, Together):
        for place in subject.publicly_named():
            yield finding(at=place, expected="a student of the roster")
        return
    learner = names_of(("", *_parts(name)) for name in names_of_learner(subject))
    for place, text in public_texts(subject) if learner else ():
        if any(learner.named_in(text)):
            yield finding(at=place, expected="the learner")


def _parts(name: str) -> tuple[str, str]:
    """A name in one text as given and family name; where there is a comma the family name comes first."""
    family, comma, given = name.partition(",")
    if comma:
        return given, family
    first, *rest = words_of(name) or [""]
    return first, " ".join(rest)

"""OB-PARSE: a credential can be read at all. The readers note what is wrong; for credentials this rule says it."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.problem import Reading
from fairmark.validators.rules.credentials.versions import OB2, OB3

ID = "OB-PARSE-001"

READING = {
    f"FM-INPUT-{number}": ID
    for number in (
        "001",  # not JSON
        "002",  # ends too early
        "004",  # not UTF-8
        "008",  # something follows
        "010",  # a repeated name
        "013",  # no JSON object
        "030",  # empty
    )
}
"""Rules about reading to the rule that speaks in their place where the input is a credential."""


@rule(
    ID,
    severity=ERROR,
    versions=(*OB2, *OB3),
    basis="Open Badges 3.0 section 5.1; RFC 8259 sections 2, 4 and 8.1",
    message="{observed}",
    kinds=("input",),
    notes="RFC 8259 says only that repeated names SHOULD be avoided. In what is signed they are dangerous: one "
    "verifier takes the first value, another the last, and both find the signature good.",
)
def credential_can_be_read(reading: Reading) -> Findings:
    """A credential is one JSON object, or a compact JWS, or an image with one of them in it: in UTF-8, without repeated
    names.

    Why: What cannot be read for certain cannot be verified.

    Example: A badge with two members `"name"`, or a web page that was saved in its place.

    Repair: Download or export the credential again, and never edit it by hand.
    """
    for problem in reading.problems:
        if problem.rule == ID:
            yield finding(at=problem.at, observed=problem.observed, hint=problem.hint)

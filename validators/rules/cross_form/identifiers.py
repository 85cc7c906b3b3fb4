"""X-MAP: identifiers of standards, across exports."""

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.rules.cross_form.together import ANY, TOGETHER, Together


@rule(
    "X-MAP-008",
    severity=WARNING,
    versions=ANY,
    basis="CASE 1.1 IM CFItem identifier: an item has one identifier, wherever it is exchanged",
    message="{observed} is {expected}, by its code and its words",
    kinds=(TOGETHER,),
    notes="Looked at are credentials, outcomes of Canvas, standards for PowerSchool, and with `--shelf` the objectives "
    "of rosters, whose code and words stand in the framework. Code and words have to be the same, letters and digits "
    "alone counting. A framework that another state has taken over has identifiers of its own: then the exports do not "
    "agree on the framework.",
)
def standards_have_one_identifier(together: Together) -> Findings:
    """A standard has the same CASE identifier in all exports.

    Why: Results of the same learners for the same standard are not brought together; one identifier is derived, it
    seems, as some products make their own.

    Example: `5.NF.A.2` under one UUID in the gradebook, and under another in the records of learning.

    Repair: Export the identifier that the framework's publisher has given, in every product.
    """
    for uuid, place, other, sort in together.statements.rivals():
        yield finding(at=place, observed=uuid, expected=f"{other} in {sort}")

"""From what the verification of an assertion found to what rules yield."""

from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.flaws import Flaw


def told(document: Badge2, *flaws: Flaw) -> Findings:
    """The defects with these flaws. All that they say is Fairmark's own words, so nothing need be hidden."""
    for defect in document.verification.defects:
        if defect.flaw in flaws:
            yield finding(
                at=Location(defect.path, document.top.id, Privacy.PUBLIC),
                observed=defect.observed or None,
                expected=defect.expected,
                hint=defect.hint,
                severity=defect.severity if defect.severity is not defect.flaw.severity else None,
            )

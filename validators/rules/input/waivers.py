"""FM-WAIVER: what can be wrong with the waivers of a run."""

from fairmark.validators.core.levels import ERROR, INFO
from fairmark.validators.core.rule import Findings, rule
from fairmark.validators.readers.problem import Reading
from fairmark.validators.rules.input.text import ALWAYS, said_by


@rule(
    "FM-WAIVER-001",
    severity=ERROR,
    versions=ALWAYS,
    basis="Fairmark",
    message="the waiver has expired: {observed}",
)
def waiver_has_not_expired(reading: Reading) -> Findings:
    """A waiver is used only until the day that it expires.

    Why: A waiver is a promise to come back; what it covered counts again, and this keeps it from being forgotten.

    Example: `expires = 2025-06-30`, judged in July.

    Repair: Mend what it covers and delete it, or have its owner decide anew and set another day.
    """
    return said_by(reading, "FM-WAIVER-001")


@rule(
    "FM-WAIVER-002",
    severity=INFO,
    versions=ALWAYS,
    basis="Fairmark",
    message="the waiver for {observed} covers nothing",
)
def waiver_covers_something(reading: Reading) -> Findings:
    """A waiver covers at least one finding.

    Why: What it was for has been mended, or its rule, input or location has a typing error.

    Example: A waiver for CASE-DOC-009 after the licence was added.

    Repair: Delete it, or correct the rule, the input or the location.
    """
    return said_by(reading, "FM-WAIVER-002")

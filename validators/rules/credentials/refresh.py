"""OB-REFRESH: newer versions of a credential, from the issuer's refresh service."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.credentials.flaws import Flaw
from fairmark.validators.rules.credentials.told import told
from fairmark.validators.rules.credentials.versions import OB3


@rule(
    "OB-REFRESH-001",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section 9.1",
    message="the newer version could not be used, and this one was judged: {observed}",
    notes="The service is asked once, only where the user allows it (--online, or --resources), and only for a "
    "credential whose proof holds. A newer version that does not verify itself is not used.",
)
def newer_version_can_be_used(document: Credential) -> Findings:
    """The refresh service of a credential gives a newer version that verifies.

    Why: What is judged may be out of date: a result corrected, or a validity prolonged.

    Example: The service answers with a login page.

    Repair: Verify again with --online, or when the service is there; it gives the credential as JSON or compact JWS.
    """
    return told(document, Flaw.NOT_REFRESHED)


@rule(
    "OB-REFRESH-002",
    severity=ERROR,
    versions=OB3,
    basis="best practice: whoever runs the service must not be able to put another credential in its place",
    message="the newer version has another {observed}",
    notes="The standard does not say what may change. A version with another id or issuer is another credential.",
)
def newer_version_is_the_same_credential(document: Credential) -> Findings:
    """The newer version has the id and the issuer of the credential that it renews.

    Why: Otherwise a verifier would accept one credential and judge by another.

    Example: The service gives the newest credential of the learner, whichever that is.

    Repair: Let the address lead to this one credential, under its id and issuer.
    """
    return told(document, Flaw.REFRESHED_OTHER)

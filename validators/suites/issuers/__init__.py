"""The suite of issuers of Open Badges 3.0: it looks at a badge that the issuer has issued for this purpose."""

from fairmark.validators.core.profile import Profile
from fairmark.validators.suites.credentials import bodies
from fairmark.validators.suites.issuers import addresses as addresses
from fairmark.validators.suites.issuers import badges as badges
from fairmark.validators.suites.issuers import keys as keys
from fairmark.validators.suites.issuers.suite import IssuerSuite
from fairmark.validators.suites.recording import Recorder
from fairmark.validators.suites.run import SuiteOptions


def open_suite(profile: Profile, recorder: Recorder, options: SuiteOptions) -> IssuerSuite:
    """The suite for one run."""
    return IssuerSuite(profile, recorder, options)


def shown(body: bytes) -> str:
    """The body as a report may show it: the shape of JSON, and of anything else its size, as a badge may be in it."""
    return bodies.shown(body) if body.lstrip()[:1] in (b"{", b"[") else f"({len(body):,} bytes)"

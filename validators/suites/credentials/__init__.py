"""The suites of services of Open Badges 3.0 and CLR 2.0: hosts and providers."""

from fairmark.validators.core.profile import Profile
from fairmark.validators.suites.credentials import access as access
from fairmark.validators.suites.credentials import discovery as discovery
from fairmark.validators.suites.credentials import errors as errors
from fairmark.validators.suites.credentials import granting as granting
from fairmark.validators.suites.credentials import listing as listing
from fairmark.validators.suites.credentials import paging as paging
from fairmark.validators.suites.credentials import profiles as profiles
from fairmark.validators.suites.credentials import registering as registering
from fairmark.validators.suites.credentials import security as security
from fairmark.validators.suites.credentials import tokens as tokens
from fairmark.validators.suites.credentials import upserts as upserts
from fairmark.validators.suites.credentials.bodies import shown as shown
from fairmark.validators.suites.credentials.suite import CredentialSuite
from fairmark.validators.suites.recording import Recorder
from fairmark.validators.suites.run import SuiteOptions


def open_suite(profile: Profile, recorder: Recorder, options: SuiteOptions) -> CredentialSuite:
    """The suite for one run."""
    return CredentialSuite(profile, recorder, options)

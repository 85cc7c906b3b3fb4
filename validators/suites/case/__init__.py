"""The suite of a CASE provider, versions 1.0 and 1.1."""

from fairmark.validators.core.profile import Profile
from fairmark.validators.suites.case import answers as answers
from fairmark.validators.suites.case import links as links
from fairmark.validators.suites.case import paging as paging
from fairmark.validators.suites.case import queries as queries
from fairmark.validators.suites.case.suite import CaseSuite
from fairmark.validators.suites.recording import Recorder
from fairmark.validators.suites.run import SuiteOptions


def open_suite(profile: Profile, recorder: Recorder, options: SuiteOptions) -> CaseSuite:
    """The suite for one run."""
    return CaseSuite(profile, recorder, options)

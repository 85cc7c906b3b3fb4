"""The suite of a CASE provider, versions 1.0 and 1.1."""

from fairmark.validators.core.profile import Profile
from fairmark.validators.suites.case import addresses as addresses
from fairmark.validators.suites.case import answers as answers
from fairmark.validators.suites.case import availability as availability
from fairmark.validators.suites.case import conditional as conditional
from fairmark.validators.suites.case import consistency as consistency
from fairmark.validators.suites.case import discovery as discovery
from fairmark.validators.suites.case import errors as errors
from fairmark.validators.suites.case import item_associations as item_associations
from fairmark.validators.suites.case import links as links
from fairmark.validators.suites.case import methods as methods
from fairmark.validators.suites.case import paging as paging
from fairmark.validators.suites.case import queries as queries
from fairmark.validators.suites.case import security as security
from fairmark.validators.suites.case import sets as sets
from fairmark.validators.suites.case.suite import CaseSuite
from fairmark.validators.suites.recording import Recorder
from fairmark.validators.suites.run import SuiteOptions


def open_suite(profile: Profile, recorder: Recorder, options: SuiteOptions) -> CaseSuite:
    """The suite for one run."""
    return CaseSuite(profile, recorder, options)

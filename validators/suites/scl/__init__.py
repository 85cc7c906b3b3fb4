"""The suite of student-centred, competency-based learning systems: on a portability package, or against a running
system.

A check is called like the requirement that it is about, with one digit more: SCL-CON-021 is the first check of
SCL-CON-02.
"""

from pathlib import Path

from fairmark.validators.core.profile import Profile
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.fetching import fetcher
from fairmark.validators.options import Options, is_learning_package
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.source import MissingInput, open_sources
from fairmark.validators.suites.credentials.bodies import shown as shown
from fairmark.validators.suites.recording import Recorder
from fairmark.validators.suites.run import SuiteOptions
from fairmark.validators.suites.scl import calibration as calibration
from fairmark.validators.suites.scl import continuums as continuums
from fairmark.validators.suites.scl import determinations as determinations
from fairmark.validators.suites.scl import disclosure as disclosure
from fairmark.validators.suites.scl import evidence as evidence
from fairmark.validators.suites.scl import exchange as exchange
from fairmark.validators.suites.scl import live as live
from fairmark.validators.suites.scl import pace as pace
from fairmark.validators.suites.scl import privacy as privacy
from fairmark.validators.suites.scl import ready as ready
from fairmark.validators.suites.scl import reports as reports
from fairmark.validators.suites.scl import standings as standings
from fairmark.validators.suites.scl.exported import read_exported
from fairmark.validators.suites.scl.suite import ExportSuite, LiveSuite

NO_PACKAGE = "It is no portability package: that has a manifest.json, and records in scl/<class>.ndjson."


def open_suite(profile: Profile, recorder: Recorder, options: SuiteOptions) -> LiveSuite:
    """The suite for a running system."""
    return LiveSuite(profile, recorder, options)


def open_file(profile: Profile, path: Path, options: SuiteOptions) -> ExportSuite:
    """The suite for a package, a folder or a zip. WrongUsage where there is none at that path."""
    limits = Limits()
    try:
        (source,) = open_sources([str(path)], limits, fetcher({}, limits, allow_private=False))
    except MissingInput as missing:
        raise WrongUsage(str(missing)) from None
    if source.files is None or not is_learning_package(source, Options(limits=limits)):
        return ExportSuite(profile, None, options, NO_PACKAGE)
    return ExportSuite(profile, read_exported(source, source.files, limits), options)

"""The suite of displayers of Open Badges 3.0, from what they have shown of a kit of badges."""

from pathlib import Path

from fairmark.validators.core.profile import Profile
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.suites.displayers import fields as fields
from fairmark.validators.suites.displayers import statuses as statuses
from fairmark.validators.suites.displayers.suite import DisplayerSuite
from fairmark.validators.suites.recording import Recorder
from fairmark.validators.suites.run import SuiteOptions


def open_suite(profile: Profile, recorder: Recorder, options: SuiteOptions) -> DisplayerSuite:
    """The suite for one run, with the answers that are served at the base of the recorder."""
    answer = recorder.send("GET", str(recorder.base))
    return DisplayerSuite(profile, answer.body, options, answer)


def open_file(profile: Profile, path: Path, options: SuiteOptions) -> DisplayerSuite:
    """The suite for one run, with the answers in a file. WrongUsage where that cannot be read."""
    try:
        return DisplayerSuite(profile, path.read_bytes(), options)
    except OSError as error:
        raise WrongUsage(f"cannot read {path}: {error.strerror}") from None

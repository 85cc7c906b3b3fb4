"""X: what several forms say of the same facts."""

from typing import Any

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.rules.cross_form import achievements as achievements
from fairmark.validators.rules.cross_form import identifiers as identifiers
from fairmark.validators.rules.cross_form import impossible as impossible
from fairmark.validators.rules.cross_form import losses as losses
from fairmark.validators.rules.cross_form import mastery as mastery
from fairmark.validators.rules.cross_form import strangers as strangers
from fairmark.validators.rules.cross_form.losses import Loss
from fairmark.validators.rules.cross_form.together import Together


def subject(data: Any, recognition: Recognition, circumstances: Circumstances) -> Loss:
    """The account of what a conversion has lost."""
    return Loss(data, circumstances.show_values)


def gathering() -> Together:
    """What is kept of the inputs of one call."""
    return Together()

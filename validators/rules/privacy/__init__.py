"""PV: the rules of privacy, which look at exports and credentials of several standards."""

from typing import Any

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.rules.privacy import agreements as agreements
from fairmark.validators.rules.privacy import free_text as free_text
from fairmark.validators.rules.privacy import identity_numbers as identity_numbers
from fairmark.validators.rules.privacy import passwords as passwords
from fairmark.validators.rules.privacy import public_text as public_text
from fairmark.validators.rules.privacy import small_groups as small_groups
from fairmark.validators.rules.privacy.small_groups import Summary, SummaryTable, summary
from fairmark.validators.rules.privacy.together import Together


def subject(data: Any, recognition: Recognition, circumstances: Circumstances) -> Summary | SummaryTable:
    """The summary that `data` is, of which no other family speaks."""
    return summary(data, recognition.kind, circumstances)


def gathering() -> Together:
    """What is kept of the rosters and credentials of one call."""
    return Together()

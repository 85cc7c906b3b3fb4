"""PV: the rules of privacy, which look at exports and credentials of several standards."""

from fairmark.validators.rules.privacy import agreements as agreements
from fairmark.validators.rules.privacy import free_text as free_text
from fairmark.validators.rules.privacy import identity_numbers as identity_numbers
from fairmark.validators.rules.privacy import passwords as passwords
from fairmark.validators.rules.privacy import public_text as public_text
from fairmark.validators.rules.privacy.together import Together


def gathering() -> Together:
    """What is kept of the rosters and credentials of one call."""
    return Together()

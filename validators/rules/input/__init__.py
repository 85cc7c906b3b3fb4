"""FM-INPUT: what can be wrong with an input before any standard has a say."""

from fairmark.validators.rules.input import fetch as fetch
from fairmark.validators.rules.input import text as text

"""FM: what can be wrong with an input before any standard has a say, and with the waivers of a run."""

from fairmark.validators.rules.input import containers as containers
from fairmark.validators.rules.input import fetch as fetch
from fairmark.validators.rules.input import images as images
from fairmark.validators.rules.input import limits as limits
from fairmark.validators.rules.input import tables as tables
from fairmark.validators.rules.input import text as text
from fairmark.validators.rules.input import waivers as waivers

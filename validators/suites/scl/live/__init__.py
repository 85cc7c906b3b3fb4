"""Checks of a running system: what is posted to it, and what it says of that afterwards."""

from fairmark.validators.suites.scl.live import concluding as concluding
from fairmark.validators.suites.scl.live import keeping as keeping
from fairmark.validators.suites.scl.live import refusing as refusing

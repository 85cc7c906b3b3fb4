"""Checks of a running system: what is posted to it, and what it says of that afterwards."""

from fairmark.validators.suites.scl.live import calibrating as calibrating
from fairmark.validators.suites.scl.live import choosing as choosing
from fairmark.validators.suites.scl.live import concluding as concluding
from fairmark.validators.suites.scl.live import crediting as crediting
from fairmark.validators.suites.scl.live import growing as growing
from fairmark.validators.suites.scl.live import guarding as guarding
from fairmark.validators.suites.scl.live import handing_in as handing_in
from fairmark.validators.suites.scl.live import keeping as keeping
from fairmark.validators.suites.scl.live import moving as moving
from fairmark.validators.suites.scl.live import pacing as pacing
from fairmark.validators.suites.scl.live import planning as planning
from fairmark.validators.suites.scl.live import refusing as refusing
from fairmark.validators.suites.scl.live import reporting as reporting
from fairmark.validators.suites.scl.live import weighing as weighing

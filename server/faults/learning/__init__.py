"""Faults of the learning API."""

from fairmark.server.faults.learning import access as access
from fairmark.server.faults.learning import calibrating as calibrating
from fairmark.server.faults.learning import concluding as concluding
from fairmark.server.faults.learning import crediting as crediting
from fairmark.server.faults.learning import growing as growing
from fairmark.server.faults.learning import history as history
from fairmark.server.faults.learning import moving as moving
from fairmark.server.faults.learning import planning as planning
from fairmark.server.faults.learning import weighing as weighing

"""Servers that are wrong on purpose: named faults over the reference server, one wrong fact each.

They prove the suites (each must be reported by the rule that it breaks), and they let the author of a client see what
it does with such a server: `fairmark serve --faults NAME`.
"""

from collections.abc import Callable
import time

from fairmark.server.faults import case as case
from fairmark.server.faults import credentials as credentials
from fairmark.server.faults import learning as learning
from fairmark.server.faults import oauth as oauth
from fairmark.server.faults.case import security
from fairmark.server.faults.case.fault import CASE
from fairmark.server.faults.fault import FAULTS as FAULTS
from fairmark.server.faults.fault import Fault as Fault
from fairmark.server.faults.fault import fault_named as fault_named
from fairmark.server.faults.middleware import Changed, Wsgi


def faulty(app: Wsgi, name: str, sleep: Callable[[float], None] = time.sleep) -> Wsgi:
    """The WSGI application with the fault called `name`; UnknownFault when there is none. `sleep` is what slow faults
    wait by."""
    fault = fault_named(name)
    return Changed(app, fault.change, fault.service, fault.profiles, sleep)


def guarded(app: Wsgi) -> Wsgi:
    """The CASE provider, honest but for asking for a token: what guarded faults are compared with."""
    return Changed(app, security.guard, CASE)

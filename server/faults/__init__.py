"""Servers that are wrong on purpose: named faults over the reference server, one wrong fact each.

They prove the suite (each must be reported by the rule that it breaks), and they let the author of a client see what
it does with such a server: `fairmark serve --faults NAME`.
"""

from collections.abc import Callable
import time

from fairmark.server.faults import discovery as discovery
from fairmark.server.faults import errors as errors
from fairmark.server.faults import headers as headers
from fairmark.server.faults import links as links
from fairmark.server.faults import paging as paging
from fairmark.server.faults import payloads as payloads
from fairmark.server.faults import queries as queries
from fairmark.server.faults import security as security
from fairmark.server.faults import transport as transport
from fairmark.server.faults.fault import FAULTS as FAULTS
from fairmark.server.faults.fault import Fault as Fault
from fairmark.server.faults.fault import fault_named as fault_named
from fairmark.server.faults.middleware import Changed, Wsgi


def faulty(app: Wsgi, name: str, sleep: Callable[[float], None] = time.sleep) -> Wsgi:
    """The WSGI application with the fault called `name`; UnknownFault when there is none. `sleep` is what slow faults
    wait by."""
    fault = fault_named(name)
    return Changed(app, fault.change, fault.versions, sleep)


def guarded(app: Wsgi) -> Wsgi:
    """The WSGI application, honest but for asking for a token: what guarded faults are compared with."""
    return Changed(app, security.guard)

"""Faults of the CASE provider."""

from fairmark.server.faults.case import discovery as discovery
from fairmark.server.faults.case import errors as errors
from fairmark.server.faults.case import headers as headers
from fairmark.server.faults.case import links as links
from fairmark.server.faults.case import paging as paging
from fairmark.server.faults.case import payloads as payloads
from fairmark.server.faults.case import queries as queries
from fairmark.server.faults.case import security as security
from fairmark.server.faults.case import transport as transport

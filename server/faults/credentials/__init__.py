"""Faults of the host of credentials."""

from fairmark.server.faults.credentials import access as access
from fairmark.server.faults.credentials import description as description
from fairmark.server.faults.credentials import listing as listing
from fairmark.server.faults.credentials import paging as paging
from fairmark.server.faults.credentials import profiles as profiles
from fairmark.server.faults.credentials import refusals as refusals
from fairmark.server.faults.credentials import round_trips as round_trips
from fairmark.server.faults.credentials import uploads as uploads
from fairmark.server.faults.credentials import windows as windows

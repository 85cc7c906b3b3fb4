"""How the header of a file compares with its definition, and with that of the other version."""

from fairmark.schemas.oneroster import VERSIONS, tables
from fairmark.validators.readers.oneroster import Roster, RosterTable
from fairmark.validators.readers.tables import headers
from fairmark.validators.readers.tables.headers import Header

EXTENSION = "metadata"
"""What the names of columns begin with that somebody has added."""


def is_header(table: RosterTable) -> bool:
    """Whether the first row is a header at all. What stands in another first row may be personal values."""
    return headers.is_header(table, EXTENSION)


def compared(roster: Roster, table: RosterTable) -> Header:
    """The header of the table, which `is_header`, compared with the definition."""
    versions = (version for version in VERSIONS if version != roster.version)
    spec = next((tables(version)[table.name] for version in versions if table.name in tables(version)), None)
    return headers.compared(table, spec.header if spec else ())

"""CS: the rules of CASE frameworks in spreadsheets, a module per topic.

No standard describes such a spreadsheet. The workbook is the one that OpenSALT writes and reads, and what the rules say
of an importer is what that one does.
"""

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.readers.spreadsheets.earlier import NoFramework
from fairmark.validators.readers.spreadsheets.framework import Spreadsheet, read_spreadsheet
from fairmark.validators.rules.spreadsheets import associations as associations
from fairmark.validators.rules.spreadsheets import documents as documents
from fairmark.validators.rules.spreadsheets import items as items
from fairmark.validators.rules.spreadsheets import levels as levels
from fairmark.validators.rules.spreadsheets import parents as parents
from fairmark.validators.rules.spreadsheets import reimport as reimport
from fairmark.validators.rules.spreadsheets import sheets as sheets
from fairmark.validators.rules.spreadsheets import text as text


def subject(data: bytes, what: Recognition, circumstances: Circumstances) -> Spreadsheet:
    """What the rules look at: the workbook or CSV file in `data`."""
    found = read_spreadsheet(
        data,
        what.kind,
        circumstances.name,
        circumstances.limits,
        shelf=circumstances.shelf,
        show_values=circumstances.show_values,
    )
    if circumstances.earlier and not found.unreadable:
        try:
            found.earlier = circumstances.earlier.version_of(found)
        except NoFramework:
            found.is_new = True
    return found

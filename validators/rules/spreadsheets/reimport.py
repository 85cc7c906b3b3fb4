"""CS-RTP: what is lost on the way through a workbook and back."""

from collections.abc import Sequence

from fairmark.schemas.spreadsheets import ASSOCIATION
from fairmark.validators.core.levels import INFO, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.spreadsheets.carried import uncarried
from fairmark.validators.readers.spreadsheets.framework import Spreadsheet
from fairmark.validators.readers.spreadsheets.reimport import Reimport, Thing
from fairmark.validators.readers.spreadsheets.relations import CHILD
from fairmark.validators.rules.spreadsheets.sheets import IMPORTER
from fairmark.validators.rules.spreadsheets.versions import ALWAYS, SHEETS

NAMED = 5


@rule(
    "CS-RTP-001",
    severity=WARNING,
    versions=ALWAYS,
    kinds=SHEETS,
    basis=IMPORTER,
    message="{observed} of the earlier version would be deleted by an import, as the workbook lacks them: {expected}",
    follows=("CS-ITM-001",),
    notes="Speaks where --previous names the earlier version. Items are found by their identifiers, associations by "
    "theirs or by their type and ends; what a smartLevel says is not counted among the associations. All of it, item "
    "by item, is shown by `fairmark convert WORKBOOK --preview OLD`.",
)
def import_deletes_nothing(spreadsheet: Spreadsheet) -> Findings:
    """The workbook has all items and associations of the earlier version of the framework.

    Why: An importer deletes what is not in the workbook, with all that refers to it: results, alignments, evidence.

    Example: A workbook of grade 4 only, taken from a framework of all grades, that is imported over it.

    Repair: Put the rows back, with their identifiers; delete items on purpose only, and say so to those who use them.
    """
    if spreadsheet.earlier is None:
        return
    reimport = Reimport(spreadsheet, spreadsheet.earlier.spreadsheet)
    for what, deleted, table in (
        ("item", reimport.items.deleted, spreadsheet.items.table),
        ("association", _other(reimport.associations.deleted), spreadsheet.sheet(ASSOCIATION)),
    ):
        if deleted:
            names = ", ".join(thing.name for thing in deleted[:NAMED])
            more = f" and {len(deleted) - NAMED:,} more" if len(deleted) > NAMED else ""
            count = f"{len(deleted):,} {what}" + ("s" if len(deleted) > 1 else "")
            yield finding(at=table.whole if table else spreadsheet.whole, observed=count, expected=names + more)


def _other(associations: Sequence[Thing]) -> list[Thing]:
    return [thing for thing in associations if thing.type != CHILD]


@rule(
    "CS-RTP-002",
    severity=INFO,
    versions=ALWAYS,
    kinds=SHEETS,
    basis=IMPORTER,
    message="the earlier version has {observed}, which a workbook cannot hold",
    notes="Speaks where --previous names a CASE package. Fields that a server sets itself, such as uri, are left out.",
)
def workbook_holds_all_fields(spreadsheet: Spreadsheet) -> Findings:
    """The earlier version has no fields that a workbook cannot hold.

    Why: Who publishes the framework anew from the workbook publishes it without them.

    Example: Rubrics, or items with an alternativeLabel.

    Repair: Exchange the framework as a CASE package, or add these fields again behind the import.
    """
    version = spreadsheet.earlier
    if version is None or version.package is None:
        return
    for field, count in sorted(uncarried(version.package).items()):
        objects = "1 object" if count == 1 else f"{count:,} objects"
        observed = f"{field} ({objects})" if "." in field else f"{objects} of the class {field}"
        yield finding(at=spreadsheet.items.table.whole, observed=observed)

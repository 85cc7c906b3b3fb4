"""What a spreadsheet says of its document: the sheet CF Doc, or the lines above the header of a CSV file."""

from pathlib import PurePosixPath

from fairmark.schemas.spreadsheets import DOCUMENT
from fairmark.validators.convert.loss import Statement, Supplied
from fairmark.validators.convert.package_draft import UUID, Object, PackageDraft, link, set_fields
from fairmark.validators.convert.settings import Settings
from fairmark.validators.convert.spreadsheet_cells import (
    Cells,
    Said,
    address,
    columns_of,
    day,
    identified,
    listed,
    moment,
    text,
)
from fairmark.validators.readers.spreadsheets.framework import Spreadsheet

TITLE = "Framework"


def draft_of(spreadsheet: Spreadsheet, cells: Cells, settings: Settings, supplied: Supplied) -> PackageDraft:
    """A package with its document, and no item yet."""
    said = _statements(spreadsheet, cells)
    title, creator = (text(said.get(name), "CFDocument", name) for name in ("title", "creator"))
    named = PurePosixPath(spreadsheet.name).stem or TITLE
    identifier = spreadsheet.identifier
    draft = PackageDraft(
        identifier if UUID.fullmatch(identifier) else " | ".join((title or named, creator, identifier)),
        title=title or named,
        creator=creator or "unknown",
        settings=settings,
        supplied=supplied,
        changed=moment(said.get("lastChangeDate"), "CFDocument.lastChangeDateTime"),
    )
    if not title:
        draft.supply("CFDocument.title", "the name of the file, as the source gives no title")
    if not creator:
        draft.supply("CFDocument.creator", "unknown, as the source gives no creator")
    if own := said.get("identifier"):
        identified(own, draft.document)
    _describe(draft, said, "," if spreadsheet.csv else "|")
    set_fields(draft.document, {"licenseURI": _license(draft, said, needs_text=spreadsheet.workbook is not None)})
    return draft


def _statements(spreadsheet: Spreadsheet, cells: Cells) -> Said:
    csv = spreadsheet.csv
    if csv is None:
        table = spreadsheet.sheet(DOCUMENT)
        return cells.of(DOCUMENT, spreadsheet.document, columns_of(table)) if table else {}
    said = {}
    for name, stated in csv.metadata.items():
        spec = csv.dialect.metadata[name]
        said[spec.field or "licenseTitle"] = Statement(f"#{name}", (spec.separator or " ").join(stated.values))
    cells.statements += said.values()
    return said


def _describe(draft: PackageDraft, said: Said, separator: str) -> None:
    names = list(dict.fromkeys(listed(said.get("subject"), separator, "CFDocument.subject")))
    subjects = [draft.define("CFSubject", name, name, description=name) for name in names]
    plain = {
        name: text(said.get(name), "CFDocument", name)
        for name in ("publisher", "description", "language", "version", "adoptionStatus", "notes")
    }
    set_fields(
        draft.document,
        {
            "officialSourceURL": address(said.get("officialSourceURL"), "CFDocument.officialSourceURL"),
            "subject": names,
            "subjectURI": [link(subject) for subject in subjects],
            **plain,
            "statusStartDate": day(said.get("statusStartDate"), "CFDocument.statusStartDate"),
            "statusEndDate": day(said.get("statusEndDate"), "CFDocument.statusEndDate"),
        },
    )


def _license(draft: PackageDraft, said: Said, *, needs_text: bool) -> Object | None:
    title, words = said.get("licenseTitle"), said.get("licenseText")
    if title is None or (words is None and needs_text):
        for statement in (title, words):
            if statement:
                statement.drop("importers take a licence only where both its title and its text are given")
        return None
    name = text(title, "CFLicense", "title")
    return link(draft.define("CFLicense", name, name, licenseText=text(words, "CFLicense", "licenseText") or name))

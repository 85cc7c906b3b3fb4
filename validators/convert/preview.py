"""What an import of a spreadsheet over an earlier version of the framework would do, for people and for machines."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from fairmark.validators.convert.inputs import SourceFile
from fairmark.validators.convert.loss import one_line
from fairmark.validators.convert.spreadsheet_files import spreadsheet_in
from fairmark.validators.readers.spreadsheets.earlier import Earlier, NoFramework
from fairmark.validators.readers.spreadsheets.reimport import Difference, FieldChange, Reimport, Thing
from fairmark.validators.readers.spreadsheets.relations import CHILD

LONGEST = 72
"""Characters of a text that are shown to people."""


def preview(path: Path, old: Path) -> Reimport:
    """The import of the spreadsheet at `path` over the version at `old`: a workbook, CSV file, CASE package, or a
    folder that holds it among others. Nothing is written.

    Raises a ConversionError where the spreadsheet cannot be read, NoFramework where there is no version at `old`.
    """
    source = SourceFile(path)
    spreadsheet = spreadsheet_in(source)
    if spreadsheet.is_rubric:
        raise NoFramework(f"{source.name} holds rubrics, and no importer deletes those")
    return Reimport(spreadsheet, Earlier(old, source.limits).version_of(spreadsheet).spreadsheet)


# -- for machines ----------------------------------------------------------------------------------------------------


def as_json(reimport: Reimport) -> dict[str, Any]:
    """The preview as JSON values. `deletes` says whether what is missing is deleted."""
    return {
        "known": reimport.is_known,
        "deletes": reimport.deletes,
        "document": {"changes": [_change(change) for change in reimport.document]},
        "items": {**_difference(reimport.items), "renumbered": reimport.renumbered},
        "associations": _difference(reimport.associations),
        "anew": [{"before": old.identifier, "after": new.identifier, "name": new.name} for old, new in reimport.anew],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "created": [_thing(thing) for thing in difference.created],
        "changed": [_thing(thing) for thing in difference.changed],
        "deleted": [_thing(thing) for thing in difference.deleted],
        "same": difference.same,
    }


def _thing(thing: Thing) -> dict[str, Any]:
    stated = {"identifier": thing.identifier, "type": thing.type, "name": thing.name, "text": thing.text}
    changes = [_change(change) for change in thing.changes]
    return {**{name: text for name, text in stated.items() if text}, **({"changes": changes} if changes else {})}


def _change(change: FieldChange) -> dict[str, str]:
    return change._asdict()


# -- for people ------------------------------------------------------------------------------------------------------


def as_lines(reimport: Reimport, most: int) -> Iterator[str]:
    """The preview, what is lost first. Of each sort of change the first `most` are listed."""
    gone = "DELETED" if reimport.deletes else "missing"
    if not reimport.is_known:
        yield "It is another framework than the earlier one: an import makes it anew, and changes nothing of that."
    associations = _without_hierarchy(reimport.associations)
    for what, difference in (("Items", reimport.items), ("Associations", associations)):
        numbers = ", ".join(
            f"{len(things):,} {sort}" for sort, things in _sorts(difference, gone) if things or sort == gone
        )
        yield f"{what}: {numbers}, {difference.same:,} as they are"
        for sort, things in _sorts(difference, gone):
            yield from _listed(sort, things, most)
        yield ""
    yield from _remarks(reimport, len(associations.deleted), gone)


def _sorts(difference: Difference, gone: str) -> Sequence[tuple[str, Sequence[Thing]]]:
    return ((gone, difference.deleted), ("changed", difference.changed), ("created", difference.created))


def _without_hierarchy(difference: Difference) -> Difference:
    """The difference without isChildOf: where an item stands is told with the item."""
    parts = (difference.created, difference.changed, difference.deleted)
    created, changed, deleted = ([thing for thing in part if thing.type != CHILD] for part in parts)
    return Difference(created, changed, deleted, difference.same)


def _listed(sort: str, things: Sequence[Thing], most: int) -> Iterator[str]:
    for thing in things[:most]:
        text = f"  {_short(thing.text)}" if thing.text and thing.text != thing.name else ""
        yield f"  {sort:<8} {_short(thing.name)}{text}" + (f"  ({thing.identifier})" if thing.identifier else "")
        for change in thing.changes:
            yield f"           {_said(change)}"
    if len(things) > most:
        yield f"  and {len(things) - most:,} more {sort}"


def _remarks(reimport: Reimport, associations: int, gone: str) -> Iterator[str]:
    for change in reimport.document:
        yield f"Document, {_said(change)}"
    if reimport.renumbered:
        yield f"{reimport.renumbered:,} items get another number among their siblings."
    if reimport.anew:
        yield (
            f"{len(reimport.anew):,} items are {gone} and created anew: they have lost their identifiers. Put these "
            "back, and they are changed instead."
        )
    if not reimport.deletes and (reimport.items.deleted or associations):
        yield "What becomes of items that a CSV file lacks is up to the importer: OpenSALT keeps them."
    if reimport.deletes and not reimport.items.deleted and not associations:
        yield "Nothing is deleted."


def _said(change: FieldChange) -> str:
    return f"{change.field}: {_short(change.before) or '(nothing)'} → {_short(change.after) or '(nothing)'}"


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"

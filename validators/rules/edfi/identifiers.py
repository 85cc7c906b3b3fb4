"""EF-SEM: identifiers that lead to a framework, and texts that fit."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.core.shelf import EmptyShelf
from fairmark.validators.readers.edfi import Row
from fairmark.validators.readers.objectives import uuid_in
from fairmark.validators.rules.edfi.subjects import FILE, STANDARD, EdfiFile
from fairmark.validators.rules.edfi.versions import ALL

OBJECTIVE = "CompetencyObjective"
ITEM = "CFItem"


@rule(
    "EF-SEM-003",
    severity=WARNING,
    versions=ALL,
    kinds=(FILE,),
    basis="best practice: CASE identifiers carry the alignment, for which Ed-Fi has no element of its own",
    message="{observed} is not the identifier of {expected}",
    notes="A standard may also name its CFItem in its URI or a LearningStandardIdentificationCode. An objective "
    "without a CompetencyObjectiveId is not spoken of. With a shelf, the identifier has to be one of an item on it.",
)
def identifiers_are_of_case(file: EdfiFile) -> Findings:
    """A learning standard or competency objective carries the identifier of its CASE item.

    Why: Nobody can tell which published standard is meant, so results cannot be compared across systems.

    Example: A `LearningStandardId` of `MA.3.NF.1`, which is a code, and no address or UUID beside it.

    Repair: Use the `identifier` of the CFItem (a UUID) as the id, or send its URI along.
    """
    found = file.interchange
    with_shelf = not isinstance(file.shelf, EmptyShelf)
    expected = "an item of the frameworks on the shelf" if with_shelf else "an item of a CASE framework (a UUID)"
    for entity in (STANDARD, OBJECTIVE):
        for row in found.named(entity):
            named = _named(row)
            uuids = [uuid for text in named if (uuid := uuid_in(text))]
            if not named or (uuids and not with_shelf):
                continue
            if not any((item := file.shelf.find(uuid)) and item.cls == ITEM for uuid in uuids):
                at = found.of_row(row, (f"{entity}Id",), shown=Privacy.PUBLIC)
                yield finding(at=at, observed=named[0], expected=expected)


def _named(row: Row) -> list[str]:
    """What the record is called, as far as that may be the identifier of an item; its own id first."""
    if row.name == OBJECTIVE:
        return row.all("CompetencyObjectiveId")
    own = [row.key.text("LearningStandardId")] if row.key else []
    return [*own, *row.all("URI"), *row.all("LearningStandardIdentificationCode/IdentificationCode")]


@rule(
    "EF-SEM-004",
    severity=ERROR,
    versions=ALL,
    kinds=(FILE,),
    basis="Ed-Fi data standard, maxLength of the simple types",
    message="{observed}, where {expected} are allowed",
    notes="The limits are those of version 4 and later. Of a version before nothing is said.",
)
def texts_fit(file: EdfiFile) -> Findings:
    """No text is longer than the standard allows.

    Why: An importer refuses the record; there is no room for the rest of the text.

    Example: A `Description` of a learning standard with 1,300 characters.

    Repair: Shorten the text at the source; put the full statement into a CASE framework and refer to it.
    """
    for mark in file.interchange.long:
        length, limit = mark.value
        at = file.interchange.at(mark, shown=Privacy.PUBLIC)
        yield finding(at=at, observed=f"{length:,} characters", expected=f"{limit:,}")

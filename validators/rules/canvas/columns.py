"""CV-OUT: the columns of outcomes.csv, and cells that Canvas does not do without."""

from collections.abc import Iterator, Sequence
from functools import partial

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Draft, Findings, finding, rule
from fairmark.validators.readers.canvas import OUTCOME, OUTCOMES, Outcomes
from fairmark.validators.readers.tables.headers import compared, is_header
from fairmark.validators.rules.canvas.versions import ANY, DOCUMENTED

CLOSED = ("object_type", "workflow_state")
"""Columns whose terms are fixed. Of those of calculation_method CV-OUT-003 speaks."""

LIMITED = ("vendor_guid", "title", "friendly_description", "display_name")
LONGEST = 255


@rule(
    "CV-OUT-001",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ANY,
    basis=DOCUMENTED,
    message="{observed}",
    kinds=(OUTCOMES,),
    follows=("FM-INPUT-004", "FM-INPUT-044"),
    notes="A column that Canvas does not know makes it refuse the whole file; one for groups only, filled for an "
    "outcome, is a warning. Canvas takes semicolons for commas where the header has more of them.",
)
def columns_are_those_of_canvas(outcomes: Outcomes) -> Findings:
    """outcomes.csv has the columns and terms that Canvas expects. It has no others; every row has a vendor_guid and a
    title, and the words in object_type and workflow_state are those of Canvas.

    Why: Canvas refuses the whole file, or drops the row with all that is below it.

    Example: A header with `Title` for `title`, or `standard` as object_type.

    Repair: Call the columns as Canvas does, in small letters; object_type is outcome or group.
    """
    table = outcomes.table
    if not is_header(table):
        yield finding(at=table.at_header(), observed="the first row is not the header of outcomes.csv")
        return
    yield from _header(outcomes)
    if not table.rows and outcomes.is_whole:
        yield finding(at=table.at_header(), observed="there is no outcome in it")
    yield from _cells(outcomes)


def _header(outcomes: Outcomes) -> Iterator[Draft]:
    table = outcomes.table
    header = compared(table)
    for name, near in header.missing.items():
        hint = f"The column {near} may be meant: call it {name}." if near else ""
        yield finding(at=table.at_header(name), observed=f"the column {name} is missing", hint=hint)
    written = table.data.header
    for name, at in header.known.items():
        if written[at] != name:
            yield finding(at=table.at_header(name), observed=f"{written[at]!r} should be called {name}")
    meant = set(header.missing.values())
    for at, name in header.extra.items():
        if at > outcomes.ratings_at or name in meant:  # of which CV-OUT-004 speaks, and what is missing
            continue
        observed = f"Canvas knows no column {name}" if name.strip() else "a column has no name"
        yield finding(at=table.at_header(name.strip()), observed=observed)


def _cells(outcomes: Outcomes) -> Iterator[Draft]:
    table = outcomes.table
    for spec, column in table.columns():
        if spec.required == "always":
            for row, _ in column.rows_where(lambda cell: not cell.strip()):
                yield finding(at=table.at(row, spec.name), observed=f"{spec.name} is empty")
        if spec.name in CLOSED:
            for row, cell in column.rows_where(partial(_is_other, spec.vocabulary)):
                said = f"{cell} is neither {' nor '.join(spec.vocabulary)}"
                yield finding(at=table.at(row, spec.name), observed=said)
    for outcome in outcomes.outcomes:
        if outcome.type == OUTCOME and table.cell(outcome.row, "course_id"):
            said = "course_id is filled for an outcome"
            yield finding(at=outcomes.at(outcome, "course_id"), observed=said, severity=WARNING)


def _is_other(terms: Sequence[str], cell: str) -> bool:
    return bool(cell.strip()) and cell not in terms


@rule(
    "CV-OUT-008",
    severity=ERROR,
    versions=ANY,
    basis=DOCUMENTED,
    message="more than {expected} characters: {observed}",
    kinds=(OUTCOMES,),
    notes="The documentation asks for fewer than 255 characters of friendly_description; Canvas takes 255.",
)
def texts_fit(outcomes: Outcomes) -> Findings:
    """Identifiers, titles and friendly texts have at most 255 characters. The description may be longer.

    Why: Canvas refuses the row, and all that is below it.

    Example: The whole statement of a standard as `title`.

    Repair: Shorten the text; put the whole statement into `description`.
    """
    for spec, column in outcomes.table.columns():
        if spec.name in LIMITED:
            for row, text in column.rows_where(lambda cell: len(cell) > LONGEST):
                observed = f"{len(text):,}"
                yield finding(at=outcomes.table.at(row, spec.name), observed=observed, expected=str(LONGEST))

"""EF-XML-003: the interchange schema that the user supplies, and what is known without it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from fairmark.schemas import edfi
from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.location import Location, Path
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Draft, Findings, finding, rule
from fairmark.validators.readers.edfi import Interchange, Row
from fairmark.validators.readers.xml_safe import BrokenXml, UnsafeXml, elements, line_of, split_name
from fairmark.validators.readers.xml_schemas import UnusableSchema
from fairmark.validators.rules.edfi.subjects import FILE, EdfiFile
from fairmark.validators.rules.edfi.versions import ALL
from fairmark.validators.rules.xml_shape import violations

AT_ONCE = 500
"""Records that are validated together: the schema of an interchange takes any number of them, in any order."""


@rule(
    "EF-XML-003",
    severity=ERROR,
    may_be=(INFO, WARNING),
    versions=ALL,
    kinds=(FILE,),
    basis="Ed-Fi Bulk Data Exchange for XML: the interchange schemas of a version",
    message="{observed}; expected: {expected}",
    general=True,
    follows=("EF-XML-001", "EF-XML-002"),
    notes="The schemas are not shipped; `--xsd` names the folder that holds them. Without it only the elements that "
    "matter here are looked at: that a record of version 5 has all that it has to have, and stands in its own "
    "interchange. That is said as information. Where schemas were supplied and none of them fits, it is a warning. "
    "Whether an XML id occurs twice is seen only within 500 records.",
)
def file_is_valid(file: EdfiFile) -> Findings:
    """The file is valid against the interchange schema of its version.

    Why: An importer refuses what the schema forbids: the record, and often the whole file.

    Example: A `Grade` without a `GradeType`, or a `NumericGradeEarned` of `85 %`.

    Repair: Put the elements in the order of the schema, each with a value of its type.
    """
    found = file.interchange
    if not found.root or (file.schemas is None and found.version is None):
        return
    if file.schemas is None:
        yield from _by_what_is_known(found)
        yield _unchecked(found, "not validated against the schemas of Ed-Fi", "a folder of them, named by --xsd", INFO)
        return
    try:
        schema = file.schemas.schema_for(found.namespace, found.root)
    except UnusableSchema as error:
        yield _unchecked(found, "not validated", f"schemas that can be used, but {error}")
        return
    if schema is None:
        wanted = f"a schema of {found.root} in {found.namespace or 'no namespace'}, which is not in the folder"
        yield _unchecked(found, "not validated", wanted)
        yield from _by_what_is_known(found)
        return
    yield from _by_schema(file, schema)


def _unchecked(found: Interchange, observed: str, expected: str, severity: Any = WARNING) -> Draft:
    hint = "Name the folder that holds the schemas of the data standard by --xsd."
    return finding(at=found.whole(), observed=observed, expected=expected, hint=hint, severity=severity)


# -- without a schema ------------------------------------------------------------------------------------------------


def _by_what_is_known(found: Interchange) -> Iterator[Draft]:
    known = edfi.entities(found.generation)
    interchange = edfi.interchanges().get(found.name)
    holds = interchange.holds if interchange else ()
    for row in found.rows:
        if (entity := known.get(row.name)) is None or not entity.required:
            continue
        if holds and row.name not in holds:
            place = f"one of the records of {found.root}: {', '.join(holds)}"
            misplaced = f"{row.name} stands where it does not belong"
            yield finding(at=_of_row(found, row), observed=misplaced, expected=place)
        elif missing := [name for name in entity.required if name not in row.present]:
            lacking = f"{row.name} lacks {'an element' if len(missing) == 1 else 'elements'}"
            yield finding(at=_of_row(found, row), observed=lacking, expected=", ".join(missing))


def _of_row(found: Interchange, row: Row) -> Location:
    return found.of_row(row, shown=Privacy.PUBLIC)


# -- with a schema ---------------------------------------------------------------------------------------------------


def _by_schema(file: EdfiFile, schema: Any) -> Iterator[Draft]:
    """What the schema says, some hundred records at a time, so that the memory does not follow the file."""
    numbers: Counter[str] = Counter()
    rows = {(row.name, row.number): row for row in file.interchange.rows}
    try:
        for root in _portions(file.data):
            for violation in violations(schema, root):
                path = _path(violation.element, numbers)
                row = rows.get((str(path[1]), int(path[2]))) if len(path) > 1 else None
                at = _place(file.interchange, path, row, line_of(violation.element))
                name = violation.attribute or split_name(violation.element.tag)[1]
                yield finding(at=at, observed=f"{name} {violation.what}", expected=violation.expected)
            numbers.update(split_name(record.tag)[1] for record in root)
    except (BrokenXml, UnsafeXml):
        return  # EF-XML-001 says so


def _portions(data: bytes) -> Iterator[Any]:
    """The root with some of its records, again and again until all have been given."""
    root = None
    for depth, element in elements(data):
        if depth == 0:
            root = element
        elif root is not None and len(root) > AT_ONCE:
            yield _portion(root, list(root)[:-1])  # the last one may still get the text that follows it
    if root is not None:
        yield _portion(root, list(root))


def _portion(root: Any, records: list[Any]) -> Any:
    portion = etree.Element(root.tag, dict(root.attrib), nsmap=root.nsmap)
    portion.extend(records)
    return portion


def _path(element: Any, numbers: Counter[str]) -> Path:
    """The way from the root to the element, as the reader of the file writes it; `numbers` counts the records, by name,
    that are not below this root any more."""
    steps: list[str | int] = []
    while (parent := element.getparent()) is not None:
        name = split_name(element.tag)[1]
        number = 1 + sum(1 for _ in element.itersiblings(element.tag, preceding=True))
        is_record = parent.getparent() is None
        alone = number == 1 and next(element.itersiblings(element.tag), None) is None
        step = (name, number + numbers[name]) if is_record else (name,) if alone else (name, number)
        steps[:0] = step
        element = parent
    return (split_name(element.tag)[1], *steps)


def _place(found: Interchange, path: Path, row: Row | None, line: int) -> Location:
    """The place at that path, which leads into the record `row`, None where it leads into none."""
    if row is None:
        return Location(path, privacy=Privacy.PUBLIC, line=line or None, whole=len(path) == 1)
    return found.of_row(row, path[3:], line=line, shown=Privacy.PUBLIC)

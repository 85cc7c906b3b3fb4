"""PE-HST-004: the schemas of a message that the user supplies."""

from collections.abc import Iterator
from typing import Any

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.location import Path
from fairmark.validators.core.rule import Draft, Findings, finding, rule
from fairmark.validators.readers.xml_safe import BrokenXml, UnsafeXml, elements, line_of, split_name
from fairmark.validators.readers.xml_schemas import UnusableSchema
from fairmark.validators.rules.pesc.subjects import ALL, PescFile, place, whole
from fairmark.validators.rules.xml_shape import violations

LARGEST = 64 << 20
"""Bytes of a transcript that is validated: it is held in memory as a whole."""


@rule(
    "PE-HST-004",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ALL,
    basis="PESC High School Transcript, XML Schema",
    message="{observed}; expected: {expected}",
    general=True,
    follows=("PE-HST-001", "PE-HST-002", "PE-HST-003"),
    notes="Judged where `--xsd` names a folder with the schemas, which may not be shipped. Where none of them fits, or "
    "the transcript is larger than 64 MiB, that is a warning.",
)
def file_is_valid(file: PescFile) -> Findings:
    """The transcript is valid against the schema of its message.

    Why: A receiver refuses what the schema forbids.

    Example: A `CreatedDateTime` without a time, or a `Course` before the `AcademicSessionDetail`.

    Repair: Put the elements in the order of the schema, each with a value of its type.
    """
    found = file.transcript
    if file.schemas is None or not found.message or found.obstacle:
        return
    try:
        schema = file.schemas.schema_for(found.namespace, found.root)
    except UnusableSchema as error:
        yield _unchecked(f"schemas that can be used, but {error}")
        return
    if schema is None:
        yield _unchecked(f"a schema of {found.namespace}, which is not in the folder")
    elif len(file.data) > LARGEST:
        yield _unchecked(f"at most {LARGEST >> 20} MiB")
    else:
        yield from _by_schema(file.data, schema)


def _unchecked(expected: str) -> Draft:
    hint = "Name the folder that holds the schemas of the message by --xsd."
    return finding(at=whole(), observed="not validated", expected=expected, hint=hint, severity=WARNING)


def _by_schema(data: bytes, schema: Any) -> Iterator[Draft]:
    root: Any = None
    try:
        for depth, element in elements(data):
            root = element if depth == 0 else root
    except (BrokenXml, UnsafeXml):
        return  # PE-HST-003 says so
    for violation in violations(schema, root):
        name = violation.attribute or split_name(violation.element.tag)[1]
        at = place(_path(violation.element), line_of(violation.element))
        yield finding(at=at, observed=f"{name} {violation.what}", expected=violation.expected)


def _path(element: Any) -> Path:
    """The way from the root to the element, as the reader of the file writes it."""
    steps: list[str | int] = []
    while (parent := element.getparent()) is not None:
        name = split_name(element.tag)[1]
        same = [child for child in parent if split_name(child.tag)[1] == name]
        is_top = parent.getparent() is None
        steps[:0] = (name, same.index(element) + 1) if is_top or len(same) > 1 else (name,)
        element = parent
    return (split_name(element.tag)[1], *steps)

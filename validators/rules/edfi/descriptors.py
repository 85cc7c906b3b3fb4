"""EF-DSC: values of descriptors have the form of one, are those of their descriptor, and are known."""

from dataclasses import replace
import re

from fairmark.schemas import edfi
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.edfi import Interchange, Mark, element_of, privacy_of
from fairmark.validators.rules.edfi.subjects import BATCH, FILE, EdfiBatch, EdfiFile
from fairmark.validators.rules.edfi.versions import ALL

FORM = re.compile(r"uri://(?P<owner>[^/#\s]+(?:/[^/#\s]+)*)/(?P<name>[A-Za-z0-9]+)Descriptor#(?P<code>\S.*)", re.DOTALL)
LONGEST = 255
"""Characters of a value."""

EDFI = "ed-fi.org"
SHIPPED_WITH = "5"
"""The generation whose shipped values are known."""


@rule(
    "EF-DSC-001",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ALL,
    kinds=(FILE,),
    basis="Ed-Fi XSD guidelines, Ed-Fi Descriptors",
    message="{observed} is not {expected}",
    notes="A value under the namespace of Ed-Fi that the standard does not ship (version 5, where its values are "
    "known) "
    "is a warning: it may have been shipped by another minor version. Of a level or another education record the "
    "value is shown, but not whose it is.",
)
def descriptors_have_their_form(file: EdfiFile) -> Findings:
    """The value of a descriptor is a URI of its owner's namespace, the descriptor's name and a code.

    Why: An importer knows no such value, and drops the record.

    Example: `Proficient` where `uri://ed-fi.org/CompetencyLevelDescriptor#Proficient` belongs, or a district's own
    level under the namespace of Ed-Fi.

    Repair: Write `uri://OWNER/NAMEDescriptor#CODE`, with your own namespace as the owner of your own values.
    """
    found = file.interchange
    judged: dict[tuple[str, str], tuple[str, bool]] = {}
    for mark in found.descriptors:
        name = _descriptor(found, mark)
        if (name, mark.value) not in judged:
            judged[name, mark.value] = _wrong(found, name, mark.value)
        expected, doubted = judged[name, mark.value]
        if expected:
            severity = WARNING if doubted else None
            yield finding(at=_shown(found, mark), observed=mark.value, expected=expected, severity=severity)


@rule(
    "EF-DSC-002",
    severity=WARNING,
    versions=ALL,
    kinds=(BATCH,),
    basis="Ed-Fi XSD guidelines, Ed-Fi Descriptors: values are loaded before they are used",
    message="{observed} is not in {expected}",
    follows=("EF-DSC-001", "EF-XML-001"),
    notes="Judged only where an InterchangeDescriptors is among the files: it is the supplied set. Values of Ed-Fi's "
    "own namespace, which a target has anyway, are asked for only where the set holds others of the same descriptor.",
)
def descriptors_are_supplied(batch: EdfiBatch) -> Findings:
    """The value of a descriptor is in the set of descriptors that is sent along.

    Why: A target that does not know the value drops the record.

    Example: `uri://district.example/CompetencyLevelDescriptor#Emerging`, where the set has `Beginning`.

    Repair: Add the value to the descriptors, or use one that they have.
    """
    supplied = batch.supplied
    if not supplied or not batch.is_whole:
        return
    spaces = {value.partition("#")[0] for value in supplied}
    for member in batch.members:
        for mark in member.interchange.descriptors:
            match = FORM.fullmatch(mark.value)
            if match is None or mark.value in supplied:
                continue
            if match["owner"] == EDFI and mark.value.partition("#")[0] not in spaces:
                continue
            at = replace(_shown(member.interchange, mark), input=member.input)
            yield finding(at=at, observed=mark.value, expected="the descriptors that are sent along")


def _descriptor(found: Interchange, mark: Mark) -> str:
    """The name of the descriptor whose value the element holds, "" where that is not known."""
    element = element_of(mark.path)
    row = found.rows[mark.row].name
    if element == "Namespace":  # of a descriptor that the file itself supplies
        return row.removesuffix("Descriptor")
    return edfi.descriptors().get(element, "")


def _wrong(found: Interchange, name: str, value: str) -> tuple[str, bool]:
    """The form that the value should have, "" where it has it; and whether that is only doubted."""
    form = f"of the form uri://OWNER/{name or 'NAME'}Descriptor#CODE"
    match = FORM.fullmatch(value)
    if match is None or (name and match["name"] != name):
        return form, False
    if len(value) > LONGEST:
        return f"{form}, of at most {LONGEST} characters", False
    values = edfi.shipped().get(match["name"]) if found.generation == SHIPPED_WITH else None
    if match["owner"] == EDFI and values is not None and match["code"] not in values:
        return "one of the values that Ed-Fi ships; your own belong under your own namespace", True
    return "", False


def _shown(found: Interchange, mark: Mark) -> Location:
    """The place of a value, which is shown where it can be no personal one: in an element that is known, and where it
    says something of a person only if it has the form of a descriptor, and without the record beside it."""
    element = element_of(mark.path)
    if element not in edfi.descriptors():
        return found.at(mark)
    if privacy_of(element) is not Privacy.EDUCATION_RECORD:
        return found.at(mark, shown=Privacy.PUBLIC)
    if not FORM.fullmatch(mark.value):
        return found.at(mark)
    return replace(found.at(mark, shown=Privacy.PUBLIC), record="")

"""EF-XML: whether a file can be read, which version of the standard it is written in, and what of it has gone."""

import re

from fairmark.schemas import edfi
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.rules.edfi.subjects import FILE, EdfiFile
from fairmark.validators.rules.edfi.versions import ALL

NUMBERED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{1,2})(?:-\w+)?", re.ASCII)


@rule(
    "EF-XML-001",
    severity=ERROR,
    versions=ALL,
    kinds=(FILE,),
    basis="XML 1.0, well-formed documents; best practice: a reader follows nothing that a document names",
    message="cannot be read to its end: {observed}",
    notes="What stands before that place is judged. XML allows document types, entities and includes; no interchange "
    "needs them, and they make a reader fetch files or fill its memory, so a file that has one is refused.",
)
def file_can_be_read(file: EdfiFile) -> Findings:
    """The file is well-formed XML without a document type, entities or includes.

    Why: An importer refuses the whole file.

    Example: A name with `&` in it that was not written as `&amp;`, or a file that was cut off in transfer.

    Repair: Export the file again with a tool that writes XML; do not put it together from texts.
    """
    if obstacle := file.interchange.obstacle:
        at = file.interchange.whole(obstacle.line, obstacle.column)
        yield finding(at=at, observed=obstacle.what)


@rule(
    "EF-XML-002",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ALL,
    kinds=(FILE,),
    basis="Ed-Fi Bulk Data Exchange for XML: the namespace of an interchange names the version of the data standard",
    message="{observed}; known are {expected}",
    follows=("EF-XML-001",),
    notes="A version that is newer than all that are known is a warning: the file is judged as one of the newest that "
    "is.",
)
def version_is_known(file: EdfiFile) -> Findings:
    """The namespace of the root is that of a version of the data standard.

    Why: An importer takes the file for one of a version that it was not written in, or refuses it.

    Example: `http://ed-fi.org/5.2` where `http://ed-fi.org/5.2.0` is meant, or no namespace at all.

    Repair: Write the namespace of the version that the target takes, such as `http://ed-fi.org/5.2.0`.
    """
    found = file.interchange
    if not found.root or (found.version and found.root.startswith(edfi.ROOT)):
        return
    known = list(edfi.versions().values())
    severity, hint = None, ""
    if not found.root.startswith(edfi.ROOT):
        seen = f"the root is {found.root}, which is no interchange"
    elif not found.namespace:
        seen = "the root has no namespace"
    elif not found.namespace.startswith(edfi.NAMESPACE):
        seen = f"the namespace is {found.namespace}, which is not that of Ed-Fi"
    else:
        version = found.namespace.removeprefix(edfi.NAMESPACE)
        seen = f"the version is {version}, which is none of the data standard"
        if _numbers(version) > _numbers(known[-1].namespace):
            severity, seen = WARNING, f"the version is {version}, which is newer than those that are known"
        near = next((each.namespace for each in known if each.namespace.startswith(version)), "")
        hint = f"Write {edfi.NAMESPACE}{near} if that version is meant." if near else ""
    at = found.whole(found.line)
    yield finding(at=at, observed=seen, expected=", ".join(v.name for v in known), hint=hint, severity=severity)


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, so that two can be compared; none where it is not written as one."""
    match = NUMBERED.fullmatch(version)
    return tuple(int(number) for number in match.groups()) if match else ()


@rule(
    "EF-XML-004",
    severity=WARNING,
    versions=ALL,
    kinds=(FILE,),
    basis="Ed-Fi data standard 5.0: LearningObjective and StudentLearningObjective removed",
    message="{observed} has been removed from the standard with version {expected}",
    notes="In a file of version 3 or 4 it is still valid, and will be lost on the way to version 5.",
)
def nothing_removed_is_used(file: EdfiFile) -> Findings:
    """LearningObjective and StudentLearningObjective are not used.

    Why: Systems of version 5 and later have no place for them, so what students have achieved of them is lost.

    Example: A `StudentLearningObjective` in InterchangeStudentGrade.

    Repair: Send CompetencyObjective and StudentCompetencyObjective, or grades of learning standards, instead.
    """
    for mark in file.interchange.removed:
        at = file.interchange.at(mark, shown=Privacy.PUBLIC)
        yield finding(at=at, observed=mark.value, expected=f"{edfi.removed()[mark.value]}.0")

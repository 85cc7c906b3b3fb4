"""PE-HST: whether a file is a transcript of PESC, and is written as one."""

from collections.abc import Iterator

from fairmark.schemas.pesc import messages, transcripts
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Draft, Findings, finding, rule
from fairmark.validators.rules.pesc.subjects import ALL, PescFile, place, whole

FORM = "urn:org:pesc:message:HighSchoolTranscript:v1.5.0 or another transcript of PESC"


@rule(
    "PE-HST-001",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ALL,
    basis="PESC High School Transcript, implementation guide: message, core and sector schemas",
    message="{observed}; expected: {expected}",
    follows=("PE-HST-003",),
    notes="Which core and sector go with a message is known for version 1.5.0 of the High School Transcript, and "
    "likely for 1.6.0, where it is a warning. They are compared as far as the root declares their namespaces. Of a "
    "message of PESC that is no transcript only this is said, as a warning.",
)
def root_is_a_transcript(file: PescFile) -> Findings:
    """The root is that of a PESC transcript, and the schemas that it names go together.

    Why: A receiver takes the file for another message or version, and refuses it or misreads it.

    Example: A HighSchoolTranscript of version 1.5.0 that declares version 1.19.1 of CoreMain.

    Repair: Take message, core and sector from one release of the standard.
    """
    found = file.transcript
    if not found.root:
        return
    message = found.message
    if message is None:
        namespace = f"the namespace {found.namespace}" if found.namespace else "no namespace"
        yield finding(at=file.root, observed=f"the root has {namespace}", expected=FORM)
        return
    if message.name not in transcripts():
        severity = WARNING
        yield finding(at=file.root, observed=f"a message {message.name}", expected=FORM, severity=severity)
    if found.root != message.name:
        yield finding(at=file.root, observed=f"the root is {found.root}", expected=message.name)
    yield from _parts_that_differ(file)


def _parts_that_differ(file: PescFile) -> Iterator[Draft]:
    """What the root declares that does not go with its message, or is there in two versions."""
    found, message = file.transcript, file.transcript.message
    named = (message.name, message.version) if message else None
    known = next((each for each in messages() if (each.name, each.version) == named), None)
    first: dict[tuple[str, str], str] = {}
    for part in found.declared:
        earlier = first.setdefault((part.part, part.name), part.version)
        if earlier != part.version:
            seen = f"{part.name} is there in the versions {earlier} and {part.version}"
            yield finding(at=file.root, observed=seen, expected="one of them")
            continue
        wanted = {"core": known.core, "sector": known.sector}.get(part.part) if known else None
        if known and wanted and part.version != wanted:
            seen = f"{part.name} {part.version} with {known.name} {known.version}"
            severity = None if known.certain else WARNING
            yield finding(at=file.root, observed=seen, expected=f"{part.name} {wanted}", severity=severity)


@rule(
    "PE-HST-002",
    severity=ERROR,
    versions=ALL,
    basis="PESC High School Transcript, XML Schema: elementFormDefault unqualified",
    message="{observed} stands in a namespace; expected: {expected}",
    follows=("PE-HST-003",),
    notes="Of elements within one another only the outermost is named. Within UserDefinedExtensions anything may "
    "stand.",
)
def children_are_unqualified(file: PescFile) -> Findings:
    """No element below the root stands in a namespace.

    Why: A receiver that keeps to the schema does not find the elements, and refuses the transcript.

    Example: A root with `xmlns="urn:org:pesc:message:HighSchoolTranscript:v1.5.0"`, which puts all below it into that
    namespace.

    Repair: Give the namespace a prefix, and write the prefix at the root alone.
    """
    if file.transcript.message is None:
        return  # it is no transcript at all, as PE-HST-001 says
    for path, line in file.transcript.qualified:
        name = next(str(step) for step in reversed(path) if isinstance(step, str))
        yield finding(at=place(path, line), observed=name, expected="no namespace")


@rule(
    "PE-HST-003",
    severity=ERROR,
    versions=ALL,
    basis="XML 1.0, well-formed documents; best practice: a reader follows nothing that a document names",
    message="cannot be read to its end: {observed}",
)
def file_can_be_read(file: PescFile) -> Findings:
    """The file is well-formed XML without a document type, entities or includes.

    Why: A receiver refuses the whole transcript.

    Example: A name with `&` in it that was not written as `&amp;`, or a file that was cut off in transfer.

    Repair: Export the transcript again with a tool that writes XML.
    """
    if obstacle := file.transcript.obstacle:
        at = whole(obstacle.line, obstacle.column)
        yield finding(at=at, observed=obstacle.what)

"""OB-SCHEMA-003: the schemas that a credential itself says it satisfies."""

from fairmark.schemas.credentials import ACCEPTED
from fairmark.validators.core.levels import ERROR, WARNING, Severity
from fairmark.validators.core.location import Path
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.credentials.published_schemas import published_class
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.proofs.references import OFFLINE
from fairmark.validators.rules.credentials.members import under, value_at
from fairmark.validators.rules.credentials.versions import OB3
from fairmark.validators.rules.shape import accepts

KIND = "1EdTechJsonSchemaValidator2019"


@rule(
    "OB-SCHEMA-003",
    severity=ERROR,
    versions=OB3,
    may_be=(WARNING,),
    basis="Open Badges 3.0 section 9.1",
    message="{observed}: {expected}",
    notes="The published schemas are judged by OB-SCHEMA-001 and CLR-SCHEMA-001. A schema that was not looked up as "
    "the user asked for no network is a warning, one that cannot be had or applied an error.",
)
def named_schemas_are_satisfied(document: Credential) -> Findings:
    """Every schema that a credential names in `credentialSchema` can be had, and the credential satisfies it.

    Why: A verifier that meets the type 1EdTechJsonSchemaValidator2019 must apply the schema, and refuses the credential
    where it cannot.

    Example: An extension whose schema demands `gradingPeriod`, in a badge without it.

    Repair: Publish the schema at a lasting address, and issue the credential so that it passes. Here, allow the look-up
    with --online, or give the file with --resources.
    """
    for entry in under(document.of("CredentialSchema"), "credentialSchema"):
        if KIND not in entry.types or not entry.id:
            continue
        at = document.at(entry, "id")
        try:
            places = refused_places(document, entry)
        except Problem as problem:
            yield finding(at=at, observed=entry.id, expected=str(problem), severity=problem.severity)
            continue
        for path in places:
            yield finding(
                at=document.at(entry.credential, *path),
                observed=value_at(entry.credential.data, path),
                expected="not what a schema in credentialSchema asks for",
            )


class Problem(Exception):
    """The schema says nothing about the credential; the message says why."""

    def __init__(self, reason: str, severity: Severity = ERROR) -> None:
        super().__init__(reason)
        self.severity = severity


def refused_places(document: Credential, entry: Node) -> list[Path]:
    """The places of the credential that the schema refuses, from the credential on. Raises Problem."""
    credential = entry.credential
    cls = published_class(entry.id)
    if cls:
        satisfied = cls == credential.cls or accepts(ACCEPTED[credential.model], cls, credential.data)
        return [] if satisfied else [("credentialSchema",)]
    from fairmark.validators.credentials.extension_schemas import Unusable, refused  # only extensions need the engine

    try:
        content = document.circumstances.references.get(entry.id)
    except Unavailable as error:
        raise Problem(str(error), WARNING if str(error) == OFFLINE else ERROR) from error
    try:
        return refused(content, credential.data, credential.model)
    except Unusable as error:
        raise Problem(str(error)) from error

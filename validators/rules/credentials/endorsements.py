"""OB-ENDORSE: what others say in support of a credential, an achievement or an issuer."""

from collections import defaultdict

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.credentials.verification import Role, role_of
from fairmark.validators.rules.credentials.told import draft, errors_inside
from fairmark.validators.rules.credentials.versions import OB3

SUBJECTS = ("AchievementSubject", "ClrSubject", "EndorsementSubject", "CredentialSubject")


@rule(
    "OB-ENDORSE-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 9.2",
    message="an endorsement does not verify: {observed}",
    notes="Its proof, its dates and its status are judged as a credential's are; what is only a warning keeps the id "
    "of its rule.",
)
def endorsement_verifies(document: Credential) -> Findings:
    """Every endorsement in a credential verifies as a credential of its own.

    Why: An endorsement that nobody signed, or that is no longer valid, lends a trust that nobody gives.

    Example: An endorsement that an issuer wrote itself in the name of a state department.

    Repair: Put the endorsement in exactly as the endorser signed it, or leave it out.
    """
    for node, defect in errors_inside(document, Role.ENDORSEMENT):
        yield draft(document, node, defect, defect.words)
    for host, path in document.unreadable:
        place = Location(path, host.credential.id, Privacy.PUBLIC)
        yield finding(at=place, observed="it is no compact JWS over a JSON object")


@rule(
    "OB-ENDORSE-002",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.8 EndorsementSubject, id",
    message="the endorsement is about something else than where it stands",
    notes="That an endorsement stands with what it endorses follows from the definitions; the standard has no sentence "
    "that demands it. Anything of the credential that it stands in will do: the credential itself, its achievements, "
    "its subject, its profiles.",
)
def endorsement_is_about_its_host(document: Credential) -> Findings:
    """An endorsement is about the credential, the achievement, the profile or the subject with which it stands.

    Why: A reader takes it as praise of what they are looking at.

    Example: The endorsement of one badge copied into another.

    Repair: Put the endorsement where the id of its credentialSubject occurs, or ask for one of what it stands with.
    """
    endorsements = [node for node in document.of("EndorsementCredential") if role_of(node) is Role.ENDORSEMENT]
    if not endorsements:
        return
    within = _ids_by_credential(document)
    for node in endorsements:
        about = node.data.get("credentialSubject")
        about = about.get("id") if isinstance(about, dict) else None
        host = node.parent.credential if node.parent else node
        if isinstance(about, str) and about not in within[host]:
            yield finding(at=document.at(node, "credentialSubject", "id"))


def _ids_by_credential(document: Credential) -> dict[Node, set[str]]:
    """The ids that occur in each credential, without those of the credentials within it."""
    within: dict[Node, set[str]] = defaultdict(set)
    for node in document.of("Achievement", "Profile", *SUBJECTS):
        within[node.credential].add(node.id)
    for node in document.credentials:
        within[node] |= {node.id, node.issuer}
    return within

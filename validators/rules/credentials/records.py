"""CLR-VC: the credentials in a record of learning."""

from collections.abc import Iterator
from urllib.parse import unquote

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.proofs.recipients import identities_of, plain_in
from fairmark.validators.rules.credentials.versions import CLR2

MEMBER = "verifiableCredential"
ABOUT_LEARNERS = ("AchievementSubject", "ClrSubject")
"""Classes of the subjects of credentials that are about a learner."""


def nested(document: Credential) -> Iterator[Node]:
    """The credentials that stand in a record, at any depth."""
    return (node for node in document.credentials if node.parent and node.parent.cls == "ClrSubject")


@rule(
    "CLR-VC-001",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0 ClrSubject (verifiableCredential)",
    message="the record has no credential in it",
)
def record_has_credentials(document: Credential) -> Findings:
    """A record of learning has at least one credential in it.

    Why: A record without credentials asserts nothing that anybody has achieved.

    Example: A ClrSubject with `achievement` only.

    Repair: Put the signed badges into `credentialSubject.verifiableCredential`.
    """
    for node in document.of("ClrSubject"):
        if node.data.get(MEMBER) in (None, []):
            yield finding(at=document.at(node, MEMBER), observed=node.data.get(MEMBER), expected="a credential")


@rule(
    "CLR-VC-003",
    severity=WARNING,
    versions=CLR2,
    basis="best practice: equal issuer and id make the same credential (Open Badges 3.0 section 10, CLR 2.0 likewise)",
    message="{observed} stands in the record already",
    notes="The ids of issuers and of credentials are compared after percent-decoding and without white space around "
    "them, as services compare them.",
)
def credential_stands_once(document: Credential) -> Findings:
    """No credential stands in a record twice.

    Why: It counts twice; where the two differ, nobody can tell which one is valid.

    Example: A badge and its earlier version with the same `id` and `issuer`.

    Repair: Keep the one with the latest `validFrom`.
    """
    seen: set[tuple[Node | None, str, str]] = set()
    for node in nested(document):
        issuer, id = (unquote(each).strip() for each in (node.issuer, node.id))
        key = (node.parent, issuer, id)
        if issuer and id and key in seen:
            yield finding(at=document.at(node, "id"), observed=node.id, expected="each credential once")
        seen.add(key)


@rule(
    "CLR-VC-004",
    severity=WARNING,
    versions=CLR2,
    basis="best practice: a record is about one learner (CLR 2.0 ClrSubject)",
    message="the credential is about somebody else than the record: {expected}",
    notes="The standard does not ask for equal subjects. A learner may go by another id with each issuer, so nothing "
    "is said where both subjects have an identifier in common, or nothing that can be compared.",
)
def credentials_are_about_the_learner_of_the_record(document: Credential) -> Findings:
    """The subject of a credential in a record is the subject of the record.

    Why: A record that holds somebody else's badge misleads whoever reads it, and tells of another person.

    Example: `credentialSubject.id` of a badge differs from that of the record.

    Repair: Remove the badge that is another learner's; if it is the same learner, state an identifier that both have.
    """
    for subject in document.of(*ABOUT_LEARNERS):
        record = subject.parent.parent if subject.parent else None
        if record is None or record.cls != "ClrSubject" or _share_an_identifier(record, subject):
            continue
        if record.id and subject.id:
            if record.id != subject.id:
                expected = "the two have different ids"
                yield finding(at=document.at(subject, "id"), observed=subject.id, expected=expected)
        elif _have_other_identifiers(record, subject):
            expected = "the two have different identifiers of the same kind"
            yield finding(
                at=document.at(subject, "identifier"), observed=subject.data.get("identifier"), expected=expected
            )


def _share_an_identifier(record: Node, subject: Node) -> bool:
    """Whether an identifier of the one is one of the other, as far as hashes can be compared."""
    return any(known.is_named_by(subject.data) for known in plain_in(record.data)) or any(
        known.is_named_by(record.data) for known in plain_in(subject.data)
    )


def _have_other_identifiers(record: Node, subject: Node) -> bool:
    """Whether they have identifiers of the same kind that can be compared, none of them being equal."""
    kinds = [{known.kind for known in plain_in(node.data)} for node in (record, subject)]
    stated = [{str(each.get("identityType")) for each in identities_of(node.data)} for node in (record, subject)]
    return bool(kinds[0] & stated[1] or kinds[1] & stated[0])


@rule(
    "CLR-VC-006",
    severity=WARNING,
    versions=CLR2,
    basis="best practice: a record may hold any credential, and its reader knows some (CLR 2.0 ClrSubject)",
    message="nothing is known of the content of a credential of the types {observed}",
    notes="Its proof and its standing are verified all the same.",
)
def credential_is_of_a_known_kind(document: Credential) -> Findings:
    """A credential in a record is a badge, an endorsement or a record.

    Why: Its content is not judged here, and most readers of records do not show it.

    Example: `"type": ["VerifiableCredential"]` on a badge, without AchievementCredential.

    Repair: Add the type that it is, AchievementCredential for a badge; where it is another kind, check it yourself.
    """
    for node in nested(document):
        if node.cls == "VerifiableCredential":
            expected = "AchievementCredential"
            yield finding(at=document.at(node, "type"), observed=node.data.get("type"), expected=expected)

"""OB-SUBJ and CLR-SUBJ: whom a credential is about."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.rules.credentials.members import under, untyped
from fairmark.validators.rules.credentials.versions import CLR2, OB3


@rule(
    "OB-SUBJ-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.3 AchievementSubject",
    message="expected {expected}; found {observed}",
)
def subject_says_what_it_is(document: Credential) -> Findings:
    """The type of a badge's subject holds AchievementSubject, that of an endorsement's EndorsementSubject.

    Why: The contexts define the members of the subject for that type only; without it they mean nothing.

    Example: `"credentialSubject": {"type": ["Person"], ...}`.

    Repair: Set the `type` of `credentialSubject` to `["AchievementSubject"]`, and sign the credential anew.
    """
    yield from untyped(document, document.of("AchievementSubject"), "AchievementSubject")
    yield from untyped(document, document.of("EndorsementSubject"), "EndorsementSubject")


@rule(
    "CLR-SUBJ-001",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0 data model, ClrSubject type",
    message="expected {expected}; found {observed}",
)
def subject_of_a_record_says_what_it_is(document: Credential) -> Findings:
    """The type of a record's subject holds ClrSubject.

    Why: The contexts define the members of the subject for that type only; without it they mean nothing.

    Example: `"credentialSubject": {"type": ["Person"], ...}`.

    Repair: Set the `type` of `credentialSubject` to `["ClrSubject"]`, and sign the record anew.
    """
    return untyped(document, document.of("ClrSubject"), "ClrSubject")


def nameless(document: Credential, cls: str) -> Findings:
    for node in document.of(cls):
        if not node.data.get("id") and not node.data.get("identifier"):
            yield finding(at=document.at(node, "id"))


@rule(
    "OB-SUBJ-002",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 9.1",
    message="the subject has neither id nor identifier",
)
def subject_is_somebody(document: Credential) -> Findings:
    """The subject of a badge has an `id`, or an `identifier`, or both.

    Why: Otherwise it says of nobody that they have earned it, and everybody can show it as their own.

    Example: A `credentialSubject` with nothing but its type and the achievement.

    Repair: Add the learner's DID or other URI as `id`, or an IdentityObject such as their hashed e-mail address.
    """
    return nameless(document, "AchievementSubject")


@rule(
    "CLR-SUBJ-002",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0 data model, ClrSubject id and identifier",
    message="the subject has neither id nor identifier",
)
def subject_of_a_record_is_somebody(document: Credential) -> Findings:
    """The subject of a record has an `id`, or an `identifier`, or both.

    Why: Otherwise it is nobody's record, and everybody can show it as their own.

    Example: A `credentialSubject` with nothing but its type and the credentials.

    Repair: Add the learner's DID or other URI as `id`, or an IdentityObject such as their hashed e-mail address.
    """
    return nameless(document, "ClrSubject")


@rule(
    "OB-SUBJ-003",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.12 IdentityObject, type",
    message="expected {expected}; found {observed}",
    gated=True,
    notes="The type of this class is a single text and no array.",
)
def identifier_says_what_it_is(document: Credential) -> Findings:
    """Every identifier of a subject has the type IdentityObject.

    Why: Verifiers compare a known identifier with those of the badge, and pass over what is no IdentityObject.

    Example: `"identifier": [{"type": "email", ...}]`.

    Repair: Set its `type` to `"IdentityObject"` and name the kind of identifier in `identityType`.
    """
    for node in document.of("IdentityObject"):
        found = node.data.get("type", "")
        if found is not None and found != "IdentityObject":
            yield finding(at=document.at(node, "type"), observed=node.data.get("type"), expected="IdentityObject")


@rule(
    "OB-SUBJ-004",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.14 Profile, type",
    message="expected {expected}; found {observed}",
)
def source_says_what_it_is(document: Credential) -> Findings:
    """The type of a subject's source holds Profile.

    Why: The contexts define the members of a profile for that type only; without it nobody knows who assessed.

    Example: `"source": {"id": "https://school.example", "type": ["School"]}`.

    Repair: Set the `type` of `source` to `["Profile"]`.
    """
    return untyped(document, under(document.of("Profile"), "source"), "Profile")

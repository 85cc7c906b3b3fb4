"""OB-IDENT: the identifiers of the learner, and whether they are the ones that the user knows."""

import re

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.proofs.recipients import EMAIL, HASHED
from fairmark.validators.rules.credentials.presence import says_nothing
from fairmark.validators.rules.credentials.versions import OB3

IDENTITY_HASH = re.compile(r"md5\$[0-9A-Fa-f]{32}|sha256\$[0-9A-Fa-f]{64}")
BARE_HASH = re.compile(r"[0-9A-Fa-f]{32}|[0-9A-Fa-f]{64}")
"""What is left of a hash without the name of the function. An e-mail address never looks like it, other identifiers
may."""

NOT_USED = "not-used"
"""What the standard's own examples write as the salt of an identifier that is not hashed."""

RECIPIENTS = ("AchievementCredential", "ClrCredential")
"""Classes of credentials that are about a learner."""


@rule(
    "OB-IDENT-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.12 IdentityObject (IdentityHash)",
    message="the hash is not {expected}",
)
def hash_has_its_form(document: Credential) -> Findings:
    """A hashed identifier has the form of one: md5$ and 32, or sha256$ and 64 hexadecimal digits.

    Why: No verifier can compare it with the identifier that it knows, so the badge belongs to nobody.

    Example: `"hashed": true, "identityHash": "learner@example.org"`.

    Repair: Write sha256$ and the hexadecimal digest of the identifier followed by the salt, in UTF-8; or set `hashed`
    to false where the identifier stands as it is.
    """
    for node in document.of("IdentityObject"):
        value = node.data.get("identityHash")
        if node.data.get("hashed") is True and isinstance(value, str) and not IDENTITY_HASH.fullmatch(value):
            expected = "md5$ and 32, or sha256$ and 64 hexadecimal digits"
            yield finding(at=document.at(node, "identityHash"), observed=value, expected=expected)


@rule(
    "OB-IDENT-002",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.12 IdentityObject (hashed, salt)",
    message="the identifier is not marked as hashed: {expected}",
    notes="A hash without md5$ or sha256$ before it is recognised where an e-mail address is due, as other identifiers "
    "may look like one. The salt `not-used` of the standard's own examples passes.",
)
def what_is_not_hashed_looks_so(document: Credential) -> Findings:
    """An identifier that is not marked as hashed does not look like a hash and has no salt.

    Why: A verifier compares the hash as if it were the identifier, and finds that the badge is somebody else's.

    Example: `"hashed": false, "identityHash": "sha256$5e88…"`.

    Repair: Set `hashed` to true where the identifier is hashed; remove `salt` where it is not.
    """
    for node in document.of("IdentityObject"):
        if node.data.get("hashed") is not False:
            continue
        value = node.text("identityHash")
        bare = node.text("identityType") == EMAIL and BARE_HASH.fullmatch(value)
        if HASHED.fullmatch(value) or bare:
            expected = "it looks like a hash"
            yield finding(at=document.at(node, "identityHash"), observed=value, expected=expected)
        if not says_nothing(node.data.get("salt")) and node.data["salt"] != NOT_USED:
            expected = "a salt belongs to a hash"
            yield finding(at=document.at(node, "salt"), observed=node.data["salt"], expected=expected)


@rule(
    "OB-IDENT-003",
    severity=WARNING,
    versions=OB3,
    basis="best practice: MD5 and unsalted hashes of e-mail addresses are undone by trying (Open Badges 3.0 section "
    "B.1.12 IdentityObject)",
    message="the hash hides little: expected {expected}",
)
def hash_hides_the_identifier(document: Credential) -> Findings:
    """A hashed identifier is hashed with SHA-256, and an e-mail address with a salt.

    Why: Whoever has the badge finds the learner's address by trying likely ones.

    Example: `"hashed": true, "identityType": "emailAddress", "identityHash": "sha256$…"` without `salt`.

    Repair: Hash the identifier followed by a random salt with SHA-256, and state the salt.
    """
    for node in document.of("IdentityObject"):
        value = node.text("identityHash")
        if node.data.get("hashed") is not True or not IDENTITY_HASH.fullmatch(value):
            continue
        if value.startswith("md5"):
            yield finding(at=document.at(node, "identityHash"), observed=value, expected="SHA-256")
        if node.text("identityType") == EMAIL and not node.text("salt"):
            yield finding(at=document.at(node, "salt"), expected="a salt")


@rule(
    "OB-IDENT-004",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 9.3",
    message="the credential is not the known recipient's: {expected}",
    notes="Asked only with `--recipient` or `--recipient-file`. Of several known identifiers one has to match. E-mail "
    "addresses are compared without regard to letter case, and hashes of them as written and in lower case.",
)
def credential_is_the_recipients(document: Credential) -> Findings:
    """The credential is about the person whom the user knows.

    Why: A good badge of somebody else proves nothing about the one who shows it.

    Example: A badge of another learner, shown with one's own e-mail address.

    Repair: Ask the holder which identifier the issuer knows, or ask for the right credential.
    """
    known = document.circumstances.recipients
    if not known or document.top.cls not in RECIPIENTS:
        return
    for subject in document.of("AchievementSubject", "ClrSubject"):
        if subject.parent is document.top and not any(each.is_named_by(subject.data) for each in known):
            member = "identifier" if subject.data.get("id") is None else "id"
            yield finding(
                at=document.at(subject, member),
                observed=subject.data.get(member),
                expected="neither its id nor an identifier is one that was given",
            )

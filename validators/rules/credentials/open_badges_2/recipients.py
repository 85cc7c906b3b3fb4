"""Who was awarded the badge."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_entities import Entity
from fairmark.validators.proofs.recipients import EMAIL
from fairmark.validators.rules.credentials.identities import IDENTITY_HASH
from fairmark.validators.rules.credentials.open_badges_2.values import EMAIL as ADDRESS
from fairmark.validators.rules.credentials.versions import OB2

FORM = "md5$ and 32, or sha256$ and 64 hexadecimal digits"
KINDS = {"email": EMAIL, "schema:email": EMAIL, "http://schema.org/email": EMAIL, "https://schema.org/email": EMAIL}
"""Type of a recipient to what `--recipient` calls it. Others have the same name there, perhaps after ext: ."""


@rule(
    "OB-V2-008",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, IdentityObject: identity, hashed; IdentityHash",
    message="expected {expected}; found {observed}",
)
def identity_is_what_hashed_says(document: Badge2) -> Findings:
    """The identity of a recipient is a hash where `hashed` is true, and no hash where it is false.

    Why: A verifier compares the one with the other and finds that the badge belongs to nobody.

    Example: `"hashed": true, "identity": "learner@example.org"`.

    Repair: Write sha256$ and the hexadecimal digest of the identifier followed by the salt, in UTF-8; or set `hashed`
    to false where the identifier stands as it is.
    """
    for entity in document.of("IdentityObject"):
        value, hashed = entity.data.get("identity"), entity.data.get("hashed")
        if not isinstance(value, str) or not isinstance(hashed, bool):
            continue
        is_hash = IDENTITY_HASH.fullmatch(value) is not None
        expected = ""
        if hashed and not is_hash:
            expected = FORM
        elif not hashed and is_hash:
            expected = "the identifier itself, as hashed is false"
        elif not hashed and _kind(entity) == EMAIL and not ADDRESS.fullmatch(value):
            expected = "an e-mail address"
        if expected:
            yield finding(at=document.at(entity, "identity"), observed=value, expected=expected)


def _kind(entity: Entity) -> str:
    names = entity.texts("type")
    return next((KINDS[name] for name in names if name in KINDS), names[0] if names else "")


@rule(
    "OB-V2-009",
    severity=WARNING,
    versions=OB2,
    basis="best practice: MD5 and unsalted hashes of e-mail addresses are undone by trying (Open Badges 2.0, "
    "IdentityObject: salt)",
    message="the hash hides little: expected {expected}",
)
def identity_is_hidden(document: Badge2) -> Findings:
    """A hashed identity is hashed with SHA-256, and an e-mail address with a salt.

    Why: Whoever has the badge finds the learner's address by trying likely ones.

    Example: `"hashed": true, "type": "email", "identity": "sha256$…"` without `salt`.

    Repair: Hash the identifier followed by a random salt with SHA-256, and state the salt.
    """
    for entity in document.of("IdentityObject"):
        value = entity.text("identity")
        if entity.data.get("hashed") is not True or not IDENTITY_HASH.fullmatch(value):
            continue
        if value.startswith("md5"):
            yield finding(at=document.at(entity, "identity"), observed=value, expected="SHA-256")
        if _kind(entity) == EMAIL and not entity.text("salt"):
            yield finding(at=document.at(entity, "salt"), expected="a salt")


@rule(
    "OB-V2-010",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, Verification: the Assertion was awarded to the expected recipient",
    message="the badge is not the known recipient's",
    notes="Asked only with `--recipient` or `--recipient-file`; `emailAddress` there is the type `email` here, "
    "and other types are written there as `ext:url`. Of "
    "several known identifiers one has to match. E-mail addresses are compared without regard to letter case, and "
    "hashes of them as written and in lower case.",
)
def badge_is_the_recipients(document: Badge2) -> Findings:
    """The badge was awarded to the person whom the user knows.

    Why: A good badge of somebody else proves nothing about the one who shows it.

    Example: A badge of another learner, shown with one's own e-mail address.

    Repair: Ask the holder which identifier the issuer knows, or ask for the right badge.
    """
    known = document.circumstances.recipients
    for entity in document.of("IdentityObject") if known else ():
        if entity.parent is not document.top:
            continue
        kinds = {_kind(entity), f"ext:{_kind(entity)}"}
        identity = {
            "identityHash": entity.data.get("identity"),
            "hashed": entity.data.get("hashed"),
            "salt": entity.data.get("salt"),
        }
        if not any(each.is_in({**identity, "identityType": each.kind}) for each in known if each.kind in kinds):
            yield finding(at=document.at(entity, "identity"), observed=entity.data.get("identity"))

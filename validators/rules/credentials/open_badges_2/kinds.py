"""Which version a badge is of, and what each of its objects calls itself."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_entities import Entity
from fairmark.validators.readers.sniff_credentials import OB2_CONTEXT, texts
from fairmark.validators.rules.credentials.versions import OB1, OB2

TYPES = {
    "Assertion": ("Assertion",),
    "BadgeClass": ("BadgeClass",),
    "Profile": ("Profile", "Issuer"),
    "Endorsement": ("Endorsement",),
    "RevocationList": ("RevocationList",),
    "IdentityObject": ("email", "url", "telephone", "id"),
}
"""Class to the types of which an object of it must have one."""
IDENTITY_PREFIXES = ("schema:", "http://schema.org/", "https://schema.org/")


@rule(
    "OB-V2-001",
    severity=WARNING,
    versions=OB1,
    basis="Open Badges 2.0, History: changes from 1.1 to 2.0",
    message="it is a badge of Open Badges {observed}",
    notes="It is recognised and not judged further: its own validator is no longer run, and what reads Open Badges 2.0 "
    "or 3.0 may not read it.",
)
def badge_is_of_a_current_version(document: Badge2) -> Findings:
    """A badge is one of Open Badges 2.0 or 3.0.

    Why: Backpacks, wallets and verifiers have given up versions 0.5, 1.0 and 1.1, and most of the addresses to which
    such badges point are gone.

    Example: An assertion with `uid` and `verify` in place of `id` and `verification`.

    Repair: Ask the issuer for the badge as Open Badges 3.0, or at least 2.0.
    """
    yield finding(at=document.at(document.top), observed=_older_version(document.top))


def _older_version(top: Entity) -> str:
    if texts(top.raw.get("@context")):
        return "1.1"
    return "0.5" if isinstance(top.raw.get("recipient"), str) else "1.0"


@rule(
    "OB-V2-002",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, Open Badges Vocabulary; JSON-LD 1.0 section 6.2 (contexts)",
    message="the context {expected} is missing",
    notes="It is asked of the document itself and of each that was looked up; objects inside them inherit it.",
)
def document_names_the_context(document: Badge2) -> Findings:
    """A document of Open Badges 2.0 names the context of that standard.

    Why: The context is what makes the words mean what the standard says; to a reader of linked data, a badge without it
    says nothing.

    Example: `"@context": "https://w3id.org/openbadges/v1"`, or none at all.

    Repair: Set `@context` to `https://w3id.org/openbadges/v2`, or to an array with it and the contexts of extensions.
    """
    for entity in document.entities:
        is_document = entity is document.top or entity.is_document
        if is_document and OB2_CONTEXT not in [each.rstrip("/") for each in texts(entity.raw.get("@context"))]:
            observed = entity.raw.get("@context")
            yield finding(at=document.at(entity, "@context"), observed=observed, expected=OB2_CONTEXT)


@rule(
    "OB-V2-003",
    severity=ERROR,
    versions=OB2,
    may_be=(WARNING,),
    basis="Open Badges 2.0, type of Assertion, BadgeClass, Profile, Endorsement, RevocationList and IdentityObject",
    message="expected the type {expected}; found {observed}",
    notes="Classes for which the standard gives a default need no type. A recipient may be identified by another "
    "property of a Profile than the four listed ones, which few programs understand: a warning. The type of a "
    "verification is OB-V2-018's.",
)
def objects_say_what_they_are(document: Badge2) -> Findings:
    """Every object has the type of the place where it stands.

    Why: Programs choose by the type how they read an object, and refuse one that is something else.

    Example: A badge class with `"type": "Badge"`, or a recipient with `"type": "emailAddress"`.

    Repair: Set `type` to the name of the class, such as `BadgeClass`; for a recipient to `email`.
    """
    for entity in document.of(*TYPES):
        wanted, found = TYPES[entity.cls], entity.types
        if entity.cls == "IdentityObject":
            found = [_without_schema(name) for name in found]
        if not any(name in found for name in wanted):
            named_otherwise = entity.cls == "IdentityObject" and any(":" in name for name in entity.texts("type"))
            yield finding(
                at=document.at(entity, "type"),
                observed=entity.data.get("type"),
                expected=" or ".join(wanted),
                severity=WARNING if named_otherwise else None,
            )


def _without_schema(name: str) -> str:
    for prefix in IDENTITY_PREFIXES:
        name = name.removeprefix(prefix)
    return name

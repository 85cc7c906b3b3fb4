"""What a badge says about what was earned, and what of it is lost to readers."""

from collections.abc import Iterator
from functools import cache

from fairmark.schemas.credentials import tables_of_open_badges_2
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_entities import ALIASES, Entity
from fairmark.validators.readers.sniff_credentials import OB2_CONTEXT
from fairmark.validators.rules.credentials.presence import says_nothing
from fairmark.validators.rules.credentials.versions import OB2


@rule(
    "OB-V2-024",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, Criteria",
    message="expected an id or a narrative",
)
def criteria_say_something(document: Badge2) -> Findings:
    """Criteria have a narrative, or the address of a page that tells them.

    Why: Nobody can know what the learner had to do.

    Example: `"criteria": {"type": "Criteria"}`.

    Repair: Write the criteria as `narrative`, or give the address of their page as `id`.
    """
    for entity in document.of("Criteria"):
        if all(says_nothing(entity.data.get(name)) for name in ("id", "narrative")):
            yield finding(at=document.at(entity))


@rule(
    "OB-V2-028",
    severity=WARNING,
    versions=OB2,
    basis="Open Badges 2.0, Open Badges Vocabulary; Additional Properties",
    message="the member is defined by no context of the document",
    notes="It speaks only where the document has no context beside that of Open Badges 2.0: what others define is not "
    "looked into.",
)
def members_have_a_meaning(document: Badge2) -> Findings:
    """Every member is one that the standard or a further context of the document defines.

    Why: To readers of linked data it is not there: it is no part of what the badge says.

    Example: `"issuedon": "2026-06-01T12:00:00Z"`, or `"grade": "A"`, with the one context of the standard.

    Repair: Correct the name, or add a context that defines it.
    """
    for entity in document.entities:
        is_part = "#" in entity.address  # of a document whose contexts are not at hand
        if entity.cls == "Extension" or is_part or not _has_but_one_context(entity):
            continue
        for name in entity.raw:
            if name not in _terms() and ":" not in name and not name.startswith("@"):
                yield finding(at=document.at(entity, name))


def _has_but_one_context(entity: Entity) -> bool:
    return all(each == OB2_CONTEXT for each in _contexts(entity))


def _contexts(entity: Entity) -> Iterator[object]:
    """The contexts of the object and of those around it in the same document."""
    around: Entity | None = entity
    while around is not None and around.address == entity.address:
        own = around.raw.get("@context")
        yield from own if isinstance(own, list) else [] if own is None else [own]
        around = around.parent


MORE_TERMS = ("created", "xsd", "dc", "obi", "schema", "sec", "extensions", "validation", "validatesType")
"""Terms of the context that no class of the standard has as a member."""


@cache
def _terms() -> frozenset[str]:
    """Every term of the context of Open Badges 2.0."""
    of_classes = {name for table in tables_of_open_badges_2().values() for name in table}
    return frozenset({*of_classes, *ALIASES, *MORE_TERMS, "validationSchema", "validationFrame"})

"""What each object has to hold, and of which JSON type."""

from fairmark.schemas.credentials import OPEN_BADGES_2
from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_entities import Entity
from fairmark.validators.rules.credentials.members import value_at
from fairmark.validators.rules.credentials.versions import OB2
from fairmark.validators.rules.shape import EXPLAINED, REQUIRED, Breach, accepts, breaches, by_gate

WORDS = {
    "Boolean": "true or false",
    "Version": "text or a number",
    "Object": "an object",
    "Link": "an IRI or an object",
    "ImageLink": "an IRI or an object",
    "RevokedEntry": "an IRI or an object",
    "Context": "the URL of a context",
}
"""What belongs into a field of a type, in plain words; text for all others."""


def is_well_formed(document: Badge2) -> bool:
    """Whether the fast schema engine accepts every object of the document, and what was looked up for it."""
    return all(accepts(OPEN_BADGES_2, shape_of(entity), entity.data) for entity in _judged(document))


def shape_of(entity: Entity) -> str:
    """The definition in the schema that the object has to satisfy: less is asked of what was revoked, and more of a
    profile that stands for an issuer."""
    if entity.cls in ("Assertion", "Endorsement") and entity.revoked:
        return "RevokedAssertion"
    if entity.cls == "Profile" and (entity.member == "issuer" or "Issuer" in entity.types):
        return "Issuer"
    return entity.cls


def _judged(document: Badge2) -> list[Entity]:
    return [entity for entity in document.entities if entity.cls != "Extension"]


@rule(
    "OB-V2-004",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, tables of properties; Data Validation",
    message="expected {expected}; found {observed}",
    gated=True,
    general=True,
    notes="It speaks about what no other rule names. Null counts as absent, and an array of one as its value, as in "
    "JSON-LD. A revoked assertion needs its id alone.",
)
def objects_have_the_shape_of_their_class(document: Badge2) -> Findings:
    """Every object has the mandatory members of its class, and every member the type that the standard gives it.

    Why: Verifiers check each object that a badge links to, and refuse the badge where one of them is incomplete.

    Example: An issuer without `email`, or `"hashed": "true"`.

    Repair: Add what is missing, and correct what has the wrong type, where the object is published.
    """
    told = 0
    for entity in _judged(document):
        # The explaining engine is slow: where many objects are refused, the fast one has to do.
        explain = breaches if told < EXPLAINED else by_gate
        for breach in explain(OPEN_BADGES_2, shape_of(entity), entity.data):
            told += 1
            yield finding(
                at=document.at(entity, *breach.path),
                observed=value_at(entity.data, breach.path),
                expected=_expected(entity, breach),
            )


def _expected(entity: Entity, breach: Breach) -> str:
    if breach.keyword == REQUIRED:
        return f"the mandatory member {breach.path[-1]} of {entity.cls}"
    known = entity.fields.get(str(breach.path[0])) if breach.path else None
    return WORDS.get(known.type, "text") if known else f"an object of the class {entity.cls}"

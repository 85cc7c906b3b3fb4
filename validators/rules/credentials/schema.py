"""OB-SCHEMA and CLR-SCHEMA: every credential of a document, by the published schema of its own class and data model.

A credential within another one is looked at by itself and not a second time as a part of the outer one, whose schema
knows it only as a credential of any kind.
"""

from collections.abc import Iterator

from fairmark.schemas import Field
from fairmark.schemas.credentials import ACCEPTED, STRICT, tables
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.location import Path
from fairmark.validators.core.rule import Draft, Findings, finding, rule
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.rules.credentials.contexts import WANTED, misplaced, missing
from fairmark.validators.rules.credentials.members import value_at
from fairmark.validators.rules.credentials.versions import CLR2, OB3
from fairmark.validators.rules.shape import CLOSED, REQUIRED, Breach, accepts, breaches
from fairmark.validators.rules.skeleton import DEEPEST

WORDS = {
    "Text": "text",
    "String": "text",
    "URI": "a URI as text",
    "URL": "a URL as text",
    "LanguageCode": "a language tag as text",
    "CompactJws": "a compact JWS as text",
    "CountryCode": "a country code of two capital letters",
    "DateTime": "a date and time as text",
    "Date": "a date as text",
    "Number": "a number",
    "Boolean": "true or false",
    "Types": "a type, or several in an array",
    "ProfileRef": "a Profile object, or its URI as text",
    "VcContexts": "an array of contexts",
    "ObContexts": "an array of contexts",
    "ClrContexts": "an array of contexts",
}
"""What belongs into a field of a type, in plain words; the name of a class stands for an object of it."""


def is_well_formed(document: Credential) -> bool:
    """Whether the fast schema engine accepts every credential of the document."""
    return all(accepts(ACCEPTED[node.model], node.cls, node.data) for node in document.credentials)


@rule(
    "OB-SCHEMA-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 JSON Schema",
    message="expected {expected}; found {observed}",
    gated=True,
    general=True,
    notes="It speaks about everything that the published schemas forbid and no other rule names. A credential of VC "
    "Data Model 1.1 is judged by the schemas for that model, in a record or an achievement of model 2.0 too.",
)
def badge_has_the_shape_of_its_class(document: Credential) -> Findings:
    """Every badge and endorsement has the mandatory members of its classes, and every member the type that the
    published schema gives it.

    Why: Wallets and verifiers check the schema first and refuse what does not fit.

    Example: An achievement without `description`, or `"creditsEarned": "3"`.

    Repair: Add what is missing, write numbers without quotation marks, and sign the credential anew.
    """
    return misshapen(document, "AchievementCredential", "EndorsementCredential")


@rule(
    "CLR-SCHEMA-001",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0 JSON Schema, ClrCredential",
    message="expected {expected}; found {observed}",
    gated=True,
    general=True,
    notes="Badges and endorsements in the record are OB-SCHEMA-001's; credentials of any other kind are looked at as "
    "the schema of ClrCredential does.",
)
def record_has_the_shape_of_its_class(document: Credential) -> Findings:
    """A ClrCredential has the mandatory members of its classes, and every member the type that the published schema
    gives it.

    Why: Wallets and verifiers check the schema first and refuse what does not fit.

    Example: A ClrCredential without `name`.

    Repair: Add what is missing, correct what has the wrong type, and sign the record anew.
    """
    return misshapen(document, "ClrCredential", "VerifiableCredential")


@rule(
    "OB-SCHEMA-002",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section A.1 JSON",
    message="only the relaxed form of the published schema takes this: {observed}, where {expected} belongs",
    general=True,
    notes="The published schemas come in a strict form, and in one for JSON-LD that takes, for example, a language map "
    "for any text. The strict one is what the data model describes; what passes the other is a warning.",
)
def credential_has_the_strict_shape(document: Credential) -> Findings:
    """A credential passes the strict form of the published schema too.

    Why: Software that was made from the data model reads text where text belongs, and refuses or drops anything else.

    Example: `"fieldOfStudy": {"en": "World Languages"}`.

    Repair: Write the value in the form that the data model gives.
    """
    for node in document.credentials:
        if accepts(STRICT[node.model], node.cls, node.data):
            continue
        refused = {breach.path for breach in _breaches(document, node, ACCEPTED)}
        for breach in _breaches(document, node, STRICT):
            if breach.path not in refused:
                yield _finding(document, node, breach)


def misshapen(document: Credential, *classes: str) -> Findings:
    for node in document.of(*classes):
        for breach in _breaches(document, node, ACCEPTED):
            yield _finding(document, node, breach)


def _breaches(document: Credential, node: Node, form: dict[str, str]) -> Iterator[Breach]:
    """What the schema forbids in that credential itself. At the level where the engines stop looking, what they say is
    about where they were stopped."""
    found = breaches(form[node.model], node.cls, node.data)
    inner = document.inside(node) if found else []
    for breach in found:
        within = any(breach.path[: len(path)] == path for path in inner)
        if not within and len(breach.path) < DEEPEST and not _is_about_contexts(node, breach):
            yield breach


def _is_about_contexts(node: Node, breach: Breach) -> bool:
    """Whether OB-CTX or CLR-CTX says what the schema has against one of the contexts."""
    if breach.path[:1] != ("@context",) or node.cls not in WANTED or breach.keyword == "type":
        return False
    return bool(missing(node)) or misplaced(node) is not None


def _finding(document: Credential, node: Node, breach: Breach) -> Draft:
    return finding(
        at=document.at(node, *breach.path),
        observed=value_at(node.data, breach.path),
        expected=_expected(node, breach),
    )


def _expected(node: Node, breach: Breach) -> str:
    cls, field = _field(node, breach.path)
    if breach.keyword == REQUIRED:
        return f"the mandatory member {breach.path[-1]} of {cls}"
    if breach.keyword == CLOSED:
        return f"only members of {cls}, which is closed"
    if breach.keyword == "minItems":
        return "more members in this array"
    if field is None:
        return f"an object of the class {cls}"
    if field.tokens:
        return ("one of " if len(field.tokens) > 1 else "") + ", ".join(field.tokens)
    words = WORDS.get(field.type) or f"an object of the class {field.type}"
    return f"an array, each {words}" if breach.keyword == "type" and _is_whole(field, breach) else words


def _is_whole(field: Field, breach: Breach) -> bool:
    """Whether the breach is about the list, of a field that has one, and not about a member of it."""
    return field.many and breach.path[-1] == field.name


def _field(node: Node, path: Path) -> tuple[str, Field | None]:
    """The class of the object at the end of the path, or around the member there, and the field that the member is."""
    cls, field = node.cls, None
    for step in path:
        if isinstance(step, str):
            known = tables(node.model).get(cls if field is None else _class(field.type), {})
            cls = cls if field is None else _class(field.type)
            field = known.get(step)
            if field is None:
                break
    return cls, field


def _class(type: str) -> str:
    return "Profile" if type == "ProfileRef" else type

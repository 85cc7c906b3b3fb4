"""OB-CTX and CLR-CTX: which contexts a credential names, and in what order."""

from collections.abc import Iterator
import re

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import VC_1, Credential, Node
from fairmark.validators.readers.sniff_credentials import texts
from fairmark.validators.rules.credentials.versions import CLR2, OB3

VC_2 = "https://www.w3.org/ns/credentials/v2"
BASE = "https://purl.imsglobal.org/spec"
NEWEST = f"{BASE}/ob/v3p0/context-3.0.3.json"
OUTDATED = re.compile(rf"{BASE}/ob/v3p0/context(-3\.0\.[0-2])?\.json")

MODEL = re.compile("|".join(map(re.escape, (VC_1, VC_2))))
BADGES = re.compile(rf"{BASE}/ob/v3p0/context(-3\.[0-9]\.[0-9])*\.json")
RECORDS = re.compile(rf"{BASE}/clr/v2p0/context(-2\.[0-9]\.[0-9])*\.json")
EXAMPLES = {MODEL: VC_2, BADGES: NEWEST, RECORDS: f"{BASE}/clr/v2p0/context-2.0.1.json"}
"""The contexts that are asked for, by what matches them, each with the newest URL."""

OF_A_BADGE, OF_A_RECORD = (MODEL, BADGES), (MODEL, RECORDS, BADGES)
WANTED = {"AchievementCredential": OF_A_BADGE, "EndorsementCredential": OF_A_BADGE, "ClrCredential": OF_A_RECORD}
"""Class of a credential to the contexts that it must name, in order."""

BADGE_CLASSES = ("AchievementCredential", "EndorsementCredential")


def missing(node: Node) -> list[str]:
    """The newest URLs of the contexts that the credential ought to name and does not."""
    named = texts(node.data.get("@context"))
    return [EXAMPLES[pattern] for pattern in WANTED[node.cls] if not any(map(pattern.fullmatch, named))]


def misplaced(node: Node) -> int | None:
    """The first place at which another context stands than belongs there, None where the order is right, or where one
    is missing altogether."""
    value = node.data.get("@context")
    if missing(node) or not isinstance(value, list):
        return None
    places = enumerate(zip(WANTED[node.cls], value, strict=False))
    return next((place for place, (one, url) in places if not (isinstance(url, str) and one.fullmatch(url))), None)


def without_contexts(document: Credential, *classes: str) -> Findings:
    for node in document.of(*classes):
        if node.data.get("@context", ()) is not None and (absent := missing(node)):
            yield finding(at=document.at(node, "@context"), expected=" and ".join(absent))


def out_of_order(document: Credential, *classes: str) -> Findings:
    for node in document.of(*classes):
        place = misplaced(node)
        if place is not None:
            found, expected = node.data["@context"][place], EXAMPLES[WANTED[node.cls][place]]
            yield finding(at=document.at(node, "@context", place), observed=found, expected=expected)


@rule(
    "OB-CTX-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section A.2 JSON-LD",
    message="missing: {expected}",
    notes="Any version of the Open Badges context will do; OB-CTX-004 speaks about old ones. Addresses of drafts are "
    "not taken, as the schemas do not take them.",
)
def badge_names_its_contexts(document: Credential) -> Findings:
    """A badge or an endorsement names the contexts of the W3C data model and of Open Badges.

    Why: They say what its members mean. Without them nothing is understood, and no signature covers it.

    Example: `"@context": ["https://www.w3.org/ns/credentials/v2"]`.

    Repair: Name both, that of the W3C first, and sign the credential anew.
    """
    return without_contexts(document, *BADGE_CLASSES)


@rule(
    "CLR-CTX-001",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0 data model, ClrCredential @context",
    message="missing: {expected}",
)
def record_names_its_contexts(document: Credential) -> Findings:
    """A ClrCredential names the contexts of the W3C data model, of CLR and of Open Badges.

    Why: They say what its members mean. Without them nothing is understood, and no signature covers it.

    Example: A record that names the contexts of the W3C and of CLR only, although the achievements in it are those of
    Open Badges.

    Repair: Name all three in this order: W3C, CLR, Open Badges. Then sign the record anew.
    """
    return without_contexts(document, "ClrCredential")


@rule(
    "OB-CTX-002",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.2 AchievementCredential, @context",
    message="found {observed} where {expected} belongs",
)
def contexts_of_a_badge_are_in_order(document: Credential) -> Findings:
    """The context of the W3C data model comes first, that of Open Badges second, all others follow.

    Why: Software tells by the first context which data model it reads, and a later one may change what a term means.

    Example: `"@context": ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://www.w3.org/ns/credentials/v2"]`.

    Repair: Put them in this order and sign the credential anew.
    """
    return out_of_order(document, *BADGE_CLASSES)


@rule(
    "CLR-CTX-002",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0 data model, ClrCredential @context",
    message="found {observed} where {expected} belongs",
)
def contexts_of_a_record_are_in_order(document: Credential) -> Findings:
    """The contexts of a ClrCredential come in the order W3C data model, CLR, Open Badges; all others follow.

    Why: Software tells by the first contexts what it reads, and a later one may change what a term means.

    Example: A record that names the context of Open Badges before that of CLR.

    Repair: Put them in this order and sign the record anew.
    """
    return out_of_order(document, "ClrCredential")


@rule(
    "OB-CTX-003",
    severity=WARNING,
    versions=OB3,
    basis="VC Data Model 2.0 section 4.3",
    message="the context {observed} is not at hand",
    notes="It is one that Fairmark does not bring along and that was not looked up or could not be got. What the "
    "credential says cannot be processed as JSON-LD without it, nor can an embedded proof be verified.",
)
def contexts_can_be_loaded(document: Credential) -> Findings:
    """Every context that a credential names can be loaded.

    Why: A verifier that cannot load one can neither read the credential nor verify its proof.

    Example: An extension context at an address that no longer answers.

    Repair: Publish the context at a lasting address; here, allow the look-up with --online, or give the file with
    --resources.
    """
    for node in document.credentials:
        for place, url in unknown(document, node):
            yield finding(at=document.at(node, "@context", *place), observed=url)


def unknown(document: Credential, node: Node) -> Iterator[tuple[tuple[int, ...], str]]:
    """The contexts of a credential that cannot be loaded, with their places in its `@context`. One that stands deeper
    in it is placed there too."""
    value = node.data.get("@context")
    places = [((number,), url) for number, url in enumerate(value)] if isinstance(value, list) else [((), value)]
    contexts = document.circumstances.references.contexts
    found = [(place, url) for place, url in places if isinstance(url, str) and url not in contexts]
    deeper = document.readings[node].unknown_context
    inner = (reading.unknown_context for other, reading in document.readings.items() if other is not node)
    if deeper and not found and deeper not in inner:
        found.append(((), deeper))
    yield from found


@rule(
    "OB-CTX-004",
    severity=WARNING,
    versions=OB3,
    basis="best practice: the newest context defines what older ones lack, and the public validator warns of others",
    message="an outdated context: {observed}",
    notes="A credential of VC Data Model 1.1 is spared: OB-VCDM-001 asks to issue it anew as a whole.",
)
def context_of_open_badges_is_the_newest(document: Credential) -> Findings:
    """The context of Open Badges is the newest of version 3.0.

    Why: Older ones lack terms, or define them otherwise; what a context does not define, the signature does not cover.

    Example: `https://purl.imsglobal.org/spec/ob/v3p0/context.json`.

    Repair: Issue it anew with `https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json`. Never change the context of
    a credential that is signed already: its proof no longer holds then.
    """
    for node in document.credentials:
        value = node.data.get("@context")
        if node.model == "1.1" or not isinstance(value, list):
            continue
        for number, url in enumerate(value):
            if isinstance(url, str) and OUTDATED.fullmatch(url):
                yield finding(at=document.at(node, "@context", number), observed=url, expected=NEWEST)

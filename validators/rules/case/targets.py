"""CASE-ASSOC: what the two ends of an association are, as their own members say it.

The rules part the field: CASE-ASSOC-013 looks at ends that are in the input, CASE-ASSOC-014 at the identifier of the
others, and CASE-ASSOC-015 at the `uri` of those whose identifier could be that of a CASE object.
"""

from collections.abc import Iterator
import re

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import PACKAGE_FORMS, ROOTS, Link, Package
from fairmark.validators.rules.case.resolution import resolution
from fairmark.validators.rules.case.versions import BOTH, V1_1

ANY_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
"""The part of a URI in which letter case makes no difference (RFC 3986 section 6.2.2.1)."""

NOT_A_CASE_URI = re.compile(
    r"[^?#]*\.(?:html?|php|aspx?|jsp|pdf|docx?|pptx?|xlsx?|png|jpe?g|gif|svg|mp[34]|mov|webm|epub|zip)(?:[?#].*)?"
    r"|[a-z]+://.+https?://.*"
    r"|https?://(?:[a-z0-9-]+\.)*(?:youtube\.com|youtu\.be|vimeo\.com|wikipedia\.org|doi\.org)(?:[/?#].*)?"
    r"|(?:mailto|tel|doi|isbn|urn:isbn|urn:issn|info):.*",
    re.IGNORECASE | re.DOTALL,
)
"""URIs that lead to a page, a file or a work: by the ending of the path, by holding the address of another site, by a
well-known host, or by the scheme."""

PLACEHOLDERS = frozenset(
    name.casefold()
    for name in (
        *("origin", "origin node", "originNode", "originNodeURI"),
        *("destination", "destination node", "destinationNode", "destinationNodeURI"),
        *ROOTS.values(),
        *PACKAGE_FORMS,
        *("CFDefinition", "CFRubricCriterion", "CFRubricCriterionLevel", "LinkURI", "LinkGenURI"),
    )
)
"""Titles that say nothing, in lower case: the names of the two ends, and those of classes."""
LONGEST_PLACEHOLDER = max(map(len, PLACEHOLDERS))

NAMES = ("title", "fullStatement", "abbreviatedStatement", "humanCodingScheme", "alternativeLabel")
"""Fields that may give an object its name."""


def _ends(package: Package) -> Iterator[Link]:
    for edge in package.edges:
        yield edge.origin
        yield edge.destination


def _is_claimed_for_case(package: Package, link: Link) -> bool:
    """Whether the end is said to be a CASE object, be it by default."""
    return package.data_of(link).get("targetType") in (None, "CASE")


@rule(
    "CASE-ASSOC-013",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 9",
    message="The uri {observed} is not {expected}",
    lenient=WARNING,
    notes="Letter case of scheme and host is no difference. Consumers that go by the identifier survive it.",
)
def end_has_the_uri_of_its_object(package: Package) -> Findings:
    """The end of an association that is in the package has the `uri` of the object there.

    Why: Identifier and uri name two different objects, so consumers that go by one of them get another hierarchy.

    Example: A node with the identifier of an item of the package and the uri that this item has on another server.

    Repair: Copy the uri of the object into the node.
    """
    for link in package.once(resolution).unlike:
        if link.target or not link.uri or link.uri == package.by_identifier[link.identifier].data.get("uri"):
            continue
        stated = {_comparable(one.text("uri")) for one in package.named(link.identifier)}
        if "" not in stated and _comparable(link.uri) not in stated:
            yield finding(
                at=package.at_link(link, "uri"), observed=link.uri, expected="the uri of the object with its identifier"
            )


def _comparable(uri: str) -> str:
    return AUTHORITY.sub(lambda found: found.group().lower(), uri, count=1)


@rule(
    "CASE-ASSOC-014",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.35",
    message="{observed} is no UUID, so this cannot be a CASE object",
    notes=(
        "The identifier of a node need not be a UUID, but an absent targetType says that the node is a CASE object, "
        "whose identifier is one. CASE 1.0 has no targetType to say otherwise: there it means that consumers will not "
        "find the object. Any UUID passes, of whatever version or letter case; a node that leads to an object in the "
        "input passes too, as CASE-ID-001 speaks about that object."
    ),
)
def case_end_has_a_uuid(package: Package) -> Findings:
    """The end of an association that is said to be a CASE object has a UUID as identifier.

    Why: Consumers look it up as a CASE object, and there is none with such an identifier.

    Example: `"identifier": "lesson-12"` in a destinationNodeURI without targetType.

    Repair: Correct the identifier, or state as targetType what the target is, with an `ext:` term of CASE 1.1.
    """
    known = package.by_identifier
    for link in _ends(package):
        identifier = link.identifier
        if not identifier or identifier in known or ANY_UUID.fullmatch(identifier):
            continue
        if _is_claimed_for_case(package, link):
            yield finding(at=package.at_link(link, "identifier"), observed=identifier, expected="a UUID")


@rule(
    "CASE-ASSOC-015",
    severity=WARNING,
    versions=V1_1,
    basis="CASE 1.1 IM 7.1.35.4",
    message="{observed} is evidently no CASE object, and no targetType says what it is",
    notes=(
        "A node counts as evidently foreign to CASE when its uri leads to a page or file (.html, .pdf, .mp4 ...), "
        "holds the address of another site, is on a well-known site of videos, articles or DOIs, or has a scheme such "
        "as doi or urn:isbn; and when the uri does not hold the node's identifier, nor the path of a CASE service, and "
        "neither the input nor the shelf has the object. Identifiers that are no UUID are left to CASE-ASSOC-014."
    ),
)
def foreign_end_has_a_target_type(package: Package) -> Findings:
    """The end of an association that is not a CASE object says so in its targetType.

    Why: Without it consumers look for a CASE object, and take the missing one for a fault.

    Example: A destinationNodeURI with `"uri": "https://example.org/tasks/1181.html"` and no targetType.

    Repair: Add a targetType that says what it is, such as `ext:webpage`.
    """
    known = package.by_identifier
    for link in _ends(package):
        if not link.uri or link.identifier in known or not NOT_A_CASE_URI.fullmatch(link.uri):
            continue
        if not ANY_UUID.fullmatch(link.identifier) or link.identifier.lower() in link.uri.lower():
            continue
        if "/ims/case/" in link.uri or not _is_claimed_for_case(package, link) or package.shelf.find(link.identifier):
            continue
        yield finding(at=package.at_link(link, "targetType"), observed=link.uri, expected="an ext: term")


@rule(
    "CASE-ASSOC-016",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: the title of a node is what people read (CASE 1.1 IM 7.1.35)",
    message="The title {observed} is a placeholder",
    notes="A title that is a title, statement, code or label of the object itself is none, whatever it says.",
)
def end_has_a_title_of_its_own(package: Package) -> Findings:
    """The title of an end of an association tells what stands there.

    Why: People who see the association read `Origin` or `CFItem` and cannot tell what it joins.

    Example: `"title": "Destination Node"`.

    Repair: Write the statement or the code of the item, or the title of the document.
    """
    for link in _ends(package):
        if len(link.title) > LONGEST_PLACEHOLDER or link.title.strip().casefold() not in PLACEHOLDERS:
            continue
        if not _is_its_name(package, link):
            yield finding(at=package.at_link(link, "title"), observed=link.title, expected="the words of the object")


def _is_its_name(package: Package, link: Link) -> bool:
    """Whether the object that the link leads to is really called so."""
    node = package.by_identifier.get(link.identifier)
    names = [node.text(field) for field in NAMES] if node else []
    return link.title.strip().casefold() in {name.strip().casefold() for name in names}

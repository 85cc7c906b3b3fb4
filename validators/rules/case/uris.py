"""CASE-URI: the addresses of objects and of what they link to."""

from collections.abc import Iterator
import re
from typing import NamedTuple

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.location import Location
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Link, Node, Package
from fairmark.validators.rules.case.fields import columns
from fairmark.validators.rules.case.resolution import resolution
from fairmark.validators.rules.case.versions import BOTH, served_version
from fairmark.validators.rules.uri import is_iri, is_uri

AUTHORITY = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
VERSIONED = re.compile(r"https?://(?P<base>[^?#]*?)/ims/case/v1p(?P<minor>[01])(?=[/?#]|$)", re.IGNORECASE)
"""A URI of the service: `base` is its host and what stands before the standard's own path (CASE 1.1 RB 2.2)."""


class Stated(NamedTuple):
    """A URI as it stands in the input: in `field` of an object, or as the `uri` of a link."""

    uri: str
    holder: Node | Link
    field: str

    def at(self, package: Package) -> Location:
        if isinstance(self.holder, Node):
            return package.at(self.holder, self.field)
        return package.at_link(self.holder, self.field)


def stated(package: Package) -> list[Stated]:
    """Every URI of an object and of a link. A link that repeats the `uri` of an object in the input is left out: what
    is wrong with it is wrong with the object, and is reported there."""
    found = []
    for _, name, nodes in columns(package, "AnyURI", "URL"):
        values = [node.data.get(name) for node in nodes]
        found += [Stated(uri, node, name) for uri, node in zip(values, nodes, strict=True) if isinstance(uri, str)]
    strays, unlike = package.once(resolution)
    for link in (*unlike, *strays):
        if link.uri not in package.by_uri and (link.uri or package.data_of(link).get("uri") == ""):
            found.append(Stated(link.uri, link, "uri"))
    return found


@rule(
    "CASE-URI-001",
    severity=ERROR,
    may_be=(WARNING,),
    versions=BOTH,
    basis="CASE 1.1 OpenAPI, format uri (RFC 3986 section 3; for http RFC 9110 section 4.2)",
    message="{observed} is not {expected}",
    notes="The type table of the information model also admits relative URIs; the OpenAPI files do not. An IRI, which "
    "is a URI but for letters outside ASCII, is a warning: format uri forbids it, AnyURI can be read to admit it, "
    "and most consumers encode it themselves. A link that repeats the uri of an object is reported at the object.",
)
def uri_is_absolute(package: Package) -> Findings:
    """Every uri is an absolute URI that begins with its scheme.

    Why: Nobody can follow a relative address, as an exported file no longer says where it came from.

    Example: `"uri": "/ims/case/v1p1/CFItems/6ba7b810-9dad-11d1-80b4-00c04fd430c8"`.

    Repair: Write the whole address, beginning with https://, with spaces and other special characters percent-encoded.
    """
    for place in package.once(stated):
        if is_uri(place.uri):
            continue
        if is_iri(place.uri):
            yield finding(
                at=place.at(package),
                observed=place.uri,
                expected="a URI, because of its letters outside ASCII",
                hint="Percent-encode the letters outside ASCII in the path; write the host in its xn-- form.",
                severity=WARNING,
            )
        else:
            yield finding(at=place.at(package), observed=place.uri, expected="an absolute URI")


@rule(
    "CASE-URI-002",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 RB 4.1 and the description of AnyURI as network-resolvable",
    message="{observed} is not {expected}",
    notes="The uri of objects and of their links is meant. The ends of associations are left out, as they may lead to "
    "what is no CASE object and is named by a URN or an older http address that its owner chose; officialSourceURL "
    "is CASE-DOC-010. A URI is reported once, however often it stands, and http once for each host.",
)
def uri_is_an_https_address(package: Package) -> Findings:
    """Every uri is a web address, and one that begins with https.

    Why: Consumers fetch objects by it, and what comes over plain http can be read and changed on its way.

    Example: `"uri": "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8"`, or one that begins with `http://`.

    Repair: Serve the framework over https and write the addresses so.
    """
    for place, others in _not_https(package):
        wanted = "an http or https address"
        if AUTHORITY.match(place.uri):
            wanted = f"an https address, nor are {others} others of its host" if others else "an https address"
        yield finding(at=place.at(package), observed=place.uri, expected=wanted)


def _not_https(package: Package) -> Iterator[tuple[Stated, int]]:
    """The first place of each host that is addressed over http, and of each URI of another scheme, with the number of
    other URIs of that host."""
    groups: dict[str, dict[str, Stated]] = {}
    for place in package.once(stated):
        if not place.uri.startswith("https://") and not _may_be_foreign(package, place) and is_uri(place.uri):
            host = AUTHORITY.match(place.uri)
            if not (host and place.uri[:6].lower() == "https:"):
                groups.setdefault(host[1].lower() if host else place.uri, {}).setdefault(place.uri, place)
    for places in groups.values():
        yield next(iter(places.values())), len(places) - 1


def _may_be_foreign(package: Package, place: Stated) -> bool:
    """Whether the place is the end of an association, or a field for people to follow."""
    if isinstance(place.holder, Node):
        return package.tables[place.holder.form][place.field].type != "AnyURI"
    return not place.holder.target


@rule(
    "CASE-URI-003",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: the servers that we know build the uri from the identifier",
    message="{observed} does not contain {expected}",
    notes="Letter case and hyphens are no difference. Silent where the uri is that of another object (CASE-URI-004) or "
    "not a URI (CASE-URI-001).",
)
def uri_contains_the_identifier(package: Package) -> Findings:
    """The uri of an object contains its identifier.

    Why: If it does not, the uri is likely that of another object, and whoever follows it gets the wrong one.

    Example: An item whose `uri` ends in the identifier of its neighbour.

    Repair: Put the identifier of the object into its uri, and write the links to it alike.
    """
    for node in package.nodes:
        uri = node.data.get("uri")
        if not isinstance(uri, str) or node.identifier in uri:
            continue
        bare = node.identifier.replace("-", "").lower()
        if bare not in uri.replace("-", "").lower() and package.by_uri[uri] is node and is_uri(uri):
            yield finding(at=package.at(node, "uri"), observed=uri, expected="the identifier of its object")


@rule(
    "CASE-URI-004",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: a uri leads to one object",
    message="{observed} is also the uri of another object",
    notes="Objects that share their identifier as well are one object to this rule: see CASE-ID-002 and CASE-ID-003.",
)
def uri_is_unique(package: Package) -> Findings:
    """No two objects share a uri.

    Why: Whoever follows the uri gets one of the two, and links to the other lead to the wrong object.

    Example: An item that was copied and given a new identifier but kept the `uri` of the original.

    Repair: Give the second object a uri of its own, built from its identifier.
    """
    for node in package.nodes:
        uri = node.data.get("uri")
        if isinstance(uri, str) and uri:
            first = package.by_uri[uri]
            if first is not node and first.identifier.lower() != node.identifier.lower():
                yield finding(at=package.at(node, "uri"), observed=uri, expected="a uri of its own")


@rule(
    "CASE-URI-007",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 RB 2.2",
    message="{observed} is not below {expected}",
    notes="The version of the input is that of the path that served it, else that of the profile that was asked for, "
    "else that of the uri of its own document. Only addresses of the same host and base path are compared: other "
    "servers may well be at another version. If the uri of the document itself disagrees, that alone is reported. A "
    "URI is reported once, however often it stands, and a link to an object in the input by CASE-LINK-002.",
)
def links_stay_in_their_version(package: Package) -> Findings:
    """What a CASE 1.0 payload links to on its own server lies below v1p0, and of a 1.1 payload below v1p1.

    Why: A consumer that follows the link gets an answer in the form of the other version, which it may not understand.

    Example: A document below `/ims/case/v1p1/` with a `licenseURI` below `/ims/case/v1p0/` on the same host.

    Repair: Write the base path of the version that is served into all addresses.
    """
    head = package.document or next(iter(package.nodes), None)
    own = VERSIONED.match(head.text("uri")) if head else None
    if not head or not own:
        return
    known = served_version(package.served) or (package.version if package.forced else "")
    if known and known != f"1.{own['minor']}":
        yield finding(at=package.at(head, "uri"), observed=head.text("uri"), expected=_path(known))
    base, told = own["base"].lower(), set()
    other = f"/ims/case/v1p{1 - int(own['minor'])}"
    for place in package.once(stated):
        if other in place.uri and place.uri not in told and (found := VERSIONED.match(place.uri)):
            told.add(place.uri)
            if found["minor"] != own["minor"] and found["base"].lower() == base and not _in_input(package, place):
                yield finding(at=place.at(package), observed=place.uri, expected=_path(f"1.{own['minor']}"))


def _in_input(package: Package, place: Stated) -> bool:
    """Whether the place is a link to an object in the input. A package has the identifier of its document."""
    link = place.holder
    return isinstance(link, Link) and link.target != "CFPackage" and link.identifier in package.by_identifier


def _path(version: str) -> str:
    return f"/ims/case/v{version.replace('.', 'p')}/"

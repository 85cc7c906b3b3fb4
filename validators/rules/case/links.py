"""CASE-LINK-002 to CASE-LINK-006: whether a link says the same as what it leads to."""

from collections.abc import Iterator, Sequence
from html import unescape
import re
import unicodedata

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Link, Node, Package
from fairmark.validators.rules.case.resolution import resolution
from fairmark.validators.rules.case.targets import PLACEHOLDERS
from fairmark.validators.rules.case.versions import BOTH

NAMES = ("fullStatement", "title", "abbreviatedStatement", "humanCodingScheme", "alternativeLabel", "typeCode")
"""Fields by which people name an object; no class has all of them."""

ENOUGH = 12
"""Letters and digits that two names must have in common before one counts as the other cut short."""

MANY = 8
"""Objects that may share an identifier before a link to it counts as leading nowhere: CASE-ID-002 has spoken then."""

LONGEST = 2000
"""Characters of a name that are compared, so that no text, however long, holds up the rest."""

MARKUP = re.compile(r"<[^<>]*>")
NOT_WRITING = re.compile(r"[\W_]+")
ELLIPSIS = re.compile(r"(?:\u2026|\.\.\.)\s*$")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
"""Characters that take no room and that `str.strip` leaves."""


def _named(package: Package, link: Link) -> Sequence[Node]:
    """The objects in the input with the identifier of the link; none where so many share it that it names none."""
    nodes = package.named(link.identifier)
    return nodes if len(nodes) <= MANY else ()


def _targets(package: Package, link: Link) -> list[Node]:
    """The objects in the input that the link means: those with its identifier and of the class that it should lead to.

    A link to a package has the identifier of the package's document, which is another thing: it has no target here.
    """
    return [node for node in _named(package, link) if not link.target or node.cls == link.target]


@rule(
    "CASE-LINK-002",
    severity=ERROR,
    lenient=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.36",
    message="{observed} is not {expected}",
    follows=("CASE-ID-002", "CASE-ASSOC-013"),
    notes="Letter case in scheme and host is no difference. The ends of associations are CASE-ASSOC-013. Consumers "
    "that go by the identifier survive, as exports of one real server show: a warning in lenient mode.",
)
def link_has_the_uri_of_its_target(package: Package) -> Findings:
    """A link to an object in the same input has the uri of that object.

    Why: Consumers that follow the uri and those that go by the identifier end at different objects.

    Example: A `licenseURI` with the identifier of a CFLicense in the package and the `uri` of an older server.

    Repair: Copy the uri of the object into the link.
    """
    for link in package.once(resolution).unlike:
        if link.target and link.uri:
            uris = [uri for node in _targets(package, link) if (uri := node.text("uri"))]
            if uris and link.uri not in uris and _plain(link.uri) not in map(_plain, uris):
                yield finding(
                    at=package.at_link(link, "uri"),
                    observed=link.uri,
                    expected=f"the uri of the {link.target} it names",
                )


def _plain(uri: str) -> str:
    """The URI with scheme and host in lower case, in which they mean the same (RFC 3986 section 6.2.2.1)."""
    scheme, separator, rest = uri.partition("://")
    host, slash, path = rest.partition("/")
    return scheme.lower() + separator + host.lower() + slash + path


# -- titles ----------------------------------------------------------------------------------------------------------


@rule(
    "CASE-LINK-003",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: consumers show the title of a link without fetching its target",
    message="{observed} is not {expected}",
    follows=("CASE-ID-002",),
    notes="An item may be named by its fullStatement, abbreviatedStatement, humanCodingScheme or alternativeLabel, or "
    "by code and statement together. Letter case, spaces, punctuation and markup are no difference, and a name may be "
    f"cut short as long as {ENOUGH} letters are left or an ellipsis says so, because real servers cut titles at 60 "
    "characters. Blank titles are CASE-LINK-006, placeholders at the ends of associations are CASE-ASSOC-016.",
)
def link_title_is_that_of_its_target(package: Package) -> Findings:
    """The title of a link to an object in the same input is a name of that object.

    Why: People see the title, and the system follows the identifier: they would mean different objects.

    Example: A `CFItemTypeURI` with the title `Cluster` that leads to the CFItemType `Standard`.

    Repair: Write the title of the object into the link, or its identifier if the title is what was meant.
    """
    spelled: dict[tuple[str, str], frozenset[str]] = {}
    for link in package.once(resolution).unlike:
        targets = _targets(package, link)
        if not targets or _blank(link.title) or any(link.title == node.data.get(f) for node in targets for f in NAMES):
            continue
        if not link.target and link.title.strip().casefold() in PLACEHOLDERS:
            continue
        key = (link.identifier, link.target)
        if key not in spelled:
            spelled[key] = frozenset(form for node in targets for form in _forms_of_names(node))
        names = spelled[key]
        if names and not _is_one_of(link.title, names):
            yield finding(
                at=package.at_link(link, "title"), observed=link.title, expected="a name of the object it leads to"
            )


def _forms_of_names(node: Node) -> Iterator[str]:
    """The forms of the names of an object, and of its code together with each of them."""
    names = [name for field in NAMES if (name := node.text(field).strip())]
    code = node.text("humanCodingScheme")
    for name in names:
        yield from _forms(name)
        if code:
            yield from _forms(f"{code} {name}")


def _forms(text: str) -> set[str]:
    """The letters and digits of the text, in one letter case and without accents; the same without its markup. Of a
    text that has none, its other characters."""
    text = text[:LONGEST]
    parts = (text, _without_markup(text)) if "<" in text or "&" in text else (text,)
    return {
        NOT_WRITING.sub("", unicodedata.normalize("NFKD", part)).casefold() or "".join(part.split()) for part in parts
    }


def _without_markup(text: str) -> str:
    while (plain := unescape(MARKUP.sub(" ", text))) != text:
        text = plain
    return text


def _is_one_of(title: str, names: frozenset[str]) -> bool:
    """Whether the title is one of the names, which are forms of such, or one of the two is the other cut short."""
    cut = ELLIPSIS.sub("", title)
    forms = _forms(cut)
    if not names.isdisjoint(forms):
        return True
    if cut != title and any(name.startswith(form) for name in names for form in forms if form):
        return True
    pairs = (sorted((form, name), key=len) for form in forms for name in names)
    return any(len(shorter) >= ENOUGH and shorter in longer for shorter, longer in pairs)


# -- what is linked --------------------------------------------------------------------------------------------------


@rule(
    "CASE-LINK-004",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1",
    message="The link leads to {observed}, not to {expected}",
    follows=("CASE-ID-002",),
    notes="Objects outside the input are known only from the shelf, where one is given.",
)
def link_leads_to_the_right_class(package: Package) -> Findings:
    """A link leads to an object of the class that its field is for.

    Why: A consumer that looks for a licence and finds a subject can do nothing with it.

    Example: A `licenseURI` with the identifier of a CFSubject.

    Repair: Put the identifier, uri and title of the object that was meant into the link.
    """
    links = package.once(resolution)
    for link in (*links.unlike, *links.strays):
        if not link.target or link.target == "CFPackage" or not link.identifier:
            continue
        found = _class_of(package, link)
        if found and found != link.target:
            yield finding(at=package.at_link(link, "identifier"), observed=f"a {found}", expected=f"a {link.target}")


def _class_of(package: Package, link: Link) -> str:
    """The class of what the link leads to: its own if one of the objects there has it, "" where nothing is known."""
    nodes = _named(package, link)
    if nodes:
        return link.target if any(node.cls == link.target for node in nodes) else nodes[0].cls
    known = None if link.identifier in package.by_identifier else package.shelf.find(link.identifier)
    return known.cls if known else ""


@rule(
    "CASE-LINK-005",
    severity=WARNING,
    versions=BOTH,
    kinds=("case-package",),
    basis="CASE 1.1 IM 3.3",
    message="{observed} is missing from {expected}",
    notes="Reported once for each missing definition, at the first link to it. An identifier that is there in other "
    "letter case is CASE-ID-005, one of another class CASE-LINK-004.",
)
def definitions_are_in_the_package(package: Package) -> Findings:
    """Every definition that a package uses is in its CFDefinitions.

    Why: Whoever imports the package has no subject, item type or licence to show, and may not reach the server.

    Example: Items with a `CFItemTypeURI`, and no CFItemType with that identifier in `CFDefinitions`.

    Repair: Add the definition to CFDefinitions, or remove the links to it.
    """
    lists = {field.type: name for name, field in package.tables["CFDefinition"].items()}
    told: set[str] = set()
    for link in package.once(resolution).strays:
        identifier = link.identifier
        if link.target in lists and identifier and identifier not in told:
            told.add(identifier)
            if identifier.lower() not in package.by_lower_case:
                yield finding(
                    at=package.at_link(link, "identifier"),
                    observed=identifier,
                    expected=f"the {lists[link.target]} of the package",
                )


@rule(
    "CASE-LINK-006",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: title is mandatory because people see nothing else of a link",
    message="The title of the link is blank",
)
def link_title_is_not_blank(package: Package) -> Findings:
    """The title of a link holds more than white space.

    Why: People see an empty line where the name of the subject, licence or item should stand.

    Example: `"licenseURI": {"title": "", …}`.

    Repair: Write the title of the object that the link leads to.
    """
    for link in package.links:
        if link.title[:1].isalnum():
            continue
        if _blank(link.title) and (link.title or package.data_of(link).get("title") == ""):
            yield finding(at=package.at_link(link, "title"), observed=link.title)


def _blank(text: str) -> bool:
    return not text.strip().strip(INVISIBLE).strip()

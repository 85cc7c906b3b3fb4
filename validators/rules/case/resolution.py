"""Which links lead to an object in the input, and which of those say something else than their target."""

from typing import Any, NamedTuple

from fairmark.validators.readers.case import Link, Package


class Resolution(NamedTuple):
    """The links that rules have to look at: `strays` have an identifier that no object in the input has, `unlike` have
    another class, uri or title than the object with their identifier. All others repeat their target faithfully."""

    strays: list[Link]
    unlike: list[Link]


def resolution(package: Package) -> Resolution:
    """The links of the package, compared with their targets once for all rules."""
    strays, unlike = [], []
    by_identifier = package.by_identifier
    for link in package.links:
        _, _, _, target, identifier, uri, title = link
        node = by_identifier.get(identifier)
        if node is None:
            strays.append(link)
            continue
        data = node.data
        faithful = (not target or target == node.cls) and data.get("uri") == uri
        if not faithful or (title != data.get("title") and title not in _names(data)):
            unlike.append(link)
    return Resolution(strays, unlike)


def _names(data: dict[str, Any]) -> tuple[Any, Any]:
    return data.get("abbreviatedStatement"), data.get("fullStatement")

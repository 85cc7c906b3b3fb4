"""The frameworks of a shelf as wholes: their items in the order of the hierarchy, and the rubrics that judge them.

The shelf itself answers what one identifier means. Whoever asks what is missing has to know all that there is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.case import Node, Package
from fairmark.validators.readers.folder import open_folder
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.sniff import recognise

SKILL, REPLACED = "hasSkillLevel", "replacedBy"
"""The associations from a competency to one of its levels, and from an item to the one that takes its place."""


@dataclass(frozen=True, slots=True)
class Standard:
    """A CFItem. `identifier` is in small letters; `parent` is the identifier of the item that it hangs below, "" for
    none. `is_group` says that others hang below it, `is_replaced` that another one has taken its place; `ended` is the
    date (`YYYY-MM-DD`) on which its status ends, "" where none does."""

    identifier: str
    uri: str = ""
    code: str = ""
    statement: str = ""
    parent: str = ""
    is_group: bool = False
    is_replaced: bool = False
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A CFRubricCriterionLevel. `score` is None where it has none, `item` the identifier of the CFItem that its
    criterion is about."""

    uri: str
    quality: str
    score: float | None
    item: str


@dataclass(frozen=True)
class Framework:
    """A CASE package. `standards` are its items by identifier, each item behind the one that it hangs below, siblings
    by their sequenceNumber. `levels` are those of its rubrics, `competencies` leads from a skill level to the items
    that have it."""

    identifier: str
    uri: str
    title: str
    standards: Mapping[str, Standard]
    levels: Sequence[Level]
    competencies: Mapping[str, Sequence[str]]

    def levels_for(self, item: str) -> list[Level]:
        """The rubric levels that can be given for an item: those about it, or about a competency that it is a level
        of."""
        about = {item, *self.competencies.get(item, ())}
        return [level for level in self.levels if level.item in about]


def frameworks_in(folder: Path, limits: Limits) -> list[Framework]:
    """The CASE packages in a folder, in the order of the files; of several editions of one document the first. What
    cannot be read, or is no CASE package, is left out. WrongUsage when the folder cannot be listed."""
    try:
        source = open_folder(str(folder), folder, limits)
    except OSError as error:
        raise WrongUsage(f"the shelf {folder} cannot be read: {error.strerror}") from None
    if not source.listed:
        raise WrongUsage(f"the shelf {folder} has more than {limits.entries:,} entries")
    found: dict[str, Framework] = {}
    for member in source.members:
        for document in read_json(member.data, limits.depth, by_line=member.by_line).documents if member.data else ():
            if (framework := framework_of(document.data)) is not None:
                found.setdefault(framework.identifier, framework)
    return list(found.values())


def framework_of(data: object) -> Framework | None:
    """The framework that a parsed JSON document is, None where it is no CASE package or has no document."""
    what = recognise(data)
    if what is None or what.kind != "case-package" or not isinstance(data, dict):
        return None
    package = Package(data[str(what.root[0])] if what.root else data, what.kind, what.version)
    document = package.document
    if document is None:
        return None
    return Framework(
        document.identifier.lower(),
        document.text("uri"),
        document.text("title"),
        {standard.identifier: standard for standard in _standards(package, document.identifier)},
        list(_levels(package)),
        _competencies(package),
    )


# -- items -----------------------------------------------------------------------------------------------------------


def _standards(package: Package, document: str) -> Iterator[Standard]:
    """The items from the top down, then those that nothing leads to."""
    items = {item.identifier: item for item in package.of("CFItem") if item.identifier}
    children = _children(package, items)
    replaced = {edge.origin.identifier for edge in package.edges_by_type.get(REPLACED, ())}
    for parent, here in _walk(document, items, children):
        item = items[here]
        yield Standard(
            here.lower(),
            item.text("uri"),
            item.text("humanCodingScheme"),
            item.text("fullStatement"),
            parent.lower(),
            is_group=here in children,
            is_replaced=here in replaced,
            ended=item.text("statusEndDate")[: len("YYYY-MM-DD")],
        )


def _walk(document: str, items: Mapping[str, Node], children: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Every item once, with the item that it hangs below, "" for none: those below the document first, those that go
    round in a circle last. Hierarchies may be deeper than Python's stack."""
    waiting = dict.fromkeys(items)
    below = {child for parent, found in children.items() if parent in items for child in found}
    tops = [*children.get(document, ()), *(item for item in items if item not in below), *items]
    stack = [("", top) for top in reversed(tops)]
    while stack:
        parent, here = stack.pop()
        if here in waiting:
            del waiting[here]
            yield parent, here
            stack += [(here, child) for child in reversed(children.get(here, ()))]


def _children(package: Package, items: Mapping[str, Node]) -> dict[str, list[str]]:
    """Parent to its children by their sequenceNumber; those that have none come last, in the order of the file."""
    placed: dict[str, list[tuple[float, str]]] = {}
    for parent, steps in package.hierarchy.children.items():
        for child, edge in steps.items():
            if child in items:
                number = float("inf") if edge.sequence is None else edge.sequence
                placed.setdefault(parent, []).append((number, child))
    return {parent: [child for _, child in sorted(pairs, key=lambda pair: pair[0])] for parent, pairs in placed.items()}


# -- rubrics ---------------------------------------------------------------------------------------------------------


def _levels(package: Package) -> Iterator[Level]:
    about = {link.owner.path: link.identifier for link in package.links if link.field == "CFItemURI"}
    for node in package.of("CFRubricCriterionLevel"):
        item = about.get(node.parent.path, "") if node.parent else ""
        score = node.data.get("score")
        number = float(score) if isinstance(score, (int, float)) and not isinstance(score, bool) else None
        yield Level(node.text("uri"), node.text("quality"), number, item.lower())


def _competencies(package: Package) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for edge in package.edges_by_type.get(SKILL, ()):
        level, competency = edge.destination.identifier.lower(), edge.origin.identifier.lower()
        found.setdefault(level, []).append(competency)
    return found


def by_item(frameworks: Iterable[Framework]) -> dict[str, Framework]:
    """Identifier of an item to the framework that holds it; of several the first."""
    found: dict[str, Framework] = {}
    for framework in frameworks:
        for identifier in framework.standards:
            found.setdefault(identifier, framework)
    return found

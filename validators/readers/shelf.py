"""A shelf made of a folder: the CASE packages in it, whose objects an input may refer to."""

from functools import cached_property
from pathlib import Path

from fairmark.validators.core.shelf import Shelved, Standing
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.case import Node, Package
from fairmark.validators.readers.folder import open_folder
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.sniff import recognise

DEPRECATED = "Deprecated"
"""The adoptionStatus of a document that is no longer in force."""


class FolderShelf:
    """The objects of all CASE inputs in a folder, by identifier; of two with the same identifier the one in the first
    file by name. Files are read when something is looked up for the first time; what cannot be read or is no CASE is no
    part of the shelf. WrongUsage when the folder cannot be listed.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._limits = limits
        try:
            self._source = open_folder(str(folder), folder, limits)
        except OSError as error:
            raise WrongUsage(f"the shelf {folder} cannot be read: {error.strerror}") from None
        if not self._source.listed:
            raise WrongUsage(f"the shelf {folder} has more than {limits.entries:,} entries")

    def find(self, identifier: str) -> Shelved | None:
        """The object, or None when no input in the folder holds it."""
        return self._objects.get(identifier)

    @cached_property
    def _objects(self) -> dict[str, Shelved]:
        found: dict[str, Shelved] = {}
        for source in self._source.members:
            if source.data is None:
                continue
            for document in read_json(source.data, self._limits.depth, by_line=source.by_line).documents:
                for shelved in objects_in(document.data):
                    found.setdefault(shelved.identifier, shelved)
        return found


def objects_in(data: object) -> list[Shelved]:
    """The objects with an identifier in a document, none where it is no CASE."""
    what = recognise(data)
    if what is None or not isinstance(data, dict):
        return []
    package = Package(data[str(what.root[0])] if what.root else data, what.kind, what.version)
    document = next(package.of("CFDocument"), None)
    owner = document.identifier if document else ""
    standings = _Standings(
        package, is_deprecated=document is not None and document.text("adoptionStatus") == DEPRECATED
    )
    return [
        Shelved(
            identifier=node.identifier,
            cls=node.cls,
            uri=node.text("uri"),
            title=_title(node),
            language=node.text("language"),
            document=owner or _document_named_by(node),
            standing=standings.of(node) if node.cls == "CFItem" else Standing(),
            code=node.text("humanCodingScheme"),
        )
        for node in package.nodes
        if node.identifier
    ]


class _Standings:
    """What the associations and rubrics of an input say of its items."""

    def __init__(self, package: Package, *, is_deprecated: bool) -> None:
        self._is_deprecated = is_deprecated
        self._parents = {edge.destination.identifier for edge in package.edges_by_type.get("isChildOf", ())}
        self._replaced_by = _destinations(package, "replacedBy")
        self._precedes = _destinations(package, "precedes")
        self._rubrics: dict[str, set[str]] = {}
        judged = {link.owner.path: link.identifier for link in package.links if link.field == "CFItemURI"}
        for level in package.of("CFRubricCriterionLevel"):
            item = judged.get(level.parent.path, "") if level.parent else ""
            if item and (quality := level.text("quality").strip()):
                self._rubrics.setdefault(item, set()).add(quality.casefold())

    def of(self, item: Node) -> Standing:
        levels = item.data.get("educationLevel")
        return Standing(
            levels=tuple(level for level in levels if isinstance(level, str)) if isinstance(levels, list) else (),
            rubric=frozenset(self._rubrics.get(item.identifier, ())),
            is_deprecated=self._is_deprecated,
            ended=item.text("statusEndDate")[: len("YYYY-MM-DD")],
            replaced_by=self._replaced_by.get(item.identifier, ()),
            precedes=self._precedes.get(item.identifier, ()),
            has_children=item.identifier in self._parents,
        )


def _destinations(package: Package, type: str) -> dict[str, tuple[str, ...]]:
    """The origins of the associations of a type, each with where they lead."""
    found: dict[str, list[str]] = {}
    for edge in package.edges_by_type.get(type, ()):
        if edge.origin.identifier and edge.destination.identifier:
            found.setdefault(edge.origin.identifier, []).append(edge.destination.identifier)
    return {origin: tuple(ends) for origin, ends in found.items()}


def _title(node: Node) -> str:
    return node.text("title") or node.text("fullStatement")


def _document_named_by(node: Node) -> str:
    """The identifier of the document that an object which stands alone says it belongs to."""
    link = node.data.get("CFDocumentURI")
    identifier = link.get("identifier") if isinstance(link, dict) else ""
    return identifier if isinstance(identifier, str) else ""

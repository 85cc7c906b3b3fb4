"""A shelf made of a folder: the CASE packages in it, whose objects an input may refer to."""

from functools import cached_property
from pathlib import Path

from fairmark.validators.core.shelf import Shelved
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.case import Node, Package
from fairmark.validators.readers.folder import open_folder
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.sniff import recognise


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
                for shelved in _objects(document.data):
                    found.setdefault(shelved.identifier, shelved)
        return found


def _objects(data: object) -> list[Shelved]:
    """The objects with an identifier in a document, none where it is no CASE."""
    what = recognise(data)
    if what is None or not isinstance(data, dict):
        return []
    package = Package(data[str(what.root[0])] if what.root else data, what.kind, what.version)
    document = next(package.of("CFDocument"), None)
    owner = document.identifier if document else ""
    return [
        Shelved(
            identifier=node.identifier,
            cls=node.cls,
            uri=node.text("uri"),
            title=_title(node),
            language=node.text("language"),
            document=owner or _document_named_by(node),
        )
        for node in package.nodes
        if node.identifier
    ]


def _title(node: Node) -> str:
    return node.text("title") or node.text("fullStatement")


def _document_named_by(node: Node) -> str:
    """The identifier of the document that an object which stands alone says it belongs to."""
    link = node.data.get("CFDocumentURI")
    identifier = link.get("identifier") if isinstance(link, dict) else ""
    return identifier if isinstance(identifier, str) else ""

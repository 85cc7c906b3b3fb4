"""The store as a shelf: exports that are judged here may refer to the frameworks that are kept here."""

from fairmark.server.storage.store import Store
from fairmark.validators.core.shelf import Shelved
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.shelf import objects_in


class StoreShelf:
    """The objects of all frameworks in the store, by identifier, as CASE 1.1. A framework is read when an object of it
    is looked up for the first time; a shelf lives as long as one judgement, so it need not notice imports."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[str, dict[str, Shelved]] = {}

    def find(self, identifier: str) -> Shelved | None:
        """The object, or None where no framework in the store holds it."""
        framework = self._store.holder(identifier)
        if framework is None:
            return None
        if framework not in self._read:
            self._read[framework] = self._objects(framework)
        return self._read[framework].get(identifier)

    def _objects(self, framework: str) -> dict[str, Shelved]:
        package = self._store.rendition(framework, "1.1")
        documents = read_json(package.body, Limits().depth).documents if package else ()
        return {shelved.identifier: shelved for document in documents for shelved in objects_in(document.data)}

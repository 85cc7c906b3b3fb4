"""CASE objects in the form in which they are served: package or standalone form, CASE 1.0 or 1.1.

The store keeps the package form of CASE 1.1 as its publisher wrote it. Identifiers and addresses stay the publisher's.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import orjson

from fairmark.server.case.edition import V1_0, Edition
from fairmark.server.importing.renditions import as_1_0, own_links, said_in_1_0
from fairmark.server.storage.records import Framework, Stored

Json = dict[str, Any]

FORMS = {"CFItem": "CFPckgItem", "CFAssociation": "CFPckgAssociation", "CFDocument": "CFPckgDocument"}
"""Class to the form that the store keeps, where it has two."""

WITH_DOCUMENT = ("CFItem", "CFAssociation")
"""Classes whose standalone form links to their document."""


class Views:
    """The forms of one version of CASE on the server whose base URL is `base_url`."""

    def __init__(self, edition: Edition, base_url: str) -> None:
        self._older = edition is V1_0
        self._base_url = base_url
        self._packages = f"{base_url}{edition.base}/CFPackages/"

    def package_form(self, cls: str, body: bytes) -> Json:
        """The object of that class as it stands inside a package."""
        if not self._older:
            data: Json = orjson.loads(body)
            return data
        return dict(as_1_0(FORMS.get(cls, cls), orjson.loads(own_links(body, self._base_url))))

    def standalone(self, stored: Stored) -> Json:
        """The object as it is served alone: items and associations with a link to their document."""
        data = self.package_form(stored.cls, stored.body)
        if stored.cls in WITH_DOCUMENT:
            document = self.package_form("CFDocument", stored.document)
            data["CFDocumentURI"] = _link(document, document["uri"])
        return data

    def document(self, framework: Framework) -> Json:
        """The CFDocument as it is served alone: with the address of its package on this server."""
        data = self.package_form("CFDocument", framework.document)
        data["CFPackageURI"] = _link(data, self._packages + framework.identifier)
        return data

    def associations(self, stored: Iterable[Stored]) -> list[Json]:
        """The associations that this version can say, each once, in package form."""
        found: dict[str, Json] = {}
        for association in stored:
            if association.identifier not in found and self.can_say(association):
                found[association.identifier] = self.package_form("CFAssociation", association.body)
        return list(found.values())

    def can_say(self, stored: Stored) -> bool:
        """Whether this version has a word for it: CASE 1.0 has none for isTranslationOf and ext: associations."""
        return not self._older or stored.cls != "CFAssociation" or said_in_1_0(orjson.loads(stored.body))


def _link(document: Json, uri: str) -> Json:
    return {"title": document["title"], "identifier": document["identifier"], "uri": uri}


@lru_cache
def views(edition: Edition, base_url: str) -> Views:
    """The views of that version and server, made once."""
    return Views(edition, base_url)

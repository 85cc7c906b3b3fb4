"""The twelve operations of a CASE provider. CASE 1.1 IM 5, RB 2."""

from collections.abc import Callable
import re
from typing import Any

import orjson

from fairmark.schemas.case import tables
from fairmark.server.case import query
from fairmark.server.case.edition import Edition
from fairmark.server.case.paging import Window, link_header
from fairmark.server.case.views import Views, views
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.storage.records import Stored

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
"""CASE 1.1 IM 7.2.3, anchored."""

NAME = re.compile(r"[A-Za-z0-9._:-]{1,64}")
"""What an identifier may look like in the store: frameworks with other identifiers than UUIDs are imported too."""

ID = "sourcedId"

SETS = {"CFConcept": "CFConcepts", "CFSubject": "CFSubjects", "CFItemType": "CFItemTypes"}


class Operations:
    """The operations in one version of CASE."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    # -- documents and packages --------------------------------------------------------------------------------------

    def documents(self, call: Call) -> Answer:
        """getAllCFDocuments: the only list, and the only operation with arguments."""
        here, listed = self._views(call), query.Listed("CFDocument", tables(self.edition.version))
        frameworks = call.context.store.frameworks()
        window = Window(call.query["offset"], call.query["limit"])
        whole = slice(window.offset, window.offset + window.limit)
        if "filter" in call.query or "sort" in call.query:
            records = query.filtered([here.document(framework) for framework in frameworks], call.query, listed)
            total = len(records)
            page = query.ordered(records, call.query, listed)[whole]
        else:
            total = len(frameworks)
            page = [here.document(framework) for framework in frameworks[whole]]
        headers = {
            "X-Total-Count": str(total),
            "Link": link_header(call.url, window, total, query.kept_arguments(call.query, listed)),
        }
        documents = [query.selected(record, call.query, listed) for record in page]
        return Answer(200, orjson.dumps({"CFDocuments": documents}), headers)

    def document(self, call: Call) -> Answer:
        """getCFDocument."""
        identifier = self._identifier(call)
        framework = call.context.store.framework(identifier)
        if framework is None:
            raise self._missing(identifier)
        body = orjson.dumps(self._views(call).document(framework))
        return Answer(200, body, modified=framework.imported_at)

    def package(self, call: Call) -> Answer:
        """getCFPackage: ready bytes. Whether the client has them already is one indexed read."""
        identifier, context = self._identifier(call), call.context
        stamp = context.store.stamp(identifier, self.edition.version)
        if stamp is None:
            raise self._missing(identifier)

        def load(coding: str) -> bytes:
            ready = context.packages.get(context.store, identifier, self.edition.version, stamp)
            if ready is None:
                raise self._missing(identifier)  # removed between the two reads
            return ready.body if not coding else ready.zstd if coding == "zstd" else ready.gzip

        return Answer(200, etag=stamp.etag, modified=stamp.imported_at, load=load, codings=("zstd", "gzip"))

    # -- single objects ----------------------------------------------------------------------------------------------

    def one(self, cls: str) -> Callable[[Call], Answer]:
        """getCFItem, getCFAssociation, getCFAssociationGrouping, getCFLicense, getCFRubric."""

        def get(call: Call) -> Answer:
            return _json(self._views(call).standalone(self._find(call, cls)))

        return get

    def one_and_below(self, cls: str) -> Callable[[Call], Answer]:
        """getCFConcept, getCFSubject, getCFItemType: the requested one first, then all that its hierarchyCode is the
        beginning of. CASE 1.1 IM 7.1.8, 7.1.34, 7.1.18."""

        def get(call: Call) -> Answer:
            here, first = self._views(call), self._find(call, cls)
            all = (first, *call.context.store.below_code(first))
            return _json({SETS[cls]: [here.standalone(stored) for stored in all]})

        return get

    def item_associations(self, call: Call) -> Answer:
        """getCFItemAssociations: the associations that have the item at either end, in whatever framework."""
        here, item = self._views(call), self._find(call, "CFItem")
        associations = call.context.store.associations_of(item.identifier)
        return _json({"CFItem": here.standalone(item), "CFAssociations": here.associations(associations)})

    # -- looking things up -------------------------------------------------------------------------------------------

    def _views(self, call: Call) -> Views:
        return views(self.edition, call.context.settings.base_url)

    def _identifier(self, call: Call) -> str:
        """The identifier in the path; a Refusal where the store could not even look for it."""
        identifier = call.path[ID]
        if not NAME.fullmatch(identifier):
            raise self._missing(identifier)
        return identifier

    def _find(self, call: Call, cls: str) -> Stored:
        identifier = self._identifier(call)
        found = call.context.store.find(cls, identifier)
        if found is None or not self._views(call).can_say(found):
            raise self._missing(identifier)
        return found

    def _missing(self, identifier: str) -> Refusal:
        """404 either way; the token tells what cannot be an identifier from what is that of nothing here."""
        if UUID.fullmatch(identifier):
            return Refusal(404, "unknown", "There is no such object here.", ID)
        return Refusal(404, "malformed", "An identifier is a UUID of version 1 to 5 in lower case.", ID)


def _json(data: Any) -> Answer:
    return Answer(200, orjson.dumps(data))

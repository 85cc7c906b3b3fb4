"""A CASE 1.1 package in the making: its objects, their identifiers and the links between them.

Identifiers are UUIDs of version 5 in the URL namespace over a key: for an item the source's own name of the thing, for
other objects the class and that name, or what makes the object what it is (an association: its document, type and
ends). What the source names by a UUID keeps it. The same source gives the same identifiers, whenever and wherever it is
converted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
import re
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from fairmark.validators.convert.loss import SURROGATES, Statement, Supplied
from fairmark.validators.convert.settings import UNDATED, Settings

Object = dict[str, Any]
"""A CASE object as JSON values."""

SOURCE = "http://purl.org/dc/terms/source"
"""Name of the extension that holds the source's own name of a thing."""

COLLECTIONS = {
    "CFDocument": "CFDocuments",
    "CFItem": "CFItems",
    "CFAssociation": "CFAssociations",
    "CFConcept": "CFConcepts",
    "CFSubject": "CFSubjects",
    "CFItemType": "CFItemTypes",
    "CFLicense": "CFLicenses",
    "CFAssociationGrouping": "CFAssociationGroupings",
}
DEFINITIONS = ("CFConcepts", "CFSubjects", "CFLicenses", "CFItemTypes", "CFAssociationGroupings")
WITH_CODE = ("CFConcept", "CFSubject", "CFItemType")

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
LONGEST_TITLE = 2000
"""Characters of the title of a link. It is repeated in every association: a long one would blow up the package."""

ABSOLUTE = re.compile(
    r"(?:https?://(?=[A-Za-z0-9\[])|(?!https?:)[A-Za-z][A-Za-z0-9+.-]*:)[^\s<>\"{}|\\^`\x00-\x20\x7f]+"
)
BETWEEN_WORDS = re.compile(r"[\W_]+")
BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class PackageDraft:
    """A package in the making. `key` names the document in the source; `changed` is the time of its last change, None
    where the source gives none. It stands in for the time of parts that have none of their own."""

    def __init__(
        self,
        key: str,
        *,
        title: str,
        creator: str,
        settings: Settings,
        supplied: Supplied,
        changed: datetime | None = None,
    ) -> None:
        self.key = key
        self._settings = settings
        self._supplied = supplied
        self._changed = changed
        self._newest = UNDATED
        self._items: list[Object] = []
        self._associations: dict[tuple[str, str, str], Object] = {}
        self._definitions: dict[str, dict[str, Object]] = {name: {} for name in DEFINITIONS}
        self._codes = {cls: HierarchyCodes() for cls in WITH_CODE}
        self.document = self._object("CFDocument", key, changed, caseVersion="1.1", creator=creator, title=title)

    # -- objects -----------------------------------------------------------------------------------------------------

    def item(self, key: str, statement: str, changed: datetime | None = None, **fields: Any) -> Object:
        """A new item. Fields that are None, "" or empty are left out."""
        item = self._object("CFItem", key, changed, fullStatement=statement, **fields)
        self._items.append(item)
        return item

    def associate(self, type: str, origin: Object, destination: Object, *, own: str = "", **fields: Any) -> bool:
        """Add the association between two nodes, unless the package has it already: then the answer is False. `own` is
        the identifier that the source gives it, "" where it gives none."""
        ends = (type, origin["identifier"], destination["identifier"])
        if ends in self._associations:
            return False
        key = " ".join((self.key, *ends))
        self._associations[ends] = self._object(
            "CFAssociation",
            own or key,
            None,
            associationType=type,
            originNodeURI=origin,
            destinationNodeURI=destination,
            **fields,
        )
        return True

    def define(self, cls: str, key: str, title: str, changed: datetime | None = None, **fields: Any) -> Object:
        """The definition of that class and key, made when it is first asked for. CFSubjects and CFItemTypes get a
        hierarchyCode from their title where none is given."""
        known = self._definitions[COLLECTIONS[cls]]
        if key not in known:
            if cls in WITH_CODE and "hierarchyCode" not in fields:
                fields["hierarchyCode"] = self._codes[cls].code_for(title)
            known[key] = self._object(cls, key, changed, title=title, **fields)
        return known[key]

    def supply(self, target: str, how: str) -> None:
        """Note that the conversion put into `target` what the source does not state."""
        self._supplied[target, how] += 1

    def _object(self, cls: str, key: str, changed: datetime | None, **fields: Any) -> Object:
        made = identifier_of(key if cls == "CFItem" or UUID.fullmatch(key) else f"{cls} {key}")
        if changed is None:
            changed = self._changed or self._settings.at
            whose = "document" if self._changed else "settings"
            self.supply(f"{cls}.lastChangeDateTime", f"the time of the {whose}, as the source gives none here")
        self._newest = max(self._newest, changed)
        return {
            "identifier": made,
            "uri": f"{self._settings.base}/ims/case/v1p1/{COLLECTIONS[cls]}/{made}",
            **{name: value for name, value in fields.items() if value not in (None, "", [], {})},
            "lastChangeDateTime": rfc3339(changed),
        }

    # -- the whole ---------------------------------------------------------------------------------------------------

    @property
    def is_empty(self) -> bool:
        return not self._items

    def finish(self) -> Object:
        """The package. The document is as new as the newest of its parts."""
        set_fields(self.document, {})
        self.document["lastChangeDateTime"] = rfc3339(self._newest)
        definitions = {name: list(known.values()) for name, known in self._definitions.items() if known}
        return {
            "CFDocument": self.document,
            "CFItems": self._items,
            "CFAssociations": list(self._associations.values()),
            **({"CFDefinitions": definitions} if definitions else {}),
        }


# -- links -----------------------------------------------------------------------------------------------------------


def link(target: Object) -> Object:
    """A LinkURI to a definition or document."""
    return {"title": target["title"], "identifier": target["identifier"], "uri": target["uri"]}


def node(target: Object) -> Object:
    """An end of an association at an item or document. Its title is the shortest name that people know it by."""
    title = next(
        target[name]
        for name in ("humanCodingScheme", "abbreviatedStatement", "title", "fullStatement")
        if name in target
    )
    return {"title": title[:LONGEST_TITLE], "identifier": target["identifier"], "uri": target["uri"]}


def foreign_node(title: str, identifier: str, uri: str, target_type: str) -> Object:
    """An end of an association outside CASE. `target_type` is a term without its prefix `ext:`."""
    return {"title": title, "identifier": identifier, "uri": uri, "targetType": f"ext:{target_type}"}


def set_fields(target: Object, fields: Mapping[str, Any]) -> None:
    """Put fields into an object before its lastChangeDateTime; those that are None, "" or empty are left out."""
    changed = target.pop("lastChangeDateTime")
    target.update({name: value for name, value in fields.items() if value not in (None, "", [], {})})
    target["lastChangeDateTime"] = changed


def give_keywords(target: Object, concepts: Sequence[tuple[Statement[Any], Object]]) -> None:
    """Put concepts on an item, each with the statement that names it: all as labels, and as the link where there is
    one concept, as the field holds one."""
    if len(concepts) == 1:
        set_fields(target, {"conceptKeywordsURI": link(concepts[0][1])})
    for statement, concept in concepts:
        target.setdefault("conceptKeywords", []).append(concept["title"])
        if len(concepts) == 1:
            statement.keep("CFItem.conceptKeywords")
        else:
            statement.change("CFItem.conceptKeywords", "CASE links to one concept only; of several it has the labels")
    set_fields(target, {})


# -- values ----------------------------------------------------------------------------------------------------------


def identifier_of(key: str) -> str:
    """The identifier of what has that key: the key itself where the source names the thing by a CASE identifier."""
    return key if UUID.fullmatch(key) else str(uuid5(NAMESPACE_URL, SURROGATES.sub("\ufffd", key)))


def rfc3339(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def as_uri(text: str) -> str:
    """The IRI as an absolute URI, with what only IRIs may hold escaped; "" where it is none."""
    if not ABSOLUTE.fullmatch(text) or BROKEN_ESCAPE.search(text) or SURROGATES.search(text) or text.count("#") > 1:
        return ""
    return quote(text, safe=":/?#@!$&'()*+,;=-._~%")


class HierarchyCodes:
    """Codes for the definitions of one list below one parent: the words of each title, with a number where an earlier
    one has the same words. They hold no dot, as dots tell ancestry."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()
        self._taken: set[str] = set()

    def code_for(self, title: str) -> str:
        words = BETWEEN_WORDS.sub("-", title.casefold()).strip("-") or "unnamed"
        code = words
        while code in self._taken:
            self._times[words] += 1
            code = f"{words}-{self._times[words] + 1}"
        self._taken.add(code)
        return code

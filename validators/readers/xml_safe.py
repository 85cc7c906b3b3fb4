"""XML as a stream of elements, with all that XML can do to a reader refused: document types (and with them entities),
the network, XInclude, nesting and texts beyond what libxml2 allows by itself.

The memory follows the record at hand, an element below the root, and not the document: see `forget`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
import re
from typing import Any

from lxml import etree

LARGEST = 500_000
"""Elements in one record, the most that are held at a time."""

LAST_SURE = 65_534
"""libxml2 keeps the line of an element in 16 bits; of later ones it knows the line on which their text ends."""

HEAD = 1 << 16
XINCLUDE = "{http://www.w3.org/2001/XInclude}"

PROLOG = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)

WORDS = {
    "ERR_DOCUMENT_EMPTY": "there is no element in it",
    "ERR_DOCUMENT_END": "something stands behind the end of the root element, or the text ends too early",
    "ERR_TAG_NAME_MISMATCH": "an element ends that is not the last one that has begun",
    "ERR_TAG_NOT_FINISHED": "the text ends before all elements have ended",
    "ERR_GT_REQUIRED": "the text ends within a tag, or a tag has no end",
    "ERR_LT_REQUIRED": "the text ends too early",
    "ERR_LT_IN_ATTRIBUTE": "an attribute holds <, which has to be written &lt;",
    "ERR_NAME_REQUIRED": "a name is missing behind < or &; written as text they are &lt; and &amp;",
    "ERR_ENTITYREF_SEMICOL_MISSING": "an & stands alone, which has to be written &amp;",
    "ERR_UNDECLARED_ENTITY": "a reference to an entity that XML itself does not have",
    "ERR_INVALID_CHAR": "a character that XML does not allow",
    "ERR_INVALID_CHARREF": "the number of a character that XML does not have",
    "ERR_INVALID_ENCODING": "bytes that are no text in the encoding of the file",
    "ERR_INVALID_HEX_CHARREF": "the number of a character that XML does not have",
    "ERR_INVALID_DEC_CHARREF": "the number of a character that XML does not have",
    "ERR_UNSUPPORTED_ENCODING": "an encoding that is not known",
    "ERR_ATTRIBUTE_REDEFINED": "an element has an attribute twice",
    "ERR_ATTRIBUTE_WITHOUT_VALUE": "an attribute has no value",
    "ERR_ATTRIBUTE_NOT_STARTED": "the value of an attribute is not quoted",
    "ERR_RESOURCE_LIMIT": "elements are nested, or a text is long, beyond all reason",
    "ERR_NAME_TOO_LONG": "a name is long beyond all reason",
    "ERR_SPACE_REQUIRED": "a blank is missing, or the encoding is not the one that is declared",
    "NS_ERR_UNDEFINED_NAMESPACE": "a prefix that is not declared",
    "ERR_RESERVED_XML_NAME": "an XML declaration does not stand at the very beginning",
}
"""What libxml2 calls an error to what it is in plain words. Its own may quote what stands in the file."""

UNKNOWN = "not as XML is written"


class BrokenXml(Exception):
    """The bytes are not well-formed XML. The message says in plain words what is wrong, without a value of the file;
    `line` and `column` are 1-based, 0 where they are not known."""

    def __init__(self, what: str, line: int, column: int) -> None:
        super().__init__(what)
        self.line = line
        self.column = column


class UnsafeXml(Exception):
    """The XML asks its reader for more than to read it. The message says for what, `line` (1-based) where."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a file could not be read, or not to its end: in plain words, and where, 0 where that is not known.
    `is_unsafe` says that it is well-formed as far as that goes, but asks for more than to be read."""

    what: str
    line: int
    column: int = 0
    is_unsafe: bool = False


def obstacle_of(error: BrokenXml | UnsafeXml) -> Obstacle:
    """What kept a file from being read to its end."""
    if isinstance(error, BrokenXml):
        return Obstacle(str(error), error.line, error.column)
    return Obstacle(f"it has {error}", error.line, is_unsafe=True)


def elements(data: bytes, largest: int = LARGEST) -> Iterator[tuple[int, Any]]:
    """The root, as it begins, and each record, as it ends: depth (0 or 1) and element.

    Comments and processing instructions are left out. BrokenXml where the text is not well-formed, UnsafeXml where it
    has a document type or includes, or a record holds more elements than `largest`; what stands before has been given.
    """
    if not data.strip():
        raise BrokenXml(WORDS["ERR_DOCUMENT_EMPTY"], 1, 1)
    if match := PROLOG.match(data[:HEAD].replace(b"\0", b"")):
        raise UnsafeXml("a document type declaration", 1 + match[0].count(b"\n"))
    depth = held = 0
    try:
        for event, element in _events(data):
            if event == "end":
                depth -= 1
                if depth == 1:
                    held = 0
                    yield 1, element
                continue
            if depth == 0:
                _check_root(element)
                yield 0, element
            elif element.tag.startswith(XINCLUDE):
                raise UnsafeXml("an include of another file (XInclude)", line_of(element))
            depth += 1
            held += 1
            if held > largest:
                raise UnsafeXml(f"more than {largest:,} elements in one record", line_of(element))
    except etree.XMLSyntaxError as error:
        raise _broken(error) from None


def forget(record: Any) -> None:
    """Free a record that has been read, and what stands before it."""
    record.clear()
    while record.getprevious() is not None:
        del record.getparent()[0]


def line_of(element: Any) -> int:
    """The line, 1-based, on which an element begins; of one that is still being read it may be some lines off."""
    line = element.sourceline or 0
    if line <= LAST_SURE:
        return int(line)
    between = element.text or ("" if len(element) else element.tail)
    return int(line) - (between or "").count("\n")


def split_name(name: str) -> tuple[str, str]:
    """Namespace and local name of what lxml writes as {namespace}name. A prefix that is not declared stays in the
    name: libxml2 reports it only later."""
    space, _, local = name.rpartition("}")
    return space.removeprefix("{"), local


def _events(data: bytes) -> Iterator[tuple[str, Any]]:
    events: Iterator[tuple[str, Any]] = etree.iterparse(
        BytesIO(data),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return events


def _check_root(root: Any) -> None:
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise UnsafeXml("a document type declaration", 1)


def _broken(error: Any) -> BrokenXml:
    """What an XMLSyntaxError of lxml says, in plain words."""
    line, column = error.position
    entries = list(error.error_log)  # of texts that were read before, too
    own = next((entry for entry in reversed(entries) if entry.type == error.code), entries[-1] if entries else None)
    if own is None:
        return BrokenXml(UNKNOWN, line or 0, column or 0)
    return BrokenXml(WORDS.get(own.type_name, UNKNOWN), line or own.line, column or own.column)

"""What an SVG carries: the elements in which credentials are baked (Open Badges 3.0 section 5.3.2).

Read as a stream of events, without a tree: nothing is rendered, run, fetched or expanded. An SVG that declares
entities is refused before the first of its declarations is read; a document type that only names the SVG standard, as
drawing tools write it, is let pass and never looked up. That difference, and the places in the file that baking needs,
are why the parser is expat and not lxml.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
import re
from typing import IO
from xml.parsers import expat

from fairmark.validators.readers.baked import FORMS, Baked, Carried, DamagedImage, Form, UnsafeImage, damaged
from fairmark.validators.readers.limits import in_words
from fairmark.validators.readers.problem import Problem

LARGEST = 32 << 20
"""Bytes of an SVG that are read: the time and memory that its parser takes are bounded by this."""

DEEPEST = 1000
MOST_ELEMENTS = 1_000_000
"""Large drawings have some hundred thousand."""

MOST_CREDENTIALS = 10_000
"""Elements in the namespaces of credentials: one is right."""

HEAD = 1 << 16
"""Bytes in which the root element must begin, and that are parsed before it is known whether they are harmless."""

ROOT = ("", "http://www.w3.org/2000/svg")
"""The namespaces of an svg element: that of the standard, or none, as in files written by hand."""

NAMESPACES = {form.namespace: form for form in FORMS}
ALMOST = {form.namespace.replace(".org/", ".org/spec/"): form for form in FORMS if ".org/" in form.namespace}
"""Misspelled namespaces: the terms of the standards are below /spec/, these namespaces are not."""

MAY_BE_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\0 \t\r\n]*+<")


@dataclass(slots=True)
class Element:
    """An element in one of the namespaces. `start` is the offset of its start tag, `closing` that of its end tag or,
    where it has none, of what follows. `amiss` says what is wrong with its name, "" for nothing."""

    form: Form
    amiss: str
    start: int
    verify: str
    closing: int = 0
    body: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """A compact JWS stands in the attribute, JSON in the element. An assertion of Open Badges 2 has JSON in the
        element and its address in the attribute."""
        body = "".join(self.body)
        first, second = (body, self.verify) if self.form.element == "assertion" else (self.verify, body)
        return first if first.strip() else second


@dataclass(slots=True)
class Svg:
    """What is in an SVG: the offset of its root's start tag, the prefixes that it declares there with their
    namespaces, the encoding that it states, and the elements in the namespaces of `FORMS`, in their order."""

    root: int
    prefixes: Mapping[str, str]
    encoding: str
    elements: list[Element]


def is_svg(data: bytes, name: str) -> bool:
    """Whether `data` is an SVG: its root element says so, or it is XML of a sort and the name says so."""
    if not MAY_BE_XML.match(data):
        return False
    return PurePosixPath(name).suffix.lower() == ".svg" or _Parser().begins(data[:HEAD])


def read_svg(data: bytes) -> Baked:
    """What the SVG `data` carries. Whatever is wrong with it becomes a problem, never an exception."""
    if len(data) > LARGEST:
        return Baked((), (Problem("FM-INPUT-011", expected=f"at most {in_words(LARGEST)}"),))
    try:
        elements = parse(data).elements
    except UnsafeImage:
        return Baked((), (Problem("FM-INPUT-040"),))
    except DamagedImage as error:
        return Baked((), (damaged(error),))
    problems = []
    if not elements:
        problems.append(Problem("OB-BAKE-004", observed="nothing in it is in such a namespace"))
    carried = []
    for form in FORMS:
        of_form = [element for element in elements if element.form is form]
        proper = [element for element in of_form if not element.amiss]
        if not of_form:
            continue
        element = (proper or of_form)[0]
        if not proper:
            problems.append(Problem("OB-BAKE-004", observed=element.amiss))
        if len(proper) > 1:
            problems.append(Problem("OB-BAKE-005", observed=f"{len(proper):,} elements"))
        carried.append(Carried(form, element.text.encode("utf-8", "replace")))
    return Baked(tuple(carried), tuple(problems))


def parse(data: bytes) -> Svg:
    """Parse the SVG `data`; DamagedImage if it is not well-formed XML with that root, UnsafeImage if it declares
    entities."""
    return _Parser().parse(data)


def carries_credential(stream: IO[bytes]) -> bool:
    """Whether one of the namespaces occurs in what may be an SVG."""
    data = stream.read(LARGEST).replace(b"\0", b"")  # as UTF-16 has them
    return any(name.encode("ascii") in data for name in (*NAMESPACES, *ALMOST))


class _Found(Exception):
    """The root element has begun: is it an svg?"""


class _Parser:
    """The handlers of one parse, and what they gather. The parser is let go behind it: it holds its handlers, and
    cycles are not collected while a run goes on."""

    def __init__(self) -> None:
        self._expat = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.SkippedEntityHandler = self._skipped
        self._count = self._depth = 0
        self._inside: dict[int, Element] = {}
        """Depth of an element that is open to that element."""
        self._prefixes: dict[str, str] = {}
        self._svg = Svg(-1, self._prefixes, "", [])
        self._only_root = False

    def begins(self, head: bytes) -> bool:
        """Whether the root element begins in `head`, and is an svg."""
        self._only_root = True
        try:
            self._expat.Parse(head, False)
        except _Found:
            return True
        except (DamagedImage, UnsafeImage, expat.ExpatError, ValueError, LookupError):
            return False
        finally:
            del self._expat
        return False

    def parse(self, data: bytes) -> Svg:
        try:
            self._expat.Parse(data[:HEAD], False)
            self._expat.Parse(data[HEAD:], True)
        except expat.ExpatError as error:
            raise DamagedImage(f"it is not well-formed XML (line {error.lineno:,})") from None
        except (ValueError, LookupError):  # of the codec that an unusual encoding names
            raise DamagedImage("it is in an encoding that XML readers do not know") from None
        finally:
            del self._expat
        return self._svg

    # -- handlers ----------------------------------------------------------------------------------------------------

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._svg.encoding = encoding or ""

    def _doctype(self, name: str, _system: str | None, _public: str | None, has_declarations: bool) -> None:
        if has_declarations:  # of the root, the name of the document type is then all that there is to go by
            raise _Found if self._only_root and name.rpartition(":")[2] == "svg" else UnsafeImage

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        if self._depth == 0:
            self._prefixes[prefix or ""] = uri or ""

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if self._depth == 0:
            if local != "svg" or namespace not in ROOT:
                raise DamagedImage("its root is not the svg element")
            if self._only_root:
                raise _Found
            self._svg.root = self._expat.CurrentByteIndex
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise DamagedImage(f"it has more than {MOST_ELEMENTS:,} elements")
        self._depth += 1
        if self._depth > DEEPEST:
            raise DamagedImage(f"its elements are nested deeper than {DEEPEST:,} levels")
        if form := NAMESPACES.get(namespace) or ALMOST.get(namespace):
            amiss = _amiss(form, namespace, local)
            element = Element(form, amiss, self._expat.CurrentByteIndex, attributes.get("verify", ""))
            self._svg.elements.append(element)
            if len(self._svg.elements) > MOST_CREDENTIALS:
                raise DamagedImage(f"it has more than {MOST_CREDENTIALS:,} credentials")
            self._inside[self._depth] = element

    def _end(self, _name: str) -> None:
        if element := self._inside.pop(self._depth, None):
            element.closing = self._expat.CurrentByteIndex
        self._depth -= 1

    def _characters(self, text: str) -> None:
        if element := self._inside.get(self._depth):
            element.body.append(text)

    def _skipped(self, _name: str, _is_parameter: bool) -> None:
        """An entity that only the document type could define, which is not looked up."""
        if self._depth in self._inside:
            raise DamagedImage("the text of the credential refers to an entity that is not defined")


def _amiss(form: Form, namespace: str, local: str) -> str:
    if namespace != form.namespace:
        return "the namespace of an element has /spec/ in it"
    return "" if local == form.element else "an element in the namespace has another name"

"""Ed-Fi InterchangeStandards to records: one for each element below the root, its leaves and attributes as statements.

Read as a stream, so that the memory follows the text and not the tree. What XML can do to a reader is refused: document
types (and with them entities), the network, nesting and texts beyond what libxml2 allows by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from lxml import etree

from fairmark.validators.convert.errors import BrokenSource, UnknownSource, UnsafeSource
from fairmark.validators.convert.loss import Statement

ROOT = "InterchangeStandards"
NAMESPACE = "http://ed-fi.org/"
GENERATIONS = ("3.", "4.", "5.")
"""How the versions of the data standard begin whose learning standards have the shape that is read here."""

Leaf = Statement[str]


@dataclass(slots=True, eq=False)
class Record:
    """An element below the root: its name and its statements by path below it, such as
    ContentStandard/Title; attributes end in @name."""

    name: str
    statements: dict[str, list[Leaf]] = field(default_factory=dict)

    def all(self, path: str) -> list[Leaf]:
        return self.statements.get(path, [])

    def first(self, path: str) -> Leaf | None:
        return next(iter(self.all(path)), None)

    def text(self, path: str) -> str:
        """The text of the first statement at that path in one line, "" where there is none."""
        statement = self.first(path)
        return statement.text if statement else ""

    def under(self, path: str) -> list[Leaf]:
        """The statements at that path and below it."""
        return [
            statement
            for name, statements in self.statements.items()
            if name == path or name.startswith((f"{path}/", f"{path}@"))
            for statement in statements
        ]

    def drop(self, why: str) -> None:
        for statements in self.statements.values():
            for statement in statements:
                statement.drop(why)


@dataclass(slots=True, eq=False)
class Interchange:
    """The records of a file, in its order, and every statement."""

    version: str = ""
    records: list[Record] = field(default_factory=list)
    statements: list[Leaf] = field(default_factory=list)

    def named(self, name: str) -> list[Record]:
        return [record for record in self.records if record.name == name]


def read(data: bytes) -> Interchange:
    """Read the file.

    Raises BrokenSource for what is not well-formed XML, UnsafeSource for a document type declaration, UnknownSource
    for another root or another generation of the standard.
    """
    interchange = Interchange()
    try:
        for event, element in _events(data):
            if element.getparent() is None and event == "start":
                _check_root(element, interchange)
            elif event == "end" and element.getparent() is not None and element.getparent().getparent() is None:
                _add_record(element, interchange)
                _forget(element)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        if not line and (last := error.error_log.last_error):  # type: ignore[attr-defined]  # missing in lxml-stubs
            line, column = last.line, last.column
        raise BrokenSource("the file is not well-formed XML", line, column) from None
    return interchange


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


def _check_root(root: Any, interchange: Interchange) -> None:
    tree = root.getroottree()
    if tree.docinfo.doctype or tree.docinfo.internalDTD is not None:
        raise UnsafeSource("the XML has a document type declaration, which standards need not have")
    space, name = _split(root.tag)
    if name != ROOT or not space.startswith(NAMESPACE):
        raise UnknownSource("the XML is no Ed-Fi InterchangeStandards", root.sourceline or 0)
    interchange.version = space.removeprefix(NAMESPACE)
    if not interchange.version.startswith(GENERATIONS):
        raise UnknownSource("only Ed-Fi data standards 3, 4 and 5 are converted", root.sourceline or 0)
    for attribute, value in root.attrib.items():
        statement = Statement(f"{ROOT}/@{_split(attribute)[1]}", str(value))
        statement.drop("it serves XML tools, not readers")
        interchange.statements.append(statement)


def _add_record(element: Any, interchange: Interchange) -> None:
    space = NAMESPACE + interchange.version
    record = Record(_name(element, space))
    interchange.records.append(record)
    for path, value in _leaves(element, "", space):
        statement = Statement(f"{record.name}/{path}" if path else record.name, value)
        record.statements.setdefault(path, []).append(statement)
        interchange.statements.append(statement)


def _leaves(element: Any, path: str, space: str) -> Iterator[tuple[str, str]]:
    """The path and value of everything that says something in `element`. Its depth is at most libxml2's 256."""
    for attribute, value in element.attrib.items():
        yield f"{path}@{_split(attribute)[1]}", str(value)
    children = [child for child in element if isinstance(child.tag, str)]
    between = "".join([element.text or "", *(child.tail or "" for child in element)])
    if not children:
        if between.strip() or not element.attrib:
            yield path, between
        return
    if between.strip():
        yield f"{path}#text", between
    for child in children:
        name = _name(child, space)
        yield from _leaves(child, f"{path}/{name}" if path else name, space)


def _name(element: Any, space: str) -> str:
    """The local name; with its namespace where that is another than the interchange's."""
    found, name = _split(element.tag)
    return name if found == space else str(element.tag)


def _split(name: str) -> tuple[str, str]:
    """Namespace and local name of what lxml writes as {namespace}name. A prefix that is not declared stays in the
    name: libxml2 reports it only later."""
    space, _, local = name.rpartition("}")
    return space.removeprefix("{"), local


def _forget(element: Any) -> None:
    """Free what was read."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]

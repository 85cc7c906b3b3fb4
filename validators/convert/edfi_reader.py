"""Ed-Fi InterchangeStandards to records: one for each element below the root, its leaves and attributes as statements.

Read as a stream, so that the memory follows the text and not the tree; what XML can do to a reader is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fairmark.schemas.edfi import NAMESPACE
from fairmark.validators.convert.errors import BrokenSource, UnknownSource, UnsafeSource
from fairmark.validators.convert.loss import Statement
from fairmark.validators.readers.xml_safe import BrokenXml, UnsafeXml, elements, forget, line_of, split_name

ROOT = "InterchangeStandards"
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
        for depth, element in elements(data):
            if depth == 0:
                _check_root(element, interchange)
            else:
                _add_record(element, interchange)
                forget(element)
    except BrokenXml as error:
        raise BrokenSource(f"the file is not well-formed XML: {error}", error.line, error.column) from None
    except UnsafeXml as error:
        raise UnsafeSource(f"the XML has {error}, which standards need not have", error.line) from None
    return interchange


def _check_root(root: Any, interchange: Interchange) -> None:
    space, name = split_name(root.tag)
    if name != ROOT or not space.startswith(NAMESPACE):
        raise UnknownSource("the XML is no Ed-Fi InterchangeStandards", line_of(root))
    interchange.version = space.removeprefix(NAMESPACE)
    if not interchange.version.startswith(GENERATIONS):
        raise UnknownSource("only Ed-Fi data standards 3, 4 and 5 are converted", line_of(root))
    for attribute, value in root.attrib.items():
        statement = Statement(f"{ROOT}/@{split_name(attribute)[1]}", str(value))
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
        yield f"{path}@{split_name(attribute)[1]}", str(value)
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
    found, name = split_name(element.tag)
    return name if found == space else str(element.tag)

"""RDF text to things and their statements.

Every triple is one `Statement`, named by the class of its subject and its property; a mapping reads them through the
`Thing` that they are about.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
import logging
from typing import Any

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax

from fairmark.validators.convert.errors import BrokenSource
from fairmark.validators.convert.loss import UNREAD, Statement, one_line
from fairmark.validators.convert.package_draft import as_uri

NOWHERE = "https://relative.invalid/"
"""What relative IRIs are resolved against: never a path of this machine."""

LARGEST_INTEGER = 2**31 - 1


class Triple(Statement[Any]):
    """A statement whose value is a term of rdflib."""

    @property
    def text(self) -> str:
        """The value as text in one line. A blank node has no name that a second reading would repeat."""
        return "[]" if isinstance(self.value, BNode) else one_line(str(self.value))


@dataclass(slots=True, eq=False)
class Thing:
    """A subject of the source: its IRI ("" where it has none), its classes, and its statements by property IRI."""

    iri: str
    classes: frozenset[str] = frozenset()
    statements: dict[str, list[Statement[Any]]] = field(default_factory=dict)

    def all(self, property: str) -> list[Statement[Any]]:
        """The statements with that property, in an order that does not change."""
        return self.statements.get(property, [])

    def first(self, property: str) -> Statement[Any] | None:
        return next(iter(self.all(property)), None)

    def everything(self) -> Iterator[Statement[Any]]:
        """All statements about it."""
        for statements in self.statements.values():
            yield from statements

    def drop(self, why: str) -> None:
        """Say of everything that is said about this thing why it is dropped."""
        for statement in self.everything():
            statement.drop(why)


@dataclass(frozen=True)
class RdfSource:
    """The things of a source, by their term in rdflib, and all statements in an order that does not change."""

    things: Mapping[Any, Thing]
    statements: Sequence[Statement[Any]]

    def of(self, cls: str) -> list[Thing]:
        """The things of that class, sorted by IRI."""
        return [thing for thing in self.things.values() if cls in thing.classes]

    def at(self, statement: Statement[Any]) -> Thing | None:
        """The thing that the statement points to, None where the source says nothing about it."""
        return self.things.get(statement.value)


def parse(data: bytes, notation: str, prefixes: Mapping[str, str]) -> RdfSource:
    """Read RDF in that notation of rdflib ("turtle", "n3"). `prefixes`, prefix to IRI, name properties in reports.

    Raises BrokenSource where the text is none.
    """
    graph = Graph(bind_namespaces="none")
    text = _decoded(data)
    with _quiet():
        try:
            graph.parse(data=text, format=notation, publicID=NOWHERE)
        except BadSyntax as error:
            raise BrokenSource("the file is not well-formed Turtle", error.lines + 1) from None
        except RecursionError:
            raise BrokenSource("the Turtle is nested too deeply") from None
        except Exception as error:  # the parser runs off the end of a text that stops too early, in many ways
            last = text.count("\n") + 1
            raise BrokenSource("the Turtle stops in the middle of a statement", last) from error
    return _indexed(graph, prefixes)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BrokenSource("the file is not UTF-8, as Turtle has to be", line) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from printing tracebacks about literals that do not match their datatype."""
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "rdflib")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _indexed(graph: Graph, prefixes: Mapping[str, str]) -> RdfSource:
    things: dict[Any, Thing] = {}
    statements = []
    for subject, property, value in sorted(graph, key=_order):
        thing = things.get(subject)
        if thing is None:
            classes = frozenset(str(cls) for cls in graph.objects(subject, RDF.type))
            thing = things[subject] = Thing(iri_of(subject), classes)
        names = sorted(_curie(cls, prefixes) for cls in thing.classes)
        statement = Triple(f"{names[0] if names else '(no class)'} {_curie(str(property), prefixes)}", value)
        thing.statements.setdefault(str(property), []).append(statement)
        statements.append(statement)
    return RdfSource(things, statements)


def iri_of(term: Any) -> str:
    """The IRI of a term; "" for a blank node, and for an IRI with characters that none may hold."""
    name = str(term)
    return name if isinstance(term, URIRef) and one_line(name) == name else ""


def _order(triple: tuple[Any, Any, Any]) -> tuple[str, ...]:
    """By subject, property, value and language; blank nodes first, as they have no names to sort by."""
    subject, property, value = ("" if isinstance(term, BNode) else str(term) for term in triple)
    return subject, property, value, getattr(triple[2], "language", None) or ""


def _curie(iri: str, prefixes: Mapping[str, str]) -> str:
    for prefix, start in prefixes.items():
        if iri.startswith(start):
            return f"{prefix}:{one_line(iri[len(start) :])}"
    return one_line(iri)


def carry_rest(thing: Thing, target: str) -> dict[str, Any]:
    """Extensions, by the IRIs of their properties, for what the mapping has not read of a thing; `target` is the class
    of the object that will hold them. A list where there are several values of one property."""
    extensions: dict[str, Any] = {}
    for property, statements in thing.statements.items():
        unread = [s for s in statements if s.fate is UNREAD and not isinstance(s.value, BNode) and s.text]
        if unread and as_uri(property):
            values = [plain(statement) for statement in unread]
            extensions[property] = values[0] if len(values) == 1 else values
            for statement in unread:
                statement.change(f"{target}.extensions", "CASE has no field for it; an extension carries it")
    return extensions


# -- values ----------------------------------------------------------------------------------------------------------


def language(statement: Statement[Any]) -> str:
    """The language tag of a literal, "" where it has none."""
    return getattr(statement.value, "language", None) or ""


def plain(statement: Statement[Any]) -> str | bool | int:
    """The value for an extension: truth values and integers as such, everything else as text in one line."""
    value = statement.value.toPython() if isinstance(statement.value, Literal) else None
    return value if isinstance(value, bool | int) and abs(value) <= LARGEST_INTEGER else statement.text


def moment(statement: Statement[Any] | None, target: str) -> datetime | None:
    """The time that a literal states, in UTC; None where there is none."""
    if statement is None:
        return None
    value = statement.value.value if isinstance(statement.value, Literal) else None
    how = ""
    if isinstance(value, date) and not isinstance(value, datetime):
        value, how = datetime.combine(value, time()), "a date was read as its midnight, UTC"
    if isinstance(value, datetime) and value.tzinfo is None:
        value, how = value.replace(tzinfo=UTC), how or "a time without zone was read as UTC"
    try:
        found = value.astimezone(UTC) if isinstance(value, datetime) else None
    except OverflowError:
        found = None
    if found is None:
        statement.drop("it is no time")
    elif how:
        statement.change(target, how)
    else:
        statement.keep(target)
    return found


def positions(stated: Sequence[Statement[Any] | None], target: str) -> list[int | None]:
    """The positions of siblings, one for each, where every one of them has a position of its own; else none has any,
    as half an order sorts nothing."""
    numbers = [_position(statement) for statement in stated]
    usable = None not in numbers and len(set(numbers)) == len(numbers)
    for statement in stated:
        if statement is not None and usable:
            statement.keep(target)
        elif statement is not None:
            statement.drop("the positions of these siblings are missing, repeated or no numbers")
    return numbers if usable else [None] * len(numbers)


def _position(statement: Statement[Any] | None) -> int | None:
    value = statement.value.toPython() if statement and isinstance(statement.value, Literal) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_INTEGER else None

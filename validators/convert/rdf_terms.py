"""RDF as it is written: a node at a time, as Turtle or as JSON-LD, so that a framework of any size needs little memory.

A string of JSON is a string of Turtle too: both escape with a backslash, and everything else may stand as it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
import re
from typing import NamedTuple

import orjson

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"

IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
"""An absolute IRI as Turtle can write it."""

LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
LOCAL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
SURROGATE = re.compile("[\ud800-\udfff]")


class Iri(NamedTuple):
    """A node that has a name."""

    value: str


class Text(NamedTuple):
    """A literal: with a language, or with the IRI of a data type, or with neither."""

    value: str
    language: str = ""
    datatype: str = ""


Term = Iri | Text


@dataclass(frozen=True, slots=True)
class Node:
    """A subject with what is said of it, as pairs of predicate and object."""

    subject: str
    properties: Sequence[tuple[str, Term]]


Write = Callable[[bytes], object]
"""Takes the next piece of the file."""


class Turtle:
    """Writes nodes as Turtle."""

    media_type = "text/turtle; charset=utf-8"
    suffix = ".ttl"

    def __init__(self, write: Write, prefixes: Mapping[str, str]) -> None:
        self._write = write
        self._prefixes = prefixes
        for prefix, namespace in prefixes.items():
            write(f"@prefix {prefix}: <{namespace}> .\n".encode())

    def node(self, node: Node) -> None:
        if node.properties:
            said = " ;\n    ".join(f"{self._predicate(name)} {self._term(term)}" for name, term in node.properties)
            self._write(f"\n<{node.subject}> {said} .\n".encode())

    def end(self) -> None:
        """Nothing closes a Turtle file."""

    def _predicate(self, iri: str) -> str:
        return "a" if iri == RDF_TYPE else self._name(iri)

    def _name(self, iri: str) -> str:
        return compact(iri, self._prefixes) or f"<{iri}>"

    def _term(self, term: Term) -> str:
        if isinstance(term, Iri):
            return self._name(term.value)
        text = quoted(term.value).decode()
        if term.language:
            return f"{text}@{term.language}"
        return f"{text}^^{self._name(term.datatype)}" if term.datatype else text


class JsonLd:
    """Writes nodes as JSON-LD: a context of prefixes, and one object a node."""

    media_type = "application/ld+json"
    suffix = ".jsonld"

    def __init__(self, write: Write, prefixes: Mapping[str, str]) -> None:
        self._write = write
        self._prefixes = prefixes
        self._separator = b"\n"
        write(b'{"@context":' + orjson.dumps(prefixes) + b',"@graph":[')

    def node(self, node: Node) -> None:
        if not node.properties:
            return
        said: dict[str, object] = {"@id": node.subject}
        for name, term in node.properties:
            key, value = (
                ("@type", self._name(term.value)) if name == RDF_TYPE else (self._name(name), self._value(term))
            )
            present = said.get(key)
            if present is None:
                said[key] = value
            elif isinstance(present, list):
                present.append(value)
            else:
                said[key] = [present, value]
        self._write(self._separator + orjson.dumps(said))
        self._separator = b",\n"

    def end(self) -> None:
        self._write(b"\n]}\n")

    def _name(self, iri: str) -> str:
        return compact(iri, self._prefixes) or iri

    def _value(self, term: Term) -> object:
        if isinstance(term, Iri):
            return {"@id": term.value}
        text = encodable(term.value)
        if term.language:
            return {"@value": text, "@language": term.language}
        return {"@value": text, "@type": self._name(term.datatype)} if term.datatype else text


def compact(iri: str, prefixes: Mapping[str, str]) -> str:
    """The IRI by a prefix, "" where none fits."""
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and LOCAL_NAME.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return ""


def quoted(text: str) -> bytes:
    return orjson.dumps(encodable(text))


def encodable(text: str) -> str:
    """The text with U+FFFD for halves of characters, which no encoding can hold."""
    return SURROGATE.sub("\ufffd", text)


def is_iri(value: object) -> bool:
    return isinstance(value, str) and IRI.fullmatch(value) is not None


def is_language(value: object) -> bool:
    return isinstance(value, str) and LANGUAGE.fullmatch(value) is not None

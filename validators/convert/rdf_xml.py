"""RDF/XML, a node at a time."""

from collections.abc import Mapping
from contextlib import ExitStack
import re
from typing import Any

from lxml import etree

from fairmark.validators.convert.rdf_terms import Iri, Node, Term, Text, Write, encodable

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML can hold, not even escaped."""


class _Stream:
    """What lxml asks for to write to."""

    def __init__(self, write: Write) -> None:
        self.write = write

    def flush(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """Whoever opened the stream closes it."""


class RdfXml:
    """Writes nodes as RDF/XML. Characters that XML cannot hold become U+FFFD."""

    media_type = "application/rdf+xml"
    suffix = ".rdf"

    def __init__(self, write: Write, prefixes: Mapping[str, str]) -> None:
        self._open = ExitStack()
        self._file: Any = self._open.enter_context(etree.xmlfile(_Stream(write), encoding="utf-8"))
        self._file.write_declaration()
        self._open.enter_context(self._file.element(f"{{{RDF}}}RDF", nsmap={**prefixes, "rdf": RDF, "xml": XML}))

    def node(self, node: Node) -> None:
        if not node.properties:
            return
        self._file.write("\n")
        with self._file.element(f"{{{RDF}}}Description", {f"{{{RDF}}}about": node.subject}):
            for name, term in node.properties:
                self._property(name, term)

    def _property(self, name: str, term: Term) -> None:
        with self._file.element(_qualified(name), _attributes(term)):
            if isinstance(term, Text):
                self._file.write(NO_XML.sub("\ufffd", encodable(term.value)))

    def end(self) -> None:
        self._file.write("\n")
        self._open.close()


def _attributes(term: Term) -> dict[str, str]:
    if isinstance(term, Iri):
        return {f"{{{RDF}}}resource": term.value}
    if term.language:
        return {f"{{{XML}}}lang": term.language}
    return {f"{{{RDF}}}datatype": term.datatype} if term.datatype else {}


def _qualified(iri: str) -> str:
    """The name of an element for a predicate, split behind its namespace."""
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    return f"{{{iri[:end]}}}{iri[end:]}"

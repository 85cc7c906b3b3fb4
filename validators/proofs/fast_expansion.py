"""From JSON-LD straight to RDF statements, for documents that use nothing but known contexts and in plain ways.

One walk over the JSON does what expansion, flattening and conversion to RDF do in turn (JSON-LD 1.1 API sections 5.1,
7.2 and 8.1), with every name looked up in compiled contexts. Plain ways are: no context is written out in the document,
and the keywords in it are `@context`, `@id`, `@type` and those of values. Anything else, and whatever could be an
error, raises NotHere: then PyLD processes the document, and what it says holds. The tests hold this walk against PyLD
on every fixture and on thousands of changed ones.
"""

from collections.abc import Mapping
from typing import cast

from fairmark.validators.proofs.compiled_contexts import (
    PLAIN_IRI,
    RELATIVE,
    Dropped,
    NotHere,
    Property,
    Scope,
)
from fairmark.validators.proofs.rdf_canonical import Statement
from fairmark.validators.proofs.rdf_text import LANGUAGE, object_, quoted

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE, FIRST, REST, NIL = (f"<{RDF}{name}>" for name in ("type", "first", "rest", "nil"))
VALUE_MEMBERS = frozenset({"@value", "@type", "@language", "@direction"})

Node = Mapping[str, object]


class Walk:
    """One walk over one document, whose RDF is then in `statements`. `dropped` are the names of dropped properties,
    None for one that a context sets to null, in PyLD's order; `relative` the IRIs of relative identifiers and types,
    backwards: PyLD's tree is searched from the root and the last branch on, which backwards is every branch before its
    root."""

    def __init__(self, document: Node, initial: Scope) -> None:
        self.statements: list[Statement] = []
        self.dropped: list[str | None] = []
        self.relative: list[str] = []
        self._blanks: dict[str, str] = {}
        self._fresh = 0
        self._node(document, initial, "")
        if not self.statements:
            # A document that says nothing is dropped as a whole, and its identifier with it.
            raise NotHere

    # -- nodes -------------------------------------------------------------------------------------------------------

    def _node(self, node: Node, scope: Scope, graph: str) -> str:
        """The term of one node, "" if its identifier is relative. Its own names follow those inside it."""
        if "@context" in node:
            scope = scope.under(node["@context"])
        typed = scope.typed(_types(node, scope))
        scope = typed.scope
        met = len(self.relative)
        subject = self._subject(node, scope)
        own = self.relative[met:]
        del self.relative[met:]
        if subject:
            self.statements += [(subject, TYPE, name, graph) for name in typed.types]
        meanings = scope.meanings
        for name in sorted(node):
            meaning = meanings[name]
            if isinstance(meaning, Property):
                self._values(node[name], meaning, subject, graph)
            elif isinstance(meaning, Dropped):
                self.dropped.append(meaning.name)
        self.relative += [*reversed(typed.lost), *own]
        if len(self.relative) > met and _repeats_a_property(node, scope):
            # The expanded document has their values in one place, so the order would be another.
            raise NotHere
        return subject

    def _subject(self, node: Node, scope: Scope) -> str:
        names = [name for name in scope.id_names if name in node]
        if not names:
            return self._blank()
        if len(names) > 1:
            raise NotHere
        return self._reference(node[names[0]], scope)

    def _reference(self, value: object, scope: Scope, vocabulary: bool = False) -> str:
        """The term that an identifier stands for, "" if it is relative."""
        if not isinstance(value, str):
            raise NotHere
        if not vocabulary and (plain := PLAIN_IRI.fullmatch(value)) and plain[1] not in scope.prefixes:
            return f"<{value}>"
        iri = scope.expanded(value, vocabulary)
        if iri.startswith("_:"):
            return self._blanks.get(iri) or self._blanks.setdefault(iri, self._blank())
        if iri.startswith(RELATIVE):
            self.relative.append(iri)
            return ""
        return f"<{iri}>"

    def _blank(self) -> str:
        self._fresh += 1
        return f"_:b{self._fresh}"

    # -- the values of a property ------------------------------------------------------------------------------------

    def _values(self, value: object, property: Property, subject: str, graph: str) -> None:
        """The statements that a node makes with one property."""
        if property.is_list:
            self._list(value, property, subject, graph)
        elif isinstance(value, list):
            for member in value:
                self._values(member, property, subject, graph)
        else:
            term = self._graph(value, property) if property.is_graph else self._term(value, property, graph)
            if term and subject:
                self.statements.append((subject, property.predicate, term, graph))

    def _list(self, value: object, property: Property, subject: str, graph: str) -> None:
        """The linked list that a property with the container @list becomes."""
        members = value if isinstance(value, list) else [value]
        if not subject or any(isinstance(member, list) for member in members):
            raise NotHere
        terms = [term for member in members if (term := self._term(member, property, graph)) is not None]
        if value is None:
            return
        cells = [*(self._blank() for _ in terms), NIL]
        self.statements.append((subject, property.predicate, cells[0], graph))
        for place, term in enumerate(terms):
            if term:
                self.statements.append((cells[place], FIRST, term, graph))
            self.statements.append((cells[place], REST, cells[place + 1], graph))

    def _graph(self, value: object, property: Property) -> str | None:
        """The name of the graph in which the values of a property with the container @graph stand."""
        if value is None:
            return None
        if not isinstance(value, dict) or "@value" in value or property.is_map:
            raise NotHere
        name = self._blank()
        self._node(value, _scope_of(value, property), name)
        return name

    def _term(self, value: object, property: Property, graph: str) -> str | None:
        """The object that one value becomes: "" if it is a relative identifier, None if there is none."""
        if isinstance(value, str):
            if property.suffix is not None:
                return quoted(value) + property.suffix
            if property.coercion in ("@id", "@vocab"):
                return self._reference(value, property.values, property.coercion == "@vocab")
        if isinstance(value, dict):
            if property.is_map:
                raise NotHere
            scope = _scope_of(value, property)
            return _value(value, scope) if "@value" in value else self._node(value, scope, graph)
        return _scalar(value, "" if property.coercion in ("@id", "@vocab") else property.coercion, property.values)


def _types(node: Node, scope: Scope) -> tuple[str, ...]:
    names = [name for name in scope.type_names if name in node]
    if not names:
        return ()
    value = node[names[0]]
    types = tuple(value) if isinstance(value, list) else (value,)
    if len(names) > 1 or not all(isinstance(name, str) for name in types):
        raise NotHere
    return cast("tuple[str, ...]", types)


def _scope_of(element: Node, property: Property) -> Scope:
    """Where an object among the values of a property is read."""
    if property.references is not property.nodes and len(element) <= 2 and "@context" not in element:
        keywords = [property.values.keyword(name) for name in element]
        if "@value" in keywords or keywords == ["@id"]:
            return property.references
    return property.nodes


def _value(element: Node, scope: Scope) -> str | None:
    """The literal of a value object (JSON-LD 1.1 section 9.5); None if the value is null."""
    if not element.keys() <= VALUE_MEMBERS or element.get("@direction", "ltr") not in ("ltr", "rtl"):
        raise NotHere
    value, language, datatype = element["@value"], "", ""
    if "@type" in element:
        if len(element) > 2 or not isinstance(element["@type"], str):
            raise NotHere
        datatype = scope.expanded(element["@type"], vocabulary=True)
        if datatype.startswith((RELATIVE, "_:")):
            raise NotHere
    if "@language" in element:
        language = str(element["@language"]).lower()
        if not isinstance(value, str) or not isinstance(element["@language"], str) or not LANGUAGE.fullmatch(language):
            raise NotHere
        return f"{quoted(value)}@{language}"
    return _scalar(value, datatype, scope)


def _scalar(value: object, datatype: str, scope: Scope) -> str | None:
    """The literal of a text, a number or a boolean without a language; None for null."""
    if value is None:
        return None
    if not isinstance(value, str | int | float):
        raise NotHere
    return object_(scope.literal(value, datatype))


def _repeats_a_property(node: Node, scope: Scope) -> bool:
    properties = [meaning for name in node if isinstance(meaning := scope.meanings[name], Property)]
    return len({each.predicate for each in properties}) < len(properties)

"""Associations of CASE as triples: which have a place in a vocabulary, and a list of those that have none."""

from collections.abc import Iterator, Mapping
from typing import Any

from fairmark.validators.convert.loss import Dropped, Statement
from fairmark.validators.convert.rdf_terms import Iri, Term, is_iri
from fairmark.validators.convert.rdf_vocabularies import SKOS, Vocabulary

ENDS = ("originNodeURI", "destinationNodeURI")
CHILD, EXACT = "isChildOf", "exactMatchOf"
OTHERS = "a type of the publisher's own has no meaning there"

Triple = tuple[str, Term]


class Relations:
    """The associations of a framework, read one by one. `names` tells the IRIs of its items and of its document.

    What SKOS forbids is dropped too: `related` between a concept and one above it, and another match beside an exact
    one (SKOS Reference, S27 and S46). Both depend on the hierarchy and on the exact matches, so others wait.
    """

    def __init__(self, vocabulary: Vocabulary, names: Mapping[str, str], document: str) -> None:
        self.dropped: list[Dropped] = []
        self._vocabulary = vocabulary
        self._names = names
        self._document = document
        self._said: dict[str, dict[Triple, None]] = {}
        self._strangers: dict[str, dict[Triple, None]] = {}
        self._parents: dict[str, list[str]] = {}
        self._waiting: list[Mapping[str, Any]] = []

    def read(self, association: Mapping[str, Any]) -> Iterator[Statement[Any]]:
        """Take an association in, and say what becomes of its statements, unless it has to wait."""
        type, origin, destination = _parts(association)
        if type == EXACT or (type == CHILD and self._is_inside(origin, destination)):
            yield from self._read(association)
        else:
            self._waiting.append(association)

    def rest(self) -> Iterator[Statement[Any]]:
        """What becomes of the statements of those that had to wait."""
        for association in self._waiting:
            yield from self._read(association)

    def pop(self, identifier: str) -> list[Triple]:
        """What associations say of an item or of the document."""
        return list(self._said.pop(identifier, ()))

    def of_strangers(self) -> Iterator[tuple[str, list[Triple]]]:
        """What they say of objects outside the framework, by IRI."""
        for subject, said in self._strangers.items():
            yield subject, list(said)

    def _read(self, association: Mapping[str, Any]) -> Iterator[Statement[Any]]:
        type, origin, destination = _parts(association)
        statement = Statement(
            f"CFAssociation {type or 'without a type'}", f"{_called(origin)} → {_called(destination)}"
        )
        self._judge(statement, type, origin, destination)
        if not statement.fate.target:
            identifier = association.get("identifier")
            self.dropped.append(
                Dropped(
                    identifier if isinstance(identifier, str) else "",
                    type,
                    _called(origin),
                    _called(destination),
                    statement.fate.how,
                )
            )
        yield statement
        for name, value in association.items():
            if name not in (*ENDS, "associationType") and value is not None:
                rest: Statement[Any] = Statement(f"CFAssociation/{name}", _shown(value))
                rest.drop(self._vocabulary.lacking.get(name, "a triple has no place for more than its three parts"))
                yield rest

    def _judge(
        self, statement: Statement[Any], type: str, origin: Mapping[str, str], destination: Mapping[str, str]
    ) -> None:
        relation = self._vocabulary.associations.get(type)
        if relation is None:
            return statement.drop(self._vocabulary.lacking.get(type, OTHERS))
        start, end = origin["identifier"], destination["identifier"]
        subject, object = (self._names.get(i) or link["uri"] for i, link in ((start, origin), (end, destination)))
        if not is_iri(subject) or not is_iri(object):
            return statement.drop("one of its ends is no IRI")
        inside = self._is_inside(origin, destination)
        predicate, changed = relation.inside, relation.changed
        if not inside:
            predicate, changed = relation.outside, relation.changed_outside
        elif end == self._document or start == self._document:
            predicate, changed = relation.to_document if end == self._document else "", ""
        if not predicate:
            return statement.drop(f"{self._vocabulary.name} has no such relation with the framework itself")
        if why := self._forbidden(predicate, start, end, subject, object):
            return statement.drop(why)
        if inside and type == CHILD:
            self._parents.setdefault(start, []).append(end)
        said = self._said.setdefault(start, {}) if start in self._names else self._strangers.setdefault(subject, {})
        said[predicate, Iri(object)] = None
        if changed:
            statement.change(predicate, changed)
        else:
            statement.keep(predicate)
        return None

    def _is_inside(self, origin: Mapping[str, str], destination: Mapping[str, str]) -> bool:
        return origin["identifier"] in self._names and destination["identifier"] in self._names

    def _forbidden(self, predicate: str, start: str, end: str, subject: str, object: str) -> str:
        if predicate == SKOS + "related" and (self._is_above(end, start) or self._is_above(start, end)):
            return "SKOS forbids it between a concept and one above it"
        if predicate in (SKOS + "relatedMatch", SKOS + "broadMatch"):
            said = {**self._said.get(start, {}), **self._strangers.get(subject, {})}
            if (SKOS + "exactMatch", Iri(object)) in said:
                return "SKOS forbids it beside an exact match of the two"
        return ""

    def _is_above(self, upper: str, lower: str) -> bool:
        """Whether the hierarchy leads from `lower` up to `upper`."""
        seen, rest = {lower}, [lower]
        while rest:
            for parent in self._parents.get(rest.pop(), ()):
                if parent == upper:
                    return True
                if parent not in seen:
                    seen.add(parent)
                    rest.append(parent)
        return False


def _parts(association: Mapping[str, Any]) -> tuple[str, dict[str, str], dict[str, str]]:
    type = association.get("associationType")
    origin, destination = (_link(association.get(end)) for end in ENDS)
    return type if isinstance(type, str) else "", origin, destination


def _link(value: Any) -> dict[str, str]:
    link = value if isinstance(value, Mapping) else {}
    return {name: v if isinstance(v := link.get(name), str) else "" for name in ("identifier", "uri", "title")}


def _shown(value: Any) -> Any:
    return _called(_link(value)) if isinstance(value, Mapping) else value


def _called(link: Mapping[str, str]) -> str:
    return link["title"] or link["identifier"] or link["uri"]

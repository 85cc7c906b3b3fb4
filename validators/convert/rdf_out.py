"""A CASE framework as RDF, in SKOS or CTDL-ASN, with an account of what that loses.

Every association that has no place there is listed by itself, above all `precedes`: it is what makes a continuum.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
import re
from typing import Any

from fairmark.validators.convert.case_leaves import Json, Link, leaves
from fairmark.validators.convert.loss import Dropped, LossReport, Statement, Supplied
from fairmark.validators.convert.rdf_relations import Relations
from fairmark.validators.convert.rdf_terms import RDF_TYPE, XSD, Iri, Node, Term, Text, is_iri, is_language
from fairmark.validators.convert.rdf_vocabularies import (
    CTDL_ASN_OUT,
    DCT,
    PUBLICATION,
    SKOS_OUT,
    STATUS,
    Form,
    Place,
    Vocabulary,
)

VOCABULARIES = {"skos": SKOS_OUT, "ctdl-asn": CTDL_ASN_OUT}

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Framework:
    """The parts of a CASE package. `items` is walked twice, the others once; none need be in memory as a whole.

    `others` are the objects that no vocabulary here has a place for, with their class: definitions and rubrics.
    """

    document: Json
    items: Iterable[Json]
    associations: Iterable[Json]
    others: Iterable[tuple[str, Json]] = ()

    @classmethod
    def of(cls, package: Json) -> "Framework":
        """The parts of a package in memory."""
        definitions = package.get("CFDefinitions")
        lists = dict(definitions) if isinstance(definitions, Mapping) else {}
        lists["CFRubrics"] = package.get("CFRubrics")
        others = [(name.removesuffix("s"), part) for name, parts in lists.items() for part in _objects(parts)]
        document = package.get("CFDocument")
        return cls(
            document if isinstance(document, Mapping) else {},
            _objects(package.get("CFItems")),
            _objects(package.get("CFAssociations")),
            others,
        )


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the framework: every statement, and every association that was dropped."""

    loss: LossReport
    dropped: Sequence[Dropped]


def export(framework: Framework, vocabulary: Vocabulary, take: Callable[[Node], object]) -> Account:
    """Give the nodes of the framework in this vocabulary to `take`, one by one, and account for the rest."""
    supplied: Supplied = Counter()
    walk = _Walk(framework, vocabulary, take, supplied)
    loss = LossReport.of(f"CASE 1.1 to {vocabulary.name}", walk.statements(), supplied)
    return Account(loss, walk.relations.dropped)


@dataclass
class _Walk:
    """One export: `statements` walks over the framework, gives its nodes away and says what became of each
    statement."""

    framework: Framework
    vocabulary: Vocabulary
    take: Callable[[Node], object]
    supplied: Supplied
    names: dict[str, str] = field(default_factory=dict)

    @cached_property
    def relations(self) -> Relations:
        return Relations(self.vocabulary, self.names, _text(self.framework.document, "identifier"))

    def statements(self) -> Iterator[Statement[Any]]:
        document = self.framework.document
        self.names[_text(document, "identifier")] = _name(document)
        for item in self.framework.items:
            self.names.setdefault(_text(item, "identifier"), _name(item))
        for association in self.framework.associations:
            yield from self.relations.read(association)
        yield from self.relations.rest()
        yield from self._object("CFDocument", document, self.vocabulary.document, self.vocabulary.document_class)
        for item in self.framework.items:
            yield from self._object("CFItem", item, self.vocabulary.item, self.vocabulary.item_class)
        for subject, properties in self.relations.of_strangers():
            self.take(Node(subject, properties))
        for cls, data in self.framework.others:
            for statement in leaves(cls, data):
                statement.drop(
                    self.vocabulary.lacking.get(cls, f"{self.vocabulary.name} has no place for a {cls} here")
                )
                yield statement

    def _object(self, cls: str, data: Json, places: Mapping[str, Place], kind: str) -> Iterator[Statement[Any]]:
        """The node of a document or item."""
        identifier = _text(data, "identifier")
        properties: list[tuple[str, Term]] = [(RDF_TYPE, Iri(kind))]
        if cls == "CFItem":
            properties.append((self.vocabulary.member_of, Iri(_name(self.framework.document))))
            self.supplied[self.vocabulary.member_of, "every item says which framework it belongs to"] += 1
        language = _text(data, "language") or _text(self.framework.document, "language")
        language = language if is_language(language) else ""
        period: dict[str, Any] = {}
        for statement in leaves(cls, data):
            name = statement.source.partition("/")[2]
            if name == "uri":
                _named(statement, identifier)
            elif name in ("statusStartDate", "statusEndDate") and self.vocabulary.period:
                period[name] = statement.keep(self.vocabulary.period)
            elif name == "language" and name not in places:
                _tagged(statement)
            elif (place := places.get(name)) and (term := _term(statement, place, language)):
                properties.append((place.predicate, term))
            elif place is None:
                self._drop(statement, name)
            yield statement
        if period:
            properties.append((self.vocabulary.period, _period(period)))
        self.take(Node(_name(data), [*properties, *self.relations.pop(identifier)]))

    def _drop(self, statement: Statement[Any], name: str) -> None:
        statement.drop(self.vocabulary.lacking.get(name, f"{self.vocabulary.name} has no term for it"))


# -- names -----------------------------------------------------------------------------------------------------------


def _name(data: Json) -> str:
    """The IRI of an object: its `uri`, or its identifier as a URN where that cannot be one."""
    uri = data.get("uri")
    return uri if isinstance(uri, str) and is_iri(uri) else _urn(_text(data, "identifier"))


def _urn(identifier: str) -> str:
    urn = f"urn:uuid:{identifier}"
    return urn if is_iri(urn) else "urn:uuid:00000000-0000-0000-0000-000000000000"


def _named(statement: Statement[Any], identifier: str) -> None:
    if is_iri(statement.value):
        statement.keep("the name of the node")
    else:
        statement.change("the name of the node", "it is no IRI, so urn:uuid: and the identifier stand for it")


# -- values ----------------------------------------------------------------------------------------------------------


def _term(statement: Statement[Any], place: Place, language: str) -> Term | None:
    """The object of the triple that a statement becomes, None where it cannot become one."""
    value = statement.value
    if place.form is Form.IRI:
        return _link(statement, place)
    if not isinstance(value, str) or not value.strip():
        statement.drop("it is blank" if isinstance(value, str) else "it is no text")
        return None
    if place.form is Form.CTID and not UUID.fullmatch(value):
        statement.drop("a CTID is made of a UUID")
        return None
    if place.form is Form.STATUS:
        return _status(statement, place)
    if place.changed:
        statement.change(place.predicate, place.changed)
    else:
        statement.keep(place.predicate)
    match place.form:
        case Form.WORDS:
            return Text(value, language)
        case Form.CTID:
            return Text(f"ce-{value}")
        case Form.DATE:
            return Text(value, datatype=XSD + "date")
        case Form.MOMENT:
            return Text(value, datatype=XSD + "dateTime")
    return Text(value)


def _link(statement: Statement[Any], place: Place) -> Term | None:
    uri = statement.value.uri if isinstance(statement.value, Link) else statement.value
    if not is_iri(uri):
        statement.drop("it leads to no IRI")
        return None
    statement.keep(place.predicate)
    return Iri(uri)


def _status(statement: Statement[Any], place: Place) -> Term | None:
    concept, changed = STATUS.get(statement.value, ("", ""))
    if not concept:
        statement.drop("CTDL-ASN has no such status")
        return None
    if changed:
        statement.change(place.predicate, changed)
    else:
        statement.keep(place.predicate)
    return Iri(PUBLICATION + concept)


def _tagged(statement: Statement[Any]) -> None:
    if is_language(statement.value):
        statement.keep("language tags of the texts")
    else:
        statement.drop("it is no language tag")


def _period(dates: Mapping[str, Any]) -> Term:
    """The two dates as one DCMI period."""
    names = {"statusStartDate": "start", "statusEndDate": "end"}
    parts = [f"{names[name]}={date}" for name, date in sorted(dates.items(), reverse=True)]
    return Text("; ".join(parts), datatype=DCT + "Period")


def _text(data: Json, name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _objects(value: Any) -> list[Json]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []

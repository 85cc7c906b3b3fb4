"""The JSON-LD context of the learning profile: a term for whatever the schemas name, and nothing is lost on the way."""

from collections.abc import Iterator
from decimal import Decimal
import json
from typing import Any

from pyld import jsonld
import pytest
import rdflib

from conftest import ROOT
from fairmark.schemas import load
from fairmark.schemas.credentials.contexts import context
from fairmark.schemas.scl import CONTEXT, SCHEMAS

SETTINGS = {"AccessPolicy", "PolicyRow"}
"""Definitions of what a server is told, which says nothing about anybody and is not exchanged."""

FOLDER = ROOT / "schemas" / "scl" / "examples" / "v1"
EXAMPLES = [path for path in sorted(FOLDER.glob("*.json")) if path.stem not in SETTINGS]
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
ROOT_NAME = "urn:uuid:00000000-0000-4000-8000-00000000c0de"

TERMS: dict[str, Any] = load(CONTEXT)["@context"]
PREFIXES = {"scl", "ext", "ob", "schema", "ceds", "xsd"}
IN_CONTAINERS_ONLY = {"evidence"}
"""Members that are an array in a page and one value elsewhere: of an empty page there is nothing to say."""

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The context is given inline; and literals are kept as they are written."""

    def refuse(url: str, _options: object) -> Json:
        raise AssertionError(f"{url} was to be loaded")

    jsonld.set_document_loader(refuse)
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


# -- what there is a term for ----------------------------------------------------------------------------------------


def _members() -> Iterator[tuple[str, Json]]:
    """Every property of the schemas, at any depth, with its schema."""
    definitions = [one for schema in SCHEMAS for one in load(schema)["$defs"].items()]
    pending: list[Any] = [definition for name, definition in definitions if name not in SETTINGS]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            if isinstance(node.get("properties"), dict):
                yield from ((name, schema) for name, schema in node["properties"].items() if isinstance(schema, dict))
            pending += node.values()
        elif isinstance(node, list):
            pending += node


def _classes() -> set[str]:
    """Every class that a record, view or part of one says that it is."""
    found = set()
    for name, schema in _members():
        if name == "type" and "const" in schema:
            found.add(schema["const"])
        elif name == "type":
            found.add(schema["anyOf"][0]["const"])
    return found


def test_every_member_and_class_has_a_term_and_no_term_is_left_over() -> None:
    named = {name for name, _ in _members()} | _classes()
    assert named == {term for term in TERMS if not term.startswith("@")} - PREFIXES


def test_classes_are_told_from_members() -> None:
    assert all(name[0].isupper() for name in _classes())
    assert all(name[0].islower() for name, _ in _members())


def test_no_array_that_may_be_empty_is_lost() -> None:
    """A set without members is no statement; an empty list is one."""
    for name, schema in _members():
        empty = "array" in schema.get("type", ()) and not schema.get("minItems")
        if not empty or name in ("type", *IN_CONTAINERS_ONLY):
            continue
        meanings = [term for term in _meanings(name) if isinstance(term, dict)]
        assert any(term.get("@container") == "@list" or term.get("@type") == "@json" for term in meanings), name


def _meanings(name: str) -> list[Any]:
    """What a member means, and what within others."""
    scopes = [term.get("@context", {}) for term in TERMS.values() if isinstance(term, dict)]
    return [TERMS[name], *(scope[name] for scope in scopes if name in scope)]


# -- whose terms they are --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "within"),
    [
        *[(name, "") for name in ("alignment", "name", "description", "narrative")],
        *[(name, "Evidence") for name in ("genre", "audience")],
        *[
            (name, "Alignment")
            for name in (
                "targetCode",
                "targetDescription",
                "targetFramework",
                "targetName",
                "targetType",
                "targetUrl",
            )
        ],
    ],
)
def test_members_of_open_badges_mean_what_they_mean_there(term: str, within: str) -> None:
    theirs = context(OPEN_BADGES)["@context"]
    theirs = theirs[within]["@context"] if within else theirs
    assert _iri(term) == _plain_iri(theirs[term])


def test_classes_of_open_badges_mean_what_they_mean_there() -> None:
    theirs = context(OPEN_BADGES)["@context"]
    assert {_iri(name) == theirs[name]["@id"] for name in ("Evidence", "Alignment")} == {True}


def test_the_level_given_is_that_of_open_badges() -> None:
    theirs = context(OPEN_BADGES)["@context"]["Result"]["@context"]["achievedLevel"]
    assert (_iri("rubricLevel"), TERMS["rubricLevel"]["@type"]) == (theirs["@id"], theirs["@type"])


def _iri(term: str) -> str:
    prefix, _, rest = _plain_iri(TERMS[term]).partition(":")
    return str(TERMS[prefix] + rest)


def _plain_iri(definition: Any) -> str:
    return str(definition["@id"] if isinstance(definition, dict) else definition)


# -- what becomes of records -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_come_back_from_statements(path: Any) -> None:
    """JSON to N-Quads, read and written by another library, and back: all is there but what is null, which the member
    that says why tells."""
    record = _without_null(json.loads(path.read_text("utf-8")))
    graph = rdflib.Graph()
    graph.parse(data=_statements(record), format="nt")
    text = graph.serialize(format="nt")
    assert _comparable(_from_statements(text, record)) == _comparable(record)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_literals_have_the_form_of_their_type(path: Any) -> None:
    graph = rdflib.Graph()
    graph.parse(data=_statements(json.loads(path.read_text("utf-8"))), format="nt")
    literals = [one for one in graph.objects() if isinstance(one, rdflib.Literal)]
    assert literals or path.stem.endswith("Set")
    assert [one for one in literals if one.ill_typed] == []


def test_days_moments_and_numbers_are_such() -> None:
    pathway, judgment = _graph_of("Pathway"), _graph_of("Judgment")
    own = rdflib.Namespace(TERMS["scl"])
    assert {one.datatype for one in pathway.objects(None, own.startDate)} == {rdflib.XSD.date}
    assert {one.datatype for one in pathway.objects(None, own["from"])} == {rdflib.XSD.date}
    assert {one.datatype for one in pathway.objects(None, own.recordedAt)} == {rdflib.XSD.dateTime}
    assert {one.datatype for one in pathway.objects(None, own.version)} == {rdflib.XSD.integer}
    score = rdflib.URIRef(_iri("score"))
    assert {one.datatype for one in judgment.objects(None, score)} == {rdflib.XSD.double}
    assert all(isinstance(one, rdflib.URIRef) for one in judgment.objects(None, own.target))


def test_names_within_a_pathway_are_no_addresses() -> None:
    own = rdflib.Namespace(TERMS["scl"])
    pathway = _graph_of("Pathway")
    assert {str(one) for one in pathway.objects(None, own.nameWithin)} == {"s1", "s2", "g1"}


def _graph_of(cls: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    graph.parse(data=_statements(json.loads((FOLDER / f"{cls}.json").read_text("utf-8"))), format="nt")
    return graph


def _statements(record: Json) -> str:
    """The record as N-Quads; what has no id of its own gets one, so that it is found again."""
    named = {"@context": TERMS, **record, "id": record.get("id", ROOT_NAME)}
    text: str = jsonld.to_rdf(named, {"format": "application/n-quads"})
    return text


def _from_statements(text: str, record: Json) -> Json:
    nodes = jsonld.from_rdf(text, {"format": "application/n-quads", "useNativeTypes": True})
    # JSON is compared as text: PyLD flattens arrays within arrays when it compacts them.
    terms = {name: term["@id"] if _is_json(name) else term for name, term in TERMS.items()}
    frame = {"@context": terms, "@id": record.get("id", ROOT_NAME), "@embed": "@always"}
    found: Json = jsonld.frame(_typed(nodes), frame, {"omitGraph": True})
    return {name: value for name, value in found.items() if name != "@context" and (name, value) != ("id", ROOT_NAME)}


def _typed(node: Any) -> Any:
    """Numbers with the type that they had as literals: terms ask for it."""
    if isinstance(node, dict):
        number = node.get("@value")
        if isinstance(number, (int, float)) and not isinstance(number, bool) and "@type" not in node:
            return {**node, "@type": str(rdflib.XSD.integer if isinstance(number, int) else rdflib.XSD.double)}
        if node.get("@type") == "@json":
            return {"@value": json.dumps(node["@value"])}
        return {name: _typed(each) for name, each in node.items()}
    return [_typed(each) for each in node] if isinstance(node, list) else node


def _without_null(value: Any) -> Any:
    """Without members that are null, but in what is kept as JSON."""
    if isinstance(value, dict):
        kept = {name: _is_json(name) for name in value}
        return {
            name: each if kept[name] else _without_null(each)
            for name, each in value.items()
            if each is not None or kept[name]
        }
    return [_without_null(each) for each in value] if isinstance(value, list) else value


def _is_json(name: str) -> bool:
    return isinstance(TERMS.get(name), dict) and TERMS[name].get("@type") == "@json"


def _read(value: Any, name: str) -> Any:
    """What a text of JSON says; else the value itself."""
    return json.loads(value) if _is_json(name) and isinstance(value, str) else value


def _comparable(value: Any, name: str = "") -> Any:
    """The value without what JSON-LD does not tell: the order of sets, one value from an array of one, and the last
    digits of a number."""
    if isinstance(value, dict) and "@value" in value:
        return _comparable(value["@value"], name)
    if isinstance(value, dict) and name in ("supersedes", "previousVersion"):  # framed into the record that names it
        return value["id"]
    if isinstance(value, dict):
        said = {inner: each for inner, each in value.items() if inner != "id" or not each.startswith("_:")}
        return {inner: _comparable(_read(each, inner), inner) for inner, each in said.items()}
    if isinstance(value, list):
        each = [_comparable(one, name) for one in value]
        term = TERMS.get(name)
        ordered = _is_json(name) or (isinstance(term, dict) and term.get("@container") == "@list")
        each = each if ordered else sorted(each, key=lambda one: json.dumps(one, sort_keys=True, default=str))
        return each if len(each) != 1 or ordered else each[0]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(f"{value:.12e}")
    return value

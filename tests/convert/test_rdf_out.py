"""CASE to RDF: the graphs hold what the tables promise, and the account adds up, whatever comes in."""

from collections import Counter
from collections.abc import Iterable, Mapping
import io
from typing import Any

from case_server import sample
from hypothesis import given, settings
from hypothesis import strategies as st
import pytest
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from stored_frameworks import association, child_of, item, thing

from conftest import ROOT
from fairmark.fixtures import frameworks
from fairmark.schemas.case import tables
from fairmark.validators.convert.loss import Kind
from fairmark.validators.convert.rdf_out import VOCABULARIES, Account, Framework, export
from fairmark.validators.convert.rdf_terms import Iri, JsonLd, Node, Text, Turtle, compact, is_iri
from fairmark.validators.convert.rdf_vocabularies import Place, Vocabulary
from fairmark.validators.convert.rdf_xml import NO_XML, RdfXml

SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCT = Namespace("http://purl.org/dc/terms/")
CEASN = Namespace("https://purl.org/ctdlasn/terms/")
CETERMS = Namespace("https://purl.org/ctdl/terms/")

READING = sample()
ITEMS = {one["humanCodingScheme"]: one for one in READING["CFItems"]}
DOCUMENT = URIRef(READING["CFDocument"]["uri"])


def converted(package: dict[str, Any], name: str) -> tuple[Graph, Account]:
    """The graph and the account. All forms must hold the same graph."""
    graphs = []
    for writer, form in ((Turtle, "turtle"), (JsonLd, "json-ld"), (RdfXml, "xml")):
        out = io.BytesIO()
        written = writer(out.write, VOCABULARIES[name].prefixes)
        account = export(Framework.of(package), VOCABULARIES[name], written.node)
        written.end()
        graphs.append(Graph().parse(data=out.getvalue(), format=form))
    assert set(graphs[0]) == set(graphs[1])
    assert {in_xml(triple) for triple in graphs[0]} == set(graphs[2])
    return graphs[0], account


def in_xml(triple: Iterable[Any]) -> tuple[Any, ...]:
    """The triple with U+FFFD for what XML cannot hold."""
    return tuple(
        Literal(NO_XML.sub("\ufffd", term), lang=term.language, datatype=term.datatype)
        if isinstance(term, Literal)
        else term
        for term in triple
    )


def uri(code: str) -> URIRef:
    return URIRef(ITEMS[code]["uri"])


def english(text: str) -> Literal:
    return Literal(text, lang="en")


# -- SKOS ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def skos() -> tuple[Graph, Account]:
    return converted(READING, "skos")


def test_skos_has_a_scheme_and_a_concept_for_each_item(skos: tuple[Graph, Account]) -> None:
    graph, _ = skos
    assert set(graph.subjects(RDF.type, SKOS.ConceptScheme)) == {DOCUMENT}
    concepts = {URIRef(one["uri"]) for one in READING["CFItems"]}
    assert set(graph.subjects(RDF.type, SKOS.Concept)) == set(graph.subjects(SKOS.inScheme, DOCUMENT)) == concepts


def test_skos_says_the_texts_in_their_language(skos: tuple[Graph, Account]) -> None:
    graph, _ = skos
    assert graph.value(DOCUMENT, DCT.title) == english("Reading continuum (sample)")
    assert graph.value(uri("PA"), SKOS.definition) == english(ITEMS["PA"]["fullStatement"])
    assert graph.value(uri("PA"), SKOS.prefLabel) == english(ITEMS["PA"]["abbreviatedStatement"])
    assert graph.value(uri("PA"), SKOS.notation) == Literal("PA")
    assert graph.value(uri("PA"), DCT.modified) == Literal(ITEMS["PA"]["lastChangeDateTime"], datatype=XSD.dateTime)
    assert graph.value(DOCUMENT, DCT.valid) == Literal("start=2026-09-01", datatype=DCT.Period)


def test_skos_has_the_hierarchy(skos: tuple[Graph, Account]) -> None:
    graph, _ = skos
    assert set(graph.objects(uri("PA.3.a"), SKOS.broader)) == {uri("PA.3")}
    assert {uri("PA"), uri("SL")} < set(graph.subjects(SKOS.topConceptOf, DOCUMENT))
    children = [a for a in READING["CFAssociations"] if a["associationType"] == "isChildOf"]
    pairs = [*graph.subject_objects(SKOS.broader), *graph.subject_objects(SKOS.topConceptOf)]
    assert len(pairs) == len(children)


def test_precedes_is_never_lost_in_silence(skos: tuple[Graph, Account]) -> None:
    for account in (skos[1], converted(READING, "ctdl-asn")[1]):
        stated = [a["identifier"] for a in READING["CFAssociations"] if a["associationType"] == "precedes"]
        listed = [d.identifier for d in account.dropped if d.type == "precedes"]
        assert sorted(listed) == sorted(stated)
        assert all("what comes before what is lost" in d.why for d in account.dropped if d.type == "precedes")


# -- CTDL-ASN --------------------------------------------------------------------------------------------------------


def test_ctdl_asn_has_a_framework_and_its_competencies() -> None:
    graph, account = converted(READING, "ctdl-asn")
    assert graph.value(DOCUMENT, RDF.type) == CEASN.CompetencyFramework
    assert graph.value(DOCUMENT, CETERMS.ctid) == Literal(f"ce-{READING['CFDocument']['identifier']}")
    published = URIRef("http://credreg.net/ctdlasn/vocabs/publicationStatus/Published")
    assert graph.value(DOCUMENT, CEASN.publicationStatusType) == published
    assert graph.value(uri("PA.1"), CEASN.competencyText) == english(ITEMS["PA.1"]["fullStatement"])
    assert graph.value(uri("PA.1"), CEASN.isChildOf) == uri("PA")
    assert graph.value(uri("PA"), CEASN.isTopChildOf) == DOCUMENT
    assert DOCUMENT in set(graph.objects(uri("PA.1"), CEASN.isPartOf))
    assert {d.type for d in account.dropped} >= {"precedes", "replacedBy", "exemplar", "isTranslationOf"}


# -- associations ----------------------------------------------------------------------------------------------------

HERE = thing("CFDocuments", "rdf", title="Here", creator="Test")
A, B, C = (item(f"rdf {name}") for name in "abc")
FAR = item("rdf far")


def related(*associations: dict[str, Any], name: str = "skos") -> tuple[Graph, Account]:
    package = {"CFDocument": HERE, "CFItems": [A, B, C], "CFAssociations": list(associations)}
    return converted(package, name)


def ref(one: dict[str, Any]) -> URIRef:
    return URIRef(one["uri"])


@pytest.mark.parametrize(
    ("type", "destination", "predicate"),
    [
        ("isChildOf", FAR, SKOS.broadMatch),
        ("isPartOf", B, DCT.isPartOf),
        ("isPartOf", HERE, DCT.isPartOf),
        ("isPartOf", FAR, SKOS.broadMatch),
        ("exactMatchOf", FAR, SKOS.exactMatch),
        ("isRelatedTo", B, SKOS.related),
        ("isRelatedTo", FAR, SKOS.relatedMatch),
        ("isPeerOf", B, SKOS.related),
        ("replacedBy", FAR, DCT.isReplacedBy),
        ("exemplar", FAR, SKOS.example),
        ("isTranslationOf", B, DCT.isVersionOf),
    ],
)
def test_where_an_association_stands_in_skos(type: str, destination: dict[str, Any], predicate: URIRef) -> None:
    graph, account = related(association(type, A, destination))
    assert (ref(A), predicate, ref(destination)) in graph
    assert account.dropped == []


def test_an_association_between_strangers_is_said_of_its_origin() -> None:
    graph, _ = related(association("exactMatchOf", FAR, A))
    assert (ref(FAR), SKOS.exactMatch, ref(A)) in graph
    assert (ref(FAR), RDF.type, SKOS.Concept) not in graph


@pytest.mark.parametrize("first", [True, False])
def test_related_is_dropped_along_the_hierarchy(first: bool) -> None:
    hierarchy = [child_of(A, B, 0), child_of(B, C, 0)]
    wrong = association("isRelatedTo", A, C)
    graph, account = related(*([wrong, *hierarchy] if first else [*hierarchy, wrong]))
    assert (ref(A), SKOS.related, ref(C)) not in graph
    assert [(d.type, d.why) for d in account.dropped] == [
        ("isRelatedTo", "SKOS forbids it between a concept and one above it")
    ]


def test_another_match_is_dropped_beside_an_exact_one() -> None:
    graph, account = related(association("isRelatedTo", A, FAR), association("exactMatchOf", A, FAR))
    assert (ref(A), SKOS.exactMatch, ref(FAR)) in graph
    assert [d.type for d in account.dropped] == ["isRelatedTo"]


def test_a_circle_in_the_hierarchy_ends() -> None:
    graph, _ = related(child_of(A, B, 0), child_of(B, A, 0), association("isRelatedTo", A, C))
    assert (ref(A), SKOS.related, ref(C)) in graph


def test_what_has_no_relation_with_the_framework_itself_is_dropped() -> None:
    _, account = related(association("isRelatedTo", A, HERE), association("ext:mine", A, B))
    assert [d.why for d in account.dropped] == [
        "SKOS has no such relation with the framework itself",
        "a type of the publisher's own has no meaning there",
    ]


def test_ends_that_are_no_iris_drop_the_association() -> None:
    broken = association("exactMatchOf", A, {**FAR, "uri": "no iri <at> all"})
    _, account = related(broken)
    assert [d.why for d in account.dropped] == ["one of its ends is no IRI"]


def test_an_item_without_an_iri_gets_a_urn() -> None:
    odd = {**A, "uri": "relative/address"}
    graph, account = converted(
        {"CFDocument": HERE, "CFItems": [odd], "CFAssociations": [child_of(odd, HERE, 0)]}, "skos"
    )
    assert (URIRef(f"urn:uuid:{A['identifier']}"), SKOS.topConceptOf, ref(HERE)) in graph
    assert any(e.source == "CFItem/uri" and e.fate.kind is Kind.CHANGED for e in account.loss.entries)


def test_a_part_of_the_framework_itself_is_no_change() -> None:
    _, account = related(association("isPartOf", A, HERE), name="ctdl-asn")
    (fate,) = [e.fate for e in account.loss.entries if e.source == "CFAssociation isPartOf"]
    assert fate.kind is Kind.KEPT


# -- the documentation -----------------------------------------------------------------------------------------------


def short(predicate: str, changed: str = "") -> str:
    prefixes = {**VOCABULARIES["skos"].prefixes, **VOCABULARIES["ctdl-asn"].prefixes}
    return f"`{compact(predicate, prefixes)}`" + (" ~" if changed else "")


def cell_of(vocabulary: Vocabulary, places: Mapping[str, Place], field: str) -> str:
    if place := places.get(field):
        return short(place.predicate, place.changed)
    if field.startswith("status") and vocabulary.period:
        return short(vocabulary.period)
    return "tags of the texts" if field == "language" else "-"


def relation_of(vocabulary: Vocabulary, type: str) -> str:
    relation = vocabulary.associations.get(type)
    if relation is None:
        return "-"
    parts = [short(relation.inside, relation.changed)]
    if relation.to_document not in ("", relation.inside):
        parts.append(f"{short(relation.to_document)} to the framework")
    if relation.outside != relation.inside:
        parts.append(f"{short(relation.outside, relation.changed_outside)} to others")
    return ", ".join(parts)


def test_the_tables_of_the_documentation_are_those_of_the_code() -> None:
    skos, ctdl = VOCABULARIES["skos"], VOCABULARIES["ctdl-asn"]
    page = (ROOT / "docs" / "convert.md").read_text("utf-8")
    for mine, theirs in ((skos.document, ctdl.document), (skos.item, ctdl.item)):
        for name in {*mine, *theirs, "statusStartDate", "statusEndDate", "language"}:
            assert f"| {name} | {cell_of(skos, mine, name)} | {cell_of(ctdl, theirs, name)} |" in page
    for type in tables("1.1")["CFPckgAssociation"]["associationType"].tokens:
        assert f"| {type} | {relation_of(skos, type)} | {relation_of(ctdl, type)} |" in page


# -- the account -----------------------------------------------------------------------------------------------------


def statements_of(data: dict[str, Any]) -> int:
    """How many statements an object makes, counted in another way than the conversion does."""
    total = 0
    for name, value in data.items():
        if name == "extensions" and isinstance(value, dict):
            total += len(value)
            continue
        for one in value if isinstance(value, list) else [value]:
            is_link = isinstance(one, dict) and set(one) <= {"title", "identifier", "uri", "targetType"}
            total += statements_of(one) if isinstance(one, dict) and not is_link else one is not None
    return total


@pytest.mark.parametrize("name", VOCABULARIES)
@pytest.mark.parametrize("package", [n for n in frameworks() if not n.endswith("-1.0")])
def test_every_statement_meets_one_fate(name: str, package: str) -> None:
    data = sample(package)
    graph, account = converted(data, name)
    assert len(graph) > 3 * len(data["CFItems"])
    objects = [data["CFDocument"], *data["CFItems"], *data.get("CFRubrics", ())]
    objects += [one for parts in data["CFDefinitions"].values() for one in parts]
    # Of an association, its type and its two ends are one statement.
    expected = sum(map(statements_of, objects)) + sum(statements_of(a) - 2 for a in data["CFAssociations"])
    assert account.loss.statements == expected == sum(account.loss.count(kind) for kind in Kind)
    assert not [e for e in account.loss.entries if e.fate.how == "CASE has no place for it"]


@pytest.mark.parametrize("name", VOCABULARIES)
def test_dropped_associations_are_those_without_a_triple(name: str) -> None:
    _, account = converted(READING, name)
    counted = Counter(
        {
            entry.source.removeprefix("CFAssociation "): entry.count
            for entry in account.loss.entries
            if entry.source.startswith("CFAssociation ") and entry.fate.kind is Kind.DROPPED
        }
    )
    assert Counter(d.type for d in account.dropped) == counted


# -- whatever comes in -----------------------------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from([*READING["CFItems"][0], *READING["CFAssociations"][0], "targetType"])
objects = st.dictionaries(names, json_values, max_size=6)


@settings(max_examples=60, deadline=None)
@given(document=json_values, items=st.lists(objects, max_size=3), associations=st.lists(objects, max_size=3))
@pytest.mark.parametrize("name", VOCABULARIES)
def test_arbitrary_json_becomes_rdf_that_can_be_read(
    name: str, document: Any, items: list[Any], associations: list[Any]
) -> None:
    converted({"CFDocument": document, "CFItems": items, "CFAssociations": associations}, name)


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_every_form(text: str) -> None:
    subject, predicate = "https://example.org/s", "https://example.org/p"
    for writer, form in ((Turtle, "turtle"), (JsonLd, "json-ld"), (RdfXml, "xml")):
        out = io.BytesIO()
        written = writer(out.write, {})
        written.node(Node(subject, [(predicate, Text(text)), (predicate, Text(text, "en-GB"))]))
        written.end()
        found = set(Graph().parse(data=out.getvalue(), format=form).objects(URIRef(subject), URIRef(predicate)))
        said = NO_XML.sub("\ufffd", text) if form == "xml" else text
        assert found == {Literal(said), Literal(said, lang="en-GB")}


@settings(max_examples=200, deadline=None)
@given(address=st.text(max_size=20).map(lambda rest: "https://example.org/" + rest))
def test_what_counts_as_an_iri_can_be_written(address: str) -> None:
    if not is_iri(address):
        return
    for writer, form in ((Turtle, "turtle"), (JsonLd, "json-ld"), (RdfXml, "xml")):
        out = io.BytesIO()
        written = writer(out.write, {"ex": "https://example.org/"})
        written.node(Node(address, [("https://example.org/p", Iri(address))]))
        written.end()
        assert len(Graph().parse(data=out.getvalue(), format=form)) == 1

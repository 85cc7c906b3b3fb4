"""Taking a framework along: as CASE, as a table, as RDF, with what is lost on the way."""

import csv
import io

from flask.testing import FlaskClient
import orjson
import pytest
from rdflib import Graph
from stored_frameworks import put, thing

from fairmark.server.storage.store import Store
from page_frameworks import AT_READING, HOSTILE_AT, READING, get


def test_case_json_is_that_of_the_store(client: FlaskClient) -> None:
    answer = client.get(f"{AT_READING}/download/case-1.1.json")
    assert orjson.loads(answer.data) == READING
    assert answer.headers["Content-Disposition"] == ('attachment; filename="reading-continuum-sample-case-1.1.json"')
    earlier = client.get(f"{AT_READING}/download/case-1.0.json?version=1")
    assert "-version-1-case-1.0.json" in earlier.headers["Content-Disposition"]


def test_the_table_has_a_row_for_each_item_and_no_formula(client: FlaskClient) -> None:
    answer = client.get(f"{HOSTILE_AT}/download/items.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    bad, other = rows
    assert bad["humanCodingScheme"] == "'=1+1"
    assert other["fullStatement"].startswith("'=HYPERLINK")
    assert other["parentIdentifier"] == bad["identifier"]
    assert other["sequenceNumber"] == "1"
    whole = client.get(f"{AT_READING}/download/items.csv").data.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(whole, newline="")))) == len(READING["CFItems"])


def test_a_framework_without_items_has_a_table_with_its_heading(client: FlaskClient, store: Store) -> None:
    empty = {"CFDocument": thing("CFDocuments", "empty", title="\N{SNOWMAN}", creator="Test")}
    at = f"/frameworks/{put(store, empty)}"
    try:
        answer = client.get(f"{at}/download/items.csv")
        assert answer.data.decode("utf-8-sig").startswith('"identifier","parentIdentifier"')
        assert 'filename="framework.csv"' in answer.headers["Content-Disposition"]
        assert "No item is placed below" in get(client, at)
    finally:
        store.remove(empty["CFDocument"]["identifier"])


@pytest.mark.parametrize("name", ["skos", "ctdl-asn"])
def test_rdf_is_the_same_graph_in_both_forms(client: FlaskClient, name: str) -> None:
    turtle = Graph().parse(data=client.get(f"{AT_READING}/download/{name}.ttl").data, format="turtle")
    json_ld = Graph().parse(data=client.get(f"{AT_READING}/download/{name}.jsonld").data, format="json-ld")
    assert len(turtle) > 400
    assert set(turtle) == set(json_ld)


def test_the_loss_page_lists_every_association_that_is_lost(client: FlaskClient) -> None:
    text = get(client, f"{AT_READING}/loss/skos")
    lost = [a for a in READING["CFAssociations"] if a["associationType"] in ("precedes", "hasSkillLevel")]
    assert text.count("<code>precedes</code>") + text.count("<code>hasSkillLevel</code>") == len(lost)
    assert "has no order of learning" in text
    assert "CFItem.subject" in get(client, f"{AT_READING}/loss/case-1.0")

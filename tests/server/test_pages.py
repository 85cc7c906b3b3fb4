"""The pages without a browser: what they hold, what they refuse, and what they say in their headers."""

from collections.abc import Iterator
import csv
import io
import json
from pathlib import Path
import re
import tempfile
from typing import Any

from case_server import sample
from flask import Flask
from flask.testing import FlaskClient
import orjson
import pytest
from rdflib import Graph
from stored_frameworks import association, child_of, item, large_framework, linked_frameworks, put, thing
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from fairmark.server import web
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.server.web import judging, turns
from fairmark.validators.reports import FORMATS

UPLOAD = 300_000
HOSTILE = "</bdi><script>alert(1)</script>\"'&\u202e"
HERE, THERE = linked_frameworks()
IDS = {one["humanCodingScheme"]: one["identifier"] for one in (*HERE["CFItems"], *THERE["CFItems"])}
READING = sample()
AT_HERE = f"/frameworks/{HERE['CFDocument']['identifier']}"
AT_READING = f"/frameworks/{READING['CFDocument']['identifier']}"

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    engine = open_database(f"sqlite:///{(tmp_path_factory.mktemp('pages') / 'pages.db').as_posix()}")
    upgrade(engine)
    made = Store(engine)
    for package in (HERE, THERE, READING, hostile_framework()):
        put(made, package)
    yield made
    engine.dispose()


@pytest.fixture(scope="module")
def app(store: Store) -> Flask:
    settings = Settings(public_url="http://localhost", upload_bytes=UPLOAD)
    return create_app(Context(settings, store), pages=[web.mount])


def hostile_framework() -> dict[str, Any]:
    """A framework that says dangerous things wherever it can say anything."""
    document = thing(
        "CFDocuments",
        "hostile",
        **dict.fromkeys(
            ("title", "creator", "publisher", "description", "version", "adoptionStatus", "notes"), HOSTILE
        ),
        language=HOSTILE,
        officialSourceURL="javascript:alert(1)",
        licenseURI={"title": HOSTILE, "identifier": HOSTILE, "uri": "javascript:alert(1)"},
    )
    document["uri"] = "javascript:alert(1)"
    bad = item("bad", fullStatement=HOSTILE, humanCodingScheme="=1+1", CFItemType=HOSTILE, language=HOSTILE)
    bad["extensions"] = {HOSTILE: HOSTILE}
    other = item("other", fullStatement='=HYPERLINK("http://example.org")')
    link = association("ext:x", bad, other, notes=HOSTILE)
    link["destinationNodeURI"] = {"title": HOSTILE, "identifier": "nobody", "uri": "javascript:alert(1)"}
    return {
        "CFDocument": document,
        "CFItems": [bad, other],
        "CFAssociations": [child_of(bad, document, 0), child_of(other, bad, 0), link],
    }


HOSTILE_AT = f"/frameworks/{thing('CFDocuments', 'hostile')['identifier']}"
BAD_ITEM = item("bad")["identifier"]

EVERY_PAGE = [
    "/",
    "/validate",
    "/credential",
    "/api",
    "/frameworks",
    AT_HERE,
    f"{AT_HERE}/items/{IDS['C']}",
    f"{AT_HERE}/outside",
    f"{AT_HERE}/search?q=statement",
    f"{AT_HERE}/crosswalks",
    f"{AT_HERE}/crosswalks/{THERE['CFDocument']['identifier']}",
    f"{AT_HERE}/rubrics/{HERE['CFRubrics'][0]['identifier']}",
    f"{AT_HERE}/below/{IDS['A']}",
    f"{AT_HERE}/loss/case-1.0",
    f"{AT_HERE}/loss/skos",
    f"{AT_HERE}/loss/ctdl-asn",
    HOSTILE_AT,
    f"{HOSTILE_AT}/items/{BAD_ITEM}",
    f"{HOSTILE_AT}/search?q=%3Cscript%3E",
    f"{HOSTILE_AT}/loss/skos",
]


def get(client: FlaskClient, address: str, **headers: str) -> str:
    answer = client.get(address, headers={**BROWSER, **headers})
    assert answer.status_code == 200, answer.text
    return answer.text


# -- every page ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_every_page_keeps_to_the_policy(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    # Nothing inline that the policy would stop, and nothing from elsewhere.
    assert not re.search(r"<script(?! src=\"/static/)|<style|\son\w+=|\sstyle=", answer.text)
    assert not re.search(r"<(link|script|img)[^>]+(href|src)=\"(?!/)", answer.text)


@pytest.mark.parametrize("address", [a for a in EVERY_PAGE if a.startswith(HOSTILE_AT)])
def test_nothing_that_data_says_becomes_markup(client: FlaskClient, address: str) -> None:
    text = get(client, address)
    assert "alert(1)" in text or "search" in address  # it is there, as text
    assert "<script>" not in text
    assert "javascript:" not in "".join(re.findall(r'(?:href|src|action)="([^"]*)"', text))
    assert "\u202e" not in text


def test_assets_may_be_kept_for_ever_and_change_their_name_with_their_bytes(client: FlaskClient) -> None:
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', get(client, "/"))
    assert len(addresses) == 4
    for address in addresses:
        assert re.search(r"\.[0-9a-f]{12}\.(css|js|svg)$", address)
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/static/pages.000000000000.css").status_code == 404
    assert client.get("/static/..%2f__init__.py").status_code == 404


def test_a_page_is_not_sent_again_when_it_is_known(client: FlaskClient) -> None:
    first = client.get(AT_HERE)
    again = client.get(AT_HERE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


# -- refusals --------------------------------------------------------------------------------------------------------

WRONG = [
    ("/nothing/here", 404),
    ("/frameworks/no-such-framework", 404),
    ("/frameworks/%00", 404),
    ("/frameworks/" + "x" * 3000, 404),
    (f"{AT_HERE}/items/no-such-item", 404),
    (f"{AT_HERE}/items/{IDS['X']}", 404),  # it belongs to the other framework
    (f"{AT_HERE}/rubrics/no-such-rubric", 404),
    (f"{AT_HERE}/crosswalks/no-such-framework", 404),
    (f"{AT_HERE}/loss/parquet", 404),
    (f"{AT_HERE}/download/items.exe", 404),
    (f"{AT_HERE}/download/case-1.1.json?version=99", 404),
    (f"{AT_HERE}/download/case-1.1.json?version=0", 400),
    (f"{AT_HERE}?offset=-1", 400),
    (f"{AT_HERE}?offset=99999999999999999999", 400),
    (f"{AT_HERE}?offset=one", 400),
    (f"{AT_HERE}/search?q={'x' * 201}", 400),
]


@pytest.mark.parametrize(("address", "status"), WRONG)
def test_a_browser_gets_a_page_that_says_what_is_wrong(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == status
    assert answer.content_type == "text/html; charset=utf-8"
    assert "<h1>" in answer.text
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("address", "status"), WRONG)
def test_a_program_gets_problem_details(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.get_json()["status"] == status


def test_another_host_is_refused_with_a_page(client: FlaskClient) -> None:
    answer = client.get("/", headers={**BROWSER, "Host": "evil.example"})
    assert answer.status_code == 421
    assert "does not answer under that name" in answer.text


def test_only_the_methods_that_are_there(client: FlaskClient) -> None:
    assert client.post("/frameworks").status_code == 405
    assert client.delete(AT_HERE).status_code == 405
    assert client.head("/nothing", headers=BROWSER).data == b""


# -- wandering -------------------------------------------------------------------------------------------------------


def test_the_list_names_every_framework_with_its_size(client: FlaskClient) -> None:
    text = get(client, "/frameworks")
    assert "4 frameworks on this server" in text
    assert "33 items, 74 associations" in text


def test_an_item_shows_its_associations_in_both_directions(client: FlaskClient) -> None:
    text = get(client, f"{AT_HERE}/items/{IDS['C']}")
    inside, crosswalks = text.split("Crosswalks to other frameworks")
    assert "Is preceded by" in inside
    assert "Only after a while." in inside
    assert "Is a child of" in inside
    assert "The statement of x." in crosswalks
    assert "in <bdi>There</bdi>" in crosswalks
    assert "Has the part" in crosswalks  # what the other framework says of it
    assert "not held here" in crosswalks
    assert crosswalks.count("The statement of x.") == 1  # both frameworks state it


def test_an_item_shows_the_criteria_that_judge_it_and_the_rubric_shows_all(client: FlaskClient) -> None:
    of_item = get(client, f"{AT_HERE}/items/{IDS['C']}")
    assert "Accuracy" in of_item
    assert "Neatness" not in of_item
    assert "It is poor." in of_item
    assert of_item.index(">poor<") < of_item.index(">good<")  # by position, not as listed
    whole = get(client, f"{AT_HERE}/rubrics/{HERE['CFRubrics'][0]['identifier']}")
    assert whole.index("Neatness") < whole.index("Accuracy")
    assert f"{AT_HERE}/items/{IDS['C']}" in whole


def test_an_item_has_the_path_to_the_root(client: FlaskClient) -> None:
    crumbs = get(client, f"{AT_HERE}/items/{IDS['C']}").split("</nav>")[1]
    assert re.findall(r"<bdi>([^<]+)</bdi>", crumbs) == ["Here", "A", "B", "C"]


def test_a_search_shows_results_in_their_place(client: FlaskClient) -> None:
    text = get(client, f"{AT_READING}/search?q=WORD+sounds")
    assert "<mark>word</mark>" in text
    assert "Blends the sounds of written letters" in re.sub("</?mark>", "", text)
    assert "<bdi>DE Reading words</bdi></a>" in text  # what it lies below
    assert "No item has all of these words" in get(client, f"{AT_READING}/search?q=zebra")
    assert "15 items" in get(client, f"{AT_READING}/search?q=word")
    assert 'value="&lt;script&gt;"' in get(client, f"{AT_READING}/search?q=%3Cscript%3E")


def test_lists_come_in_pages_of_a_hundred(client: FlaskClient, store: Store) -> None:
    package = large_framework(250, width=230)
    at = f"/frameworks/{put(store, package)}"
    try:
        first, last = get(client, at), get(client, f"{at}?offset=200")
        assert (first.count('class="node"'), last.count('class="node"')) == (100, 30)
        assert 'data-more="' in first
        assert 'data-more="' not in last
        assert f'href="{at}?offset=100#below"' in first  # without a script too
        hits = get(client, f"{at}/search?q=idea")
        assert hits.count("<li>\n") >= 100
        assert 'href="?q=idea&amp;offset=100"' in hits or 'href="?q=idea&offset=100"' in hits
    finally:
        store.remove(package["CFDocument"]["identifier"])


def test_rows_of_the_tree_are_rows_alone(client: FlaskClient) -> None:
    text = get(client, f"{AT_HERE}/below/{IDS['A']}")
    assert text.strip().startswith("<li")
    assert "The statement of b." in text


# -- taking it along -------------------------------------------------------------------------------------------------


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


# -- validating ------------------------------------------------------------------------------------------------------


def upload(client: FlaskClient, data: bytes, name: str = "x.json", **rest: Any) -> TestResponse:
    headers = {**BROWSER, **rest.pop("headers", {})}
    form = {"file": FileStorage(io.BytesIO(data), name), **rest}
    return client.post("/validate", data=form, content_type="multipart/form-data", headers=headers)


def broken() -> bytes:
    package = sample()
    del package["CFDocument"]["creator"]
    return orjson.dumps(package)


def test_a_file_is_judged_and_answered_as_a_page(client: FlaskClient) -> None:
    answer = upload(client, broken(), "reading.json")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "reading.json" in answer.text
    assert 'class="fail"' in answer.text
    assert "CASE-SCHEMA-001" in answer.text
    assert 'download="report.json"' in answer.text
    good = upload(client, orjson.dumps(READING))
    assert 'class="pass"' in good.text


def test_every_form_that_is_offered_can_be_asked_for(client: FlaskClient) -> None:
    for form in judging.NAMES.keys() - {judging.PAGE}:
        made = FORMATS[form]
        answer = upload(client, broken(), answer=form)
        assert (answer.status_code, answer.content_type) == (200, made.media_type)
        assert answer.headers["Content-Disposition"].startswith("attachment")
    report = json.loads(upload(client, broken(), answer="json").data)
    assert report["verdict"] == "fail"
    assert report["inputs"][0]["name"] == "x.json"


def test_profile_and_strictness_are_those_of_the_form(client: FlaskClient) -> None:
    report = json.loads(upload(client, broken(), answer="json", profile="case-1.0", strictness="strict").data)
    assert (report["profile"], report["strictness"]) == ("case-1.0", "strict")


ANYTHING = [b"", b"{", b"\x00\xff", b"PK\x03\x04 no zip", b"[" * 5000, b'{"CFDocument": 1}', b'{"a": "\xed\xa0\x80"}']


@pytest.mark.parametrize("data", ANYTHING)
def test_whatever_is_dropped_is_judged(client: FlaskClient, data: bytes) -> None:
    answer = upload(client, data, HOSTILE)
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert 'class="pass"' not in answer.text


def test_a_name_is_only_a_name(client: FlaskClient) -> None:
    for name in ("-", "http://example.org/x.json", "../../etc/passwd"):
        report = json.loads(upload(client, broken(), name, answer="json").data)
        assert report["inputs"][0]["name"] in {"-", "x.json", "passwd"}
        assert report["verdict"] == "fail"


def test_a_file_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = upload(client, b" " * (UPLOAD + 1))
    assert answer.status_code == 413
    assert "larger than 300 KB" in answer.text


@pytest.mark.parametrize("form", [{"answer": "exe"}, {"profile": "case-9"}, {"strictness": "none"}])
def test_a_form_that_asks_for_what_there_is_not_is_refused(client: FlaskClient, form: dict[str, str]) -> None:
    assert upload(client, b"{}", **form).status_code == 400


def test_a_form_without_a_file_is_refused(client: FlaskClient) -> None:
    assert client.post("/validate", data={"answer": "json"}, headers=BROWSER).status_code == 400
    assert upload(client, b"", "").status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.localhost"},
    ],
)
def test_the_form_of_another_site_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = upload(client, broken(), headers=headers)
    assert answer.status_code == 403
    assert "sent by another site" in answer.text


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_the_own_form_and_programs_are_answered(client: FlaskClient, headers: dict[str, str]) -> None:
    assert upload(client, broken(), headers=headers).status_code == 200


def test_nothing_is_stored(client: FlaskClient, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = [(f.identifier, f.version) for f in store.frameworks()]
    spaces = b" " * (UPLOAD // 2)  # enough for the upload to be spooled if it ever were
    assert upload(client, orjson.dumps(READING) + spaces).status_code == 200
    assert list(tmp_path.iterdir()) == []
    assert [(f.identifier, f.version) for f in store.frameworks()] == before


def test_heavy_work_waits_for_its_turn_and_is_told_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0)
    with turns.turn(), turns.turn():
        answers = [upload(client, broken())]
        answers += [client.get(f"{AT_HERE}/{what}", headers=BROWSER) for what in ("loss/skos", "download/items.csv")]
    for answer in answers:
        assert answer.status_code == 503
        assert "Retry-After" in answer.headers
        assert "Try again in a minute" in answer.text
    assert upload(client, broken()).status_code == 200


# -- the API on one page ---------------------------------------------------------------------------------------------


def test_the_page_about_the_api_has_every_operation_of_the_document(client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    text = get(client, "/api")
    for path, methods in document["paths"].items():
        for said in methods.values():
            assert f'id="{said["operationId"]}"' in text
            assert said["summary"].split(".")[0] in text
        assert path.rsplit("/", 1)[-1] in text
    for name, schema in document["components"]["schemas"].items():
        assert not schema.get("properties") or f'id="class-{name}"' in text


def test_the_lines_of_curl_work_as_they_stand(client: FlaskClient) -> None:
    lines = re.findall(r">(curl [^<]+)<", get(client, "/api"))
    complete = [line.split()[-1] for line in lines if "SOURCEDID" not in line]
    assert len(complete) >= 10
    for address in complete:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200

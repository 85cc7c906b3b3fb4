"""The CASE provider: its twelve operations in both versions, held against the schemas and rules of the judge."""

from collections.abc import Iterator
from datetime import timedelta
import gzip
import logging
from pathlib import Path
import re
from typing import Any

from case_server import BASE, KINDS, SEGMENTS, Server, addresses, judged, refusal, sample
import orjson
import pytest
from werkzeug.test import TestResponse
import zstandard

from fairmark.server import negotiation
from fairmark.server.case.paging import Window, link_header
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store

VERSIONS = ("1.0", "1.1")
DOCUMENT = "5bb16269-9b6e-5f20-bd8b-c5f85f017fd6"
NOBODY = "6ba7b810-9dad-41d1-80b4-00c04fd430c8"
INVALID_UUID = {"1.0": "invaliduuid", "1.1": "invalid_uuid"}

SAID_BY_1_0 = {"CASE-URI-007": "warning", "CASE-ASSOC-014": "warning"}
"""What a 1.0 answer may be warned of though its 1.1 form is clean: the publisher's addresses stay those of 1.1, and
without targetType an end that is no CASE object does not say so."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """One that holds the framework which uses every part of CASE, over each kind of database."""
    if request.param == "postgresql":
        engine = open_database(request.getfixturevalue("postgresql")())
        upgrade(engine)
        made = Server(Store(engine))
    else:
        made = Server(tmp_path_factory.mktemp("case"))
    made.holding(sample())
    return made


@pytest.fixture
def library(store: Store) -> Server:
    """One that holds seven small frameworks, over each kind of database."""
    made = Server(store)
    words = ("élan", "Zebra", "apple", "Eland", "eland", "banana 10", "(other)")
    for number, title in enumerate(words):
        made.holding(small(number, title=title, lastChangeDateTime=f"2026-0{number + 1}-01T00:00:00+02:00"))
    return made


def small(number: int, **members: Any) -> dict[str, Any]:
    """A framework of one item."""
    identifier, item, association = (f"{number:08x}-0000-4000-8000-{kind:012x}" for kind in (1, 2, 3))
    base = "https://publisher.example.org/ims/case/v1p1"
    document = {
        "identifier": identifier,
        "uri": f"{base}/CFDocuments/{identifier}",
        "creator": "Test",
        "title": f"Framework {number}",
        "lastChangeDateTime": "2026-01-01T00:00:00Z",
        **members,
    }
    ends = {
        "originNodeURI": {"title": "Read.", "identifier": item, "uri": f"{base}/CFItems/{item}"},
        "destinationNodeURI": {"title": document["title"], "identifier": identifier, "uri": document["uri"]},
    }
    changed = {"lastChangeDateTime": "2026-01-01T00:00:00Z"}
    return {
        "CFDocument": document,
        "CFItems": [{"identifier": item, "uri": f"{base}/CFItems/{item}", "fullStatement": "Read.", **changed}],
        "CFAssociations": [
            {
                "identifier": association,
                "uri": f"{base}/CFAssociations/{association}",
                "associationType": "isChildOf",
                **ends,
                **changed,
            }
        ],
    }


# -- what is served --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["reading-continuum-1.1", "bbc-science-key-stage-2"])
def test_the_judge_finds_nothing_in_any_answer(tmp_path: Path, name: str, version: str) -> None:
    server, package = Server(tmp_path), sample(name)
    server.holding(package)
    allowed = SAID_BY_1_0 if version == "1.0" else {}
    for address in addresses(package):
        answer = server.case(version, address)
        if answer.status_code == 404 and version == "1.0":
            assert "CFAssociations/" in address, address
            continue
        path, kind = answer.request.path, KINDS[address.partition("/")[0]]
        found = judged(answer.data, path, version, kind)
        assert found.items() <= allowed.items(), (address, found)
    listed = server.documents(version)
    assert judged(listed.data, listed.request.path, version, "case-document-set").items() <= allowed.items()


def test_links_to_this_server_follow_the_version_that_is_served(tmp_path: Path) -> None:
    server, package = Server(tmp_path, public_url="https://frameworks.example.org"), sample()
    server.holding(package)
    for address in addresses(package):
        answer = server.ask(f"/ims/case/v1p0/{address}", base="https://frameworks.example.org")
        assert b"https://frameworks.example.org/ims/case/v1p1/" not in answer.data
        if answer.status_code == 200:
            found = judged(answer.data, answer.request.path, "1.0", KINDS[address.partition("/")[0]])
            assert "CASE-URI-007" not in found


@pytest.mark.parametrize("version", VERSIONS)
def test_what_stands_in_the_package_is_what_is_served_alone(server: Server, version: str) -> None:
    package = server.case(version, f"CFPackages/{DOCUMENT}").get_json()
    document = server.case(version, f"CFDocuments/{DOCUMENT}").get_json()
    assert document.pop("CFPackageURI") == {
        "title": package["CFDocument"]["title"],
        "identifier": DOCUMENT,
        "uri": f"{BASE}/ims/case/{SEGMENTS[version]}/CFPackages/{DOCUMENT}",
    }
    assert document == package["CFDocument"]
    link = {name: package["CFDocument"][name] for name in ("title", "identifier", "uri")}
    for name in ("CFItems", "CFAssociations"):
        for one in package[name]:
            alone = server.case(version, f"{name}/{one['identifier']}").get_json()
            assert alone == {**one, "CFDocumentURI": link}
    definitions = package["CFDefinitions"]
    for name, objects in {"CFRubrics": package["CFRubrics"], **definitions}.items():
        for one in objects:
            alone = server.case(version, f"{name}/{one['identifier']}").get_json()
            assert (alone[name][0] if name in alone else alone) == one


@pytest.mark.parametrize("version", VERSIONS)
def test_an_item_comes_with_the_associations_at_both_of_its_ends(server: Server, version: str) -> None:
    package = server.case(version, f"CFPackages/{DOCUMENT}").get_json()
    for item in package["CFItems"]:
        identifier = item["identifier"]
        found = server.case(version, f"CFItemAssociations/{identifier}").get_json()
        ends = ("originNodeURI", "destinationNodeURI")
        wanted = [a for a in package["CFAssociations"] if identifier in [a[end]["identifier"] for end in ends]]
        assert found["CFAssociations"] == wanted
        assert found["CFItem"]["CFDocumentURI"]["identifier"] == DOCUMENT


def test_1_0_has_no_associations_that_it_has_no_word_for(server: Server) -> None:
    package = sample()
    unsaid = [a for a in package["CFAssociations"] if a["associationType"].startswith(("ext:", "isTranslationOf"))]
    assert unsaid
    for association in unsaid:
        address = f"CFAssociations/{association['identifier']}"
        assert server.case("1.1", address).status_code == 200
        assert refusal(server.case("1.0", address)) == (404, "unknownobject")
        served = server.case("1.0", f"CFItemAssociations/{association['originNodeURI']['identifier']}")
        assert association["identifier"] not in served.text


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["CFConcepts", "CFItemTypes", "CFSubjects"])
def test_a_set_is_the_requested_one_and_then_those_below_it(server: Server, version: str, name: str) -> None:
    objects = sample()["CFDefinitions"][name]
    for one in objects:
        code = one["hierarchyCode"]
        found = server.case(version, f"{name}/{one['identifier']}").get_json()[name]
        assert found[0]["identifier"] == one["identifier"]
        below = {other["identifier"] for other in objects if other["hierarchyCode"].startswith(code + ".")}
        assert {other["identifier"] for other in found[1:]} == below


def test_of_an_object_that_two_frameworks_hold_the_later_import_counts(tmp_path: Path) -> None:
    server = Server(tmp_path)
    for number, document in ((1, NOBODY), (2, DOCUMENT)):
        package = small(7)
        package["CFItems"][0]["fullStatement"] = f"Read {number} books."
        package["CFAssociations"][0]["originNodeURI"]["title"] = f"Read {number} books."
        text = orjson.dumps(package).decode().replace(package["CFDocument"]["identifier"], document)
        server.holding(orjson.loads(text))
    item = server.case("1.1", f"CFItems/{small(7)['CFItems'][0]['identifier']}").get_json()
    assert item["fullStatement"] == "Read 2 books."
    assert item["CFDocumentURI"]["identifier"] == DOCUMENT


def test_an_empty_store_has_an_empty_list(tmp_path: Path) -> None:
    answer = Server(tmp_path).documents()
    assert (answer.status_code, answer.get_json()) == (200, {"CFDocuments": []})
    assert answer.headers["X-Total-Count"] == "0"


# -- the list --------------------------------------------------------------------------------------------------------


def titles(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [document["title"] for document in answer.get_json()["CFDocuments"]]


def links(answer: TestResponse) -> dict[str, str]:
    return {rel: url for url, rel in re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["Link"])}


def walked(server: Server, answer: TestResponse) -> Iterator[TestResponse]:
    yield answer
    while url := links(answer).get("next"):
        yield (answer := server.ask(url.removeprefix(BASE)))


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_the_pages_together_are_the_list(library: Server, limit: int) -> None:
    pages = list(walked(library, library.documents(limit=limit)))
    assert [title for page in pages for title in titles(page)] == titles(library.documents())
    assert {page.headers["X-Total-Count"] for page in pages} == {"7"}
    backwards = [pages[-1]]
    while url := links(backwards[-1]).get("prev"):
        backwards.append(library.ask(url.removeprefix(BASE)))
    assert [titles(page) for page in reversed(backwards)] == [titles(page) for page in pages]
    last = library.ask(links(pages[0])["last"].removeprefix(BASE))
    assert titles(last) == titles(pages[-1])


def test_the_pages_of_a_filtered_and_sorted_list(library: Server) -> None:
    first = library.documents(
        limit=2, filter="title~'e' AND creator='test'", sort="title", orderBy="desc", fields="title"
    )
    pages = list(walked(library, first))
    assert [title for page in pages for title in titles(page)] == ["Zebra", "Eland", "eland", "apple", "(other)"]
    assert first.headers["X-Total-Count"] == "5"
    assert all(document.keys() == {"title"} for page in pages for document in page.get_json()["CFDocuments"])


def test_links_are_those_of_the_standard_s_example() -> None:
    """CASE 1.1 RB 3.1: 503 records by 10."""
    header = link_header("https://a.example/x", Window(10, 10), 503, {})
    assert header == (
        '<https://a.example/x?limit=10&offset=0>; rel="first", <https://a.example/x?limit=10&offset=0>; rel="prev", '
        '<https://a.example/x?limit=10&offset=20>; rel="next", <https://a.example/x?limit=3&offset=500>; rel="last"'
    )


@pytest.mark.parametrize(
    ("offset", "limit", "total", "rels"),
    [
        (0, 10, 0, {"first": (0, 10), "last": (0, 10)}),
        (0, 10, 10, {"first": (0, 10), "last": (0, 10)}),
        (0, 10, 11, {"first": (0, 10), "next": (10, 10), "last": (10, 1)}),
        (3, 10, 20, {"first": (0, 10), "prev": (0, 3), "next": (13, 10), "last": (10, 10)}),
        (50, 10, 20, {"first": (0, 10), "prev": (10, 10), "last": (10, 10)}),
        (9, 10, 0, {"first": (0, 10), "prev": (0, 10), "last": (0, 10)}),
    ],
)
def test_windows(offset: int, limit: int, total: int, rels: dict[str, tuple[int, int]]) -> None:
    found = re.findall(r'limit=(\d+)&offset=(\d+)>; rel="(\w+)"', link_header("u", Window(offset, limit), total, {}))
    assert {rel: (int(at), int(size)) for size, at, rel in found} == rels


def test_sorting_follows_letters_then_accents_then_case(library: Server) -> None:
    wanted = ["(other)", "apple", "banana 10", "élan", "eland", "Eland", "Zebra"]
    assert titles(library.documents(sort="title")) == wanted
    assert titles(library.documents(sort="title", orderBy="desc")) == wanted[::-1]
    by_time = titles(library.documents(sort="lastChangeDateTime"))
    assert by_time == ["élan", "Zebra", "apple", "Eland", "eland", "banana 10", "(other)"]


def test_records_without_the_sorted_field_come_last_either_way(library: Server) -> None:
    library.holding(small(8, title="With notes", notes="Yes"))
    for order in ("asc", "desc"):
        assert titles(library.documents(sort="notes", orderBy=order))[0] == "With notes"


def test_an_unknown_sort_field_leaves_the_usual_order(library: Server) -> None:
    assert titles(library.documents(sort="nonsense")) == titles(library.documents())


def test_chosen_fields(library: Server) -> None:
    def keys(query: str) -> set[str]:
        answer = library.case("1.1", f"CFDocuments?{query}")
        assert answer.status_code == 200
        return {key for document in answer.get_json()["CFDocuments"] for key in document}

    every = {"identifier", "uri", "creator", "title", "lastChangeDateTime", "CFPackageURI"}
    assert keys("fields=identifier,title") == {"identifier", "title"}
    assert keys("fields=identifier&fields=title") == {"identifier", "title"}
    assert keys("fields=title,%20identifier") == {"identifier", "title"}
    assert keys("fields=notes") == set()
    assert keys("fields=title,nonsense") == every
    assert keys("fields=TITLE") == every


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("query", "token"),
    [
        ("limit=0", "invalid_selection_field"),
        ("limit=-1", "invalid_selection_field"),
        ("limit=ten", "invalid_selection_field"),
        ("limit=1.5", "invalid_selection_field"),
        ("limit=1_0", "invalid_selection_field"),
        ("limit=%2010", "invalid_selection_field"),
        ("limit=%D9%A3", "invalid_selection_field"),
        ("limit=", "invalid_selection_field"),
        ("limit=2147483648", "invalid_selection_field"),
        (f"limit={'9' * 5000}", "invalid_selection_field"),
        ("limit=1&limit=2", "invalid_selection_field"),
        ("offset=-1", "invalid_selection_field"),
        ("offset=x", "invalid_selection_field"),
        ("fields=", "invalid_selection_field"),
        ("fields=title,", "invalid_selection_field"),
        ("fields=title&fields=", "invalid_selection_field"),
        ("orderBy=up", "invalid_sort_field"),
        ("orderBy=", "invalid_sort_field"),
        ("sort=title&sort=creator", "invalid_sort_field"),
        ("filter=", "invalid_selection_field"),
        ("filter=nonsense='x'", "invalid_selection_field"),
        (f"filter=title='{'x' * 600}'", "invalid_selection_field"),
    ],
)
def test_wrong_arguments_are_refused(server: Server, version: str, query: str, token: str) -> None:
    answer = server.case(version, f"CFDocuments?{query}")
    assert refusal(answer) == (400, token)


def test_a_filter_of_1_0_knows_the_fields_of_1_0(server: Server) -> None:
    assert titles(server.documents("1.1", filter="caseVersion='1.1'"))
    assert refusal(server.documents("1.0", filter="caseVersion='1.1'")) == (400, "invalid_selection_field")


def test_arguments_where_none_are_defined_are_ignored(server: Server) -> None:
    plain = server.case("1.1", f"CFDocuments/{DOCUMENT}")
    for query in ("limit=0", "fields=", "filter=%00", "x=1&x=2"):
        assert server.case("1.1", f"CFDocuments/{DOCUMENT}?{query}").data == plain.data
    assert titles(server.case("1.1", "CFDocuments?colour=red"))


# -- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("collection", sorted(KINDS))
def test_what_is_not_there(server: Server, version: str, collection: str) -> None:
    assert refusal(server.case(version, f"{collection}/{NOBODY}")) == (404, "unknownobject")
    for malformed in ("x", NOBODY.upper(), NOBODY + "0", f"%7B{NOBODY}%7D", "%00", "%F0%9F%98%80", "a" * 5000):
        assert refusal(server.case(version, f"{collection}/{malformed}")) == (404, INVALID_UUID[version]), malformed
    wrong_class = sample()["CFItems"][0]["identifier"] if "Item" not in collection else DOCUMENT
    assert refusal(server.case(version, f"{collection}/{wrong_class}")) == (404, "unknownobject")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "path", ["", "CFItems", "CFItems/", "CFDocuments/", "nothing", f"CFItems/{NOBODY}/associations"]
)
def test_unknown_paths(server: Server, version: str, path: str) -> None:
    assert refusal(server.case(version, path)) == (404, "unknownobject")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "MADEUP"])
def test_writes_are_not_supported(server: Server, version: str, method: str) -> None:
    for path in ("CFDocuments", f"CFItems/{NOBODY}"):
        answer = server.case(version, path, method)
        assert refusal(answer) == (405, "")
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_fault_is_told_without_values(
    server: Server, version: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise ValueError("a secret that the database holds")

    monkeypatch.setattr(type(server.store), "find", broken)
    with caplog.at_level(logging.INFO, "fairmark.server"):
        answer = server.case(version, f"CFItems/{NOBODY}?name=Ann", X_Request_Id="0123456789abcdef")
    assert refusal(answer) == (500, "internal_server_error")
    assert "0123456789abcdef" in answer.get_json()["imsx_description"]
    failed, request = (getattr(record, "fields", {}) for record in caplog.records)
    assert (failed["id"], failed["error"]) == ("0123456789abcdef", "ValueError")
    assert (request["status"], request["operation"]) == (500, f"case_{SEGMENTS[version]}.getCFItem")
    told = str([(record.getMessage(), vars(record)) for record in caplog.records])
    assert not any(value in told for value in ("secret", "Ann", NOBODY))


# -- HTTP ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["CFDocuments", f"CFDocuments/{DOCUMENT}", f"CFPackages/{DOCUMENT}", "CFItems/x"])
def test_head_is_get_without_the_body(server: Server, address: str) -> None:
    got, head = (server.case("1.1", address, method, Accept_Encoding="gzip") for method in ("GET", "HEAD"))
    assert head.data == b""
    assert head.status_code == got.status_code
    assert {**dict(head.headers), "X-Request-Id": ""} == {**dict(got.headers), "X-Request-Id": ""}


def test_pages_of_any_origin_may_read(server: Server) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access_Control_Request_Method": "GET"}
    for path in ("CFDocuments", f"CFItems/{NOBODY}"):
        answer = server.case("1.1", path, "OPTIONS", **asked)
        assert (answer.status_code, answer.data) == (204, b"")
        assert answer.headers["Allow"] == answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]
    for path in ("CFDocuments", f"CFPackages/{DOCUMENT}", f"CFItems/{NOBODY}", "nothing", "CFDocuments?limit=0"):
        answer = server.case("1.1", path, Origin="https://elsewhere.example")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert {"X-Total-Count", "Link", "ETag"} <= set(answer.headers["Access-Control-Expose-Headers"].split(", "))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_package_is_sent_in_the_coding_that_the_client_likes(server: Server, version: str) -> None:
    address = f"CFPackages/{DOCUMENT}"
    plain = server.case(version, address)
    assert "Content-Encoding" not in plain.headers
    packed = {coding: server.case(version, address, Accept_Encoding=coding) for coding in ("gzip", "zstd")}
    unpack = {"gzip": gzip.decompress, "zstd": zstandard.decompress}
    for coding, answer in packed.items():
        assert answer.headers["Content-Encoding"] == coding
        assert unpack[coding](answer.data) == plain.data
    answers = [plain, *packed.values()]
    assert len({answer.headers["ETag"] for answer in answers}) == 3
    assert {answer.headers["Vary"] for answer in answers} == {"Accept-Encoding"}


def test_small_answers_are_not_compressed(server: Server) -> None:
    item = server.case("1.1", f"CFItems/{sample()['CFItems'][0]['identifier']}", Accept_Encoding="gzip")
    assert len(item.data) < 1024
    assert "Content-Encoding" not in item.headers
    listed = server.documents(fields="description")
    assert len(listed.data) < 1024
    whole = server.case("1.1", "CFDocuments", Accept_Encoding="gzip")
    assert whole.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("coding", ["", "gzip", "zstd"])
@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_that_has_the_package_gets_304_and_nothing_is_read(
    server: Server, version: str, coding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, accepted = f"CFPackages/{DOCUMENT}", {"Accept_Encoding": coding} if coding else {}
    got = server.case(version, address, **accepted)
    tag = got.headers["ETag"]
    assert tag.startswith('"')
    server.context.packages.forget()
    monkeypatch.setattr(type(server.store), "rendition", lambda *_: pytest.fail("the package was read"))
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = server.case(version, address, If_None_Match=known, **accepted)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Vary"] == "Accept-Encoding"
        assert "Content-Type" not in again.headers


@pytest.mark.parametrize("address", ["CFDocuments", f"CFDocuments/{DOCUMENT}", "CFConcepts/{}"])
def test_every_answer_has_a_tag(server: Server, address: str) -> None:
    address = address.format(sample()["CFDefinitions"]["CFConcepts"][0]["identifier"])
    tag = server.case("1.1", address).headers["ETag"]
    assert server.case("1.1", address, If_None_Match=tag).status_code == 304
    assert server.case("1.1", address, If_None_Match='"other"').status_code == 200


def test_a_new_version_has_a_new_tag(library: Server) -> None:
    identifier = small(1)["CFDocument"]["identifier"]
    before = library.case("1.1", f"CFPackages/{identifier}")
    library.holding(small(1, title="New"))
    after = library.case("1.1", f"CFPackages/{identifier}", If_None_Match=before.headers["ETag"])
    assert after.status_code == 200
    assert after.get_json()["CFDocument"]["title"] == "New"


def test_a_package_that_is_removed_while_it_is_asked_for(library: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(library.store), "rendition", lambda *_: None)
    assert refusal(library.case("1.1", f"CFPackages/{small(1)['CFDocument']['identifier']}")) == (404, "unknownobject")


@pytest.mark.parametrize("address", [f"CFDocuments/{DOCUMENT}", f"CFPackages/{DOCUMENT}"])
def test_last_modified(server: Server, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(negotiation, "SETTLED", timedelta(days=1))
    assert "Last-Modified" not in server.case("1.1", address).headers
    monkeypatch.setattr(negotiation, "SETTLED", timedelta(seconds=-1))
    date = server.case("1.1", address).headers["Last-Modified"]
    again = server.case("1.1", address, If_Modified_Since=date)
    assert (again.status_code, again.data) == (304, b"")
    assert server.case("1.1", address, If_Modified_Since="Thu, 01 Jan 2026 00:00:00 GMT").status_code == 200
    assert server.case("1.1", address, If_Modified_Since="nonsense").status_code == 200
    assert server.case("1.1", address, If_Modified_Since=date, If_None_Match='"other"').status_code == 200


# -- the guard -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("case.example.org", 200),
        ("case.example.org:443", 200),
        ("CASE.example.ORG", 200),
        ("localhost:8080", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("inside.example", 200),
        ("inside.example:9999", 200),
        ("door.example:81", 200),
        ("door.example", 421),
        ("case.example.org:80", 421),
        ("localhost", 421),
        ("localhost:80", 421),
        ("evil.example", 421),
        ("case.example.org.evil.example", 421),
        ("user@case.example.org", 421),
        ("case.example.org:443:443", 421),
        ("", 421),
        ("a b", 421),
        ("\u00e9.example", 421),
    ],
)
def test_only_own_names_are_answered(tmp_path: Path, host: str, status: int) -> None:
    server = Server(tmp_path, hosts=("inside.example", "door.example:81"))
    answer = server.ask("/ims/case/v1p1/CFDocuments", Host=host)
    assert answer.status_code == status
    if status == 421:
        assert refusal(answer) == (421, "forbidden")
        assert server.ask("/healthz", Host=host).status_code == 200


def test_request_ids(server: Server) -> None:
    given = server.documents().headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{16}", given)
    kept = server.case("1.1", "CFDocuments", X_Request_Id="6ba7b810-9dad-41d1-80b4-00c04fd430c8")
    assert kept.headers["X-Request-Id"] == "6ba7b810-9dad-41d1-80b4-00c04fd430c8"
    for odd in ("Ann Smith", "x" * 20, "0" * 65):
        assert server.case("1.1", "CFDocuments", X_Request_Id=odd).headers["X-Request-Id"] != odd


def test_health(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("/healthz", "/readyz"):
        answer = server.ask(path)
        assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
        assert answer.headers["Cache-Control"] == "no-store"

    def gone(*_: Any) -> None:
        raise OSError("no database")

    monkeypatch.setattr(type(server.store), "framework", gone)
    assert server.ask("/healthz").status_code == 200
    answer = server.ask("/readyz")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")


def test_outside_the_apis_problems_are_told_as_such(server: Server) -> None:
    answer = server.ask("/nothing/here")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.get_json()["status"] == 404

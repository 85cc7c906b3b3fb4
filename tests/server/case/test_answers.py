"""The operations of the CASE provider in both versions, held against the schemas and rules of the judge."""

from pathlib import Path

from case_server import (
    BASE,
    DOCUMENT,
    KINDS,
    NOBODY,
    SEGMENTS,
    VERSIONS,
    Server,
    addresses,
    judged,
    refusal,
    sample,
    small,
)
import orjson
import pytest

SAID_BY_1_0 = {"CASE-URI-007": "warning", "CASE-ASSOC-014": "warning"}
"""What a 1.0 answer may be warned of though its 1.1 form is clean: the publisher's addresses stay those of 1.1, and
without targetType an end that is no CASE object does not say so."""


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

"""The CASE provider as HTTP: HEAD, other origins, codings, and what a client has already."""

from datetime import timedelta
import gzip

from case_server import DOCUMENT, NOBODY, VERSIONS, Server, refusal, sample, small
import pytest
import zstandard

from fairmark.server import negotiation


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

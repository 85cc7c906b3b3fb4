"""CASE-DOC-002, CASE-URI-005 and CASE-URI-006: where the URLs in the answers lead."""

from collections.abc import Callable
import json
from pathlib import Path

from case_server import BASE
import pytest
from suites.altered import Json, Query, Reply, altered, outcome, results, saying, session
from suites.honest import frameworks, honest_server

from fairmark.validators.suites.transport import WsgiApplication

API = f"{BASE}/ims/case/v1p1"
LINK, URI, BELOW = "CASE-DOC-002", "CASE-URI-005", "CASE-URI-006"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> WsgiApplication:
    return honest_server(tmp_path_factory.mktemp("honest")).app


def linking(uri: Callable[[Json], object]) -> Callable[[str, Query, Reply], Reply | None]:
    """A change of the link to its package in the answer of getCFDocument."""
    return saying("/CFDocuments/", lambda body: {**body, "CFPackageURI": {**body["CFPackageURI"], "uri": uri(body)}})


def rewritten(application: WsgiApplication, change: Callable[[str], str]) -> WsgiApplication:
    """The application with the text of all its bodies changed."""

    def reply(_path: str, _query: Query, answer: Reply) -> Reply:
        return Reply(answer.status, json.loads(change(json.dumps(answer.body))), answer.headers)

    return altered(application, reply)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("rule", [LINK, URI, BELOW])
def test_the_honest_addresses(honest: WsgiApplication, rule: str, version: str) -> None:
    said = results(honest, rule, version)
    assert said
    assert {operation: result.holds for operation, result in said.items()} == dict.fromkeys(said, True)


# -- the link to the package -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        (lambda body: f"{API}/CFPackage/{body['identifier']}", "HTTP 404"),
        (lambda body: f"{API}/CFDocuments/{body['identifier']}", "something that is no package"),
        (lambda body: f"/ims/case/v1p1/CFDocuments/{body['identifier']}", "something that is no package"),
        (lambda _body: f"{API}/CFDocuments", "something that is no package"),
        (lambda body: f"{API}/CFPackages/{body['identifier']}?a=b", ""),
    ],
)
def test_links_to_no_package(honest: WsgiApplication, uri: Callable[[Json], object], words: str) -> None:
    said = results(altered(honest, linking(uri)), LINK)
    assert said["getAllCFDocuments"].holds is True
    assert said["getCFDocument"].holds is (not words)
    assert words in said["getCFDocument"].observed


def test_links_to_the_package_of_another_document(honest: WsgiApplication) -> None:
    identifiers = [package["CFDocument"]["identifier"] for package in frameworks()]
    another = dict(zip(identifiers, identifiers[1:] + identifiers[:1], strict=True))
    crossed = altered(honest, linking(lambda body: f"{API}/CFPackages/{another[body['identifier']]}"))
    said = outcome(crossed, LINK, "getCFDocument")
    assert said.holds is False
    assert said.observed.startswith("the package of ")


@pytest.mark.parametrize(
    "uri",
    [
        lambda body: f"http://internal.example/CFPackages/{body['identifier']}",
        lambda body: f"http://case.example.org/ims/case/v1p1/CFPackages/{body['identifier']}",
        lambda _body: "urn:uuid:1",
        lambda _body: "https://[::1",
        lambda _body: "https://me:secret@case.example.org/",
    ],
)
def test_links_that_are_not_followed(honest: WsgiApplication, uri: Callable[[Json], object]) -> None:
    said = outcome(altered(honest, linking(uri)), LINK, "getCFDocument")
    assert said.holds is None and said.applies
    assert "another origin" in said.reason


@pytest.mark.parametrize("uri", [None, 7, "", {"a": 1}])
def test_links_that_are_no_text(honest: WsgiApplication, uri: object) -> None:
    assert not outcome(altered(honest, linking(lambda _body: uri)), LINK, "getCFDocument").applies


def redirecting(target: str, status: int = 302) -> Callable[[str, Query, Reply], Reply | None]:
    """Links lead to /moved/…, and that redirects to `target`, in which * stands for the identifier."""
    links = linking(lambda body: f"{API}/moved/{body['identifier']}")

    def reply(path: str, query: Query, answer: Reply) -> Reply | None:
        if path.startswith("/moved/"):
            return Reply(status, {}, {"Location": target.replace("*", path.rpartition("/")[2])})
        return links(path, query, answer)

    return reply


@pytest.mark.parametrize(
    ("target", "holds"),
    [
        ("../CFPackages/*", True),
        (f"{API}/CFPackages/*", True),
        ("*", False),
        ("/nowhere", False),
        ("https://cdn.example/*", None),
        ("", False),
    ],
    ids=["relative", "absolute", "a circle", "nowhere", "another origin", "no target"],
)
def test_redirects_are_followed_on_the_same_origin(honest: WsgiApplication, target: str, holds: bool | None) -> None:
    said = outcome(altered(honest, redirecting(target)), LINK, "getCFDocument")
    assert said.holds is holds


@pytest.mark.parametrize(("status", "holds"), [(401, None), (403, None), (410, False), (500, False)])
def test_links_that_are_refused(honest: WsgiApplication, status: int, holds: bool | None) -> None:
    assert outcome(altered(honest, redirecting("", status)), LINK, "getCFDocument").holds is holds


def test_what_getCFPackage_answers_is_not_the_links_matter(honest: WsgiApplication) -> None:  # noqa: N802 - its name
    wrapped = altered(honest, saying("/CFPackages/", lambda body: {"CFPackage": {**body, "CFDocument": {}}}))
    assert outcome(wrapped, LINK, "getCFDocument", given={"CFDocument": _documents(honest)}).holds is True


def _documents(application: WsgiApplication) -> list[str]:
    return session(application).documents


# -- the uri of an object --------------------------------------------------------------------------------------------


def moved(change: Callable[[str, Reply], Reply]) -> Callable[[WsgiApplication], WsgiApplication]:
    """Items say that they are at /uri/…, and what is there is made by `change` of the item's own answer."""

    def move(application: WsgiApplication) -> WsgiApplication:
        def call(environ: dict[str, object], start_response: Callable[..., object]) -> object:
            path = str(environ["PATH_INFO"]).replace("/uri/", "/CFItems/")
            return application({**environ, "PATH_INFO": path}, start_response)

        def reply(path: str, _query: Query, answer: Reply) -> Reply | None:
            if path.startswith("/uri/"):
                return change(path.rpartition("/")[2], answer)
            body = json.dumps(answer.body).replace(f"{API}/CFItems/", f"{API}/uri/")
            return Reply(answer.status, json.loads(body), answer.headers)

        return altered(call, reply)  # type: ignore[arg-type]  # a WSGI application in loose types

    return move


ELSEWHERE = "5bd3c6a9-0f5e-4c1f-9d0e-3a6f7f1f0c11"


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        (lambda _id, answer: answer, True),
        (lambda _id, answer: Reply(200, {"CFItem": answer.body}), True),
        (lambda _id, answer: Reply(200, {"items": [answer.body]}), True),
        (lambda own, _answer: Reply(200, f"<html><h1>{own}</h1></html>"), True),
        (lambda _id, _answer: Reply(200, "<html>loading …</html>"), None),
        (lambda _id, _answer: Reply(403, {}), None),
        (lambda _id, _answer: Reply(404, {}), False),
        (lambda _id, answer: Reply(200, {**answer.body, "identifier": ELSEWHERE}), False),
        (lambda _id, _answer: Reply(200, {}), False),
        (lambda _id, _answer: Reply(200, [1]), False),
    ],
    ids=["same", "wrapped", "in a list", "page", "shell", "refused", "gone", "another", "nothing", "a list"],
)
def test_where_the_uri_of_items_leads(
    honest: WsgiApplication, change: Callable[[str, Reply], Reply], holds: bool | None
) -> None:
    said = results(moved(change)(honest), URI)
    assert said.pop("getCFItem").holds is holds
    assert all(result.holds for result in said.values())


def test_uris_of_others_are_not_followed(honest: WsgiApplication) -> None:
    asked: list[str] = []

    def watched(environ: dict[str, object], start_response: Callable[..., object]) -> object:
        asked.append(str(environ["HTTP_HOST"]))
        return honest(environ, start_response)

    elsewhere = rewritten(watched, lambda text: text.replace(f"{API}/", "https://case.example.net/ims/case/v1p1/"))  # type: ignore[arg-type]  # loose types
    said = results(elsewhere, URI)
    assert {result.holds for result in said.values()} == {None}
    assert "another origin" in said["getCFItem"].reason
    assert set(asked) == {"case.example.org"}


def test_few_uris_are_followed(honest: WsgiApplication) -> None:
    asked: list[str] = []

    def change(identifier: str, answer: Reply) -> Reply:
        asked.append(identifier)
        return answer

    results(moved(change)(honest), URI)
    assert len(asked) == 3
    asked.clear()
    results(moved(change)(honest), URI, exhaustive=True, given={"CFItem": []})
    assert len(asked) > 10


# -- the base --------------------------------------------------------------------------------------------------------


def test_objects_below_another_path(honest: WsgiApplication) -> None:
    for place in (f"{BASE}/uri/", f"{BASE}/ims/case/", f"{BASE}:8443/ims/case/v1p1/CFItems/", "https://a.example/i/"):
        moved_away = rewritten(honest, lambda text, place=place: text.replace(f"{API}/CFItems/", place))
        said = outcome(moved_away, BELOW, "getCFPackage")
        assert said.holds is False
        assert place.removesuffix("/") in said.observed
        assert said.expected.startswith("the CFItem ")


def test_the_version_in_the_path_is_another_rules_matter(honest: WsgiApplication) -> None:
    other = rewritten(honest, lambda text: text.replace("/ims/case/v1p1/CFItems/", "/ims/case/v1p0/CFItems/"))
    assert outcome(other, BELOW, "getCFPackage").holds is True


def test_what_others_have_published_keeps_its_address(honest: WsgiApplication) -> None:
    foreign = rewritten(honest, lambda text: text.replace(f"{API}/", "https://publisher.example/ims/case/v1p1/"))
    assert not outcome(foreign, BELOW, "getCFPackage").applies


def test_one_foreign_framework_among_ones_own(tmp_path: Path) -> None:
    from case_server import Server, sample

    server = Server(tmp_path)
    server.holding(sample())  # its addresses are those of its publisher
    server.holding(frameworks()[1])
    assert outcome(server.app, BELOW, "getCFPackage").holds is True

"""CASE-API-011 to CASE-API-014: each way to break paging is reported, and nobody is blamed for what is optional."""

from collections.abc import Callable

import pytest
from suites.altered import DISCOVERY, Listed, Query, Reply, altered, documents, outcome, paged, results, session
from suites.honest import honest_server

from fairmark.validators.suites.case.claims import claims
from fairmark.validators.suites.link_header import Malformed, links
from fairmark.validators.suites.transport import WsgiApplication

SEVEN = documents(*"ABCDEFG")
TWO_PAGES = documents(*(f"Framework {number}" for number in range(130)))


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> WsgiApplication:
    return honest_server(tmp_path_factory.mktemp("honest")).app


def whole(_query: Query) -> Reply:
    return Reply(200, {"CFDocuments": SEVEN})


def refusing(query: Query) -> Reply:
    return Reply(400, {"imsx_codeMajor": "failure"}) if query else whole(query)


def with_an_end(query: Query) -> Reply:
    return Reply(404, {}) if int(query.get("offset", 0)) >= len(SEVEN) else paged(SEVEN, query)


# -- windows ---------------------------------------------------------------------------------------------------------


def overlapping(query: Query) -> Reply:
    return paged(SEVEN, {**query, "offset": str(max(0, int(query.get("offset", 0)) - 1))})


def skipping(query: Query) -> Reply:
    offset = int(query.get("offset", 0))
    return paged(SEVEN, {**query, "offset": str(offset + (offset > 0))})


def standing_still(query: Query) -> Reply:
    return paged(SEVEN, {**query, "offset": "0"})


def counting_pages(query: Query) -> Reply:
    return paged(SEVEN, {**query, "offset": str(int(query.get("offset", 0)) * int(query.get("limit", 100)))})


def limitless(query: Query) -> Reply:
    return paged(SEVEN, {**query, "limit": "100"})


def starting_over(query: Query) -> Reply:
    offset = int(query.get("offset", 0))
    return paged(SEVEN, {**query, "offset": "0"} if offset >= len(SEVEN) else query)


def failing(query: Query) -> Reply:
    return Reply(500, {}) if int(query.get("offset", 0)) == 2 else paged(SEVEN, query)


BROKEN: list[tuple[Callable[[Query], Reply], str]] = [
    (overlapping, "a second time"),
    (skipping, "the windows bring 6 of 7"),
    (standing_still, "a second time"),
    (counting_pages, "the windows bring"),
    (limitless, "limit=2 brings 7"),
    (starting_over, "a second time"),
    (failing, "the window at offset=2 is answered by HTTP 500"),
]


@pytest.mark.parametrize(("serve", "words"), BROKEN, ids=lambda value: getattr(value, "__name__", None))
def test_windows_that_do_not_tile_the_list(serve: Callable[[Query], Reply], words: str) -> None:
    said = outcome(Listed(serve), "CASE-API-011")
    assert said.holds is False
    assert words in said.observed
    assert said.answers


@pytest.mark.parametrize(
    "serve",
    [
        lambda query: paged(SEVEN, query),
        lambda query: paged(SEVEN, query, most=1),
        lambda query: paged(TWO_PAGES, query),
        lambda query: paged(TWO_PAGES, query, most=50),
        lambda query: paged(SEVEN[:1], query),
        lambda query: paged(SEVEN[:2], query),
        with_an_end,
    ],
    ids=["seven", "pages of one", "two pages", "bounded", "one", "two", "an end"],
)
def test_windows_that_tile_the_list(serve: Callable[[Query], Reply]) -> None:
    assert outcome(Listed(serve), "CASE-API-011").holds is True
    assert outcome(Listed(serve), "CASE-API-012").holds is True


def test_a_long_list_takes_few_requests() -> None:
    provider = Listed(lambda query: paged(documents(*("T" * 60)), query, most=3))
    assert outcome(provider, "CASE-API-011").holds is True
    assert len(provider.asked) < 50


def test_a_list_that_grows_meanwhile_is_nobodys_fault() -> None:
    held = SEVEN[:6]

    def serve(query: Query) -> Reply:
        if query.get("offset") == "2" and SEVEN[6] not in held:
            held.insert(0, SEVEN[6])
        return paged(held, query)

    said = outcome(Listed(serve), "CASE-API-011")
    assert said.holds is None and said.applies
    assert "changed" in said.reason


@pytest.mark.parametrize("serve", [whole, refusing], ids=["ignores", "refuses"])
@pytest.mark.parametrize("rule", ["CASE-API-011", "CASE-API-012", "CASE-API-013"])
def test_paging_is_optional(serve: Callable[[Query], Reply], rule: str) -> None:
    for claimed in (None, (), ("sort",)):
        said = outcome(Listed(serve, claimed), rule)
        assert said.holds is None and not said.applies


@pytest.mark.parametrize("serve", [whole, refusing], ids=["ignores", "refuses"])
def test_what_is_claimed_must_be_there(serve: Callable[[Query], Reply]) -> None:
    said = outcome(Listed(serve, ("limit", "offset")), "CASE-API-011")
    assert said.holds is False
    assert "discovery document" in said.observed


def test_a_copy_of_the_standards_file_claims_nothing() -> None:
    for servers in (("https://www.imsglobal.org/ims/case/v1p1",), ("https://purl.1edtech.org/ims/case/v1p1",)):
        assert not claims(session(Listed(whole, ("limit",), servers)), "limit")
    assert claims(session(Listed(whole, ("limit",), ("/ims/case/v1p1",))), "limit")
    assert claims(session(Listed(whole, ("limit",), ())), "limit")
    assert claims(session(Listed(whole, ("limit",), ("https://internal.example/ims/case/v1p1",))), "limit")


def test_parameters_may_stand_elsewhere_in_the_description() -> None:
    class Referring(Listed):
        def description(self) -> dict[str, object]:
            reference = {"$ref": "#/components/parameters/limit"}
            parameters = {"limit": {"name": "limit", "in": "query"}, "offset": {"name": "offset", "in": "header"}}
            paths = {"/ims/case/v1p1/CFDocuments": {"parameters": [reference], "get": {"parameters": "none"}}}
            return {"paths": paths, "components": {"parameters": parameters}}

    provider = session(Referring(whole, ()))
    assert claims(provider, "limit")
    assert not claims(provider, "offset")
    assert provider.fetch(DISCOVERY).status == 200


def test_an_empty_list_has_no_windows() -> None:
    empty = Listed(lambda _query: Reply(200, {"CFDocuments": []}))
    for rule in ("CASE-API-011", "CASE-API-012", "CASE-API-013"):
        assert not outcome(empty, rule).applies
    assert not any(said.applies for said in results(empty, "CASE-API-014").values())


@pytest.mark.parametrize("body", [SEVEN, {"documents": SEVEN}, "no JSON", {"CFDocuments": None}])
def test_a_list_that_cannot_be_read_shows_nothing(body: object) -> None:
    provider = Listed(lambda _query: Reply(200, body), ("limit", "offset", "sort"))
    for rule in ("CASE-API-011", "CASE-API-012", "CASE-API-013", "CASE-API-014", "CASE-API-015"):
        assert {said.reason for said in results(provider, rule).values()} == {"the document list cannot be read"}


# -- total -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("total", [None, "1", "8", "7.0", "seven", ""])
def test_a_wrong_total(total: str | None) -> None:
    def serve(query: Query) -> Reply:
        return Reply(200, paged(SEVEN, query).body, {} if total is None else {"X-Total-Count": total})

    assert outcome(Listed(serve), "CASE-API-012").holds is False


def test_a_total_of_the_page() -> None:
    def serve(query: Query) -> Reply:
        page = paged(SEVEN, query)
        return Reply(200, page.body, {"X-Total-Count": str(len(page.body["CFDocuments"]))})

    said = outcome(Listed(serve), "CASE-API-012")
    assert (said.holds, said.observed) == (False, "X-Total-Count says 1")


def test_a_wrong_total_of_a_list_that_is_not_paged() -> None:
    for total, holds in (("7", True), ("9", False)):
        wrong = Reply(200, {"CFDocuments": SEVEN}, {"X-Total-Count": total})
        assert outcome(Listed(lambda _query, wrong=wrong: wrong), "CASE-API-012").holds is holds


# -- Link ------------------------------------------------------------------------------------------------------------


def test_the_header_is_read_as_rfc_8288_has_it() -> None:
    assert links('<a?x=1,2>; rel="next", <b>;rel=prev') == {"next": "a?x=1,2", "prev": "b"}
    assert links('<a>; title="a; b, c"; rel="first last", ,') == {"first": "a", "last": "a"}
    assert links("<a>; rel=NEXT; crossorigin, <b>; rel=preload; as=style") == {"next": "a"}
    assert links('<a>; rel="next", <a>; rel="next"') == {"next": "a"}
    for bad in ("a; rel=next", "<a> rel=next", "<a>", "<a>; rel=next <b>; rel=prev", "<a>; rel=next, <b>; rel=next"):
        with pytest.raises(Malformed):
            links(bad)


def linking(change: Callable[[dict[str, str], Query], dict[str, str]]) -> Callable[[str, Query, Reply], Reply | None]:
    def reply(path: str, query: Query, honest: Reply) -> Reply | None:
        if path != "/CFDocuments" or honest.status != 200:
            return None
        said = change(links(honest.headers["Link"]), query)
        header = ", ".join(f'<{target}>; rel="{relation}"' for relation, target in said.items())
        return Reply(200, honest.body, {**honest.headers, "Link": header})

    return reply


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda said, _query: {name: to for name, to in said.items() if name != "next"}, "has no next"),
        (lambda said, _query: {"next": said["last"], **said}, "has a next"),
        (lambda said, _query: {"prev": said["first"], **said}, "has a prev"),
        (lambda said, _query: {**said, "last": said["first"]}, "has a last that leads to other documents"),
        (lambda said, _query: {**said, "first": said["last"]}, "has a first that leads to other documents"),
        (lambda said, _query: {**said, "first": said["first"] + "x"}, "has a first that leads to HTTP 400"),
        (lambda said, _query: {"last": "/ims/case/v1p1/nothing", **said, "first": "nothing"}, "leads to HTTP 404"),
        (lambda said, query: {name: f"?limit=1&offset={query.get('offset', 0)}" for name in said}, "other documents"),
    ],
)
def test_wrong_links(honest: WsgiApplication, change: Callable[..., dict[str, str]], words: str) -> None:
    said = outcome(altered(honest, linking(change)), "CASE-API-013")
    assert said.holds is False
    assert words in said.observed


def test_right_links(honest: WsgiApplication) -> None:
    assert outcome(honest, "CASE-API-013").holds is True


@pytest.mark.parametrize(
    "change",
    [
        lambda said, _query: {name: to for name, to in said.items() if name == "next"},
        lambda said, _query: {name: to.partition("/ims")[1] + to.partition("/ims")[2] for name, to in said.items()},
        lambda said, _query: {
            name: to.replace("limit=1&", "limit=2&") if name == "last" else to for name, to in said.items()
        },
    ],
    ids=["next alone", "relative", "last by the size of all"],
)
def test_links_that_are_right_otherwise(honest: WsgiApplication, change: Callable[..., dict[str, str]]) -> None:
    assert outcome(altered(honest, linking(change)), "CASE-API-013").holds is True


def test_links_to_another_origin_are_not_followed(honest: WsgiApplication) -> None:
    elsewhere = linking(lambda said, _query: {name: f"http://internal.example/{name}" for name in said})
    said = outcome(altered(honest, elsewhere), "CASE-API-013")
    assert said.holds is None and said.applies
    assert "another origin" in said.reason


# -- bad arguments ---------------------------------------------------------------------------------------------------


def test_bad_arguments_that_are_refused(honest: WsgiApplication) -> None:
    said = results(honest, "CASE-API-014")
    assert {operation: result.holds for operation, result in said.items()} == {
        "getAllCFDocuments limit": True,
        "getAllCFDocuments offset": True,
        "getAllCFDocuments orderBy": True,
    }


@pytest.mark.parametrize(
    ("argument", "bad"), [("limit", "0"), ("offset", "-1"), ("orderBy", "sideways")], ids=["limit", "offset", "orderBy"]
)
def test_bad_arguments_that_are_let_pass(honest: WsgiApplication, argument: str, bad: str) -> None:
    lax = altered(honest, query=lambda asked: {name: v for name, v in asked.items() if (name, v) != (argument, bad)})
    said = {operation: result.holds for operation, result in results(lax, "CASE-API-014").items()}
    assert said.pop(f"getAllCFDocuments {argument}") is False
    assert set(said.values()) == {True}


def test_bad_arguments_of_a_provider_that_takes_none() -> None:
    assert not any(said.applies for said in results(Listed(whole), "CASE-API-014").values())

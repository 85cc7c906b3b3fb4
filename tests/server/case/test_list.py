"""The list of documents: paging, sorting, filtering and chosen fields."""

from collections.abc import Iterator
import re

from case_server import BASE, DOCUMENT, VERSIONS, Server, refusal, small
import pytest
from werkzeug.test import TestResponse

from fairmark.server.case.paging import Window, link_header


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

"""Lists of the gradebook service: pages, order, fields, filters, and how refusals are said."""

from typing import Any

from case_server import BASE
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV30SpecValidator
import pytest

from fairmark.server.oneroster.scopes import CORE, GRADEBOOK
from fairmark.server.serving.tokens import issue
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from learning_api import APRIL, DEVELOPING, MAY, SECURE, Learning

PLACE = "/ims/oneroster/gradebook/v1p2"


@pytest.fixture
def results(learning: Learning, book: Any) -> list[dict[str, Any]]:
    """Three results with the scores 3, 2 and none."""
    learning.judgment(learning.evidence(), SECURE)
    learning.judgment(learning.evidence(APRIL), DEVELOPING)
    learning.evidence(MAY)
    found: list[dict[str, Any]] = book.all("results")
    return found


def test_pages_make_up_the_whole(results: Any, book: Any) -> None:
    first = book.ask("results", limit=2)
    assert first.headers["X-Total-Count"] == "3"
    assert f'{PLACE}/results?limit=2&offset=2>; rel="next"' in first.headers["Link"]
    rest = book.ask("results", limit=2, offset=2)
    assert [*first.get_json()["results"], *rest.get_json()["results"]] == results
    assert book.all("results", offset=7) == []


def test_they_are_sorted_and_cut_as_in_case(results: Any, book: Any) -> None:
    assert book.all("results", sort="scoreDate", orderBy="desc") == results[::-1]
    assert book.all("results", sort="score") == [results[1], results[0], results[2]]
    assert book.all("results", sort="nonsense") == results
    assert book.all("results", fields="sourcedId,score") == [
        {name: one[name] for name in ("sourcedId", "score") if name in one} for one in results
    ]
    assert book.all("results", fields="nonsense") == results
    assert book.one("results", results[0]["sourcedId"], fields="score") == {"score": 3}


def test_filters_for_names_find_what_they_name(results: Any, book: Any) -> None:
    for one in results:
        assert book.all("results", filter=f"sourcedId='{one['sourcedId'].upper()}'") == [one]
        assert book.all("results", filter=f"lineItem.sourcedId='{one['lineItem']['sourcedId']}'") == [one]
        either = f"sourcedId='{one['sourcedId']}' OR scoreStatus='submitted'"
        assert book.all("results", filter=either) == [each for each in results if each in (one, results[2])]
    whose = results[0]["student"]["sourcedId"]
    assert book.all("results", filter=f"student.sourcedId='{whose}' AND status='active'") == results
    assert book.all("results", filter="student.sourcedId='x'") == []


@pytest.mark.parametrize(
    ("filter", "chosen"),
    [
        ("scoreStatus='submitted'", [2]),
        ("score>'2'", [0]),
        ("textScore~'secu'", [0]),
        ("scoreDate>='2024-04-08' AND scoreStatus='fully graded'", [1]),
        ("scoreDate='2024-03-04' OR scoreDate='2024-05-06'", [0, 2]),
        ("dateLastModified>'2020-01-01'", [0, 1, 2]),
        ("dateLastModified<'2020-01-01'", []),
        ("lineItem.sourcedId!='x'", [0, 1, 2]),
    ],
)
def test_filters(results: Any, book: Any, filter: str, chosen: list[int]) -> None:
    assert book.all("results", filter=filter) == [results[number] for number in chosen]


@pytest.mark.parametrize(
    ("path", "query", "said"),
    [
        ("results", {"filter": "nonsense='x'"}, (400, "invalid_filter_field")),
        ("results", {"filter": "score"}, (400, "invalid_filter_field")),
        ("results", {"limit": "0"}, (400, "invalid_selection_field")),
        ("results", {"limit": "many"}, (400, "invalid_selection_field")),
        ("results", {"fields": " "}, (400, "invalid_selection_field")),
        ("results/x", {}, (404, "unknownobject")),
        ("users", {}, (404, "unknownobject")),
    ],
)
def test_refusals(book: Any, path: str, query: dict[str, str], said: tuple[int, str]) -> None:
    assert book.refused(path, **query) == said


def test_it_is_only_read(client: FlaskClient) -> None:
    answer = client.put(f"{PLACE}/results/x", json={}, base_url=BASE)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("scope", "status"), [(CORE, 200), (GRADEBOOK, 200), ("admin", 200), ("scl.read", 403), ("", 401)]
)
def test_scopes(client: FlaskClient, store: Store, book: Any, scope: str, status: int) -> None:
    token = issue(Tokens(store.engine), "other", frozenset({scope})) if scope else "unknown"
    asking = type(book)(client, token)
    assert asking.ask("results").status_code == status
    if status != 200:
        assert asking.refused("results") == (status, "forbidden" if status == 403 else "unauthorisedrequest")


@pytest.mark.parametrize("name", ["onerosterv1p2gradebookservice", "imsorv1p2_gradebook"])
def test_the_service_describes_itself(client: FlaskClient, name: str) -> None:
    described = client.get(f"{PLACE}/discovery/{name}_openapi3_v1p0.json", base_url=BASE).get_json()
    OpenAPIV30SpecValidator(described).validate()
    assert described["servers"][0]["url"].endswith(PLACE)
    assert {said["get"]["operationId"] for said in described["paths"].values()} == {
        "getAllCategories",
        "getCategory",
        "getAllLineItems",
        "getLineItem",
        "getAllResults",
        "getResult",
        "getAllScoreScales",
        "getScoreScale",
        "getCategoriesForClass",
        "getLineItemsForClass",
        "getResultsForClass",
        "getResultsForLineItemForClass",
        "getResultsForStudentForClass",
        "getScoreScalesForClass",
        "getLineItemsForSchool",
        "getScoreScalesForSchool",
    }

"""Addresses, hosts and methods that are refused, for people and for programs."""

from flask.testing import FlaskClient
import pytest

from page_frameworks import AT_HERE, BROWSER, IDS

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

"""Fetching one's credentials: pages, since when, and links to the rest."""

from typing import Any
from urllib.parse import quote

from credential_server import BASE, CredentialServer, badge, refusal, text_of, token_badge
import pytest

from fairmark.server.credentials.edition import OB


def links(answer: Any) -> dict[str, str]:
    """The Link header: relation to address below the base."""
    found = {}
    for part in answer.headers["Link"].split(", "):
        address, _, relation = part.partition("; ")
        found[relation.removeprefix('rel="').rstrip('"')] = address[1:-1].removeprefix(BASE + OB.base)
    return found


def test_pages_count_through_both_arrays_and_lead_to_each_other(host: CredentialServer) -> None:
    sent = [host.upsert(text_of(badge(n))) if n % 2 else host.upsert(token_badge(n), "text/plain") for n in range(1, 6)]
    assert {answer.status_code for answer in sent} == {201}
    address, found = "/credentials?limit=2", []
    seen: list[set[str]] = []
    while address:
        page = host.ask(address)
        assert page.headers["X-Total-Count"] == "5"
        members = page.get_json()
        found += [members.get("credential", []), members.get("compactJwsString", [])]
        assert sum(map(len, members.values())) <= 2
        seen.append(set(links(page)))
        address = links(page).get("next", "")
    assert seen == [{"first", "next", "last"}, {"first", "prev", "next", "last"}, {"first", "prev", "last"}]
    assert sum(map(len, found)) == 5


def test_links_keep_what_was_asked(sqlite_host: CredentialServer) -> None:
    for number in (1, 2, 3):
        sqlite_host.upsert(text_of(badge(number)))
    since = "2026-05-01T00:00:00+02:00"
    answer = sqlite_host.ask(f"/credentials?limit=1&offset=1&since={quote(since, safe='')}")
    assert links(answer)["next"] == f"/credentials?limit=1&offset=2&since={quote(since, safe='')}"
    assert links(answer)["prev"] == f"/credentials?limit=1&offset=0&since={quote(since, safe='')}"
    assert all(sqlite_host.ask(address).status_code == 200 for address in links(answer).values())


def test_since_is_compared_as_a_moment(sqlite_host: CredentialServer) -> None:
    sqlite_host.upsert(text_of(badge(1, validFrom="2026-06-01T12:00:00Z")))
    for since, count in (
        ("2026-06-01T12:00:00Z", 0),
        ("2026-06-01T13:59:59%2B02:00", 1),
        ("2026-06-01T14:00:00%2B02:00", 0),
        ("2026-06-01T11:59:59", 1),
        ("2026-06-01T11:59:59.999999", 1),
    ):
        assert len(sqlite_host.credentials(f"?since={since}").get("credential", [])) == count, since


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=-1", "limit=x", "limit=", "limit=1.5", "limit=1&limit=2", "limit=99999999999"),
        *("offset=-1", "offset=x", "offset=1e3"),
        *(
            "since=",
            "since=yesterday",
            "since=2026-06-01",
            "since=2026-13-01T00:00:00Z",
            "since=0001-01-01T00:00:00%2B23:00",
        ),
    ],
)
def test_arguments_that_are_wrong_are_refused(sqlite_host: CredentialServer, query: str) -> None:
    assert refusal(sqlite_host.ask(f"/credentials?{query}")) == (400, "invalid_query_parameter")


def test_arguments_that_there_are_not_are_ignored(sqlite_host: CredentialServer) -> None:
    assert sqlite_host.credentials("?sort=name&x=%FF") == {}


def test_a_limit_beyond_all_bounds_is_bounded(sqlite_host: CredentialServer) -> None:
    sqlite_host.upsert(text_of(badge()))
    answer = sqlite_host.ask("/credentials?limit=2147483647")
    assert links(answer) == dict.fromkeys(("first", "last"), "/credentials?limit=1000&offset=0")


def test_behind_the_end_there_is_nothing_but_a_way_back(sqlite_host: CredentialServer) -> None:
    sqlite_host.upsert(text_of(badge()))
    answer = sqlite_host.ask("/credentials?offset=10")
    assert (answer.get_json(), answer.headers["X-Total-Count"]) == ({}, "1")
    assert set(links(answer)) == {"first", "prev", "last"}


def test_each_sees_their_own(host: CredentialServer) -> None:
    other = host.token_of(host.person("bob"))
    host.upsert(text_of(badge()))
    assert host.credentials(by=other) == {}
    assert host.upsert(text_of(badge()), by=other).status_code == 201


def test_nothing_personal_is_kept_on_the_way(sqlite_host: CredentialServer) -> None:
    for path in ("/credentials", "/profile"):
        assert sqlite_host.ask(path).headers["Cache-Control"] == "no-store"

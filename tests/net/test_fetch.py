"""Fetching a URL input, and the FM-INPUT rules that speak when nothing could be fetched."""

from net.hostile import Peer, Script, always, bomb, ok, redirect, serving
from net.test_client import SERVER_CERTIFICATE
import pytest

from fairmark.validators.core.finding import Finding
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.judge import load_rules
from fairmark.validators.net.fetch import FetchProblem, fetch
from fairmark.validators.net.limits import Limits
from fairmark.validators.readers.problem import Problem, Reading

load_rules()
SHORT = Limits(connect=1, read=0.3, total=1, body_bytes=2_000_000)
LIVE = sorted(rule.id for rule in REGISTRY.values() if rule.scope == "live" and rule.standard == "FM")
BREACHES: dict[str, Script] = {
    "FM-INPUT-020": always(b"220 mail.example ESMTP\r\n"),
    "FM-INPUT-021": always(redirect("http://10.0.0.1/")),
    "FM-INPUT-022": always(ok(bomb(40_000_000), "Content-Encoding: gzip")),
    "FM-INPUT-023": always(b"HTTP/1.1 404 Gone fishing, Ada\r\nContent-Length: 0\r\n\r\n"),
    "FM-INPUT-024": always(ok()),
}
"""For each rule about fetching, a server that breaks it and no other."""


def problem_with(id: str) -> FetchProblem:
    secure = id == "FM-INPUT-024"
    with serving(BREACHES[id], SERVER_CERTIFICATE if secure else None) as server:
        url = server.url("/x?student=Ada").replace("http:", "https:" if secure else "http:")
        with pytest.raises(FetchProblem) as raised:
            fetch(url, SHORT)
    return raised.value


@pytest.mark.parametrize("id", LIVE)
def test_every_rule_about_fetching_is_broken_by_its_server(id: str) -> None:
    problem = problem_with(id)
    assert problem.rule == id
    found = [
        Finding.of(REGISTRY[id], draft)
        for draft in REGISTRY[id].check(Reading([Problem(id, observed=problem.observed, hint=problem.hint)]))
    ]
    assert len(found) == 1
    assert problem.observed in found[0].message
    assert "Ada" not in found[0].message + found[0].hint
    assert found[0].hint


@pytest.mark.parametrize("id", LIVE)
def test_no_rule_about_fetching_speaks_without_its_problem(id: str) -> None:
    others = [Problem(other) for other in LIVE if other != id]
    assert not list(REGISTRY[id].check(Reading(others)))


def test_there_are_live_rules_to_test() -> None:
    assert set(LIVE) == set(BREACHES)


def test_what_is_fetched() -> None:
    with serving(always(ok(b'{"a": 1}'))) as server:
        fetched = fetch(server.url("/ims/case/v1p1/CFPackages/x?limit=1"), SHORT)
    assert fetched.data == b'{"a": 1}'
    assert fetched.served == "/ims/case/v1p1/CFPackages/x"
    assert fetched.url == server.url("/ims/case/v1p1/CFPackages/x?limit=1")
    head = server.heard[0].decode()
    assert "User-Agent: fairmark/" in head
    assert "Accept: application/json, */*;q=0.1\r\n" in head
    assert "Accept-Encoding: gzip, deflate\r\n" in head


def test_served_is_the_path_after_redirects() -> None:
    def script(peer: Peer) -> None:
        while request := peer.hear():
            peer.say(ok() if b"GET /new " in request else redirect("/new"))

    with serving(script) as server:
        fetched = fetch(server.url("/old"), SHORT)
        assert (fetched.served, fetched.redirected) == ("/new", True)
        assert not fetch(server.url("/new#part"), SHORT).redirected


@pytest.mark.parametrize("url", ["ftp://example.org/x", "http://ada:s3same@127.0.0.1/", "http://", "https://[/"])
def test_what_is_no_plain_url_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(FetchProblem) as raised:
        fetch(url, SHORT)
    assert raised.value.rule == "FM-INPUT-021"
    assert "s3same" not in str(raised.value)


def test_a_refused_connection_says_where() -> None:
    with serving(always(ok())) as server:
        pass
    with pytest.raises(FetchProblem, match="accepts no connection") as raised:
        fetch(server.url("/x?student=Ada"), SHORT)
    assert raised.value.rule == "FM-INPUT-020"
    assert "Ada" not in str(raised.value)


def test_a_login_is_explained() -> None:
    with (
        serving(always(b"HTTP/1.1 401 x\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n")) as server,
        pytest.raises(FetchProblem) as raised,
    ):
        fetch(server.url(), SHORT)
    assert raised.value.observed == "401 Unauthorized"
    assert "download" in raised.value.hint


def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would resolve the name by itself, which makes the address policy a pretence."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    with serving(always(ok(b"1"))) as server:
        assert fetch(server.url(), SHORT).data == b"1"

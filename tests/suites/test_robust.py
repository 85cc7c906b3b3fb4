"""Whatever a system does, a run ends with a report that says so: hostile and broken answers cost their own checks, and
what keeps a run from testing anything is explained in its first line."""

from collections.abc import Callable, Iterable, Iterator
import gzip
from itertools import repeat
import json
import random
import ssl
from time import monotonic
from typing import Any

import jsonschema_rs
from net.hostile import Peer, Script, always, bomb, ok, serving
import pytest
from suites.honest import BASE, SEED, SPOKEN, STANDARD, Clock, checked, complaints, honest_server

from conftest import ROOT
from fairmark.schemas import load
from fairmark.validators.core.levels import Outcome, Verdict
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.net.client import Client
from fairmark.validators.net.limits import Limits
from fairmark.validators.net.policy import PUBLIC_ONLY
from fairmark.validators.net.url import Url
from fairmark.validators.reports import json_report
from fairmark.validators.suites import recording
from fairmark.validators.suites.recording import Budget
from fairmark.validators.suites.run import SuiteOptions, run_suite
from fairmark.validators.suites.transport import InProcess, Network

SCHEMA = jsonschema_rs.Draft202012Validator(load("report/report.schema.json"))
CERTIFICATES = ROOT / "tests" / "net" / "certificates"
PROVIDER = profile_named("case-1.1-provider", live=True)
QUICK = Limits(connect=1, read=0.3, total=1, header_bytes=8_000, body_bytes=200_000, ratio=100)

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return honest_server(tmp_path_factory.mktemp("honest")).app


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the run: waiting takes no time."""
    made = Clock()
    monkeypatch.setattr(recording, "sleep", made.sleep)
    monkeypatch.setattr(recording, "monotonic", made)
    return made


def holds_together(report: Report) -> None:
    """Nothing went wrong in the tool, and the report keeps to its schema."""
    assert not report.faults
    assert report.headline
    SCHEMA.validate(json.loads(json_report.render(report)))


def saying(
    body: bytes | Iterable[bytes] = b"", status: str = "200 OK", media_type: str = "application/json", **headers: str
) -> Application:
    """An application that answers everything alike."""

    def application(_environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        named = [(name.replace("_", "-"), value) for name, value in headers.items()]
        start_response(status, [("Content-Type", media_type), *named])
        return [body] if isinstance(body, bytes) else body

    return application


def broken_off(_environ: dict[str, Any], start_response: StartResponse) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Type", "application/json")])
    yield b'{"CFDocuments": ['
    raise ConnectionResetError


def never_begun(_environ: dict[str, Any], _start_response: StartResponse) -> Iterable[bytes]:
    raise ConnectionResetError


def nothing_said(_environ: dict[str, Any], _start_response: StartResponse) -> Iterable[bytes]:
    return []


ANSWERS = {
    "empty": saying(),
    "blank": saying(b" \n\t"),
    "huge": saying(b'{"CFDocuments": [' + b" " * (5 << 20) + b"]}"),
    "endless": saying(repeat(b"{" * 65_536)),
    "binary": saying(bytes(range(256)) * 100),
    "null": saying(b"null"),
    "number": saying(b"1e999"),
    "not a number": saying(b"NaN"),
    "text": saying(b'"CFDocuments"'),
    "nested": saying(b"[" * 100_000 + b"]" * 100_000),
    "nested objects": saying(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "half a character": saying(b'{"CFDocuments": [{"identifier": "\\ud800"}]}'),
    "byte order mark": saying("﻿{}".encode()),
    "utf-16": saying('{"CFDocuments": []}'.encode("utf-16")),
    "page": saying(b"<!doctype html><title>Welcome</title>", media_type="text/html"),
    "packed in name only": saying(b'{"CFDocuments": []}', Content_Encoding="gzip"),
    "packed and cut off": saying(gzip.compress(b'{"CFDocuments": []}')[:-9], Content_Encoding="gzip"),
    "bomb": saying(bomb(50_000_000), Content_Encoding="gzip"),
    "packed by a stranger": saying(b"...", Content_Encoding="br"),
    "too short": saying(b"{}", Content_Length="200"),
    "too long": saying(b'{"CFDocuments": []}', Content_Length="2"),
    "length in words": saying(b"{}", Content_Length="two"),
    "redirect to itself": saying(status="302 Found", Location="?again"),
    "redirect in a circle": saying(status="301 Moved Permanently", Location="../CFDocuments"),
    "redirect away": saying(status="302 Found", Location="https://169.254.169.254/latest/meta-data"),
    "redirect to nowhere": saying(status="302 Found", Location="http://[::"),
    "no content": saying(status="204 No Content"),
    "not modified": saying(status="304 Not Modified"),
    "partial": saying(b'{"CFDocuments"', status="206 Partial Content"),
    "teapot": saying(b"{}", status="418 I'm a teapot"),
    "failing": saying(b"{}", status="500 Internal Server Error"),
    "gateway": saying(b"<html>", status="502 Bad Gateway", media_type="text/html"),
    "made-up status": saying(b"{}", status="999 Whatever"),
    "reset in the body": broken_off,
    "reset at once": never_begun,
    "nothing at all": nothing_said,
    "status info": saying(b'{"imsx_codeMajor": ["failure"], "imsx_severity": 1, "imsx_codeMinor": []}'),
    "documents that are none": saying(b'{"CFDocuments": [null, 1, "x", [], {"identifier": 7}, {"identifier": ""}]}'),
    "documents as object": saying(b'{"CFDocuments": {"identifier": "x"}}'),
    "headers of another world": saying(b"{}", X_Total_Count="-1", Link="<", ETag='W/"\x00é', media_type="\xff/;;"),
}
EVERYTHING = [pytest.param(application, id=name) for name, application in ANSWERS.items()]


@pytest.mark.parametrize("application", EVERYTHING)
def test_a_system_that_answers_everything_so(application: Application, clock: Clock) -> None:
    report = checked(application, "1.1", clock=clock)
    holds_together(report)
    assert report.verdict in (Verdict.FAIL, Verdict.UNDETERMINED), report.headline


@pytest.mark.parametrize("application", EVERYTHING)
def test_a_system_that_answers_everything_but_the_list_so(application: Application, honest: Any, clock: Clock) -> None:
    def mixed(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        is_list = environ["PATH_INFO"].endswith("/CFDocuments")
        return (honest if is_list else application)(environ, start_response)

    report = checked(mixed, "1.1", clock=clock)
    holds_together(report)
    assert report.verdict is Verdict.FAIL, report.headline
    assert "getCFPackage" in set().union(*complaints(report).values())


@pytest.mark.parametrize("application", EVERYTHING)
def test_a_system_of_which_one_operation_answers_so(application: Application, honest: Any, clock: Clock) -> None:
    """One bad operation costs its own checks: no other operation of the twelve is blamed for it."""

    def mixed(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        is_licence = "/CFLicenses/" in environ["PATH_INFO"]
        return (application if is_licence else honest)(environ, start_response)

    report = checked(mixed, "1.1", clock=clock)
    holds_together(report)
    assert set().union(*complaints(report).values()) <= {"getCFLicense"}
    passed = {check.operation for check in report.checks if check.outcome is Outcome.PASS}
    assert {"getAllCFDocuments", "getCFPackage", "getCFItem"} <= passed


# -- nasty values in answers that are otherwise good -----------------------------------------------------------------

NASTY: list[Any] = [
    None,
    True,
    -1,
    1.5e308,
    "",
    " ",
    "../../admin",
    "x?y=1#z",
    "a/b\\c",
    "line\r\nSet-Cookie: a=b",
    "\x00\x1b[31m",
    "https://169.254.169.254/",
    "javascript:alert(1)",
    "Ünïcödé 💥" * 50,
    "9" * 5_000,
    [],
    {},
    [[[]]],
    {"identifier": None},
    {"title": 1, "identifier": [], "uri": {}},
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all members, however deep."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield (*path, name)
        yield from places(member, (*path, name))


def spoilt(body: bytes, chance: random.Random) -> bytes:
    """The JSON with a few of its members replaced, renamed or removed."""
    data = json.loads(body)
    found = list(places(data))
    for path in chance.sample(found, min(len(found), chance.randint(1, 4))):
        holder = data
        try:
            for step in path[:-1]:
                holder = holder[step]
            if chance.random() < 0.2:
                del holder[path[-1]]
            else:
                holder[path[-1]] = chance.choice(NASTY)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change has taken the place away
    return json.dumps(data).encode()


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("version", SPOKEN)
def test_answers_with_nasty_values(seed: int, version: str, honest: Any, clock: Clock) -> None:
    chance = random.Random(f"{seed} {version}")  # noqa: S311 - a test that repeats itself

    def hostile(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        told: dict[str, Any] = {}
        pieces = honest(environ, lambda status, headers, *_: told.update(status=status, headers=headers))
        body = b"".join(pieces)
        if chance.random() < 0.5 and body.startswith(b"{"):
            body = spoilt(body, chance)
        start_response(told["status"], [pair for pair in told["headers"] if pair[0].lower() != "content-length"])
        return [body]

    holds_together(checked(hostile, version, clock=clock))


# -- what keeps a run from testing -----------------------------------------------------------------------------------


def undetermined(report: Report, *words: str) -> None:
    """The first line says what is in the way, and nothing pretends to have passed."""
    holds_together(report)
    assert report.verdict is Verdict.UNDETERMINED
    assert {check.outcome for check in report.checks} <= {Outcome.CANNOT_TELL, Outcome.NOT_APPLICABLE}
    for word in words:
        assert word in report.headline, report.headline


def run_over_the_network(url: str, limits: Limits = QUICK, tls: ssl.SSLContext | None = None) -> Report:
    with Client(PUBLIC_ONLY.trusting(Url.parse(url).origin), limits, tls=tls) as client:
        return run_suite(url, PROVIDER, Network(client), SuiteOptions(budget=Budget(requests=50)))


def test_nobody_listens() -> None:
    with serving(Peer.wait) as server:
        url = server.url("/ims/case/v1p1")
    undetermined(run_over_the_network(url), "cannot be reached", "accepts no connection")


def test_there_is_no_such_name() -> None:
    undetermined(run_over_the_network("http://no.such.host.invalid/ims/case/v1p1"), "cannot be reached")


@pytest.mark.parametrize("path", ["/ims/case/v1p1/", "/case/v1p1", "/ims/case/v1p1/CFDocuments", "/", "/ims/case/v1p2"])
def test_the_base_path_is_wrong(path: str, honest: Any) -> None:
    def prefixed(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        return honest({**environ, "PATH_INFO": f"/elsewhere{environ['PATH_INFO']}"}, start_response)

    report = run_suite(f"{BASE}{path}", PROVIDER, InProcess(prefixed), STANDARD)
    undetermined(report, "base path", "/ims/case/v1p1", "404")


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_the_token_is_missing_or_has_expired(status: str) -> None:
    refusing = saying(b'{"imsx_codeMajor": "failure", "imsx_severity": "error"}', status)
    undetermined(checked(refusing, "1.1"), "credentials", status[:3], "token")
    with_token = SuiteOptions(headers=(("Authorization", "Bearer of-yesterday"),), secrets=("of-yesterday",))
    report = checked(refusing, "1.1", with_token)
    undetermined(report, "refused", "valid token")
    assert b"of-yesterday" not in json_report.render(report)


@pytest.mark.parametrize("wait", ["3600", "0", "-5", "soon", "Wed, 21 Oct 2035 07:28:00 GMT", "9" * 400])
def test_a_storm_of_429(wait: str, clock: Clock) -> None:
    started = clock.now
    report = checked(saying(b"{}", "429 Too Many Requests", Retry_After=wait), "1.1", clock=clock)
    holds_together(report)
    assert report.verdict is not Verdict.PASS
    assert clock.now - started < 3 * STANDARD.budget.seconds


def test_a_storm_of_429_in_the_middle(honest: Any, clock: Clock) -> None:
    """The budget of time ends the run, and the report says that not everything was looked at."""
    asked = 0
    storm = saying(b"{}", "429 Too Many Requests", Retry_After="30")

    def moody(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        nonlocal asked
        asked += 1
        return (honest if asked <= 40 else storm)(environ, start_response)

    report = checked(moody, "1.1", SuiteOptions(seed=SEED, budget=Budget(seconds=120)), clock)
    holds_together(report)
    assert asked < 60
    assert [check for check in report.checks if check.outcome is Outcome.CANNOT_TELL]
    told = [*(step.detail for step in report.steps), *(check.reason for check in report.checks)]
    assert [text for text in told if "the run's budget of 120 s is used up" in text]


def test_what_was_answered_within_the_budget_is_judged(honest: Any, clock: Clock) -> None:
    asked = 0

    def counting(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        nonlocal asked
        asked += 1
        return honest(environ, start_response)

    report = checked(counting, "1.1", SuiteOptions(seed=SEED, budget=Budget(requests=25)), clock)
    holds_together(report)
    assert asked == 25
    assert report.partial
    assert "Only a part was looked at." in report.headline
    assert complaints(report) == {}
    outcomes = {(check.rule, check.operation): check.outcome for check in report.checks}
    assert outcomes["CASE-SCHEMA-001", "getCFPackage"] is Outcome.PASS
    assert outcomes["CASE-API-016", ""] is Outcome.CANNOT_TELL


def test_a_whole_run_is_not_called_partial(honest: Any, clock: Clock) -> None:
    assert not checked(honest, "1.1", clock=clock).partial


# -- over the network ------------------------------------------------------------------------------------------------


def without_end(piece: bytes, pause: float = 0) -> Script:
    """An answer whose body consists of that piece, again and again."""

    def script(peer: Peer) -> None:
        peer.hear()
        peer.say(b"HTTP/1.1 200 OK\r\n\r\n")
        peer.say_for_ever(piece, pause)

    return script


SCRIPTS: dict[str, Script] = {
    "silence": Peer.wait,
    "another protocol": lambda peer: peer.say(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "a drip without end": without_end(b"x", 0.02),
    "a flood without end": without_end(b"x" * 9_999),
    "a reset": lambda _peer: None,
    "a 200 of nothing": always(ok(b"")),
}


@pytest.mark.parametrize("script", [pytest.param(script, id=name) for name, script in SCRIPTS.items()])
def test_a_hostile_peer(script: Script) -> None:
    started = monotonic()
    with serving(script) as server:
        report = run_over_the_network(server.url("/ims/case/v1p1"))
    holds_together(report)
    assert report.verdict is not Verdict.PASS
    assert monotonic() - started < 30


def test_plain_http_behind_an_https_url() -> None:
    with serving(lambda peer: peer.say(ok())) as server:
        report = run_over_the_network(f"https://127.0.0.1:{server.port}/ims/case/v1p1")
    undetermined(report, "cannot be reached", "secure connection")


def test_a_certificate_that_nobody_knows() -> None:
    with serving(always(ok()), str(CERTIFICATES / "server.pem")) as server:
        report = run_over_the_network(
            f"https://127.0.0.1:{server.port}/ims/case/v1p1", tls=ssl.create_default_context()
        )
    undetermined(report, "cannot be reached", "certificate")

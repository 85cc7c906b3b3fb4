"""Checking a system from the page: what may be checked, how a run is followed, and what is kept of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser
import json
from pathlib import Path
import re
from threading import Event
import time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
import pytest
from suites.honest import honest_server

from fairmark.server import web
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.faults import faulty
from fairmark.server.serving.serve import choose
from fairmark.server.settings import Settings, read_settings
from fairmark.server.web import runs as bounds
from fairmark.server.web.judging import NAMES, PAGE
from fairmark.server.web.runs import Runs
from fairmark.server.web.targets import Targets
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.net.errors import Unreachable
from fairmark.validators.net.messages import Request, Response
from fairmark.validators.net.url import Url
from fairmark.validators.suites.transport import InProcess, Transport, WsgiApplication

SITE = "https://case.example.org"
BASE = f"{SITE}/ims/case/v1p1"
BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
FORM = {"url": BASE, "profile": "case-1.1-provider"}
PATIENCE = 60


class System:
    """The system under test, in process. `gate` lets requests through; `seen` are the headers that came."""

    def __init__(self, application: WsgiApplication) -> None:
        self.application = application
        self.gate = Event()
        self.gate.set()
        self.seen: list[dict[str, str]] = []
        self.broken = False

    @contextmanager
    def reach(self, _url: Url) -> Iterator[Transport]:
        if self.broken:
            raise RuntimeError
        yield self

    def send(self, request: Request) -> Response:
        self.seen.append(dict(request.headers))
        if not self.gate.wait(PATIENCE):
            raise Unreachable("the test let it through too late")
        return InProcess(self.application).send(request)

    def speaks(self, *_about: Any) -> bool | None:
        return None


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return honest_server(tmp_path_factory.mktemp("honest")).app


@pytest.fixture
def system(honest: Flask) -> System:
    return System(honest)


@pytest.fixture
def make(tmp_path: Path, system: System) -> Callable[..., FlaskClient]:
    store = honest_server(tmp_path).store

    def client(*targets: str) -> FlaskClient:
        settings = Settings(public_url=SITE, check_targets=targets)
        runs = Runs(system.reach)
        app = create_app(Context(settings, store), pages=[partial(web.mount, runs=runs)])
        app.config.update(SERVER_NAME="case.example.org", PREFERRED_URL_SCHEME="https")
        return app.test_client()

    return client


@pytest.fixture
def client(make: Callable[..., FlaskClient]) -> FlaskClient:
    return make("self")


def begin(client: FlaskClient, **form: str) -> str:
    """Begin a run; the address of its page."""
    answer = client.post("/check", data={**FORM, **form}, headers=BROWSER)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def finished(client: FlaskClient, address: str) -> str:
    """The page of the run when it is over."""
    deadline = time.monotonic() + PATIENCE
    while "data-over" not in client.get(f"{address}/rows").text:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return page(client, address)


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, answer.text
    return answer.text


def progress(client: FlaskClient, address: str) -> str:
    found = re.search(r'<p id="progress".*?</p>', page(client, address), re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[0])


# -- what may be checked ---------------------------------------------------------------------------------------------


def test_without_targets_the_page_says_that_it_is_off(make: Callable[..., FlaskClient], system: System) -> None:
    client = make()
    assert "off" in page(client, "/check") and "<form" not in page(client, "/check").split("<main")[1]
    assert client.post("/check", data=FORM).status_code == 403
    assert system.seen == []


@pytest.mark.parametrize(
    ("targets", "allowed", "refused"),
    [
        (
            ("self",),
            [BASE, "http://localhost:8080/x", "http://127.0.0.1:8080", "HTTPS://CASE.example.org:443/"],
            ["http://case.example.org", "https://case.example.org:8443", "http://localhost", "http://[::1]:8080"],
        ),
        (
            ("vendor.example",),
            ["https://vendor.example/a", "http://vendor.example"],
            ["https://vendor.example:8443", "https://sub.vendor.example", "https://vendor.example.evil.org", BASE],
        ),
        (
            ("vendor.example:9000",),
            ["https://vendor.example:9000", "http://vendor.example:9000"],
            ["https://vendor.example", "https://vendor.example:9001"],
        ),
        (
            ("https://vendor.example:8443", "10.0.0.1"),
            ["https://vendor.example:8443/x", "http://10.0.0.1/"],
            ["http://vendor.example:8443", "http://10.0.0.2", "http://167772161", "http://0x0a.0.0.1"],
        ),
    ],
)
def test_only_what_the_operator_names_may_be_checked(
    targets: tuple[str, ...], allowed: list[str], refused: list[str]
) -> None:
    permitted = Targets.of(Settings(public_url=SITE, check_targets=targets))
    for text in allowed:
        assert str(permitted.permit(text)).startswith("http")
    for text in refused:
        with pytest.raises(Exception) as caught:
            permitted.permit(text)
        assert caught.value.status == 403, text  # type: ignore[attr-defined]  # a Refusal


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"url": "https://elsewhere.example/ims/case/v1p1"}, 403),
        ({"url": "https://case.example.org@evil.example/"}, 400),
        ({"url": "https://evil.example\\@case.example.org/"}, 400),
        ({"url": "file:///etc/passwd"}, 400),
        ({"url": "nonsense"}, 400),
        ({"url": ""}, 400),
        ({"url": f"{BASE}?a=b"}, 400),
        ({"url": "https://case.example.org/" + "x" * 3_000}, 400),
        ({"profile": "case-1.1"}, 400),
        ({"profile": "case-1.1-consumer"}, 400),
        ({"token": "two\nlines"}, 400),
        ({"token": "ключ"}, 400),
        ({"token": "x" * 9_000}, 400),
    ],
)
def test_what_cannot_be_checked_is_refused(
    client: FlaskClient, system: System, form: dict[str, str], status: int
) -> None:
    answer = client.post("/check", data={**FORM, **form}, headers=BROWSER)
    assert answer.status_code == status
    assert answer.content_type.startswith("text/html")
    assert system.seen == []


def test_another_site_cannot_begin_or_cancel_a_run(client: FlaskClient, system: System) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        for address in ("/check", "/check/x/cancel"):
            assert client.post(address, data=FORM, headers=headers).status_code == 403
    assert system.seen == []


def test_the_setting_is_held_to_what_it_means() -> None:
    given = {"FAIRMARK_CHECK_TARGETS": "self, vendor.example:8443,https://[::1]:8080"}
    assert read_settings(given).check_targets == ("self", "vendor.example:8443", "https://[::1]:8080")
    for wrong in ("https://vendor.example/path", "*", "ftp://x", "a b", "vendor.example:port"):
        with pytest.raises(WrongUsage, match="check_targets"):
            read_settings({}, check_targets=[wrong])


@pytest.mark.parametrize("setting", [{"check_targets": ("self",)}, {"observe": True}])
def test_what_is_in_memory_wants_one_process(setting: dict[str, Any]) -> None:
    with pytest.raises(WrongUsage, match="one worker"):
        choose(Settings(workers=2, server="gunicorn", **setting))
    assert choose(Settings(workers=1, **setting)) == "waitress"


# -- a run -----------------------------------------------------------------------------------------------------------


def test_a_run_is_followed_to_its_report(client: FlaskClient, system: System) -> None:
    system.gate.clear()
    address = begin(client)
    assert "data-live" in page(client, address)
    assert "0 checks" in progress(client, address)
    assert client.get(f"{address}/report/json").status_code == 404
    system.gate.set()
    text = finished(client, address)
    assert "PASS" in text and "data-live" not in text
    assert "Authorization" not in system.seen[0]
    assert address in page(client, "/check")


def test_checks_stream_in_where_the_page_left_off(client: FlaskClient, system: System) -> None:
    address = begin(client)
    finished(client, address)
    rows = client.get(f"{address}/rows").text
    total = rows.count("<tr ") - 1
    assert total > 500
    assert client.get(f"{address}/rows?after={total - 3}").text.count("<tr ") - 1 == 3
    assert client.get(f"{address}/rows?after={total}").text.count("<tr ") - 1 == 0
    assert client.get(f"{address}/rows?after=-1").status_code == 400


def test_a_system_that_breaks_a_clause_is_told_it_with_the_exchange(
    client: FlaskClient, system: System, honest: Flask
) -> None:
    system.application = faulty(honest, "items-fail")
    address = begin(client)
    text = finished(client, address)
    assert "FAIL" in text and "CASE-API-020" in text
    rows = client.get(f"{address}/rows").text
    assert "curl --include" in rows and "HTTP/1.1 500" in rows


@pytest.mark.parametrize("form", [form for form in NAMES if form != PAGE])
def test_the_report_is_there_in_every_form(client: FlaskClient, form: str) -> None:
    address = begin(client)
    assert f"{address}/report/{form}" in finished(client, address)
    answer = client.get(f"{address}/report/{form}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="report.')
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.data) > 100


@pytest.mark.parametrize("address", ["/check/x", "/check/x/rows", "/check/x/report/json", "/check/compare?old=x&new=x"])
def test_what_is_not_there_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address, headers=BROWSER).status_code == 404


def test_one_runs_at_a_time_and_few_may_wait(
    client: FlaskClient, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "UNFINISHED", 2)
    system.gate.clear()
    first, second = begin(client), begin(client)
    assert "Another run is under way" in progress(client, second)
    assert len(system.seen) <= 1
    refused = client.post("/check", data=FORM, headers=BROWSER)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    system.gate.set()
    assert "PASS" in finished(client, first) and "PASS" in finished(client, second)
    begin(client)


def test_a_run_can_be_cancelled(client: FlaskClient, system: System) -> None:
    system.gate.clear()
    running, waiting = begin(client), begin(client)
    for address in (running, waiting):
        assert client.post(f"{address}/cancel", headers=BROWSER).status_code == 303
    system.gate.set()
    for address in (running, waiting):
        finished(client, address)
        report = client.get(f"{address}/report/json").get_json()
        assert report["partial"] is True
        assert "cancelled" in {step["name"] for step in report["steps"]}
    assert len(system.seen) == 1


def test_a_run_that_the_tool_fails_at_says_so(client: FlaskClient, system: System) -> None:
    system.broken = True
    address = begin(client)
    text = finished(client, address)
    assert "The tool itself failed" in text and "data-live" not in text
    assert client.get(f"{address}/report/json").status_code == 404
    system.broken = False
    assert "PASS" in finished(client, begin(client)), "the next one has its turn"


def test_only_the_latest_runs_are_kept(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "KEPT", 2)
    addresses = []
    for _ in range(4):
        addresses.append(begin(client))
        finished(client, addresses[-1])
    assert [client.get(address).status_code for address in addresses] == [404, 404, 200, 200]


# -- what is kept ----------------------------------------------------------------------------------------------------

TOKEN = "SECRETSECRET"


def test_a_token_is_used_and_kept_nowhere(
    client: FlaskClient, system: System, caplog: pytest.LogCaptureFixture
) -> None:
    address = begin(client, token=f" {TOKEN} ")
    text = finished(client, address)
    assert {"Authorization": f"Bearer {TOKEN}"}.items() <= system.seen[0].items()
    assert TOKEN not in text + page(client, "/check") + page(client, f"/check?again={address.split('/')[-1]}")
    assert TOKEN not in client.get(f"{address}/rows").text
    for form in ("json", "html", "console"):
        assert TOKEN not in client.get(f"{address}/report/{form}").text
    assert "********" in client.get(f"{address}/report/json").text
    assert TOKEN not in caplog.text


def test_a_run_with_a_token_is_in_no_list(client: FlaskClient) -> None:
    private, public = begin(client, token=TOKEN), begin(client)
    finished(client, private)
    assert private not in finished(client, public)
    assert private not in page(client, "/check") and public in page(client, "/check")
    assert "it is in no list" in page(client, private)


def test_two_runs_are_compared(client: FlaskClient, system: System, honest: Flask) -> None:
    old = begin(client)
    finished(client, old)
    system.application = faulty(honest, "items-fail")
    new = begin(client)
    assert old.split("/")[-1] in finished(client, new)
    text = page(client, f"/check/compare?old={old.split('/')[-1]}&new={new.split('/')[-1]}")
    added = text.split("New <span")[1].split("</section>")[0]
    assert "CASE-API-020" in added and "getCFItem" in added
    back = page(client, f"/check/compare?old={new.split('/')[-1]}&new={old.split('/')[-1]}")
    assert "CASE-API-020" in back.split("Fixed <span")[1].split("</section>")[0]


# -- pages -----------------------------------------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script>"


class Inline(HTMLParser):
    """Finds what the content security policy would stop."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if (tag == "script" and "src" not in names) or tag == "style":
            self.found.append(tag)
        self.found += [name for name in names if name.startswith("on") or name == "style"]


def test_what_a_system_says_is_never_markup(client: FlaskClient, system: System) -> None:
    def hostile(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", HOSTILE), ("X-Total-Count", HOSTILE), ("Link", HOSTILE)])
        return [json.dumps({"CFDocuments": [{"identifier": HOSTILE, HOSTILE: HOSTILE, "uri": HOSTILE}]}).encode()]

    system.application = hostile
    address = begin(client)
    pages = [finished(client, address), client.get(f"{address}/rows").text, page(client, "/check")]
    for text in pages:
        assert "<script>alert" not in text
    assert "alert(1)" in pages[0]


def test_the_pages_keep_to_the_policy(client: FlaskClient) -> None:
    address = begin(client)
    finished(client, address)
    own = address.split("/")[-1]
    for place in ("/check", f"/check?again={own}", address, f"{address}/rows", f"/check/compare?old={own}&new={own}"):
        answer = client.get(place, headers=BROWSER)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Cache-Control"] == "no-store"
        parser = Inline()
        parser.feed(answer.text)
        assert parser.found == []

"""Checking a system and observing a consumer, in a real Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
import json
from pathlib import Path
import re
from threading import Event
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request as Ask
from urllib.request import urlopen

from browser.serving import NewPage, Site, new_store, served
from browser.test_pages_in_browser import WIDTHS, check
from case_server import sample
from playwright.sync_api import Page, expect
import pytest

from fairmark.server import observe, web
from fairmark.server.importing.importer import import_source
from fairmark.server.web.runs import Runs, network
from fairmark.validators.net.messages import Request, Response
from fairmark.validators.net.url import Url
from fairmark.validators.readers.source import of_bytes
from fairmark.validators.suites.transport import Transport

PATIENCE = 60
DONE = re.compile("PASS|WARN")
"""The verdict on this server: it is reached without https, and warned of that."""
SOME = 20
"""Requests after which the gate may close, so that some checks are there to be seen."""


class Gate:
    """The network, which lets nothing more through while it is shut."""

    def __init__(self) -> None:
        self.open = Event()
        self.open.set()
        self.passed = 0

    @contextmanager
    def reach(self, url: Url) -> Iterator[Transport]:
        with network(url) as transport:
            self._transport = transport
            self.passed = 0
            yield self

    def send(self, request: Request) -> Response:
        self.passed += 1
        if self.passed > SOME:
            self.open.wait(PATIENCE)
        return self._transport.send(request)

    def speaks(self, *about: Any) -> bool | None:
        return self._transport.speaks(*about)


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate()


@pytest.fixture(scope="module")
def checking_site(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Iterator[Site]:
    """A server that may be checked from its own page, and that observes."""
    store = new_store(tmp_path_factory.mktemp("checking"))
    import_source(store, of_bytes("reading.json", json.dumps(sample()).encode()))
    pages = partial(web.mount, runs=Runs(gate.reach)), observe.mount
    with served(store, *pages, check_targets=("self",), observe=True) as running:
        yield running


def begin(page: Page, url: str = "") -> None:
    if url:
        page.get_by_label("Base URL of the API").fill(url)
    page.get_by_role("button", name="Check", exact=True).click()


def ask(address: str, **headers: str) -> None:
    """Ask as a consumer does, whatever the answer is."""
    with suppress(HTTPError), urlopen(Ask(address, headers=headers)) as answer:  # noqa: S310  # our own server
        answer.read()


# -- checking --------------------------------------------------------------------------------------------------------


def test_checks_are_watched_until_the_report_is_there(checking_site: Site, open_page: NewPage, gate: Gate) -> None:
    gate.open.clear()
    page = open_page(f"{checking_site.url}/check")
    begin(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("/ims/case/v1p1")
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    gate.open.set()
    expect(page.locator(".verdict .badge")).to_contain_text(DONE, timeout=PATIENCE * 1000)
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON", exact=True).click()
    assert json.loads(Path(download.value.path()).read_bytes())["profile"] == "case-1.1-provider"


def test_rows_come_in_one_after_the_other(checking_site: Site, open_page: NewPage, gate: Gate) -> None:
    """What is there already stays as it is, with what a person has opened."""
    gate.open.clear()
    page = open_page(f"{checking_site.url}/check")
    begin(page)
    page.locator("#progress").wait_for()
    run = page.url
    page.route("**/rows?after=*", lambda route: route.fulfill(body=rows(route.request.url), content_type="text/html"))
    expect(page.locator("#checks > tr")).to_have_count(3, timeout=PATIENCE * 1000)
    expect(page.locator("#progress")).to_have_text("3 checks.")
    page.unroute_all()
    gate.open.set()
    page.goto(run)
    expect(page.locator(".verdict .badge")).to_contain_text(DONE, timeout=PATIENCE * 1000)


def rows(address: str) -> str:
    """A row at a time, up to three."""
    have = int(re.findall(r"after=(\d+)", address)[0])
    row = f'<tr role="row"><th scope="row" role="rowheader">CASE-{have}</th></tr>' if have < 3 else ""
    return (
        f'<p id="progress" data-part>{min(have + 1, 3)} checks.</p>'
        f'<table><tbody id="checks" data-part data-append>{row}</tbody></table>'
    )


def test_a_system_is_checked_without_scripts(checking_site: Site, open_page: NewPage, gate: Gate) -> None:
    gate.open.clear()
    page = open_page(f"{checking_site.url}/check", scripts=False)
    begin(page)
    expect(page.get_by_role("link", name="look again")).to_be_visible()
    gate.open.set()
    for _ in range(PATIENCE):
        if page.locator(".verdict").count():
            break
        page.get_by_role("link", name="look again").click()
        page.wait_for_timeout(500)
    expect(page.locator(".verdict .badge")).to_contain_text(DONE)
    page.get_by_text("Keep this report").wait_for()


def test_an_exchange_is_opened_and_two_runs_compared(checking_site: Site, open_page: NewPage) -> None:
    page = open_page(f"{checking_site.url}/check")
    begin(page, f"{checking_site.url}/ims/case/v1p9")
    expect(page.locator(".verdict .badge")).to_contain_text("UNDETERMINED", timeout=PATIENCE * 1000)
    assert "HTTP 404" in page.locator(".verdict").inner_text()
    page.goto(f"{checking_site.url}/check")
    begin(page)
    expect(page.locator(".verdict .badge")).to_contain_text(DONE, timeout=PATIENCE * 1000)
    proof = page.locator("details:visible", has_text="curl --include").first
    proof.locator("summary").first.click()
    expect(page.locator("pre:visible", has_text="curl --include").first).to_be_visible()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two runs compared")


def test_what_is_not_allowed_is_refused_with_a_reason(checking_site: Site, open_page: NewPage) -> None:
    page = open_page(f"{checking_site.url}/check")
    page.on("console", lambda _message: None)
    answer = page.request.post(
        f"{checking_site.url}/check",
        form={"url": "https://elsewhere.example/ims/case/v1p1", "profile": "case-1.1-provider"},
        headers={"Accept": "text/html"},
    )
    assert answer.status == 403
    assert "checks only what its operator has allowed" in answer.text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_checks_are_accessible(checking_site: Site, open_page: NewPage, gate: Gate, scheme: str) -> None:
    for width in WIDTHS:
        gate.open.clear()
        page = open_page(f"{checking_site.url}/check", scheme=scheme, width=width)
        check(page, "check", scheme, width)
        begin(page)
        page.locator("#progress").wait_for()
        check(page, "check-running", scheme, width)
        gate.open.set()
        page.locator(".verdict").wait_for(timeout=PATIENCE * 1000)
        page.get_by_text("Keep this report").wait_for()
        if page.get_by_role("button", name="Compare").count():
            page.get_by_role("button", name="Compare").click()
            check(page, "check-compare", scheme, width)


# -- observing -------------------------------------------------------------------------------------------------------


def test_a_consumer_is_observed_while_it_reads(checking_site: Site, open_page: NewPage) -> None:
    page = open_page(f"{checking_site.url}/observe")
    page.get_by_role("button", name="Begin a session").click()
    base = page.get_by_role("button", name="Copy the address").get_attribute("data-copy") or ""
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="CASE-OBS-003")
    expect(row).to_contain_text("not seen")
    for start in (0, 100):
        ask(f"{base}/CFDocuments?offset={start}", Accept="application/json")
    expect(row).to_contain_text("shown", timeout=10_000)
    expect(page.locator("#visits")).to_contain_text("CFDocuments?offset=100")
    row.locator("summary").first.click()
    ask(f"{base}/CFItems/undefined", Accept="application/json")
    wrong = page.get_by_role("row").filter(has_text="CASE-OBS-010")
    expect(wrong).to_contain_text("failed", timeout=10_000)
    expect(row.locator("details").first).to_have_attribute("open", "")
    page.get_by_role("button", name="End the session").click()
    expect(page.get_by_text("The session is over")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON", exact=True).click()
    assert json.loads(Path(download.value.path()).read_bytes())["verdict"] == "fail"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_observing_are_accessible(checking_site: Site, open_page: NewPage, scheme: str) -> None:
    for width in WIDTHS:
        page = open_page(f"{checking_site.url}/observe", scheme=scheme, width=width)
        check(page, "observe", scheme, width)
        page.get_by_role("button", name="Begin a session").click()
        base = page.locator("[data-copy]").get_attribute("data-copy") or ""
        ask(f"{base}/CFDocuments", Accept="text/html")
        ask(f"{base}/CFDocuments?page=2")
        page.reload()
        check(page, "observed", scheme, width)
        page.get_by_role("button", name="End the session").click()
        check(page, "observed-over", scheme, width)

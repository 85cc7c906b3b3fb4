"""The HTML report of a suite in a real Chromium: it filters, unfolds and copies, and is accessible while it does."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from browser.serving import NewPage
from playwright.sync_api import Page, expect
import pytest
from reports import made_reports

from fairmark.validators.reports import FORMATS


@pytest.fixture
def address(tmp_path: Path) -> str:
    path = tmp_path / "report.html"
    path.write_bytes(FORMATS["html"].render(made_reports.hostile_suite()))
    return path.as_uri()


def test_outcomes_are_filtered(open_page: NewPage, address: str) -> None:
    page: Page = open_page(address)
    checks = page.locator("#filter-checks")
    expect(checks.get_by_role("status")).to_have_text("5 checks of 5 rules")
    checks.get_by_label("pass").check()
    expect(checks.get_by_role("status")).to_have_text("7 checks of 6 rules")
    checks.get_by_role("searchbox").fill("getCFDocument")
    expect(checks.get_by_role("status")).to_have_text("1 check of 1 rule")
    requirements = page.locator("#filter-requirements")
    expect(requirements.get_by_role("status")).to_have_text("5 requirements")


def test_a_link_to_what_is_filtered_out_shows_it(open_page: NewPage, address: str) -> None:
    page = open_page(f"{address}#check-CASE-SEC-001")
    expect(page.locator("#check-CASE-SEC-001")).to_be_visible()


def test_an_exchange_is_unfolded_and_copied(open_page: NewPage, address: str) -> None:
    page = open_page(address, permissions=["clipboard-read", "clipboard-write"])
    exchange = page.locator("article .exchange").first
    exchange.locator("summary").click()
    exchange.get_by_role("button", name="Copy").first.click()
    expect(exchange.get_by_role("button").first).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "curl --include 'https://vendor.example/ims/case/v1p1/CFItems/1;$(id)'"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_accessible_and_fits(open_page: NewPage, address: str, scheme: str, width: int) -> None:
    page = open_page(address, scheme=scheme, width=width)
    for exchange in page.locator("details:visible").all():
        exchange.evaluate("details => details.open = true")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

"""The pages in a real Chromium: accessible, within their width, quiet on the console; the screenshots are in
build/screens."""

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from browser.serving import SCREENS, NewPage, Site
from case_server import sample
from playwright.sync_api import Page
import pytest
from stored_frameworks import linked_frameworks

READING = f"/frameworks/{sample()['CFDocument']['identifier']}"
HERE, THERE = linked_frameworks()
AT_HERE = f"/frameworks/{HERE['CFDocument']['identifier']}"
IDS = {item["humanCodingScheme"]: item["identifier"] for item in sample()["CFItems"]}
LINKED = {item["humanCodingScheme"]: item["identifier"] for item in HERE["CFItems"]}

PAGES = {
    "home": "/",
    "frameworks": "/frameworks",
    "framework": READING,
    "item": f"{READING}/items/{IDS['DE.4']}",
    "item-with-children": f"{READING}/items/{IDS['PA']}",
    "item-with-crosswalks": f"{AT_HERE}/items/{LINKED['C']}",
    "search": f"{READING}/search?q=word",
    "rubric": f"{READING}/rubrics/{sample()['CFRubrics'][0]['identifier']}",
    "crosswalks": f"{AT_HERE}/crosswalks",
    "crosswalk": f"{AT_HERE}/crosswalks/{THERE['CFDocument']['identifier']}",
    "outside": f"{AT_HERE}/outside",
    "loss-skos": f"{READING}/loss/skos",
    "loss-case-1.0": f"{READING}/loss/case-1.0",
    "validate": "/validate",
    "api": "/api",
    "not-found": "/nothing/here",
}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 360)
CHECKED = {"light": 1280, "dark": 360}
"""The width at which axe looks at a page: it takes seconds, and each scheme and each width is seen once this way."""


def check(page: Page, name: str, scheme: str, width: int) -> None:
    """Hold the page to its width and to WCAG 2.2 AA as far as axe can; keep a picture of it."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}-{scheme}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it is wider than the window"
    if CHECKED[scheme] == width:
        check_access(page)


def check_access(page: Page) -> None:
    results: dict[str, Any] = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in results["violations"]] == []
    assert len(results["passes"]) > 10


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible(site: Site, open_page: NewPage, name: str, scheme: str) -> None:
    for width in WIDTHS:
        page = open_page(site.url + PAGES[name], scheme=scheme, width=width)
        check(page, name, scheme, width)


def test_the_check_sees_what_is_wrong(site: Site, open_page: NewPage) -> None:
    page = open_page(site.url)
    page.evaluate("document.querySelector('h1').replaceChildren(document.createElement('img'))")
    with pytest.raises(AssertionError, match="empty-heading"):
        check_access(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_tree_is_accessible(site: Site, open_page: NewPage, scheme: str) -> None:
    for width in WIDTHS:
        page = open_page(site.url + READING, scheme=scheme, width=width)
        page.get_by_role("button", name="Below PA", exact=True).click()
        page.get_by_role("button", name="Below PA.3", exact=True).click()
        page.get_by_text("Taps a finger for each sound").wait_for()
        check(page, "open-tree", scheme, width)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_is_accessible(site: Site, open_page: NewPage, tmp_path: Path, scheme: str) -> None:
    for width in WIDTHS:
        page = open_page(f"{site.url}/validate", scheme=scheme, width=width)
        page.set_input_files("#file", broken_file(tmp_path))
        page.get_by_role("button", name="Validate").click()
        page.locator(".verdict").wait_for()
        check(page, "report", scheme, width)


def broken_file(folder: Path) -> Path:
    import orjson

    package = sample()
    del package["CFDocument"]["creator"]
    package["CFItems"][3]["fullStatement"] = " "
    package["CFItems"][4]["language"] = "no language"
    file = folder / "reading.json"
    file.write_bytes(orjson.dumps(package))
    return file

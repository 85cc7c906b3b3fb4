"""The page of coverage in a real Chromium: it fits, it is accessible, and its picture can be read."""

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from browser.serving import NewPage
from gradebooks import framework, gradebook, objective, results, shelf
from playwright.sync_api import expect
import pytest

from conftest import Run


@pytest.fixture
def address(fairmark: Run, tmp_path: Path) -> str:
    """The page of an export in which every shade occurs."""
    tree: dict[str, Any] = {top: {f"{top}.{at}": {} for at in range(9)} for top in "ABCD"}
    named = {"B": 1, "C": 5, "D": 9}
    export = gradebook(
        tmp_path / "export",
        lineItemLearningObjectiveIds=[objective("i1", f"{top}.{at}") for top in named for at in range(named[top])],
        results=results("i1", "north", 12),
    )
    books = shelf(tmp_path / "shelf", framework("Reading continuum", tree))
    done = fairmark("coverage", export, "--shelf", books, "--format", "html", "--output", tmp_path / "coverage.html")
    assert done.exit_code == 0, done.output
    return (tmp_path / "coverage.html").as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_accessible_and_fits(open_page: NewPage, address: str, scheme: str, width: int) -> None:
    page = open_page(address, scheme=scheme, width=width)
    for details in page.locator("details").all():
        details.evaluate("details => details.open = true")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_its_picture_says_what_it_shows(open_page: NewPage, address: str) -> None:
    page = open_page(address)
    picture = page.get_by_role("img", name="Coverage of Reading continuum")
    expect(picture).to_be_visible()
    north = picture.locator("rect").evaluate_all("rects => rects.slice(0, 4).map(rect => rect.getAttribute('class'))")
    assert north == ["none", "some", "most", "all"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_written_into_a_cell_can_be_read(open_page: NewPage, address: str, scheme: str) -> None:
    """Its contrast is that of WCAG AA, 4.5 to 1, which axe does not look at in SVG."""
    page = open_page(address, scheme=scheme)
    colours = page.locator("svg[role=img] g").evaluate_all(
        "cells => cells.map(cell => ['rect', '.inside'].map(part => getComputedStyle(cell.querySelector(part)).fill))"
    )
    painted = {(rect, text) for rect, text in colours if rect.startswith("rgb")}
    assert len(painted) == 3  # what has nothing is hatched, and its text has a rim
    for rect, text in painted:
        lighter, darker = sorted((luminance(rect), luminance(text)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """The relative luminance of a colour such as rgb(1, 2, 3), as WCAG defines it."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

"""The pages about learning in a real Chromium: accessible in both schemes, within 320 pixels, without scripts, by the
keyboard alone, and the snapshot on one sheet of paper."""

from collections.abc import Iterator
from pathlib import Path
import re

from browser.serving import SCREENS, NewPage, Site, new_store, served
from browser.test_pages_in_browser import check_access
from learning_visits import fill, new_session, sessions
from playwright.sync_api import Page, expect
import pytest

from fairmark.server.oauth.limits import Limits
from fairmark.server.serving.demo_district import DemoPeople, demo_people
from fairmark.server.serving.looking_around import offer
from fairmark.server.web.learning import learning_pages

WIDTHS = (1280, 320)
PAGES = {
    "home": ("teacher", "/learning"),
    "learner": ("learner", "{learner}"),
    "learner-then": ("learner", "{learner}?asOf=2025-12-01&knownAt=2025-12-01"),
    "portfolio": ("learner", "{learner}/portfolio"),
    "snapshot": ("guardian", "{learner}/snapshot"),
    "feedback": ("teacher", "/learning/feedback"),
    "support": ("teacher", "/learning/support"),
    "groups": ("teacher", "/learning/groups"),
    "sessions": ("scorer", "/learning/sessions"),
    "scoring": ("scorer", "{open}"),
    "agreement": ("scorer", "{closed}"),
}
AXE_LOOKS_AT = {"light": 1280, "dark": 320}
"""The width at which axe looks at a page: it takes seconds, and each scheme and each width is seen once this way."""


@pytest.fixture(scope="module")
def learning_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    store = new_store(tmp_path_factory.mktemp("learning"))
    fill(store)
    new_session(store, [sessions(store)[-1].data["scorers"][-1]["scorer"]])
    with served(store, apis=[learning_pages(Limits(), offer(store.engine))]) as running:
        yield running


@pytest.fixture(scope="module")
def people(learning_site: Site) -> DemoPeople:
    found = demo_people(learning_site.store.engine)
    assert found is not None
    return found


def signed_in(site: Site, open_page: NewPage, who: str, scheme: str = "light", width: int = 1280, **more: bool) -> Page:
    page = open_page(f"{site.url}/learning/sign-in", scheme=scheme, width=width, **more)
    page.locator(f"button[value={who}]").click()
    page.wait_for_url(f"{site.url}/learning")
    return page


def address_of(site: Site, people: DemoPeople, name: str) -> str:
    closed, open_one = sessions(site.store)[0], sessions(site.store)[-1]
    places = {
        "learner": f"/learning/learners/{people.learner}",
        "closed": f"/learning/sessions/{closed.root}",
        "open": f"/learning/sessions/{open_one.root}",
    }
    return site.url + PAGES[name][1].format(**places)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_and_fits(
    learning_site: Site, open_page: NewPage, people: DemoPeople, name: str, scheme: str
) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page = signed_in(learning_site, open_page, PAGES[name][0], scheme, width)
        page.goto(address_of(learning_site, people, name))
        for details in page.locator("details").all():
            details.evaluate("details => details.open = true")
        page.screenshot(path=SCREENS / f"learning-{name}-{scheme}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it is wider than the window"
        if AXE_LOOKS_AT[scheme] == width:
            check_access(page)


def test_the_page_to_sign_in_is_accessible(learning_site: Site, open_page: NewPage) -> None:
    check_access(open_page(f"{learning_site.url}/learning/sign-in", width=320))


def test_a_piece_is_scored_by_the_keyboard_and_without_scripts(
    learning_site: Site, open_page: NewPage, people: DemoPeople
) -> None:
    page = signed_in(learning_site, open_page, "scorer", scripts=False)
    page.goto(address_of(learning_site, people, "scoring"))
    expect(page.get_by_text("Rating 1 of 3")).to_be_visible()
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("It says why.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Rating 2 of 3")).to_be_visible()


def test_what_has_the_focus_is_seen(learning_site: Site, open_page: NewPage, people: DemoPeople) -> None:
    page = signed_in(learning_site, open_page, "learner", width=320)
    page.goto(address_of(learning_site, people, "learner"))
    for _ in range(8):
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style == "solid"


def test_the_snapshot_fits_on_a_sheet(
    learning_site: Site, open_page: NewPage, people: DemoPeople, tmp_path: Path
) -> None:
    page = signed_in(learning_site, open_page, "guardian")
    page.goto(address_of(learning_site, people, "snapshot"))
    pdf = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1

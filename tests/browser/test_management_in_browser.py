"""The pages of management reports in a real Chromium: accessible, within their width, quiet on the console; the
screenshots are in build/screens."""

from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from browser.serving import SCREENS, served
from playwright.sync_api import Browser
import pytest

from fairmark.fixtures import frameworks
from fairmark.fixtures.district import District
from fairmark.fixtures.district.continuums import USED
from fairmark.server.importing.importer import How, import_source
from fairmark.server.oauth.limits import Limits
from fairmark.server.serving.demo_district import DemoPeople, demo_people, put_district
from fairmark.server.serving.places import TIME_ZONE
from fairmark.server.serving.tokens import issue
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from fairmark.server.web import mount
from fairmark.server.web.learning import learning_pages
from fairmark.server.web.management import management_pages
from fairmark.validators.readers.source import of_bytes

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "management-list": ("leader", "/learning/reports"),
    "management-proficiency": ("district", "/learning/reports/R-11?by=school"),
    "management-distribution": ("district", "/learning/reports/R-09"),
    "management-trend": ("leader", "/learning/reports/R-13"),
    "management-equity": ("district", "/learning/reports/R-18"),
    "management-support": ("teacher", "/learning/reports/R-01"),
    "management-wrong": ("district", "/learning/reports/R-11?by=school&by=grade&p_nothing=1&grade=x"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    engine = open_database(f"sqlite:///{(tmp_path_factory.mktemp('management') / 'store.db').as_posix()}")
    upgrade(engine)
    made = Store(engine)
    for name in USED:
        import_source(made, of_bytes(f"{name}.json", frameworks()[name].read_bytes()), How(lenient=False))
    put_district(engine, District(learners=200))
    return made


@pytest.fixture(scope="module")
def tokens(store: Store) -> dict[str, str]:
    people = demo_people(store.engine)
    assert people is not None
    known = Tokens(store.engine)
    return {
        name: issue(known, name, frozenset({"scl.read"}), acts_as=getattr(people, name))
        for name in DemoPeople.__slots__
    }


@pytest.fixture(scope="module")
def address(store: Store, tokens: dict[str, str]) -> Iterator[str]:
    with served(store, mount, apis=(learning_pages(Limits()), management_pages()), time_zone=TIME_ZONE) as site:
        yield site.url


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_pages_are_accessible_and_fit(
    browser: Browser, address: str, tokens: dict[str, str], name: str, width: int, scheme: str
) -> None:
    who, path = PAGES[name]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    problems: list[str] = []
    page.goto(f"{address}/learning/sign-in")
    page.get_by_label("token").fill(tokens[who])
    page.get_by_role("button", name="Sign in").click()
    page.on("console", lambda message: problems.append(message.text))
    page.goto(address + path)
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=Path(SCREENS) / f"{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"runOnly": WCAG})
    assert found.violations_count == 0, found.generate_report()
    assert [text for text in problems if "400" not in text] == []
    context.close()

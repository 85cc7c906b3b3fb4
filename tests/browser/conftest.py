"""A server with real frameworks and a real Chromium for the tests of pages."""

from collections.abc import Iterator
import os
import re
from typing import Any

from browser.chromium import FLAGS, MISSING, find_or_install
from browser.serving import NewPage, Site, new_store, served
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
import pytest
from stored_frameworks import large_framework, linked_frameworks, put

from fairmark.fixtures import frameworks
from fairmark.server.importing.importer import import_source
from fairmark.validators.readers.source import of_bytes

LARGE = 100_000


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = find_or_install()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return path


@pytest.fixture(scope="module")  # and no longer: it keeps an event loop running in which other tests may want their own
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The samples that ship, and two small frameworks that are linked."""
    store = new_store(tmp_path_factory.mktemp("site"))
    for name, file in frameworks().items():
        if not name.endswith("-1.0"):
            import_source(store, of_bytes(f"{name}.json", file.read_bytes()))
    for package in linked_frameworks():
        put(store, package)
    with served(store) as running:
        yield running


@pytest.fixture(scope="session")
def large_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A framework of a hundred thousand items."""
    store = new_store(tmp_path_factory.mktemp("large"))
    put(store, large_framework(LARGE))
    with served(store) as running:
        yield running


@pytest.fixture
def open_page(browser: Browser) -> Iterator[NewPage]:
    """Opens pages: `open_page(address, scheme="dark", width=360, scripts=False)`. Whatever a page says on its console
    fails the test, as a breach of the content security policy does."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def open_one(address: str, scheme: str = "light", width: int = 1280, scripts: bool = True, **more: Any) -> Page:
        height = 900 if width > 400 else 740
        context = browser.new_context(
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()
    # A page that says what is wrong with a form or an address has such a status; the browser tells of it.
    assert [line for line in said if not re.search(r"status of 4\d\d", line)] == []

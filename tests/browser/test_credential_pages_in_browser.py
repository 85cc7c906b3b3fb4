"""Reading and sharing credentials in a real Chromium: accessible in both schemes, by keyboard, without scripts."""

from collections.abc import Iterator, Mapping
import json
from typing import Any

from browser.serving import NewPage, Site, new_store, served
from browser.test_pages_in_browser import WIDTHS, check
from case_server import sample
from playwright.sync_api import Page
import pytest
from stored_frameworks import put

from conftest import ROOT
from credential_twins import samples, signing
from fairmark.server.context import Context
from fairmark.server.credentials.demo import give
from fairmark.server.oauth.limits import Limits
from fairmark.server.oauth.people import add
from fairmark.server.oauth.routes import authorization_apis
from fairmark.server.settings import Settings
from fairmark.server.storage.people import People
from fairmark.server.web.credentials_mine import learner_apis

PASSWORD = "correct horse battery"
TWINS = ROOT / "fixtures" / "credentials"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with the sample continuum and a learner who keeps badges aligned to it, and a record."""
    store = new_store(tmp_path_factory.mktemp("learner"))
    put(store, sample())
    person = add(People(store.engine), "maya", "Maya Ortiz", PASSWORD)
    assert give(Context(Settings(), store), person.id) == 4
    limits = Limits()
    with served(store, apis=(*authorization_apis(limits), *learner_apis(limits)), look_up=True) as running:
        yield running


def badge() -> dict[str, Any]:
    """A badge with all that a page has to show."""
    made = samples.rubric_badge()
    made["image"] = {"id": f"data:image/png;base64,{PIXEL}", "type": "Image", "caption": "A dot"}
    made["evidence"] = [
        {"id": "urn:example:e", "type": ["Evidence"], "name": "Capstone", "narrative": "A talk.\nLong."}
    ]
    made["credentialSubject"]["achievement"]["alignment"] = [
        {"type": ["Alignment"], "targetName": one["fullStatement"], "targetUrl": one["uri"], "targetType": "CFItem"}
        for one in sample()["CFItems"][:2]
    ]
    return made


def record() -> dict[str, Any]:
    """A record with an endorsement of it, an endorsed badge, and one that has been tampered with."""
    made = samples.record()
    made["endorsement"] = [samples.endorsement(about=made["id"])]
    wrong = {**signing.embedded(samples.badge(2)), "name": "Changed"}
    made["credentialSubject"]["verifiableCredential"] = [samples.endorsed_badge(), wrong]
    return signing.embedded(made)


CREDENTIALS: Mapping[str, bytes] = {
    "good": json.dumps(signing.embedded(badge())).encode(),
    "tampered": json.dumps({**signing.embedded(badge()), "name": "Doctor of everything"}).encode(),
    "expired": json.dumps(signing.embedded({**samples.badge(), "validUntil": "2026-07-01T00:00:00Z"})).encode(),
    "record": json.dumps(record()).encode(),
    "token": signing.as_jwt(samples.badge()).encode(),
    "open": (TWINS / "OB-STATUS-001" / "good.json").read_bytes(),
    "image": (TWINS / "OB-BAKE-001" / "good.png").read_bytes(),
    "unread": b'{"a": 1}',
}


def drop(page: Page, name: str) -> None:
    page.set_input_files("#file", {"name": name, "mimeType": "application/json", "buffer": CREDENTIALS[name]})
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("link", name="Read another credential").wait_for()


def log_in(page: Page) -> None:
    page.get_by_label("Login name").fill("maya")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Kept for you").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", CREDENTIALS)
def test_what_was_read_is_accessible(learner: Site, open_page: NewPage, name: str, scheme: str) -> None:
    for width in WIDTHS:
        page = open_page(f"{learner.url}/credential", scheme=scheme, width=width)
        if name == "good":
            check(page, "credential-form", scheme, width)
        drop(page, name)
        check(page, f"credential-{name}", scheme, width)
        if name in ("good", "record"):
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            check(page, f"credential-{name}-open", scheme, width)


def test_the_picture_in_the_credential_is_shown(learner: Site, open_page: NewPage) -> None:
    page = open_page(f"{learner.url}/credential")
    drop(page, "good")
    assert page.get_by_role("img", name="A dot").evaluate("(image) => image.naturalWidth") == 1


def test_a_held_item_is_one_click_away(learner: Site, open_page: NewPage) -> None:
    page = open_page(f"{learner.url}/credential")
    drop(page, "good")
    statement = sample()["CFItems"][1]["fullStatement"]
    page.get_by_role("link", name=statement).click()
    page.get_by_role("heading", level=1, name=statement).wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_token_is_pasted_with_and_without_scripts(learner: Site, open_page: NewPage, scripts: bool) -> None:
    page = open_page(f"{learner.url}/credential", scripts=scripts)
    page.get_by_label("Or paste it").fill(CREDENTIALS["token"].decode())
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("heading", level=1, name="Holds").wait_for()


def test_a_credential_is_read_by_keyboard_alone(learner: Site, open_page: NewPage) -> None:
    page = open_page(f"{learner.url}/credential")
    page.get_by_label("Or paste it").focus()
    page.keyboard.insert_text(CREDENTIALS["record"].decode())
    page.keyboard.press("Tab")  # to the box that lets the web be asked
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Not to be trusted as a whole").wait_for()
    summary = page.locator("summary", has_text="Changed")
    summary.focus()
    page.keyboard.press("Enter")
    page.locator("details[open]", has_text="never signed by whom it says").wait_for()


def test_a_file_that_is_dropped_on_the_window_is_read(learner: Site, open_page: NewPage) -> None:
    page = open_page(f"{learner.url}/credential")
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.items.add(new File([text], "badge.json"));
            window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
        }""",
        CREDENTIALS["expired"].decode(),
    )
    page.get_by_role("heading", level=1, name="Expired").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_learner_are_accessible(learner: Site, open_page: NewPage, scheme: str) -> None:
    for width in WIDTHS:
        page = open_page(f"{learner.url}/my/credentials", scheme=scheme, width=width)
        check(page, "my-login", scheme, width)
        log_in(page)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        check(page, "my-credentials", scheme, width)
        page.get_by_role("button", name="Make a link").first.click()
        page.get_by_role("status", name="The new link").wait_for()
        check(page, "my-credentials-link", scheme, width)
        address = page.locator(".newlink button").get_attribute("data-copy")
        page.get_by_role("button", name="Open Reading").click()
        page.get_by_role("heading", name="Share it by a link").wait_for()
        check(page, "my-credential", scheme, width)
        shared = open_page(_here(learner, address), scheme=scheme, width=width)
        shared.get_by_role("link", name="Download the credential").wait_for()
        check(shared, "shared", scheme, width)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_learner_shares_a_badge_and_takes_it_back(learner: Site, open_page: NewPage, scripts: bool) -> None:
    page = open_page(f"{learner.url}/my/credentials", scripts=scripts)
    log_in(page)
    card = page.get_by_role("listitem").filter(has_text="Says each sound")
    card.get_by_text("Share by a link").click()
    note = f"Valley College, {'with' if scripts else 'without'} scripts"
    card.get_by_label("What it is for").fill(note)
    card.get_by_label("Good for").select_option("a week")
    card.get_by_role("button", name="Make a link").click()
    address = page.locator(".newlink code").inner_text()
    shared = open_page(_here(learner, address), scripts=scripts)
    with shared.expect_download() as download:
        shared.get_by_role("link", name="Download the credential").click()
    assert download.value.suggested_filename == "credential.jws"
    page.get_by_role("button", name="Open Says").click()
    page.get_by_role("button", name="Back to all of your credentials").click()
    row = page.get_by_role("row").filter(has_text=note)
    assert "1 time, downloaded 1 time" in row.inner_text()
    row.get_by_role("button", name="Take back").click()
    page.get_by_role("status").filter(has_text="Taken back").wait_for()
    shared.reload()
    shared.get_by_text("This link leads nowhere").wait_for()


def _here(site: Site, address: str | None) -> str:
    """The address at the server of these tests, which does not know its own port when it makes one."""
    assert address
    return f"{site.url}/shared/{address.rpartition('/')[2]}"

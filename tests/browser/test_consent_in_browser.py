"""Logging in and deciding in a real Chromium: accessible, by keyboard, without scripts, and back at the client."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from browser.serving import NewPage, Site, new_store, served
from browser.test_pages_in_browser import WIDTHS, check
from oauth_server import METADATA, PASSWORD, READ, REDIRECT, UPSERT, challenge_of
from playwright.sync_api import Page, Request
import pytest

from fairmark.server.oauth.people import add
from fairmark.server.oauth.registration import DEFAULTS
from fairmark.server.oauth.routes import authorization_apis
from fairmark.server.oauth.scopes import OFFLINE
from fairmark.server.storage.clients import Client, Clients
from fairmark.server.storage.disclosures import Disclosures
from fairmark.server.storage.people import People

VERIFIER = "verifier-" + "x" * 40
CLIENT = "client-of-these-tests"
HOSTILE = "A wallet with quite a long name <b>& more</b> \u202egnol"


@pytest.fixture(scope="module")
def consent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with a person, and a client with a name that somebody has thought about."""
    store = new_store(tmp_path_factory.mktemp("consent"))
    person = add(People(store.engine), "maya", "Maya Ortiz", PASSWORD)
    metadata = {**DEFAULTS, **METADATA, "client_name": HOSTILE}
    Clients(store.engine).add(Client(CLIENT, "", metadata, datetime.now(UTC)))
    Disclosures(store.engine).disclosed(person.id, CLIENT, "getCredentials", ["urn:uuid:" + "a" * 32, "urn:b"])
    with served(store, apis=authorization_apis()) as running:
        yield running


def address(site: Site, scope: str) -> str:
    query = {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": REDIRECT,
        "scope": scope,
        "state": "opaque",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    }
    return f"{site.url}/oauth/authorize?{urlencode(query)}"


def log_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Login name").fill("maya")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def sent_to_client(page: Page, button: str) -> dict[str, str]:
    """What the client is told when that button is pressed. There is no such host: the request counts, not its end."""

    def is_to_client(request: Request) -> bool:
        return request.url.startswith(REDIRECT)

    with page.expect_event("request", is_to_client) as told:
        page.get_by_role("button", name=button).click(no_wait_after=True)
    return {name: values[0] for name, values in parse_qs(urlsplit(told.value.url).query).items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_oauth_are_accessible(consent: Site, open_page: NewPage, scheme: str) -> None:
    for width in WIDTHS:
        page = open_page(address(consent, f"{READ} {UPSERT} {OFFLINE}"), scheme=scheme, width=width)
        check(page, "oauth-login", scheme, width)
        log_in(page)
        page.get_by_role("heading", name="Who asks").wait_for()
        check(page, "oauth-consent", scheme, width)
        page.get_by_role("button", name="Allow what is ticked").click()
        page.get_by_role("alert").wait_for()
        check(page, "oauth-consent-wrong", scheme, width)
        page.get_by_label("See all badges").check()
        sent_to_client(page, "Allow what is ticked")
        access = open_page(f"{consent.url}/oauth/access", scheme=scheme, width=width)
        log_in(access)
        access.get_by_role("button", name="Take back").first.wait_for()
        check(access, "oauth-access", scheme, width)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_learner_allows_a_part_with_and_without_scripts(consent: Site, open_page: NewPage, scripts: bool) -> None:
    page = open_page(address(consent, f"{READ} {UPSERT} {OFFLINE}"), scripts=scripts)
    log_in(page)
    page.get_by_label("Add badges").check()
    said = sent_to_client(page, "Allow what is ticked")
    assert (said["state"], said["scope"]) == ("opaque", UPSERT)
    assert said["code"]


def test_a_learner_decides_by_keyboard_alone(consent: Site, open_page: NewPage) -> None:
    page = open_page(address(consent, f"{READ} {UPSERT}"))
    page.get_by_label("Login name").focus()
    page.keyboard.type("maya")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("See all badges").focus()
    page.keyboard.press("Space")
    with page.expect_event("request", lambda request: request.url.startswith(REDIRECT)) as told:
        page.keyboard.press("Enter")
    assert "code=" in told.value.url


@pytest.mark.parametrize("logged_in", [True, False])
def test_a_learner_refuses(consent: Site, open_page: NewPage, logged_in: bool) -> None:
    page = open_page(address(consent, READ))
    if logged_in:
        log_in(page)
        page.get_by_role("heading", name="Who asks").wait_for()
    assert sent_to_client(page, "Don’t allow")["error"] == "access_denied"


def test_a_wrong_password_is_said_and_the_login_name_kept(consent: Site, open_page: NewPage) -> None:
    page = open_page(address(consent, READ))
    page.get_by_label("Login name").fill("maya ")
    page.get_by_label("Password").fill("not the password")
    with page.expect_response("**/oauth/authorize?*") as answered:
        page.get_by_role("button", name="Log in").click()
    assert answered.value.status == 403
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Login name").input_value() == "maya "
    assert page.get_by_label("Password").input_value() == ""
    assert page.title().startswith("Error: ")

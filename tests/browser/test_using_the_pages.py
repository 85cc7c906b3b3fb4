"""What a person does with the pages, in a real Chromium: with a mouse, with the keyboard alone, without scripts."""

import json
from pathlib import Path

from browser.serving import NewPage, Site
from case_server import sample
from playwright.sync_api import Browser, Page, expect
import pytest
from stored_frameworks import item, put, thing

READING = f"/frameworks/{sample()['CFDocument']['identifier']}"
IDS = {one["humanCodingScheme"]: one["identifier"] for one in sample()["CFItems"]}

DROP = """
async ([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "application/json" }));
  const over = (kind) => new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
  document.body.dispatchEvent(over("dragenter"));
  if (!document.querySelector(".drop.over")) throw new Error("it does not show that it takes the file");
  document.body.dispatchEvent(over("drop"));
}
"""


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.textContent.trim()")
    return text


# -- the tree --------------------------------------------------------------------------------------------------------


def test_the_keyboard_alone_leads_to_an_item(site: Site, open_page: NewPage) -> None:
    page = open_page(site.url + READING)
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    while page.evaluate("document.activeElement.className") != "fold":
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Below PA"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Below PA", exact=True)).to_have_attribute("aria-expanded", "true")
    page.get_by_text("Claps the syllables").wait_for()
    page.keyboard.press("Tab")
    assert focused(page).startswith("PA ")
    page.keyboard.press("Tab")
    assert focused(page).startswith("PA.1 ")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/items/{IDS['PA.1']}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Claps the syllables of a spoken word.")


def test_arrow_keys_move_open_and_close(site: Site, open_page: NewPage) -> None:
    page = open_page(site.url + READING)
    page.get_by_role("link", name="PA Hearing").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("Claps the syllables").wait_for()
    assert focused(page).startswith("PA ")
    page.keyboard.press("ArrowRight")
    assert focused(page).startswith("PA.1 ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("PA.3 ")
    page.keyboard.press("ArrowUp")
    assert focused(page).startswith("PA.2 ")
    page.keyboard.press("ArrowLeft")
    assert focused(page).startswith("PA ")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Claps the syllables")).to_be_hidden()
    page.keyboard.press("End")
    assert focused(page).startswith("SL ")
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("SL ")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("DE ")


def test_a_hundred_thousand_items(large_site: Site, open_page: NewPage) -> None:
    framework = large_site.store.frameworks()[0].identifier
    page = open_page(f"{large_site.url}/frameworks/{framework}")
    rows = page.locator(".node")
    assert rows.count() == 20
    page.get_by_role("button", name="Below T.19", exact=True).click()  # ten thousand and more in one list
    expect(rows).to_have_count(120)
    page.get_by_role("link", name="Show more").click()
    expect(rows).to_have_count(220)
    expect(page.locator("#said")).to_have_text("100 more items.")
    assert focused(page).startswith("T.")  # the first of the new ones, not the top of the page
    page.get_by_role("searchbox").fill("number 99999")
    page.get_by_role("button", name="Search").click()
    found = page.get_by_role("link", name="T.99999")
    found.click()
    expect(page.get_by_role("navigation", name="Where you are")).to_contain_text("T.19")
    page.goto(f"{large_site.url}/frameworks/{framework}/search?q=idea")
    assert page.locator(".results > li").count() == 100
    page.get_by_role("link", name="More results").click()
    page.wait_for_url("**offset=100")
    assert page.locator(".results > li").count() == 100


def test_rows_that_cannot_be_fetched_are_said_to_be_so(site: Site, open_page: NewPage) -> None:
    page = open_page(site.url + READING)
    page.route("**/below/**", lambda route: route.fulfill(status=404, body=""))
    page.get_by_role("button", name="Below PA", exact=True).click()
    expect(page.locator("#said")).to_have_text("These items could not be fetched.")
    expect(page.get_by_role("button", name="Below PA", exact=True)).to_have_attribute("aria-expanded", "false")


def test_everything_is_reached_without_scripts(site: Site, open_page: NewPage) -> None:
    page = open_page(site.url + READING, scripts=False)
    assert page.get_by_role("button", name="Copy").count() == 0
    page.get_by_role("link", name="PA Hearing").click()
    page.get_by_role("link", name="PA.3 Says each sound").click()
    page.get_by_role("link", name="PA.3.a Taps a finger").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Taps a finger")


def test_what_data_says_is_never_run(site: Site, open_page: NewPage) -> None:
    document = thing(
        "CFDocuments", "hostile", title="<img src=x onerror=hacked=1>", creator="<script>hacked=1</script>"
    )
    bad = item("bad", fullStatement="<svg onload=hacked=1><script>hacked=1</script>")
    at = f"/frameworks/{put(site.store, {'CFDocument': document, 'CFItems': [bad]})}"
    try:
        for address in (at, f"{at}/items/{bad['identifier']}", f"{at}/outside", f"{at}/search?q=hacked", "/frameworks"):
            page = open_page(site.url + address)
            assert page.evaluate("typeof hacked") == "undefined"
            expect(page.locator("main")).to_contain_text("hacked=1")
    finally:
        site.store.remove(document["identifier"])


# -- copying and taking along ----------------------------------------------------------------------------------------


def test_an_identifier_is_copied(site: Site, open_page: NewPage) -> None:
    page = open_page(f"{site.url}{READING}/items/{IDS['DE.4']}", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the identifier").click()
    expect(page.locator("#said")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == IDS["DE.4"]


def test_an_identifier_is_copied_or_selected_where_there_is_no_clipboard(site: Site, open_page: NewPage) -> None:
    page = open_page(f"{site.url}{READING}/items/{IDS['DE.4']}")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy the identifier").click()
    expect(page.locator("#said")).not_to_be_empty()
    assert page.evaluate("getSelection().toString()") == IDS["DE.4"]


def test_a_framework_is_taken_along(site: Site, open_page: NewPage) -> None:
    page = open_page(site.url + READING)
    with page.expect_download() as download:
        page.get_by_role("link", name="1.1 JSON").click()
    assert json.loads(Path(download.value.path()).read_bytes()) == sample()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "reading-continuum-sample.csv"


# -- validating ------------------------------------------------------------------------------------------------------


def broken() -> str:
    package = sample()
    del package["CFDocument"]["creator"]
    return json.dumps(package)


def test_a_dropped_file_is_judged(site: Site, open_page: NewPage) -> None:
    page = open_page(f"{site.url}/validate")
    page.evaluate(DROP, ["dropped.json", broken()])
    expect(page.locator(".verdict h1")).to_contain_text("dropped.json")
    expect(page.locator(".verdict .badge")).to_contain_text("FAIL")
    page.get_by_role("searchbox").fill("nothing has these words")  # the report's own script runs here too
    expect(page.locator("#filter-findings .shown")).to_have_text("0 samples of 0 rules")
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON", exact=True).click()
    report = json.loads(Path(download.value.path()).read_bytes())
    assert report["verdict"] == "fail"
    assert report["inputs"][0]["name"] == "dropped.json"


def test_a_file_is_judged_without_scripts(site: Site, open_page: NewPage, tmp_path: Path) -> None:
    file = tmp_path / "chosen.json"
    file.write_text(broken(), "utf-8")
    page = open_page(f"{site.url}/validate", scripts=False)
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Validate").click()
    expect(page.locator(".verdict h1")).to_contain_text("chosen.json")


def test_a_file_that_is_too_large_is_not_sent(site: Site, open_page: NewPage, tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    file.write_bytes(b" " * 20_000_001)
    page = open_page(f"{site.url}/validate")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Validate").click()
    expect(page.get_by_role("alert")).to_contain_text("more than 20 MB")
    assert page.url.endswith("/validate")


@pytest.mark.parametrize("form", ["json", "html"])
def test_the_answer_can_be_a_file(site: Site, open_page: NewPage, tmp_path: Path, form: str) -> None:
    file = tmp_path / "chosen.json"
    file.write_text(broken(), "utf-8")
    page = open_page(f"{site.url}/validate")
    page.set_input_files("#file", file)
    page.select_option("#answer", form)
    with page.expect_download() as download:
        page.get_by_role("button", name="Validate").click()
    assert download.value.suggested_filename == f"report.{form}"
    expect(page.get_by_role("button", name="Validate")).to_be_enabled()


def test_no_page_may_be_framed(site: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{site.url}/healthz")
    page.evaluate("document.body.append(Object.assign(document.createElement('iframe'), { src: '/validate' }))")
    page.wait_for_timeout(500)
    frame = next(one for one in page.frames if one is not page.main_frame)
    assert frame.locator("form").count() == 0
    page.close()

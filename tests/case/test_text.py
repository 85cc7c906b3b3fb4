"""CASE-TEXT where it is subtle: markup and mathematics, the types of two versions, and language tags."""

from typing import Any

from one_rule import findings
import pytest

from fairmark.validators.rules.language_tags import LANGUAGE_TAG

ID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"


def item(**members: Any) -> dict[str, Any]:
    return {"CFItems": [{"identifier": ID, **members}]}


def pointers(rule: str, data: dict[str, Any], version: str = "1.1") -> list[str]:
    return [found.location.pointer for found in findings(rule, data, version=version)]


@pytest.mark.parametrize(
    ("field", "in_1_0", "in_1_1"),
    [
        ("fullStatement", "CASE-TEXT-002", ""),
        ("abbreviatedStatement", "CASE-TEXT-001", "CASE-TEXT-001"),
        ("notes", "", ""),
        ("madeUp", "", ""),
    ],
)
def test_the_type_of_the_version_decides(field: str, in_1_0: str, in_1_1: str) -> None:
    package = item(**{field: "one\r\ntwo"})
    for version, expected in (("1.0", in_1_0), ("1.1", in_1_1)):
        spoke = [rule for rule in ("CASE-TEXT-001", "CASE-TEXT-002") if pointers(rule, package, version)]
        assert [rule for rule in spoke if version == "1.0" or rule != "CASE-TEXT-002"] == [expected][: bool(expected)]


def test_the_three_widened_fields_of_1_0() -> None:
    package = {
        "CFDocument": {"identifier": "d", "description": "a\tb", "title": "a\tb"},
        "CFItems": [{"identifier": "i", "fullStatement": "a\nb"}],
        "CFRubrics": [{"identifier": "r", "description": "a\rb", "title": "a\rb"}],
    }
    widened = ["/CFDocument/description", "/CFItems/0/fullStatement", "/CFRubrics/0/description"]
    assert sorted(pointers("CASE-TEXT-002", package, "1.0")) == widened
    assert sorted(pointers("CASE-TEXT-001", package, "1.0")) == ["/CFDocument/title", "/CFRubrics/0/title"]


def test_lists_and_links_hold_text_too() -> None:
    link = {"identifier": "a\tb", "uri": "https://example.org/", "title": "two\nlines"}
    package = item(educationLevel=["01", "02\n", 3, None], CFItemTypeURI=link)
    package["CFAssociations"] = [{"identifier": "a", "originNodeURI": link, "destinationNodeURI": {"title": 5}}]
    assert pointers("CASE-TEXT-001", package) == [
        "/CFItems/0/educationLevel/1",
        "/CFItems/0/CFItemTypeURI/title",
        "/CFAssociations/0/originNodeURI/title",
        "/CFAssociations/0/originNodeURI/identifier",
    ]


def test_the_finding_says_where_the_break_is() -> None:
    (found,) = findings("CASE-TEXT-001", item(humanCodingScheme="6.RP\tA"))
    assert found.message == "There is a tab after 4 characters; this field takes text in one line, without tabs"


@pytest.mark.parametrize(
    "text",
    [
        "Compare numbers: x < 3, y<z and a <b onset=5> c.",
        "if a<b then on = 1",
        "f(x) = <x, y> on the interval",
        "<p class='x'>The <em>onset</em> of <code>a</code></p>",
        "Explain JavaScript: variables, loops, the word script.",
        '<a href="https://example.org/?onclick=1">link</a> [link](https://example.org)',
        "&lt;script&gt;alert(1)&lt;/script&gt; is text",
        "<description>onclick</description>",
        "Press Tab\tand Enter\r\n to go on. \u2028 \u00a0 \u200b \u202e",
        "Describe <scripture> and <scripts>",
        "數學 <三>",
    ],
)
def test_harmless_text_is_left_alone(text: str) -> None:
    assert pointers("CASE-TEXT-003", item(notes=text, fullStatement=text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<SCRIPT\nsrc=//evil.example/x.js>",
        "</script >",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        '<a title="x"onclick = "alert(1)">',
        "<div\nONMOUSEOVER='alert(1)'>",
        "<a href='javascript:alert(1)'>",
        "<a href= JavaScript:alert(1)>",
        "[more]( javascript:alert(1))",
        "$\x0crac{1}{2}$",
        "null\x00",
        "delete\x7f",
        "Word\x92s apostrophe",
        "escape\x1b[31m",
    ],
)
def test_what_runs_or_cannot_be_shown_is_one_finding(text: str) -> None:
    assert pointers("CASE-TEXT-003", item(notes=text)) == ["/CFItems/0/notes"]


def test_extensions_are_the_business_of_their_owner() -> None:
    assert pointers("CASE-TEXT-003", item(extensions={"example.html": "<script>1</script>"})) == []


def test_markup_that_never_ends_is_judged_at_once() -> None:
    for text in ("<a " * 100_000, "<a " + "on" * 200_000, "<a" + " " * 200_000 + "onclick", "](" * 100_000 + " " * 9):
        assert pointers("CASE-TEXT-003", item(notes=text)) == []


def test_a_lone_surrogate_is_no_crash() -> None:
    assert pointers("CASE-TEXT-003", item(notes="\ud800")) == []


WELL_FORMED = """en eng en-US es-419 zh-Hant-TW sr-Latn-RS sl-rozaj-biske de-CH-1901 de-1996 zh-cmn-Hans-CN zh-yue-HK
    hy-Latn-IT-arevela en-a-myext-b-another ar-a-aaa-b-bbb-a-ccc x-whatever de-x-private en-u-ca-gregory-x-a i-klingon
    EN-gb sgn-BE-FR art-lojban zh-min-nan english qaa-Qaaa-QM-x-southern"""


@pytest.mark.parametrize("tag", WELL_FORMED.split())
def test_tags_of_rfc_5646_pass(tag: str) -> None:
    assert LANGUAGE_TAG.fullmatch(tag)


@pytest.mark.parametrize(
    "tag",
    ["", " ", "e", "en_US", "en-", "-en", "en--US", "en US", "English (US)", "en-US\n", "de-DE-DE", "i-nothing", "x",
     "en-x", "en-u", "en-abcdefghi", "en,es", "日本語", "ſl", "a-DE", "zh-min-nan-x"],
)  # fmt: skip
def test_what_rfc_5646_does_not_write(tag: str) -> None:
    assert pointers("CASE-TEXT-004", item(language=tag)) == ["/CFItems/0/language"]

"""OB-ALIGN: web addresses, and what the shelf knows."""

from typing import Any

from one_credential_rule import edited, findings, places
import pytest

from credential_twins.alignments import ITEM, RUBRIC, STATE, STRANGER, align
from credential_twins.signing import Json
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.shelf import Shelved

URL = "/credentialSubject/achievement/alignment/0/targetUrl"


class OneShelf:
    """A shelf with a statement and a rubric."""

    def find(self, identifier: str) -> Shelved | None:
        cls = {ITEM: "CFItem", RUBRIC: "CFRubric"}.get(identifier)
        return Shelved(identifier, cls, "", "", "", "") if cls else None


def leading_to(url: Any, kind: str = "CFItem") -> Json:
    document = edited(align)
    document["credentialSubject"]["achievement"]["alignment"][0] |= {"targetUrl": url, "targetType": kind}
    return document


@pytest.mark.parametrize(
    "url",
    [
        "https://state.example/1",
        "HTTP://state.example",
        "http://127.0.0.1:8080/a?b=c#d",
        "https://[::1]/",
        "https://schüler.example/sätze/1",
        {"en": "x"},
        7,
        " ",
    ],
)
def test_web_addresses_and_what_others_speak_about_pass(url: Any) -> None:
    assert not findings("OB-ALIGN-002", leading_to(url))


@pytest.mark.parametrize(
    "url",
    ["state.example/1", "//state.example/1", "https:///1", "ftp://state.example/1", "https://a b", "did:web:x", "#1"],
)
def test_what_is_no_web_address(url: str) -> None:
    assert places("OB-ALIGN-002", leading_to(url)) == [URL]


@pytest.mark.parametrize("missing", [None, "", " "])
def test_a_blank_name_is_none(missing: Any) -> None:
    document = edited(align)
    document["credentialSubject"]["achievement"]["alignment"][0] |= {"targetName": missing, "targetUrl": missing}
    assert len(places("OB-ALIGN-001", document)) == 2
    assert not findings("OB-ALIGN-002", document)


def on_the_shelf(document: Json) -> list[str]:
    return [one.observed for one in findings("OB-ALIGN-003", document, Circumstances(shelf=OneShelf()))]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (f"{STATE}/CFItems/{ITEM}", "CFItem"),
        (f"{STATE}/CFItems/{ITEM.upper()}/?at=1#x", "CFItem"),
        (f"{STATE}/CFRubrics/{RUBRIC}", "CFRubric"),
        (f"{STATE}/CFItems/{STRANGER}", "CTDL"),
        (f"{STATE}/CFItems/{STRANGER}", "ext:CFDocument"),
        ("https://state.example/", "CFItem"),
        ("not a URL", "CFItem"),
        ("https://℀.example/x", "CFItem"),
        (7, "CFItem"),
    ],
)
def test_where_the_shelf_agrees_or_is_not_asked_nothing_is_said(url: Any, kind: str) -> None:
    assert not on_the_shelf(leading_to(url, kind))


def test_another_class_and_nothing_are_told_apart() -> None:
    assert on_the_shelf(leading_to(f"{STATE}/CFItems/{ITEM}", "CFRubric")) == ["a CFItem"]
    assert on_the_shelf(leading_to(f"{STATE}/CFItems/{STRANGER}")) == ["not on the shelf"]


def test_without_a_shelf_nothing_is_said() -> None:
    assert not findings("OB-ALIGN-003", leading_to(f"{STATE}/CFItems/{STRANGER}"))

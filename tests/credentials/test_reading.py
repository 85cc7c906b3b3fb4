"""What cannot be read is told as a credential that cannot, where it is known to be one."""

from collections.abc import Callable
import json
from typing import Any

from credentials.verifying import Web, found
import pytest

from credential_twins.parsing import GOOD, NAME
from credential_twins.samples import badge, endorsed_badge, issuer
from credential_twins.signing import embedded

Judged = Callable[..., dict[str, Any]]


def told(report: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in report["findings"]}


def test_a_repeated_name_in_a_recognised_credential(judged: Judged) -> None:
    assert told(judged("-", stdin=GOOD.replace(NAME, NAME * 2))) == {"OB-PARSE-001"}


@pytest.mark.parametrize("text", [b"<html>", b"", b'"text"', b"\xff\xfe", GOOD + b"{}"])
def test_what_the_user_calls_a_credential(text: bytes, judged: Judged) -> None:
    report = judged("-", "--profile", "clr-2.0" if text == b'"text"' else "ob-3.0", stdin=text)
    assert report["verdict"] == "fail" and told(report) == {"OB-PARSE-001"}


def test_what_nobody_calls_a_credential_stays_what_it_was(judged: Judged) -> None:
    assert told(judged("-", stdin=b"<html>")) == {"FM-INPUT-001"}
    assert told(judged("-", "--profile", "case-1.1", stdin=b"<html>")) == {"FM-INPUT-001"}


def test_the_place_and_the_words_are_those_of_the_general_rule(judged: Judged) -> None:
    text = json.dumps(badge(), indent=1)[:-2].encode()
    (finding,) = judged("-", "--profile", "ob-3.0", stdin=text)["findings"]
    assert finding["samples"][0]["message"].startswith("the text ends too early")


def test_an_issuer_that_is_its_address_alone_is_fine() -> None:
    assert not found(embedded({**badge(), "issuer": issuer()["id"]}))


def test_the_page_of_an_issuer_is_asked_for_once_and_only_online() -> None:
    document = endorsed_badge()
    for each in (document, document["credentialSubject"]["achievement"]["endorsement"][0]):
        each["issuer"]["url"] = "https://valley.example/"
    assert not found(embedded(document))
    web = Web()
    assert [each.rule.id for each in found(embedded(document), web)] == ["OB-ISSUER-005"]
    assert web.asked.count("https://valley.example/") == 1

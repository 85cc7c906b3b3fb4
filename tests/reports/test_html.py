"""The HTML report: it runs nothing of others, fetches nothing, and can be read by everybody."""

from base64 import b64encode
from dataclasses import replace
import hashlib
from itertools import pairwise
import re
from typing import Any

from lxml import html
import pytest
from reports import made_reports

from fairmark.validators.core.levels import Outcome, Verdict
from fairmark.validators.core.report import Report
from fairmark.validators.reports import FORMATS

AA = 4.5
"""Contrast that WCAG 2.2 AA asks of text."""


def page(report: Report) -> Any:
    return html.document_fromstring(FORMATS["html"].render(report).decode())


def test_the_policy_lets_only_our_own_style_and_script_run(any_report: Report) -> None:
    document = page(any_report)
    [policy] = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        for element in document.xpath(f"//{tag}"):
            digest = b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in policy
    assert len(document.xpath("//script")) == (1 if any_report.findings or any_report.checks else 0)


def test_nothing_comes_from_elsewhere(any_report: Report) -> None:
    document = page(any_report)
    assert not document.xpath("//@src | //@style | //link | //img | //iframe | //object | //base")
    assert all(target.startswith("#") for target in document.xpath("//@href"))
    assert not [name for element in document.iter("*") for name in element.attrib if name.startswith("on")]
    assert "url(" not in document.xpath("//style")[0].text


def test_hostile_text_is_text() -> None:
    document = page(made_reports.hostile())
    assert '"><script>alert(1)</script>' in document.xpath("//main")[0].text_content()
    assert not document.xpath("//*[contains(@*, 'alert')]")


def test_a_page_of_very_many_inputs_and_samples_shows_the_worst_and_says_how_many_more_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    verdicts = [Verdict.PASS, Verdict.WARN, Verdict.FAIL]
    report = made_reports.three_findings()
    inputs = tuple(made_reports.an_input(f"{verdict.value}.json", verdict) for verdict in verdicts)
    report = replace(report, inputs=(*report.inputs, *inputs))
    samples = max(len(group.samples) for group in report.findings)
    worst = sum(one.verdict is Verdict.FAIL for one in report.inputs)
    monkeypatch.setattr("fairmark.validators.reports.html.MOST_INPUTS", worst)
    monkeypatch.setattr("fairmark.validators.reports.html.MOST_SAMPLES", samples - 1)
    text = page(report).xpath("//main")[0].text_content()
    assert f"And {len(report.inputs) - worst} more inputs, none of them worse" in text
    assert "And 1 more sample:" in text
    assert "pass.json" not in text
    assert "fail.json" in text


def test_links_within_the_page_lead_somewhere(any_report: Report) -> None:
    document = page(any_report)
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in document.xpath("//@href")} <= set(ids)
    assert set(document.xpath("//@aria-labelledby")) <= set(ids)


def test_a_screen_reader_finds_its_way(any_report: Report) -> None:
    document = page(any_report)
    assert document.xpath("/html/@lang") == ["en"]
    assert document.xpath("//title")[0].text
    assert len(document.xpath("//main")) == len(document.xpath("//body/header")) == len(document.xpath("//footer")) == 1
    levels = [int(heading.tag[1]) for heading in document.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in document.xpath("//table"):
        assert table.xpath("caption")[0].text_content().strip()
        assert all(cell.get("scope") in ("col", "row") for cell in table.xpath(".//th"))
    for field in document.xpath("//input"):
        assert field.xpath("ancestor::label") or document.xpath(f"//label[@for='{field.get('id')}']")


def test_severity_is_told_in_words_not_by_colour_alone(any_report: Report) -> None:
    for card in page(any_report).xpath("//article | //details[@data-rule]"):
        assert card.xpath(".//*[@class='severity']")[0].text in ("ERROR", "WARNING", "INFO")


def test_it_can_be_read_without_the_script() -> None:
    document = page(made_reports.three_findings())
    assert "hidden" in document.xpath("//form")[0].attrib
    assert not document.xpath("//*[@hidden][not(self::form)]")


def test_two_thousand_findings_fit_into_a_modest_file() -> None:
    text = FORMATS["html"].render(made_reports.many())
    assert text.count(b'<tr role="row">') > 2000
    assert len(text) < 2_000_000


def test_the_headline_stands_first(any_report: Report) -> None:
    said = " ".join(page(any_report).xpath("//h1")[0].text_content().split())
    assert said.startswith(any_report.verdict.upper() + ": ")


# -- suites ----------------------------------------------------------------------------------------------------------


def test_a_suite_opens_on_what_failed() -> None:
    document = page(made_reports.suite())
    sections = [heading.get("id") for heading in document.xpath("//h2[@id]")]
    assert sections == ["causes", "requirements", "checks", "findings", "steps", "inputs", "about"]
    opened = [group.get("data-check") for group in document.xpath("//*[@data-check][@open]")]
    assert opened == ["CASE-API-003", "CASE-ID-001", "CASE-API-016"]
    for name in ("requirements", "checks"):
        boxes = document.xpath(f"//form[@data-filters='{name}']//input[@type='checkbox']")
        shown = [box.get("value") for box in boxes if box.get("checked") is not None]
        assert shown == ["fail", "warn", "blocked", "cannot-tell"]
        assert [box.get("value") for box in boxes][4:] == ["pass", "not-applicable"]


def test_a_suite_in_which_nothing_failed_shows_everything() -> None:
    suite = made_reports.suite()
    passed = tuple(replace(check, outcome=Outcome.PASS) for check in suite.checks)
    boxes = page(replace(suite, checks=passed)).xpath("//form[@data-filters='requirements']//input[@type='checkbox']")
    assert len(boxes) == len(Outcome)
    assert all(box.get("checked") is not None for box in boxes)


def test_a_cause_has_its_clause_and_the_exchange_that_proves_it(suite_report: Report) -> None:
    broken = {check.rule for check in suite_report.checks if check.outcome in (Outcome.FAIL, Outcome.WARN)}
    cards = page(suite_report).xpath("//article")
    told = {card.xpath(".//p[@class='label']/code")[0].text: card for card in cards}
    assert broken <= told.keys()
    for rule in broken:
        text = " ".join(told[rule].text_content().split())
        assert suite_report.applied[rule].basis in text
        assert told[rule].xpath(".//details[@class='exchange']//pre[starts-with(., 'curl ')]")
        assert told[rule].xpath(".//details[@class='exchange']//pre[starts-with(., 'HTTP/')]")


def test_every_exchange_of_a_check_can_be_unfolded(suite_report: Report) -> None:
    groups = page(suite_report).xpath("//*[@data-check]")
    shown = [len(group.xpath(".//details[@class='exchange']")) for group in groups]
    assert sum(shown) == sum(len(check.exchanges) for check in suite_report.checks)


# -- colours ---------------------------------------------------------------------------------------------------------


def schemes() -> list[dict[str, str]]:
    """The colours of the light scheme and of the dark one."""
    style = page(made_reports.clean()).xpath("//style")[0].text
    light, dark = re.findall(r":root \{([^}]*)\}", style)[:2]
    colours = [dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in (light, dark)]
    return [colours[0], {**colours[0], **colours[1]}]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


TONES = ("error", "warning", "info", "pass", "undetermined")
PAIRS = [
    *((text, ground) for text in ("ink", "soft", "link") for ground in ("paper", "sheet", "code")),
    *((text, f"{tone}-tint") for tone in TONES for text in ("ink", "soft", tone)),
    *((tone, ground) for tone in TONES for ground in ("paper", "sheet")),
    *(("on-badge", tone) for tone in TONES),
    *((tone, f"{verdict}-tint") for tone in ("error", "warning", "info") for verdict in TONES),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_contrast(scheme: int, text: str, ground: str) -> None:
    colours = schemes()[scheme]
    assert contrast(colours[text], colours[ground]) >= AA

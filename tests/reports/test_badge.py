"""The badge: what it says, that it says it to everybody, and that it needs nothing from elsewhere."""

from dataclasses import replace
import re

from lxml import etree
import pytest
from reports import made_reports
from reports.test_html import AA, contrast

from fairmark.validators.core.events import Faulted
from fairmark.validators.core.levels import Verdict
from fairmark.validators.core.report import NOTICE, Report
from fairmark.validators.reports import FORMATS
from fairmark.validators.reports.badge import COLOURS

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "rect", "path", "g", "text"}


def badge(report: Report) -> etree._Element:
    return etree.fromstring(FORMATS["badge"].render(report))


def words(report: Report) -> list[str | None]:
    return [text.text for text in badge(report).iter(f"{SVG}text")]


def test_it_states_profile_date_and_result() -> None:
    assert words(made_reports.suite()) == [
        "FAIL",
        "case-1.1-provider",
        "2026-01-21 · assessment by Fairmark",  # the day in UTC
    ]


def test_it_has_a_title_and_a_description_for_those_who_do_not_see_it(any_report: Report) -> None:
    image = badge(any_report)
    assert image.get("role") == "img"
    by_id = {element.get("id"): element for element in image}
    title, description = (by_id[id] for id in image.get("aria-labelledby", "").split())
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert any_report.verdict.upper() in str(title.text)
    assert "assessment by Fairmark" in str(title.text)
    assert str(description.text).endswith(NOTICE)


def test_it_needs_and_runs_nothing_from_elsewhere(any_report: Report) -> None:
    image = badge(any_report)
    assert {etree.QName(element).localname for element in image.iter()} <= ELEMENTS
    names = {name for element in image.iter() for name in element.attrib}
    assert not {name for name in names if "href" in name or name.startswith("on") or name == "style"}
    assert len(FORMATS["badge"].render(replace(any_report, headline=""))) < 2000


def test_hostile_text_is_text() -> None:
    report = replace(made_reports.hostile_suite(), profile=made_reports.HOSTILE[0])
    assert words(report)[1] == made_reports.HOSTILE[0]


def test_it_says_when_only_a_part_was_looked_at() -> None:
    whole = made_reports.suite()
    parts = (
        replace(whole, partial=True),
        replace(whole, configuration={"only": ["CASE-API-003"]}),
        replace(whole, faults=(Faulted("CASE-API-003", "KeyError"),)),
    )
    assert [words(part)[1] for part in parts] == ["case-1.1-provider (in part)"] * 3
    assert words(replace(whole, profile=None, at=None))[1:] == [
        "several profiles, or none",
        "undated · assessment by Fairmark",
    ]


def test_no_text_leaves_the_image(any_report: Report) -> None:
    image = badge(any_report)
    verdict, *others = image.iter(f"{SVG}text")
    ends = [int(text.get("x", "")) + int(text.get("textLength", "")) for text in (verdict, *others)]
    assert max(ends) < int(image.get("width", ""))
    [edge] = re.findall(r"H(\d+)V", "".join(path.get("d", "") for path in image.iter(f"{SVG}path")))
    assert ends[0] < int(edge) < int(others[0].get("x", ""))


@pytest.mark.parametrize("verdict", Verdict)
def test_the_verdict_can_be_read_on_its_colour(verdict: Verdict) -> None:
    assert contrast("#ffffff", COLOURS[verdict]) >= AA

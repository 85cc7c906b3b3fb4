"""What holds for every format: the same numbers, the same bytes in every run, nothing hostile, nothing undisclosed."""

from collections import Counter
from collections.abc import Iterator
import json
from pathlib import Path
import re
import subprocess
import sys

import pytest
from reports import made_reports, read_back
from reports.read_back import facts

from fairmark.validators.core.collector import Collector
from fairmark.validators.core.engine import judge
from fairmark.validators.core.events import Found, InputClosed, InputOpened
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.levels import ERROR, Outcome, Strictness
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.report import Report
from fairmark.validators.core.rule import REGISTRY, Findings, Rule, finding
from fairmark.validators.reports import FORMATS, render

HIDDEN = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
BYTE_ORDER_MARK = "\ufeff"


@pytest.mark.parametrize("form", FORMATS)
def test_the_numbers_are_those_of_the_report(form: str, any_report: Report) -> None:
    read = facts(form, FORMATS[form].render(any_report))
    assert read.verdict == any_report.verdict
    assert read.counts == {severity.value: count for severity, count in any_report.counts.items()}
    assert (read.waived, read.known) == (any_report.waived, any_report.known)
    assert read.checks == Counter(check.outcome.value for check in any_report.checks)
    assert read.notice
    if form != "badge":  # which has no room for them
        assert read.rules == {(g.rule.id, g.severity.value): g.count for g in any_report.findings}
        assert read.requirements == Counter(required.outcome.value for required in any_report.requirements)


def test_the_run_is_as_rich_as_these_tests_need(run_report: Report) -> None:
    assert len(run_report.inputs) == 3
    assert len(run_report.findings) > 1
    assert run_report.waived > 0
    assert run_report.known > 0
    assert any(len(group.samples) < group.count for group in run_report.findings)
    assert any(sample.position for group in run_report.findings for sample in group.samples)


def test_the_suite_is_as_rich_as_these_tests_need(suite_report: Report) -> None:
    assert {check.outcome for check in suite_report.checks} == set(Outcome)
    assert {required.outcome for required in suite_report.requirements} >= set(Outcome) - {Outcome.WARN}
    assert any(check.exchanges for check in suite_report.checks if check.outcome is Outcome.FAIL)


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_that_hides_gets_through(form: str, any_report: Report) -> None:
    text = read_back.text(form, FORMATS[form].render(any_report))
    if form == "csv":
        text = text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n")
    assert BYTE_ORDER_MARK not in text
    assert "\r" not in text
    assert not HIDDEN.findall(text)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ["hostile", "hostile_suite"])
def test_a_report_is_the_same_in_every_process(form: str, name: str) -> None:
    program = (
        "import sys; sys.path.insert(0, 'tests'); from reports import made_reports;"
        "from fairmark.validators.reports import FORMATS;"
        f"sys.stdout.buffer.write(FORMATS[{form!r}].render(made_reports.{name}()))"
    )
    run = [
        subprocess.run([sys.executable, "-P", "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True)
        for seed in ("1", "2")
    ]
    assert run[0].returncode == 0, run[0].stderr
    assert run[0].stdout == run[1].stdout == FORMATS[form].render(getattr(made_reports, name)())


SECRET = "Ada Lovelace, 4 Ockham Street"


def tells(_subject: object) -> Findings:
    for number, privacy in enumerate(Privacy):
        if privacy not in (Privacy.PUBLIC, Privacy.RECORD_KEY):
            yield finding(at=Location(("learner", number), privacy=privacy), observed=SECRET, expected="somebody else")


@pytest.fixture
def private_report(monkeypatch: pytest.MonkeyPatch) -> Iterator[Report]:
    rule = Rule("CASE-TEST-001", ERROR, ("1.1",), "none", "{observed}", tells, made_reports.IDENTIFIER.text)
    monkeypatch.setitem(REGISTRY, rule.id, rule)
    collector = Collector(strictness=Strictness.STANDARD)
    collector(InputOpened("learners.json", "case-package", "1.1", ""))
    for result in judge(None, [rule]):  # type: ignore[arg-type]  # this rule looks at nothing
        assert isinstance(result, Finding)
        collector(Found("learners.json", result))
    collector(InputClosed("learners.json", lambda places: [None for _ in places]))
    yield collector.report(version="0", profile=None)


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_shows_what_the_finding_hides(form: str, private_report: Report) -> None:
    rendered = FORMATS[form].render(private_report)
    text = read_back.text(form, rendered)
    assert facts(form, rendered).counts["error"] == 4
    assert not any(word in text for word in ("Ada", "Lovelace", "Ockham"))


@pytest.mark.parametrize("form", ["json", "sarif", "earl"])
def test_json_texts_hold_the_values_unchanged(form: str) -> None:
    """Escapes are for the terminal; whoever parses the file gets the very text."""
    report = made_reports.hostile()
    observed = {s.observed for g in report.findings for s in g.samples if "\ud800" not in s.observed}
    found: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            found.update(v for k, v in value.items() if k in ("observed", "fairmark:observed"))
            for member in value.values():
                walk(member)
        elif isinstance(value, list):
            for member in value:
                walk(member)

    walk(json.loads(FORMATS[form].render(report)))
    assert observed <= found


def test_a_format_is_imported_when_it_is_used() -> None:
    program = (
        "import sys, fairmark.validators.reports;"
        "print([m for m in ('rich', 'jinja2', 'rdflib', 'lxml.etree', 'xlsxwriter') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_every_format_is_documented() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "reports.md").read_text("utf-8")
    for name, form in FORMATS.items():
        assert f"| `{name}` | `{form.suffix}` |" in page


def test_every_format_has_a_suffix_of_its_own() -> None:
    assert len({form.suffix for form in FORMATS.values()}) == len(FORMATS)
    assert all(
        render(made_reports.clean(), name) == form.render(made_reports.clean()) for name, form in FORMATS.items()
    )

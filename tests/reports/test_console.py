"""The console report and the progress display."""

from collections.abc import Callable
from dataclasses import replace
import io
import os
import re
import shlex
import time

import pytest
from reports import made_reports
from rich.cells import cell_len

from fairmark.validators.core.causes import fold
from fairmark.validators.core.events import Checked, Found, InputClosed, InputOpened, Progress, Required
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.levels import WARNING, Outcome, Verdict
from fairmark.validators.core.location import Location
from fairmark.validators.core.report import Report
from fairmark.validators.reports import console, render
from fairmark.validators.reports.progress import Display, shown_on
from fairmark.validators.reports.safe_text import visible


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Render for a terminal of the given width."""

    def run(report: Report, columns: int = 80, **environment: str) -> str:
        for name in ("NO_COLOR", "TERM"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {**environment, "COLUMNS": str(columns), "LINES": "24"}.items():
            monkeypatch.setenv(name, value)
        return render(report, "console", Terminal()).decode()

    return run


def test_the_first_line_is_the_headline(any_report: Report) -> None:
    assert console.render(any_report).decode().splitlines()[0] == visible(any_report.headline)


def widest(text: str) -> int:
    """The columns of the widest line. Curl lines do not count: they are whole so that they can be copied."""
    return max(cell_len(line) for line in text.splitlines() if not line.startswith("   curl "))


def test_no_line_but_the_headline_is_wider_than_80_columns(any_report: Report) -> None:
    assert widest(console.render(any_report).decode().partition("\n")[2]) <= 80


@pytest.mark.parametrize("columns", [20, 60, 80, 250])
def test_a_terminal_gets_its_own_width(columns: int, on_terminal: Callable[..., str], any_report: Report) -> None:
    text = on_terminal(any_report, columns, NO_COLOR="1")
    assert widest(text) <= min(100, max(40, columns))


def test_causes_come_worst_first_with_a_sample_and_a_repair() -> None:
    text = console.render(made_reports.hostile()).decode()
    order = [
        text.index(start) for start in ("1. ERROR CASE-ID-001", "2. WARNING CASE-DOC-009", "3. INFO CASE-ITEM-014")
    ]
    assert order == sorted(order)
    first = text[order[0] : order[1]]
    assert "frameworks/数学 <b>é.json:1:1" in first
    assert "repair   Give the object a UUID" in first
    assert "/CFItems/*/" in first


def test_colour_is_for_terminals_that_want_it(on_terminal: Callable[..., str]) -> None:
    report = made_reports.three_findings()
    assert "\x1b[" in on_terminal(report)
    assert "\x1b[" not in on_terminal(report, NO_COLOR="1")
    assert "\x1b[" not in on_terminal(report, TERM="dumb")
    assert "\x1b[" not in render(report, "console", io.StringIO()).decode()


def test_no_sequence_of_an_input_reaches_the_terminal(on_terminal: Callable[..., str]) -> None:
    text = on_terminal(made_reports.hostile())
    assert "\x1b[2J" not in text
    assert "\x1b]" not in text
    assert "\u202e" not in text
    assert r"\u001b[2J" in text


def test_many_causes_are_cut_short_but_none_is_left_out() -> None:
    name = "x.json"
    groups = tuple(
        made_reports.group(
            replace(made_reports.LANGUAGE, id=f"CASE-DOC-{number:03}"), number, (), {name: number}, severity=WARNING
        )
        for number in range(40, 0, -1)
    )
    text = console.render(made_reports.report((made_reports.an_input(name),), groups)).decode()
    assert text.count("repair") == console.IN_FULL
    assert all(f"CASE-DOC-{number:03}: {number} finding" in text for number in range(1, 41))


def test_many_inputs_are_cut_short_and_the_worst_are_named() -> None:
    inputs = [made_reports.an_input(f"{n:03}.json", Verdict.PASS) for n in range(100)]
    inputs[77] = made_reports.an_input("077.json")
    text = console.render(made_reports.report(tuple(inputs), ())).decode()
    assert text.splitlines()[1].split() == ["fail", "077.json"]
    assert f"and {100 - console.INPUTS} inputs more" in text


# -- suites ----------------------------------------------------------------------------------------------------------


def test_a_suite_tells_of_each_breach_the_clause_what_was_sent_and_received_and_the_curl_line(
    suite_report: Report,
) -> None:
    text = console.render(suite_report).decode()
    broken = {check.rule for check in suite_report.checks if check.outcome in (Outcome.FAIL, Outcome.WARN)}
    causes = re.split(r"(?m)^ *\d+\. (?=ERROR|WARNING|INFO)", text)[1:]
    told = {rule: cause for cause in causes for rule in [cause.split()[1].rstrip(":")] if rule in broken}
    assert told.keys() == broken
    for rule, cause in told.items():
        flat = " ".join(cause.split())
        assert f"clause {suite_report.applied[rule].basis}" in flat
        assert re.search(r"sent (GET|HEAD|POST|PUT|DELETE) /ims/case/v1p1/", flat)
        assert "received HTTP/1.1 " in flat
    lines = [line.strip() for line in text.splitlines() if line.startswith("   curl ")]
    assert all(shlex.split(line)[-1].startswith("https://tiny.example/") for line in lines)
    assert len(lines) >= len(broken)


def test_a_suite_shows_every_requirement_the_worst_first_and_what_was_sampled() -> None:
    text = console.render(made_reports.suite()).decode()
    rows = re.findall(r"(?m)^([a-z-]+) +(CASE-REQ-\d+)", text)
    assert rows == [
        ("fail", "CASE-REQ-002"),
        ("warn", "CASE-REQ-003"),
        ("blocked", "CASE-REQ-004"),
        ("cannot-tell", "CASE-REQ-005"),
        ("cannot-tell", "CASE-REQ-006"),
        ("pass", "CASE-REQ-001"),
        ("not-applicable", "CASE-REQ-007"),
    ]
    assert "CFItem: 4 of 100 looked at, drawn with seed 7" in " ".join(text.split())


def test_what_is_blocked_names_its_cause_and_what_was_waived_is_still_named() -> None:
    report = made_reports.suite()
    flat = " ".join(console.render(report).decode().split())
    assert "blocked CASE-API-011 getAllCFDocuments: blocked by CASE-API-003" in flat
    others = tuple(group for group in report.findings if group.rule is not made_reports.UNKNOWN)
    waived = replace(report, findings=others, causes=fold(others))
    assert "fail CASE-API-003 getCFItem: an unknown identifier" in " ".join(console.render(waived).decode().split())


def test_a_run_in_which_nothing_could_be_tested_does_not_say_so_a_hundred_times() -> None:
    reason = "The system cannot be reached: connection refused."
    checks = tuple(Checked(f"CASE-API-{n:03}", "", Outcome.CANNOT_TELL, reason) for n in range(100))
    requirements = tuple(
        Required(f"CASE-REQ-{n:03}", "MUST", "x", "y", (), Outcome.CANNOT_TELL, f"{reason} {n}") for n in range(60)
    )
    report = replace(made_reports.undetermined(), checks=checks, requirements=requirements)
    text = console.render(report).decode()
    assert text.count(reason) == 1
    assert "100 checks: The system" in text
    assert len(text.splitlines()) < 15


# -- progress --------------------------------------------------------------------------------------------------------


def test_progress_is_silent_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with shown_on(stream) as subscribers:
        assert subscribers == ()
    assert stream.getvalue() == ""


def test_short_work_leaves_no_trace() -> None:
    stream = Terminal()
    with shown_on(stream) as [display]:
        display(InputOpened("x.json", "case-package", "1.1", ""))
    assert stream.getvalue() == ""


def test_a_suite_shows_the_check_at_work_and_how_many_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    display = Display(stream, patience=0)
    display(Checked("CASE-API-003", "getCFItem", Outcome.PASS, ""))
    display(Checked("CASE-API-004", "get\x1b[2JCFItem", Outcome.FAIL, ""))
    for _ in range(100):
        if "2 checks" in stream.getvalue():
            break
        time.sleep(0.05)
    display.close()
    assert "2 checks, 1 failed" in stream.getvalue()
    assert r"CASE-API-004 get\u001b[2JCFItem" in stream.getvalue()


def test_long_work_shows_its_input_harmlessly_and_is_wiped_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    display = Display(stream, patience=0)
    found = Finding(made_reports.IDENTIFIER, WARNING, Location(), "", "", "")
    display(InputOpened("evil\x1b[2J[red].json", "case-package", "1.1", ""))
    display(Found("x", found))
    display(Progress(5, 10, "rules"))
    for _ in range(100):
        if "50%" in stream.getvalue():
            break
        time.sleep(0.05)
    display(InputClosed("x", lambda places: [None for _ in places]))
    display.close()
    text = stream.getvalue()
    assert r"evil\u001b[2J[red].json rules" in text
    assert "\x1b[2J" not in text
    assert "1 found" in text
    assert text.rstrip(os.linesep).endswith("\x1b[2K")


def test_work_on_many_inputs_shows_how_far_all_of_them_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    display = Display(stream, patience=0)
    display(Progress(30, 120, "", overall=True))
    display(InputOpened("one.json", "case-package", "1.1", ""))
    display(Progress(1, 2, "rules"))
    for _ in range(100):
        if "25%" in stream.getvalue():
            break
        time.sleep(0.05)
    display.close()
    assert "judging" in stream.getvalue()
    assert "25%" in stream.getvalue()
    assert "left:" in stream.getvalue()
    assert "one.json" not in stream.getvalue()

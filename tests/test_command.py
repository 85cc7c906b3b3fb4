"""The command line keeps its contract: exit codes, stdout for data, stderr for talk, nothing half-written."""

import json
from pathlib import Path
import subprocess
import sys

import pytest

from conftest import ROOT, Run
from fairmark.validators.reports import FORMATS

GOOD = ROOT / "fixtures" / "case" / "CASE-ID-001" / "good.json"
BAD = ROOT / "fixtures" / "case" / "CASE-ID-001" / "bad.json"
WARNED = ROOT / "fixtures" / "case" / "CASE-ITEM-003" / "bad.json"


def test_exit_0_for_a_pass(fairmark: Run) -> None:
    done = fairmark("validate", GOOD)
    assert done.exit_code == 0
    assert done.stdout.startswith("PASS: ")


def test_exit_1_for_an_error(fairmark: Run) -> None:
    done = fairmark("validate", BAD)
    assert done.exit_code == 1
    assert done.stdout.startswith("FAIL: ")


def test_a_warning_fails_where_the_user_says_so(fairmark: Run) -> None:
    assert fairmark("validate", WARNED).exit_code == 0
    assert fairmark("validate", WARNED, "--fail-on", "warning").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["validate", "missing.json"], "missing.json"),
        (["validate", str(GOOD), "--profile", "case-9.9"], "case-1."),
        (["validate", str(GOOD), "--kind", "case-itm"], "case-item"),
        (["validate", str(GOOD), "--samples", "0"], "--samples"),
        (["validate", str(GOOD), "--at", "yesterday"], "--at"),
        (["validate", str(GOOD), "--limit", "width=3"], "bytes"),
        (["validate", str(GOOD), "--baseline", str(GOOD)], "not a Fairmark JSON report"),
        (["validate", str(GOOD), "--waivers", str(GOOD)], "TOML"),
        (["validate", str(GOOD), "--no-such-option"], "no-such-option"),
        (["rules", "explain", "CASE-ID-01"], "CASE-ID-001"),
    ],
)
def test_exit_2_for_wrong_usage_and_say_what_would_do(fairmark: Run, arguments: list[str], words: str) -> None:
    done = fairmark(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert not done.stdout


def test_exit_3_for_a_fault_of_the_tool(fairmark: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_how: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("fairmark.validators.bulk.run.validate", broken)
    done = fairmark("validate", GOOD)
    assert done.exit_code == 3
    assert "ZeroDivisionError" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_can_be_written_to_a_file(fairmark: Run, form: str, tmp_path: Path) -> None:
    output = tmp_path / f"report{FORMATS[form].suffix}"
    done = fairmark("validate", BAD, "--format", form, "--output", output)
    assert done.exit_code == 1
    assert not done.stdout
    assert "FAIL: " in done.stderr
    assert output.stat().st_size > 200
    assert list(tmp_path.iterdir()) == [output]


def test_what_cannot_be_written_is_said(fairmark: Run, tmp_path: Path) -> None:
    done = fairmark("validate", GOOD, "--output", tmp_path / "missing" / "report.txt")
    assert done.exit_code == 2
    assert "cannot write" in done.stderr


def test_only_what_is_new_counts_against_a_baseline(fairmark: Run, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    fairmark("validate", BAD, "--format", "json", "--samples", "all", "--output", baseline)
    again = json.loads(fairmark("validate", BAD, "--baseline", baseline, "--format", "json").stdout)
    assert again["verdict"] == "pass"
    assert again["known"] == sum(found["count"] for found in json.loads(baseline.read_bytes())["findings"])


def test_waivers_hold_until_their_day(fairmark: Run, tmp_path: Path) -> None:
    waivers = tmp_path / "waivers.toml"
    waivers.write_text(
        '[[waiver]]\nrule = "CASE-ID-001"\nreason = "under repair"\nowner = "data@district.example"\n'
        "expires = 2026-06-30\n",
        "utf-8",
    )
    before = fairmark("validate", BAD, "--waivers", waivers, "--at", "2026-06-30")
    after = fairmark("validate", BAD, "--waivers", waivers, "--at", "2026-07-01")
    assert (before.exit_code, after.exit_code) == (0, 1)
    assert "FM-WAIVER-001" in after.stdout


def test_the_headline_tells_what_another_strictness_would_say(fairmark: Run) -> None:
    done = fairmark("validate", ROOT / "fixtures" / "case" / "CASE-PKG-005" / "bad.json")
    assert "With --strictness lenient the verdict would be warn." in done.stdout.splitlines()[0]


def test_a_conversion_is_a_valid_package(fairmark: Run, tmp_path: Path) -> None:
    done = fairmark("convert", ROOT / "fixtures" / "convert" / "edfi-5.xml", "--output", tmp_path / "made")
    assert done.exit_code == 0
    assert "statements in the source" in done.stderr
    assert fairmark("validate", tmp_path / "made", "--fail-on", "warning").exit_code == 0


def test_what_cannot_be_converted_is_said(fairmark: Run, tmp_path: Path) -> None:
    done = fairmark("convert", Path(__file__), "--output", tmp_path / "made.json")
    assert done.exit_code == 1
    assert "the file is none of" in done.stderr
    assert not list(tmp_path.iterdir())


def test_help_needs_no_heavy_library() -> None:
    """`fairmark --help` answers at once because nothing heavy is imported for it."""
    code = (
        "import sys; from fairmark.validators.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'jsonschema', 'jsonschema_rs', 'lxml', 'rdflib', 'rich', 'flask'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"

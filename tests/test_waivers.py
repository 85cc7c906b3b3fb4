"""Waivers and baselines: what they hide, what they never hide, and what is said about those that are of no use."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Run
from fairmark.validators.core.waivers import UnusableFile, read_baseline, read_waivers
from fairmark.validators.readers.decisions import load_waivers

Judged = Callable[..., dict[str, Any]]

BAD = ROOT / "fixtures" / "case" / "CASE-ID-001" / "bad.json"
AT = ("--at", "2026-01-20T12:00:00Z")
WAIVER = {
    "rule": '"CASE-ID-001"',
    "reason": '"The vendor mends it in March."',
    "owner": '"data@district.example"',
    "expires": "2026-03-31",
}


def written(path: Path, **fields: str | None) -> Path:
    """A waiver file with one waiver; a field given as None is left out."""
    lines = [f"{name} = {value}" for name, value in {**WAIVER, **fields}.items() if value is not None]
    path.write_text("\n".join(["[[waiver]]", *lines, ""]), "utf-8")
    return path


def rules(report: dict[str, Any]) -> dict[str, str]:
    return {finding["rule"]: finding["severity"] for finding in report["findings"]}


# -- what they cover -------------------------------------------------------------------------------------------------


def test_a_waiver_takes_what_it_covers_out_of_all_counts(tmp_path: Path, judged: Judged) -> None:
    assert judged(BAD, *AT)["verdict"] == "fail"
    report = judged(BAD, *AT, "--waivers", written(tmp_path / "w.toml"))
    assert (report["verdict"], report["waived"], report["counts"]["error"]) == ("pass", 1, 0)
    assert [entry["name"] for entry in report["inputs"]] == [str(BAD)]
    assert "1 finding waived" in report["headline"]


@pytest.mark.parametrize(
    ("fields", "waived"),
    [
        ({"input": '"*.json"'}, 1),
        ({"input": '"*.zip"'}, 0),
        ({"location": '"/CFItems/1/identifier"'}, 1),
        ({"location": '"/CFItems/*"'}, 1),
        ({"location": '"/CFDocument*"'}, 0),
        ({"rule": '"CASE-ID-002"'}, 0),
        ({"expires": "2026-01-20"}, 1),
        ({"expires": "2026-01-19"}, 0),
    ],
)
def test_a_waiver_covers_exactly_what_it_says(
    fields: dict[str, str], waived: int, tmp_path: Path, judged: Judged
) -> None:
    report = judged(BAD, *AT, "--waivers", written(tmp_path / "w.toml", **fields))
    assert report["waived"] == waived
    assert (report["verdict"] == "fail") is not waived


def test_a_waiver_reaches_into_a_folder_by_the_name_of_the_member(tmp_path: Path, judged: Judged) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bad.json").write_bytes(BAD.read_bytes())
    report = judged(tmp_path / "in", *AT, "--waivers", written(tmp_path / "w.toml", input='"*!bad.json"'))
    assert (report["verdict"], report["waived"]) == ("pass", 1)


# -- what is said about them -----------------------------------------------------------------------------------------


def test_an_expired_waiver_fails_and_hides_nothing(tmp_path: Path, judged: Judged) -> None:
    waivers = written(tmp_path / "w.toml", expires="2026-01-19")
    report = judged(BAD, *AT, "--waivers", waivers)
    assert rules(report) == {"CASE-ID-001": "error", "FM-WAIVER-001": "error"}
    assert [(entry["name"], entry["kind"], entry["verdict"]) for entry in report["inputs"]][1:] == [
        (str(waivers), "waivers", "fail")
    ]
    sample = next(f for f in report["findings"] if f["rule"] == "FM-WAIVER-001")["samples"][0]
    assert (sample["input"], sample["pointer"]) == (str(waivers), "/waiver/0/expires")
    assert sample["message"] == "the waiver has expired: CASE-ID-001, 2026-01-19"


def test_an_expired_waiver_fails_even_where_all_inputs_pass(tmp_path: Path, judged: Judged, fairmark: Run) -> None:
    waivers = written(tmp_path / "w.toml", expires="2026-01-19")
    report = judged(BAD.with_name("good.json"), *AT, "--waivers", waivers)
    assert report["verdict"] == "fail"


def test_a_waiver_that_covers_nothing_is_noted(tmp_path: Path, judged: Judged) -> None:
    report = judged(BAD.with_name("good.json"), *AT, "--waivers", written(tmp_path / "w.toml"))
    assert rules(report) == {"FM-WAIVER-002": "info"}
    assert report["verdict"] == "pass"
    assert report["headline"].startswith(f"PASS: {BAD.with_name('good.json')}:")


def test_equal_waivers_are_told_apart(tmp_path: Path, judged: Judged) -> None:
    path = written(tmp_path / "w.toml")
    path.write_text(path.read_text("utf-8") * 2, "utf-8")
    report = judged(BAD, *AT, "--waivers", path)
    assert [sample["pointer"] for f in report["findings"] for sample in f["samples"]] == ["/waiver/1"]


def test_a_baseline_does_not_hide_an_expired_waiver(tmp_path: Path, judged: Judged) -> None:
    waivers = written(tmp_path / "w.toml", expires="2026-01-19")
    baseline = tmp_path / "report.json"
    baseline.write_text(json.dumps(judged(BAD, *AT, "--waivers", waivers)), "utf-8")
    report = judged(BAD, *AT, "--waivers", waivers, "--baseline", baseline)
    assert rules(report) == {"FM-WAIVER-001": "error"}
    assert report["known"] == 1


# -- files that cannot be used ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"reason": None}, "waiver 1: reason is missing"),
        ({"owner": '" "'}, "waiver 1: owner is not a text"),
        ({"rule": "1"}, "waiver 1: rule is not a text"),
        ({"expires": '"2026-03-31"'}, "waiver 1: expires is not a day such as 2027-06-30, without quotes"),
        ({"expires": "2026-03-31T00:00:00Z"}, "waiver 1: expires is not a day"),
        ({"expires": "12:00:00"}, "waiver 1: expires is not a day"),
        ({"expires": None}, "waiver 1: expires is missing"),
        ({"location": "[]"}, "waiver 1: location is not a text"),
        ({"pointer": '"/x"'}, "waiver 1: there is no field pointer"),
        ({"rule": '"FM-WAIVER-001"'}, "cannot be waived"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(
    fields: dict[str, str | None], complaint: str, tmp_path: Path, fairmark: Run
) -> None:
    path = written(tmp_path / "w.toml", **fields)
    with pytest.raises(UnusableFile, match=complaint):
        load_waivers(path)
    done = fairmark("validate", BAD, "--waivers", path)
    assert (done.exit_code, complaint in done.stderr) == (2, True)


@pytest.mark.parametrize("text", [b"[waiver]\n", b"waiver = 1\n", b"x = 1\n", b"waiver = [1]\n", b"[[", b"\xff"])
def test_a_file_of_another_form_cannot_be_used(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_bytes(text)
    with pytest.raises(UnusableFile):
        load_waivers(path)


def test_a_file_without_waivers_is_fine() -> None:
    assert read_waivers({}) == []


# -- baseline --------------------------------------------------------------------------------------------------------


@pytest.fixture
def two_faults(tmp_path: Path) -> Path:
    package = json.loads(BAD.read_bytes())
    package["CFItems"][0]["identifier"] = "also-wrong"
    path = tmp_path / "two.json"
    path.write_text(json.dumps(package), "utf-8")
    return path


def saved(report: dict[str, Any], path: Path) -> Path:
    path.write_text(json.dumps(report), "utf-8")
    return path


def test_only_what_is_new_counts(two_faults: Path, tmp_path: Path, judged: Judged) -> None:
    before = saved(judged(BAD, *AT), tmp_path / "before.json")
    assert judged(BAD, *AT, "--baseline", before)["verdict"] == "pass"
    report = judged(two_faults, *AT, "--baseline", before)
    identifiers = next(finding for finding in report["findings"] if finding["rule"] == "CASE-ID-001")
    assert report["known"] == 1
    assert [sample["pointer"] for sample in identifiers["samples"]] == ["/CFItems/0/identifier"]


def test_a_finding_is_known_wherever_its_object_stands(tmp_path: Path, judged: Judged) -> None:
    before = saved(judged(BAD, *AT), tmp_path / "before.json")
    package = json.loads(BAD.read_bytes())
    package["CFItems"].reverse()
    moved = tmp_path / "moved.json"
    moved.write_text(json.dumps(package), "utf-8")
    report = judged(moved, *AT, "--baseline", before)
    assert report["known"] == 1
    assert "CASE-ID-001" not in rules(report)


def test_a_finding_is_known_only_as_often_as_before(tmp_path: Path, judged: Judged) -> None:
    before = saved(judged(BAD, *AT), tmp_path / "before.json")
    copy = tmp_path / "copy.json"
    copy.write_bytes(BAD.read_bytes())
    report = judged(BAD, copy, *AT, "--baseline", before)
    assert (report["known"], report["counts"]["error"]) == (1, 1)


@pytest.mark.parametrize("parsed", [[], {}, {"findings": [1]}, {"findings": [{"rule": "X"}]}, None, "report"])
def test_what_is_no_report_is_no_baseline(parsed: Any) -> None:
    with pytest.raises(UnusableFile, match="not a Fairmark JSON report"):
        read_baseline(parsed)


def test_a_report_with_some_samples_only_is_no_baseline(two_faults: Path, tmp_path: Path, fairmark: Run) -> None:
    short = fairmark("validate", two_faults, "--format", "json", "--samples", "1")
    path = tmp_path / "short.json"
    path.write_bytes(short.stdout_bytes)
    done = fairmark("validate", BAD, "--baseline", path)
    assert (done.exit_code, "--samples all" in done.stderr) == (2, True)

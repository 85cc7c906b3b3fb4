"""`fairmark diff OLD NEW`: what is new, fixed and still open, and what cannot be compared."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
import json
from pathlib import Path
from typing import Any

from compare.conftest import Keep, as_json
import jsonschema
import pytest
from reports import made_reports

from conftest import ROOT, Run
from fairmark.schemas import load
from fairmark.validators.compare.difference import Change, Difference, compare
from fairmark.validators.compare.telling import as_text, headline, summary
from fairmark.validators.core.levels import ERROR, WARNING

Json = dict[str, Any]
GOOD = ROOT / "fixtures" / "case" / "CASE-ID-001" / "good.json"


def rules(changes: list[Change]) -> list[str]:
    return [change.rule for change in changes]


# -- documents -------------------------------------------------------------------------------------------------------


@pytest.fixture
def judged_package(judged: Callable[..., Json], keep: Keep) -> Callable[[Json], Json]:
    """The report of a package, which stands in the same file each time."""

    def run(package: Json) -> Json:
        return judged(keep("package", package))

    return run


def package() -> Json:
    parsed: Json = json.loads(GOOD.read_bytes())
    return parsed


def test_a_report_and_itself_have_no_difference() -> None:
    report = as_json(made_reports.three_findings())
    difference = compare(report, deepcopy(report))
    assert summary(difference) == {"new": 0, "worse": 0, "untested": 0, "better": 0, "fixed": 0, "open": 3}
    assert not difference.cautions
    assert not difference.is_worse(WARNING)


def test_what_is_new_fixed_and_open_is_told_apart_after_the_file_was_reordered(
    judged_package: Callable[[Json], Json],
) -> None:
    before, after = package(), package()
    for broken in (before, after):
        broken["CFItems"][0]["lastChangeDateTime"] = "yesterday"  # still open
    before["CFItems"][1]["lastChangeDateTime"] = "yesterday"  # fixed
    after["CFDocument"]["lastChangeDateTime"] = "yesterday"  # new
    after["CFItems"].reverse()
    difference = compare(judged_package(before), judged_package(after))
    assert summary(difference) == {"new": 1, "worse": 0, "untested": 0, "better": 0, "fixed": 1, "open": 1}
    assert [change.place.rpartition(" ")[2] for change in difference.added] == ["/CFDocument/lastChangeDateTime"]
    assert [change.place.rpartition(" ")[2] for change in difference.open] == ["/CFItems/1/lastChangeDateTime"]
    assert [change.place.rpartition(" ")[2] for change in difference.fixed] == ["/CFItems/1/lastChangeDateTime"]
    assert difference.is_worse(ERROR)


def test_another_severity_is_worse_or_better() -> None:
    report = as_json(made_reports.three_findings())
    other = deepcopy(report)
    for group in other["findings"]:
        group["severity"] = "warning"
    assert summary(compare(report, other))["better"] == 3
    worse = compare(other, report)
    assert summary(worse)["worse"] == 3
    assert worse.is_worse(ERROR)


def test_equal_objects_in_two_files_are_not_taken_for_each_other() -> None:
    """They have one fingerprint."""
    samples = [made_reports.sample(name, ("CFItems", 0), "x") for name in ("a.json", "b.json")]
    samples = [replace(sample, fingerprint="0" * 16) for sample in samples]
    inputs = tuple(made_reports.an_input(name) for name in ("a.json", "b.json"))
    both = made_reports.group(made_reports.IDENTIFIER, 2, tuple(samples), {"a.json": 1, "b.json": 1})
    one = made_reports.group(made_reports.IDENTIFIER, 1, (samples[1],), {"b.json": 1})
    old, new = (as_json(made_reports.report(inputs, (group,))) for group in (both, one))
    difference = compare(old, new)
    assert [change.place for change in difference.fixed] == ["a.json:1:1 /CFItems/0"]
    assert [change.place for change in difference.open] == ["b.json:1:1 /CFItems/0"]


def capped(count: int, *marks: int) -> Json:
    """A report of `count` occurrences, with a sample for each of `marks`."""
    samples = tuple(made_reports.sample("x.json", ("CFItems", mark), str(mark)) for mark in marks)
    group = made_reports.group(made_reports.IDENTIFIER, count, samples, {"x.json": count})
    return as_json(made_reports.report((made_reports.an_input("x.json"),), (group,)))


@pytest.mark.parametrize(
    ("old", "new", "added", "fixed"),
    [
        (capped(9, 1, 2), capped(12, 1, 2), 3, 0),
        (capped(12, 1, 2), capped(9, 1, 2), 0, 3),
        (capped(9, 1, 2), capped(9, 1, 2), 0, 0),  # nobody knows whether they are the same
        (capped(2, 1, 2), capped(9, 1, 3), 7, 0),
        (capped(2, 1, 2), capped(2, 3), 1, 0),  # all of the old ones are known, and 3 is none of them
        (capped(9, 1, 2), capped(1, 3), 0, 8),
        (capped(9, 1, 2, 3), capped(2, 4, 5), 0, 7),
    ],
)
def test_capped_samples_are_compared_by_number_and_said(old: Json, new: Json, added: int, fixed: int) -> None:
    difference = compare(old, new)
    [rule] = difference.capped
    assert (rule.rule, rule.new, rule.fixed) == ("CASE-ID-001", added, fixed)
    assert any("holds only samples of CASE-ID-001" in caution for caution in difference.cautions)
    assert "at least" in headline(difference)
    assert difference.is_worse(ERROR) is bool(added)


def test_a_rule_that_is_gone_altogether_is_fixed_for_certain() -> None:
    clean = as_json(made_reports.report((made_reports.an_input("x.json"),), ()))
    [rule] = compare(capped(9, 1), clean).capped
    assert (rule.new, rule.fixed) == (0, 9)


# -- systems ---------------------------------------------------------------------------------------------------------


def run(**outcomes: str) -> Json:
    """A report of a system whose checks came out so: `run(getCFItem="fail")`."""
    report = as_json(made_reports.suite())
    report["checks"] = [
        {**report["checks"][0], "operation": operation, "outcome": outcome, "reason": f"it is {outcome}"}
        for operation, outcome in outcomes.items()
    ]
    return report


@pytest.mark.parametrize(
    ("before", "now", "where"),
    [
        ("pass", "fail", "added"),
        ("blocked", "warn", "added"),
        (None, "fail", "added"),
        ("warn", "fail", "worse"),
        ("fail", "warn", "better"),
        ("fail", "fail", "open"),
        ("fail", "pass", "fixed"),
        ("warn", "not-applicable", "fixed"),
        ("fail", "blocked", "untested"),  # what nobody has looked at is not fixed
        ("fail", "cannot-tell", "untested"),
        ("fail", None, "untested"),
    ],
)
def test_a_check_is_matched_by_rule_and_operation(before: str | None, now: str | None, where: str) -> None:
    sides = [run(**({"getCFItem": outcome} if outcome else {}), other="pass") for outcome in (before, now)]
    difference = compare(*sides)
    assert [len(getattr(difference, name)) for name in ("added", "worse", "better", "open", "fixed", "untested")] == [
        int(where == name) for name in ("added", "worse", "better", "open", "fixed", "untested")
    ]
    [change] = getattr(difference, where)
    assert (change.place, change.before, change.now) == ("getCFItem", before or "not there", now or "not there")
    assert difference.is_worse(WARNING) is (where in ("added", "worse"))


def test_a_new_warning_counts_where_the_user_says_so() -> None:
    difference = compare(run(getCFItem="pass"), run(getCFItem="warn"))
    assert not difference.is_worse(ERROR)
    assert difference.is_worse(WARNING)


def test_a_run_that_could_not_test_anything_is_worse() -> None:
    new = {**run(getCFItem="cannot-tell"), "verdict": "undetermined"}
    assert compare(run(getCFItem="pass"), new).is_worse(ERROR)


def test_what_passed_and_was_not_tested_again_is_said() -> None:
    [caution] = compare(run(getCFItem="pass", getCFDocument="pass"), run(getCFItem="blocked")).cautions
    assert caution.startswith("2 checks that passed in OLD were not tested in NEW: CASE-API-003 getCFItem")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"profile": "case-1.0-provider"}, "The profile differs"),
        ({"strictness": "strict"}, "The strictness differs"),
        ({"fairmark": {"version": "2.0", "rules": "sha256-" + "1" * 64}}, "The rules differ"),
        ({"configuration": {"seed": 8, "exhaustive": True}}, "configured otherwise (seed, exhaustive, only)"),
        ({"partial": True}, "NEW has looked at a part only"),
        ({"waived": 3}, "NEW leaves out 3 waived findings"),
        ({"faults": [{"where": "CASE-API-003", "message": "KeyError"}]}, "NEW is incomplete"),
    ],
)
def test_what_makes_two_runs_less_than_comparable_is_said(changed: Json, words: str) -> None:
    old = run(getCFItem="pass")
    [caution] = compare(old, {**old, **changed}).cautions
    assert words in caution


def test_two_systems_are_compared_and_it_is_said() -> None:
    old = run(getCFItem="pass")
    new = deepcopy(old)
    new["inputs"][0]["name"] = "https://other.example/ims/case/v1p1"
    [caution] = compare(old, new).cautions
    assert caution.startswith("The systems differ")


def test_that_identifiers_are_not_hidden_alike_is_said() -> None:
    old = as_json(made_reports.clean())
    shared = {**old, "configuration": {"shareKey": "0" * 16}}
    [caution] = compare(old, shared).cautions
    assert "--share-key" in caution
    assert not compare(shared, shared).cautions


# -- the command -----------------------------------------------------------------------------------------------------


def test_exit_codes(fairmark: Run, keep: Keep) -> None:
    passes, fails = keep("passes", run(getCFItem="pass")), keep("fails", run(getCFItem="fail"))
    assert fairmark("diff", passes, fails).exit_code == 1
    assert fairmark("diff", fails, passes).exit_code == 0
    assert fairmark("diff", fails, fails).exit_code == 0


def test_wrong_usage(fairmark: Run, keep: Keep, tmp_path: Path) -> None:
    system, document = keep("system", run(getCFItem="pass")), keep("document", as_json(made_reports.clean()))
    no_report, no_json = keep("other", {"a": 1}), tmp_path / "no.json"
    nameless = keep("nameless", {**run(getCFItem="pass"), "inputs": []})
    no_json.write_bytes(b"\xff{")
    for arguments, words in (
        ([system], "two reports, or one report and --needs"),
        ([system, document], "one report is of documents"),
        ([system, no_report], "not a Fairmark JSON report"),
        ([no_json, system], "not a Fairmark JSON report"),
        ([nameless, system], "names no system"),
        ([system, tmp_path / "missing.json"], "missing.json"),
    ):
        done = fairmark("diff", *arguments)
        assert done.exit_code == 2
        assert words in " ".join(done.stderr.split())


def test_a_report_of_a_later_version_is_read(fairmark: Run, keep: Keep) -> None:
    later = {**run(getCFItem="pass"), "added": {"later": [1]}}
    later["checks"][0]["also"] = "new"
    path = keep("later", later)
    assert fairmark("diff", path, path).exit_code == 0


@pytest.mark.parametrize("name", [name for name, _ in made_reports.every()])
def test_json_follows_its_schema(fairmark: Run, keep: Keep, name: str, tmp_path: Path) -> None:
    report = as_json(getattr(made_reports, name)())
    empty = deepcopy(report)
    empty["findings"], empty["checks"] = [], empty["checks"][:1]
    output = tmp_path / "difference.json"
    done = fairmark("diff", keep("old", empty), keep("new", report), "--format", "json", "--output", output)
    assert done.exit_code in (0, 1)
    said = json.loads(output.read_bytes())
    jsonschema.Draft202012Validator(load("report/diff.schema.json")).validate(said)
    assert said["worse"] is (done.exit_code == 1)
    assert said["summary"]["new"] == len(said["changes"]["new"]) + sum(rule["new"] for rule in said["capped"])


@pytest.mark.parametrize("make", [made_reports.hostile, made_reports.hostile_suite])
def test_nothing_that_hides_reaches_the_terminal(make: Callable[[], Any]) -> None:
    report = as_json(make())
    empty = deepcopy(report)
    empty["findings"], empty["checks"] = [], empty["checks"][:1]
    text = as_text(compare(empty, report), ("old\x1b[2J.json", "new\u202e.json"))
    assert not [character for character in text if not (character.isprintable() or character == "\n")]
    assert r"\u001b[2J" in text


def test_long_lists_are_cut_short_and_counted() -> None:
    difference: Difference = compare(as_json(made_reports.clean()), as_json(made_reports.many()))
    text = as_text(difference, ("old", "new"))
    assert "New (2,000)" in text
    assert "and 1,980 others; --format json has them all" in text

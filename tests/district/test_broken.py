"""What was broken on purpose is found, all of it, and nothing else."""

from collections.abc import Callable
import csv
from pathlib import Path
from typing import Any

from district.labelled import found, labelled, labels_in
import pytest

from fairmark.validators.catalogue import all_rules

Judged = Callable[..., dict[str, Any]]
Written = Callable[..., Path]

DISTRICTS = [("1.2", 1, 600), ("1.1", 1, 600), ("1.2", 2, 100), ("1.1", 3, 130), ("1.2", 4, 1300)]


@pytest.mark.parametrize("district", DISTRICTS)
def test_labels_are_findings_and_findings_are_labelled(
    judged: Judged, written: Written, district: tuple[str, int, int]
) -> None:
    folder = written(*district)
    labels = labels_in(folder / "broken-labels.json")
    report = judged(folder / "broken", "--shelf", folder / "shelf")
    expected = labelled(labels)
    assert expected - found(report, "error", "warning", "info") == {}, "labels that nothing finds"
    assert found(report, "error", "warning") - expected == {}, "findings that no label explains"


def test_without_a_shelf_all_is_found_that_needs_none(judged: Judged, written: Written) -> None:
    folder = written()
    labels = labels_in(folder / "broken-labels.json")
    expected = labelled(label for label in labels if not label["needs"])
    report = judged(folder / "broken")
    assert expected - found(report, "error", "warning", "info") == {}
    assert found(report, "error", "warning") - expected == {}


@pytest.mark.parametrize(("version", "rules"), [("1.2", 70), ("1.1", 50)])
def test_there_is_much_to_learn(written: Written, version: str, rules: int) -> None:
    labels = labels_in(written(version) / "broken-labels.json")
    assert len({label["rule"] for label in labels}) >= rules
    assert {label["rule"] for label in labels} <= {rule.id for rule in all_rules()}
    assert all(label["done"].endswith(".") and label["mend"].endswith(".") for label in labels)


def test_a_root_cause_folds_what_follows(judged: Judged, written: Written) -> None:
    """The missing class is one label and a hundred findings, which the report tells as one cause."""
    folder = written()
    missing = next(label for label in labels_in(folder / "broken-labels.json") if label["file"] == "classes.csv")
    assert missing["row"] is None
    assert len(missing["found"]) > 50
    report = judged(folder / "broken")
    assert len(report["causes"]) < sum(report["counts"][severity] for severity in ("error", "warning")) / 3


def test_the_sheet_of_labels_says_the_same(written: Written) -> None:
    folder = written()
    with (folder / "broken-labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    labels = labels_in(folder / "broken-labels.json")
    assert len(rows) == sum(len(label["found"]) for label in labels)
    assert {(int(row["label"]), row["mend"]) for row in rows} == {(label["number"], label["mend"]) for label in labels}


@pytest.mark.parametrize("district", DISTRICTS)
def test_what_went_wrong_since_the_last_export(
    judged: Judged, written: Written, district: tuple[str, int, int]
) -> None:
    folder = written(*district)
    labels = labels_in(folder / "gone-wrong-labels.json")
    report = judged(folder / "gone-wrong", "--previous", folder / "export", "--shelf", folder / "shelf")
    assert found(report, "error", "warning") == labelled(labels)
    assert "on hold" in report["headline"]
    rules = {place[0] for place in labelled(labels)} | {place[0] for place in found(report, "info")}
    due = {f"OR-DIF-{number:03}" for number in range(1, 9)}
    assert rules >= (due if district[0] == "1.2" else due - {"OR-DIF-006"})

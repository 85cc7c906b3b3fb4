"""Canvas outcomes and reports on results: as Canvas writes them, as people change them, and as nobody should."""

from collections.abc import Callable
import csv
import io
from pathlib import Path
from typing import Any

from click.testing import Result
import pytest

from fairmark.validators.readers.canvas import Outcomes, Results, read_outcomes, read_results

Judged = Callable[..., dict[str, Any]]

HEADER = (
    "vendor_guid,object_type,title,description,calculation_method,calculation_int,parent_guids,mastery_points,ratings"
)
GROUP = "fractions,group,Fractions,Numbers between numbers,,,,,"
LINE = "0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e11,outcome,On a line,Place them,latest,,fractions,3,4,Exceeds,3,Meets"
REPORT = (
    "student name,student id,assessment type,learning outcome name,learning outcome id,outcome score,"
    "assessment question id,learning outcome points possible,learning outcome mastery score,learning outcome mastered"
)


def text(*rows: str) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode()


def spoken(report: dict[str, Any]) -> dict[str, str]:
    """Rule to severity of all that spoke above info."""
    return {group["rule"]: group["severity"] for group in report["findings"] if group["severity"] != "info"}


def said(report: dict[str, Any], rule: str) -> list[str]:
    return [sample["message"] for group in report["findings"] if group["rule"] == rule for sample in group["samples"]]


def outcomes(*rows: str) -> Outcomes:
    return read_outcomes(text(*rows), "outcomes.csv", show_values=False)


def results(*rows: str) -> Results:
    return read_results(text(*rows), "results.csv", show_values=False)


# -- reading ---------------------------------------------------------------------------------------------------------


def test_ratings_go_beyond_the_header_as_in_canvas_own_export() -> None:
    read = outcomes(HEADER, GROUP.rstrip(","), LINE)
    group, line = read.outcomes
    assert (group.is_group, group.tiers) == (True, [])
    assert [(tier.points, tier.description) for tier in line.tiers] == [("4", "Exceeds"), ("3", "Meets")]
    assert line.parents == ["fractions"]
    assert not read.problems


def test_rows_without_any_text_are_none() -> None:
    assert len(outcomes(HEADER, ",,,,,,,,", "", LINE).outcomes) == 1


@pytest.mark.parametrize(
    ("cell", "number"),
    [("3", 3.0), ("3.5", 3.5), ("1,000", 1000.0), ("2,5", 2.5), ("1,000.5", 1000.5), ("", None), ("Meets", None)],
)
def test_numbers_are_those_of_any_language(cell: str, number: float | None) -> None:
    assert outcomes(HEADER).number(cell) == number


def test_a_comma_is_a_decimal_one_where_cells_are_separated_by_semicolons() -> None:
    assert outcomes(HEADER.replace(",", ";")).number("1,000") == 1.0


# -- judging ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_an_export_of_canvas_is_clean(tmp_path: Path, judged: Judged, encoding: str) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_bytes(text(HEADER, GROUP, LINE).decode().encode(encoding))
    report = judged(path)
    assert (report["verdict"], report["profile"], spoken(report)) == ("pass", "canvas-outcomes", {})
    assert "2 records" in report["headline"]


def test_semicolons_are_as_good_as_commas(tmp_path: Path, judged: Judged) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_bytes(text(*(row.replace(",", ";") for row in (HEADER, GROUP, LINE))))
    assert spoken(judged(path)) == {}


def test_utf_16_is_told_and_the_rest_is_judged(tmp_path: Path, judged: Judged) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_bytes(text(HEADER, GROUP, LINE.replace("latest", "last")).decode().encode("utf-16"))
    assert spoken(judged(path)) == {"FM-INPUT-004": "error", "CV-OUT-003": "error"}


def test_a_quote_that_is_never_closed(tmp_path: Path, judged: Judged) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_bytes(text(HEADER, GROUP, LINE.replace("Place them", '"Place them')))
    assert "FM-INPUT-044" in spoken(judged(path))


def test_a_header_alone_is_no_export(tmp_path: Path, judged: Judged) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_bytes(text(HEADER))
    assert said(judged(path), "CV-OUT-001") == ["there is no outcome in it"]


def test_another_file_can_be_judged_as_outcomes(tmp_path: Path, judged: Judged) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(text("Mia,Lund", "Ben,Osei"))
    report = judged(path, "--profile", "canvas-outcomes")
    assert said(report, "CV-OUT-001") == ["the first row is not the header of outcomes.csv"]
    assert "Lund" not in str(report)


def test_what_a_spreadsheet_would_calculate_is_neutral_in_reports(
    tmp_path: Path, fairmark: Callable[..., Result]
) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_bytes(text(HEADER, GROUP, LINE.replace("latest", "=1+1")))
    written = fairmark("validate", path, "--format", "csv").stdout_bytes.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(written)) for cell in row]
    assert any("=1+1" in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("n_mastery,11", "n_mastery takes 1 to 10, not 11"),
        ("decaying_average,0", "decaying_average takes 1 to 99, not 0"),
        ("weighted_average,100", "weighted_average takes 1 to 99, not 100"),
        ("standard_decaying_average,49", "standard_decaying_average takes 50 to 99, not 49"),
        ("average,5", "average takes no calculation_int, so 5 cannot count"),
        (",100", "decaying_average takes 1 to 99, not 100"),
        ("n_mastery,many", "calculation_int many is no whole number"),
    ],
)
def test_calculations_have_bounds(tmp_path: Path, judged: Judged, given: str, message: str) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_bytes(text(HEADER, GROUP, LINE.replace("latest,", given)))
    assert said(judged(path), "CV-OUT-003") == [message]


@pytest.mark.parametrize("given", ["n_mastery,10", "decaying_average,", "decaying_average,65.0", ",", "highest,"])
def test_calculations_that_are_possible(tmp_path: Path, judged: Judged, given: str) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_bytes(text(HEADER, GROUP, LINE.replace("latest,", given)))
    assert spoken(judged(path)) == {}


def test_a_group_has_one_parent_and_no_ratings(tmp_path: Path, judged: Judged) -> None:
    path = tmp_path / "outcomes.csv"
    other = "decimals,group,Decimals,,,,,,"
    below = "tenths,group,Tenths,,highest,,fractions decimals,,4,Exceeds"
    path.write_bytes(text(HEADER, GROUP, other, below))
    report = judged(path)
    assert spoken(report) == dict.fromkeys(("CV-OUT-002", "CV-OUT-003", "CV-OUT-004"), "error")
    assert said(report, "CV-OUT-002") == ["a group has 2 parents, where one may be"]


@pytest.mark.parametrize(
    ("number", "guid", "message"),
    [
        ("", "urn:uuid:0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e11", "holds a colon, which new rows may not have"),
        ("42", "urn:uuid:0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e11", ""),  # there already, whatever it is called
        ("42", "canvas_outcome:42", ""),
        ("", "canvas_outcome:42", "is one that Canvas gives, but the row has no canvas_id"),
        ("", "canvas_outcome_group:42", "holds a colon, which new rows may not have"),
        ("42", "5.NF.A 1", "holds a blank"),
    ],
)
def test_identifiers(tmp_path: Path, judged: Judged, number: str, guid: str, message: str) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_bytes(text(f"canvas_id,{HEADER}", f"41,{GROUP}", f"{number},{guid},{LINE.partition(',')[2]}"))
    assert said(judged(path), "CV-OUT-005") == ([f"{guid} {message}"] if message else [])


# -- results ---------------------------------------------------------------------------------------------------------


def test_a_report_on_nothing_has_no_fault() -> None:
    read = results(REPORT, "No outcomes found")
    assert (read.table.rows, read.problems) == (0, ())


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        ("assignment,Line,42,3,,4,3,0", {"CV-RES-001"}),
        ("assignment,Line,42,2,,4,3,1", {"CV-RES-001"}),
        ("quiz,Line,42,1,901,1,3,1", set()),  # the score of a question is on a scale of its own
        ("assignment,Line,42,1,,1,3,1", set()),  # so is one with fewer points than mastery takes
        ("assignment,Line,42,,,,,1", set()),  # points are hidden
        ("assignment,Line,42,,,4,3,", set()),  # nothing is submitted
        ("assignment,Line,42,5,,4,3,1", {"CV-RES-002"}),
        ("assignment,Line,42,1,,0,0,1", set()),  # extra credit
        ("assignment,Line,42,three,,4,3,0", set()),
    ],
)
def test_scores_and_mastery(tmp_path: Path, judged: Judged, row: str, rules: set[str]) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(text(REPORT, f'"Lund, Mia",2001,{row}'))
    report = judged(path)
    assert set(spoken(report)) == rules
    assert "Lund" not in str(report)


def test_results_are_aligned_by_outcomes_that_are_only_compared_with(tmp_path: Path, judged: Judged) -> None:
    report, others = tmp_path / "results.csv", tmp_path / "outcomes.csv"
    report.write_bytes(text(REPORT, '"Lund, Mia",2001,assignment,Line,42,3,,4,3,1'))
    others.write_bytes(text(f"canvas_id,{HEADER}", f"41,{GROUP}", f"42,{LINE}"))
    assert said(judged(report), "CV-RES-003")
    assert not said(judged(report, "--compare-with", others), "CV-RES-003")

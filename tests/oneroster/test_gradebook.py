"""OR-SEM: line items, results and scales."""

from pathlib import Path

from oneroster.asking import findings, places
import pytest

from fairmark.validators.rules.oneroster.scales import scale_in

ITEMS = "resultValueMin,resultValueMax,classSourcedId,categorySourcedId"
RESULTS = "lineItemSourcedId,studentSourcedId,scoreStatus,score,textScore"


@pytest.mark.parametrize(
    ("range", "score", "is_right"),
    [
        ("0,4", "4.0", True),
        ("0,4", "4.5", False),
        ("0,4", "-1", False),
        (",4", "-1", True),
        ("0,", "1000", True),
        (",", "1000", True),
        ("4,0", "9", True),  # the range is wrong: OR-SEM-006 speaks
        ("0,4", "nan", True),  # no number: OR-TYP speaks
        ("0,4", "5" * 500, True),
        ("0,1e5", "99999", True),
    ],
)
def test_scores_lie_in_the_range(tmp_path: Path, range: str, score: str, is_right: bool) -> None:
    found = findings(
        tmp_path,
        "OR-SEM-005",
        lineItems=[ITEMS, f"i,,,{range},c,k"],
        results=[RESULTS, f"...,i,s,fully graded,{score},"],
    )
    assert places(found) == ([] if is_right else [(2, "score")])


def test_a_result_without_its_line_item_has_no_range(tmp_path: Path) -> None:
    results = [RESULTS, "...,j,s,fully graded,9,"]
    assert not findings(tmp_path, "OR-SEM-005", lineItems=[ITEMS, "i,,,0,4,c,k"], results=results)


@pytest.mark.parametrize(
    ("version", "row", "field"),
    [
        ("1.2", "not submitted,0,", None),
        ("1.2", "exempt,0,", "score"),
        ("1.1", "exempt,0.0,", None),
        ("1.2", "not submitted,2,", "score"),
        ("1.2", "not submitted,0,Meets", "textScore"),
        ("1.2", "submitted,2,", None),
    ],
)
def test_zeros_for_work_that_was_not_handed_in_are_left_alone(
    tmp_path: Path, version: str, row: str, field: str | None
) -> None:
    found = findings(tmp_path, "OR-SEM-009", version=version, results=[RESULTS, f"...,i,s,{row}"])
    assert places(found) == ([(2, field)] if field else [])


def test_a_delta_may_leave_out_how_a_graded_result_was_scored(tmp_path: Path) -> None:
    row = "r,active,2026-10-01T00:00:00.000Z,i,s,fully graded,,"
    assert not findings(tmp_path, "OR-SEM-008", results=[RESULTS, row])


def test_each_surplus_result_is_told_once(tmp_path: Path) -> None:
    rows = (
        ["...,i,s,submitted,,"] * 3
        + ["...,i,t,submitted,,", "...,j,s,submitted,,", "...,,s,submitted,,"]
        + [
            "...,,s,submitted,,",
            "gone,tobedeleted,,i,s,submitted,,",
        ]
    )
    found = findings(tmp_path, "OR-SEM-019", results=[RESULTS, *rows])
    assert places(found) == [(3, "studentSourcedId"), (4, "studentSourcedId")]


def test_weights_below_a_hundred_may_lack_a_category_that_is_not_used_yet(tmp_path: Path) -> None:
    tables = {"classes": ["title", "c,,,C"], "lineItems": [ITEMS, "i,,,0,4,c,k"]}
    assert not findings(tmp_path, "OR-SEM-017", categories=["title,weight", "k,,,K,60", "unused,,,U,"], **tables)
    found = findings(tmp_path, "OR-SEM-017", categories=["title,weight", "k,,,K,60"], **tables)
    assert [draft.expected for draft in found] == ["60"]


def test_three_thirds_add_up(tmp_path: Path) -> None:
    found = findings(
        tmp_path,
        "OR-SEM-017",
        categories=["title,weight", *(f"{id},,,K,33" for id in "abc")],
        classes=["title", "c,,,C"],
        lineItems=[ITEMS, *(f"...,0,4,c,{id}" for id in "abc")],
    )
    assert not found


@pytest.mark.parametrize(
    ("cell", "text", "holds"),
    [
        ("{A+:100},{A:94}", "a+", True),
        ("{A+:100}, {A:94}", "94", True),
        ("{A:7-10}", "8.5", True),
        ("{60-69:B}", "B", True),
        ("{A:7-10}", "11", False),
        ("{Pass:50}", "Passed", False),
    ],
)
def test_what_a_scale_holds(cell: str, text: str, holds: bool) -> None:
    scale = scale_in(cell)
    assert scale is not None
    assert scale.holds(text) is holds


@pytest.mark.parametrize("cell", ["", "A:1", "{A}", "{A:1}{B:2}", "{A:{B:1}}", "{A:1},", "{:1}"])
def test_what_is_no_scale_is_not_judged(cell: str) -> None:
    assert scale_in(cell) is None


def test_a_text_score_counts_where_any_of_its_scales_holds_it(tmp_path: Path) -> None:
    found = findings(
        tmp_path,
        "OR-SEM-007",
        scoreScales=["scoreScaleValue", "one,,,{Pass:1}", "two,,,{Meets:1}", "broken,,,{"],
        lineItemScoreScales=["lineItemSourcedId,scoreScaleSourcedId", "...,i,one"],
        resultScoreScales=["resultSourcedId,scoreScaleSourcedId", "...,r0,two", "...,r1,broken", "...,r2,one"],
        results=[RESULTS, *(f"r{at},,,{item},s,submitted,,Meets" for at, item in enumerate("iiijj"))],
    )
    assert places(found) == [(4, "textScore")]

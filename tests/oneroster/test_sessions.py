"""OR-SEM: dates."""

from pathlib import Path

from oneroster.asking import findings, places
import pytest

from fairmark.validators.rules.oneroster.values import overlapping

HEADER = "title,type,startDate,endDate,parentSourcedId,schoolYear"


def test_a_session_of_no_day_is_wrong_and_an_enrollment_of_no_day_is_not(tmp_path: Path) -> None:
    day = "2026-08-17"
    found = findings(
        tmp_path,
        "OR-SEM-001",
        academicSessions=[HEADER, f"...,T,term,{day},{day},,2027", f"gone,tobedeleted,,T,term,{day},{day},,2027"],
        enrollments=["classSourcedId,beginDate,endDate", f"...,c,{day},{day}", f"...,c,{day},2026-08-16", "...,c,,x"],
    )
    assert [(draft.at.path[0], *draft.at.path[1:]) for draft in found] == [
        ("academicSessions.csv", 2, "endDate"),
        ("enrollments.csv", 3, "endDate"),
    ]


def test_a_session_that_is_its_own_parent_or_has_an_unsound_one_is_left_alone(tmp_path: Path) -> None:
    rows = [
        "a,,,T,term,2026-08-17,2026-12-19,a,2027",
        "b,,,T,term,2026-08-17,2026-12-19,wrong,2027",
        "wrong,,,T,term,2027-08-17,2026-12-19,,2027",
        "c,,,T,term,2026-08-17,2026-12-19,nowhere,2027",
    ]
    assert not findings(tmp_path, "OR-SEM-002", academicSessions=[HEADER, *rows])


@pytest.mark.parametrize(
    ("end", "year", "is_right"),
    [
        ("2027-06-12", "2027", True),
        ("2027-06-12", "2026", False),
        ("2027-01-01", "2026", True),  # its last day is the 31st of December
        ("2027-01-01", "2027", True),
        ("2027-02-31", "2026", True),  # no date: OR-TYP speaks
        ("9999-12-31", "9999", True),
        ("2027-06-12", "27", True),  # no year: OR-TYP speaks
    ],
)
def test_the_school_year_is_named_after_its_end(tmp_path: Path, end: str, year: str, is_right: bool) -> None:
    found = findings(tmp_path, "OR-SEM-003", academicSessions=[HEADER, f"...,Y,schoolYear,2026-08-17,{end},,{year}"])
    assert places(found) == ([] if is_right else [(2, "schoolYear")])


def test_terms_are_told_only_where_they_differ_from_their_school_year(tmp_path: Path) -> None:
    rows = [
        "y,,,Y,schoolYear,2026-08-17,2027-06-12,,2026",
        "t,,,T,term,2026-08-17,2026-12-19,y,2026",
        "u,,,T,term,2026-08-17,2026-12-19,y,2025",
        "v,,,T,term,2026-08-17,2026-12-19,,2027",
        "w,,,T,term,2026-08-17,2026-12-19,w,2025",
    ]
    found = findings(tmp_path, "OR-SEM-003", academicSessions=[HEADER, *rows])
    assert places(found) == [(2, "schoolYear"), (4, "schoolYear"), (6, "schoolYear")]


def test_periods_overlap_where_one_begins_before_an_earlier_one_has_ended() -> None:
    whole, first, second, later = (
        ("", "", "whole"),
        ("2026-01-01", "2026-02-01", "first"),
        ("2026-02-01", "x", "second"),
        (
            "2026-01-15",
            "2026-01-20",
            "later",
        ),
    )
    assert list(overlapping([first, second])) == []
    assert list(overlapping([second, first, later])) == [("later", "first")]
    assert list(overlapping([first, whole])) == [("first", "whole")]
    assert list(overlapping([whole, ("", "", "again")])) == [("again", "whole")]

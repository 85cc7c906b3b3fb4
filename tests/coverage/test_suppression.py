"""Numbers of few learners are withheld, and with them what would tell them."""

from pathlib import Path
from typing import Any

from gradebooks import gradebook, objective, results
from hypothesis import given
from hypothesis import strategies as st
import pytest

from fairmark.validators.coverage.suppression import Why, withheld


@pytest.mark.parametrize(
    ("learners", "primary", "complementary"),
    [  # the examples of the functional requirements, section 3.14
        ({"A": 42, "B": 7, "C": 15, "D": 28}, "B", "C"),
        ({"A": 42, "B": 3, "C": 4, "D": 28}, "BC", "D"),
        ({"A": 42, "B": 12, "C": 15}, "", ""),
        ({"A": 90, "B": 4, "C": 0}, "B", "A"),
        ({"A": 4}, "A", ""),
        ({"A": 0}, "", ""),
        ({"A": 6, "B": 7}, "AB", ""),
        ({"A": 5, "B": 12, "C": 12}, "A", "B"),
    ],
)
def test_what_is_withheld(learners: dict[str, int], primary: str, complementary: str) -> None:
    found = withheld(learners, 10)
    assert {group for group, why in found.items() if why is Why.PRIMARY} == set(primary)
    assert {group for group, why in found.items() if why is Why.COMPLEMENTARY} == set(complementary)


@given(learners=st.dictionaries(st.integers(), st.integers(0, 30), max_size=9), minimum=st.integers(1, 20))
def test_nothing_that_is_too_small_can_be_worked_out(learners: dict[int, int], minimum: int) -> None:
    found = withheld(learners, minimum)
    assert all(count == 0 or count >= minimum for group, count in learners.items() if group not in found)
    if found and any(count >= minimum for group, count in learners.items() if group not in found):
        assert len(found) >= 2
        assert sum(learners[group] for group in found) >= minimum
    if minimum == 1:
        assert found == {}


def test_small_numbers_are_in_no_row_and_no_total(tmp_path: Path, counted: Any) -> None:
    named = [objective(f"i1-{at}", "A.1" if at < 3 else "A.2") for at in range(12)]
    gradebook(tmp_path, resultLearningObjectiveIds=named, results=results("i1", "north", 12))
    coverage = counted(tmp_path, minimum=10)
    rows = {row.standard.standard.code: row for row in coverage.rows() if row.course.school == "North School"}
    assert [(rows[code].results, rows[code].learners, rows[code].share) for code in ("A.1", "A.2")] == [(None,) * 3] * 2
    assert [rows[code].withheld for code in ("A.1", "A.2")] == [Why.PRIMARY, Why.PRIMARY]
    assert (rows["B.1"].results, rows["B.1"].learners, rows["B.1"].share) == (0, 0, 0.0)
    course = rows["A.1"].course
    assert (course.enrolled, course.learners) == (12, 12)


def test_of_a_small_course_nothing_is_told(tmp_path: Path, counted: Any) -> None:
    objectives = [objective("i1", "A.1")]
    gradebook(tmp_path, enrollments=[], lineItemLearningObjectiveIds=objectives, results=results("i1", "north", 9))
    course = counted(tmp_path, minimum=10).courses[1]
    assert (course.title, course.enrolled, course.learners) == ("Reading", None, None)


def test_the_minimum_is_the_users(tmp_path: Path, counted: Any) -> None:
    objectives = [objective("i1", "A.1")]
    gradebook(tmp_path, lineItemLearningObjectiveIds=objectives, results=results("i1", "north", 3))
    for minimum, learners in ((3, 3), (4, None)):
        coverage = counted(tmp_path, minimum=minimum)
        assert next(row.learners for row in coverage.rows() if row.standard.standard.code == "A.1") == learners

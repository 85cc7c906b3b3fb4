"""What counts as evidence, of what, and in which course: by hand, and against a plain count of random gradebooks."""

from collections.abc import Sequence
from pathlib import Path
import tempfile
from typing import Any

from gradebooks import Row, associated, codes, framework, gradebook, item, objective, result, results, written
from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from fairmark.validators.coverage.coverage import READ, Coverage, State, coverage_of
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.roster_input import open_roster

TREE: dict[str, Any] = {"A": {"A.1": {}, "A.2": {}}, "B": {"B.1": {}}}
NORTH, SOUTH, ARTS = ("North School", "Reading"), ("South School", "Reading"), ("North School", "Arts")


def told(coverage: Coverage) -> dict[tuple[str, str], dict[str, tuple[int, int | None, int | None]]]:
    """Course to standard to line items, results and learners, of those that have any."""
    found: dict[tuple[str, str], dict[str, tuple[int, int | None, int | None]]] = {}
    for row in coverage.rows():
        if row.state is not State.NONE:
            counts = found.setdefault((row.course.school, row.course.title), {})
            counts[row.standard.standard.code] = (row.line_items, row.results, row.learners)
    return found


def test_a_result_is_evidence_of_what_it_names_else_of_what_its_line_item_names(tmp_path: Path, counted: Any) -> None:
    gradebook(
        tmp_path,
        lineItemLearningObjectiveIds=[objective("i1", "A.1"), objective("i1", "A.2"), objective("i2", "A.1")],
        resultLearningObjectiveIds=[objective("r1", "B.1")],
        results=[result("r1", "i1", "north-1"), result("r2", "i1", "north-2"), result("r3", "i1", "north-1")],
    )
    assert told(counted(tmp_path)) == {
        NORTH: {"A.1": (1, 2, 2), "A.2": (1, 2, 2), "B.1": (0, 1, 1)},
        SOUTH: {"A.1": (1, 0, 0)},
    }


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({"scoreStatus": "partially graded"}, True),
        ({"scoreStatus": "submitted"}, True),
        ({"scoreStatus": "ext:other"}, True),
        ({"late": "true", "inProgress": "true", "missing": "false"}, True),
        ({"scoreStatus": "exempt"}, False),
        ({"scoreStatus": "not submitted"}, False),
        ({"missing": "true"}, False),
        ({"status": "tobedeleted"}, False),
        ({"lineItemSourcedId": "no-such-item"}, False),
    ],
)
def test_without_work_there_is_no_evidence(tmp_path: Path, counted: Any, more: Row, counts: bool) -> None:
    objectives = [objective("i1", "A.1")]
    gradebook(
        tmp_path,
        lineItemLearningObjectiveIds=objectives,
        results=[{**result("r1", "i1", "north-1"), **more}],
    )
    assert told(counted(tmp_path))[NORTH] == {"A.1": (1, int(counts), int(counts))}


@pytest.mark.parametrize(
    "named",
    [
        {"source": "unknown"},
        {"source": "CASE"},
        {"status": "tobedeleted"},
        {"learningObjectiveId": "A.1"},
        {"owner": "no-such-item"},
    ],
)
def test_what_names_no_item_of_case_is_none(tmp_path: Path, counted: Any, named: Row) -> None:
    gradebook(
        tmp_path, lineItemLearningObjectiveIds=[{**objective("i1", "A.1"), **named}], results=results("i1", "n", 3)
    )
    assert told(counted(tmp_path)) == {}


@pytest.mark.parametrize("form", ["{}", "urn:uuid:{}", "URN:UUID:{}", "https://x.example/ims/case/v1p1/CFItems/{}"])
def test_an_item_is_known_in_every_spelling(tmp_path: Path, counted: Any, form: str) -> None:
    for id in (item("A.1"), item("A.1").upper()):
        row = {**objective("i1", "A.1"), "learningObjectiveId": form.format(id)}
        gradebook(tmp_path, lineItemLearningObjectiveIds=[row], results=results("i1", "north", 3))
        assert told(counted(tmp_path)) == {NORTH: {"A.1": (1, 3, 3)}}


def test_a_standard_named_twice_counts_once(tmp_path: Path, counted: Any) -> None:
    gradebook(
        tmp_path,
        lineItemLearningObjectiveIds=[objective("i1", "A.1")] * 2,
        resultLearningObjectiveIds=[objective("i1-0", "A.2")] * 2,
        results=results("i1", "north", 2),
    )
    assert told(counted(tmp_path)) == {NORTH: {"A.1": (1, 1, 1), "A.2": (0, 1, 1)}}


def test_learners_of_a_course_are_those_enrolled_and_those_with_results(tmp_path: Path, counted: Any) -> None:
    objectives = [objective("i1", "A.1")]
    gradebook(tmp_path, lineItemLearningObjectiveIds=objectives, results=[result("r1", "i1", "guest")])
    reading = next(course for course in counted(tmp_path).courses if (course.school, course.title) == NORTH)
    assert (reading.enrolled, reading.learners) == (13, 1)


# -- what could have evidence ----------------------------------------------------------------------------------------


def test_a_course_is_held_to_the_frameworks_that_it_refers_to_at_any_school(tmp_path: Path, counted: Any) -> None:
    gradebook(
        tmp_path,
        lineItemLearningObjectiveIds=[objective("i1", "A.1"), objective("i3", "Z.1")],
        results=results("i1", "north", 1),
    )
    other = framework("Never referred to", {"Y.1": {}})
    coverage = counted(tmp_path, framework("Reading continuum", TREE), framework("Arts", {"Z.1": {}, "Z.2": {}}), other)
    rows: dict[tuple[str, str], list[str]] = {}
    for row in coverage.rows():
        rows.setdefault((row.course.school, row.course.title), []).append(row.standard.standard.code)
    assert rows == {NORTH: ["A.1", "A.2", "B.1"], SOUTH: ["A.1", "A.2", "B.1"], ARTS: ["Z.1", "Z.2"]}
    assert [framework.title for framework in coverage.frameworks] == ["Reading continuum", "Arts"]
    assert [(one.standard.standard.code, one.expected, one.covered, one.schools) for one in coverage.standards] == [
        ("A.1", 2, 1, 1),
        ("A.2", 2, 0, 0),
        ("B.1", 2, 0, 0),
        ("Z.1", 1, 0, 0),
        ("Z.2", 1, 0, 0),
    ]


def test_a_group_counts_where_it_is_scored(tmp_path: Path, counted: Any) -> None:
    gradebook(tmp_path, lineItemLearningObjectiveIds=[objective("i1", "A")], results=results("i1", "north", 1))
    assert codes(row for row in counted(tmp_path).rows() if row.course.school == "South School") == [
        "A", "A.1", "A.2", "B.1",
    ]  # fmt: skip


def test_what_was_replaced_or_has_ended_or_is_a_shared_level_is_not_missed(tmp_path: Path, counted: Any) -> None:
    package = framework("Reading continuum", {**TREE, "L": {"L.1": {}}, "A.1.L": {}})
    package["CFAssociations"] += [
        associated("replacedBy", "A.2", item("A.1")),
        associated("hasSkillLevel", "A.1", item("L.1")),
    ]
    next(one for one in package["CFItems"] if one["humanCodingScheme"] == "B.1")["statusEndDate"] = "2001-01-01"
    gradebook(tmp_path, lineItemLearningObjectiveIds=[objective("i1", "A.1")], results=[])
    rows = [row for row in counted(tmp_path, package).rows() if row.course.school == "South School"]
    assert codes(rows) == ["A.1", "A.1.L"]


def test_what_is_on_no_shelf_is_named_by_its_identifier(tmp_path: Path, counted: Any) -> None:
    gradebook(tmp_path, lineItemLearningObjectiveIds=[objective("i1", "Q.1")], results=results("i1", "north", 2))
    row, _at_the_other_school = counted(tmp_path).rows()
    assert (row.standard.standard.identifier, row.standard.framework, row.results) == (item("Q.1"), None, 2)
    assert counted(tmp_path).frameworks == []


# -- gradebooks that lack something ------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", READ)
def test_every_table_may_be_missing(tmp_path: Path, counted: Any, missing: str) -> None:
    gradebook(
        tmp_path,
        lineItemLearningObjectiveIds=[objective("i1", "A.1")],
        resultLearningObjectiveIds=[objective("i1-0", "A.2")],
        results=results("i1", "north", 3),
    )
    (tmp_path / f"{missing}.csv").unlink()
    coverage = counted(tmp_path)
    names = {
        "orgs": {("north", "Reading"), ("south", "Reading"), ("north", "Arts")},
        "courses": {("North School", "reading"), ("South School", "reading"), ("North School", "arts")},
        "classes": {("", "")},
    }
    assert {(course.school, course.title) for course in coverage.courses} == names.get(missing, {NORTH, SOUTH, ARTS})
    list(coverage.rows())


def test_a_package_of_the_older_version_names_no_standards(tmp_path: Path, counted: Any) -> None:
    classes = [{"sourcedId": "c1", "courseSourcedId": "reading", "schoolSourcedId": "north"}]
    items = [{"sourcedId": "i1", "title": "Task", "classSourcedId": "c1"}]
    written(tmp_path, "1.1", classes=classes, lineItems=items, results=results("i1", "north", 3))
    (course,) = counted(tmp_path).courses
    assert (list(course.expected), course.enrolled, course.learners) == ([], 3, 0)


# -- against a plain count ---------------------------------------------------------------------------------------------

NAMES = ["A", "A.1", "A.2", "B.1", "Q.1"]
statuses = st.sampled_from(["fully graded", "submitted", "exempt", "not submitted"])


@settings(max_examples=60, deadline=None)
@given(
    of_items=st.lists(st.tuples(st.sampled_from(["i1", "i2", "i3", "none"]), st.sampled_from(NAMES)), max_size=8),
    graded=st.lists(st.tuples(st.sampled_from(["i1", "i2", "i3", "none"]), st.integers(0, 4), statuses), max_size=25),
    of_results=st.lists(st.tuples(st.integers(0, 30), st.sampled_from(NAMES)), max_size=20),
)
def test_a_plain_count_agrees(
    of_items: Sequence[tuple[str, str]],
    graded: Sequence[tuple[str, int, str]],
    of_results: Sequence[tuple[int, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        gradebook(
            Path(folder),
            lineItemLearningObjectiveIds=[objective(owner, name) for owner, name in of_items],
            resultLearningObjectiveIds=[objective(f"r{at}", name) for at, name in of_results],
            results=[result(f"r{at}", line, f"s{who}", status) for at, (line, who, status) in enumerate(graded)],
        )
        coverage = coverage_of(open_roster(Path(folder), Limits(), only=READ), [], 1)
    expected: dict[tuple[str, str, str], tuple[int, int, int]] = {}
    for line, course in {"i1": NORTH, "i2": SOUTH, "i3": ARTS}.items():
        own = {name for owner, name in of_items if owner == line}
        evident: dict[str, list[int]] = {}
        for at, (of, who, status) in enumerate(graded):
            if of == line and status in ("fully graded", "submitted"):
                for name in {name for owner, name in of_results if owner == at} or own:
                    evident.setdefault(name, []).append(who)
        for name in own | evident.keys():
            learners = evident.get(name, [])
            expected[(*course, item(name))] = (int(name in own), len(learners), len(set(learners)))
    rows = (row for row in coverage.rows() if row.state is not State.NONE)
    assert {
        (row.course.school, row.course.title, row.standard.standard.identifier): (
            row.line_items,
            row.results,
            row.learners,
        )
        for row in rows
    } == expected

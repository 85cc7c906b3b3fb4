"""The picture: which parts of a framework head its columns, and what each cell counts."""

from pathlib import Path
from typing import Any

from gradebooks import framework, gradebook, objective, results, written

from fairmark.validators.coverage.figure import MOST_COLUMNS, MOST_ROWS, Figure, figures
from fairmark.validators.reports.coverage.heat_map import HeatMap, shade_of


def sizes(figure: Figure) -> list[tuple[str, int]]:
    """The head of each column, and how many standards it holds."""
    return [(column.title, len(column.standards)) for column in figure.columns]


def test_parts_are_as_small_as_there_is_room_for(tmp_path: Path, counted: Any) -> None:
    gradebook(tmp_path, lineItemLearningObjectiveIds=[objective("i1", "A.1")], results=results("i1", "north", 1))
    (figure,) = figures(counted(tmp_path))
    assert [column.title for column in figure.columns] == ["A.1 Knows A.1.", "A.2 Knows A.2.", "B.1 Knows B.1."]
    assert [(line.school, line.course, list(line.covered)) for line in figure.lines] == [
        ("North School", "Reading", [1, 0, 0]),
        ("South School", "Reading", [0, 0, 0]),
    ]


def test_many_standards_are_taken_together(tmp_path: Path, counted: Any) -> None:
    tree = {top: {f"{top}.{at}": {} for at in range(20)} for top in "AB"}
    gradebook(tmp_path, lineItemLearningObjectiveIds=[objective("i1", "A.1")], results=results("i1", "north", 1))
    (figure,) = figures(counted(tmp_path, framework("Reading continuum", tree)))
    assert sizes(figure) == [
        ("A Knows A.", 20),
        ("B Knows B.", 20),
    ]
    assert list(figure.lines[0].covered) == [1, 0]


def test_a_list_that_is_too_long_is_one_part(tmp_path: Path, counted: Any) -> None:
    tree: dict[str, Any] = {f"S.{at}": {} for at in range(MOST_COLUMNS + 1)}
    gradebook(tmp_path, lineItemLearningObjectiveIds=[objective("i1", "S.1")], results=results("i1", "north", 1))
    (figure,) = figures(counted(tmp_path, framework("Reading continuum", tree)))
    assert sizes(figure) == [("Reading continuum", MOST_COLUMNS + 1)]


def test_a_group_that_is_scored_stays_one_part(tmp_path: Path, counted: Any) -> None:
    gradebook(tmp_path, lineItemLearningObjectiveIds=[objective("i1", "A")], results=results("i1", "north", 1))
    (figure,) = figures(counted(tmp_path))
    assert sizes(figure) == [
        ("A Knows A.", 3),
        ("B.1 Knows B.1.", 1),
    ]


def test_many_courses_are_shown_by_school(tmp_path: Path, counted: Any) -> None:
    """Two schools may have one name."""
    schools = [{"sourcedId": f"s{at}", "name": "Same Name"} for at in range(2)]
    classes = [
        {"sourcedId": f"c{at}", "courseSourcedId": f"k{at}", "schoolSourcedId": f"s{at % 2}"}
        for at in range(MOST_ROWS + 1)
    ]
    items = [{"sourcedId": f"i{at}", "classSourcedId": f"c{at}"} for at in range(MOST_ROWS + 1)]
    written(
        tmp_path,
        orgs=schools,
        classes=classes,
        lineItems=items,
        results=[*results("i1", "n", 1), *results("i3", "n", 1)],
        lineItemLearningObjectiveIds=[
            objective(one["sourcedId"], "A.2" if one["sourcedId"] == "i3" else "A.1") for one in items
        ],
    )
    (figure,) = figures(counted(tmp_path))
    assert figure.is_by_school
    assert [(line.school, list(line.covered)) for line in figure.lines] == [
        ("Same Name", [0, 0, 0]),
        ("Same Name", [1, 1, 0]),
    ]


def test_without_a_shelf_there_is_no_picture(tmp_path: Path, counted: Any) -> None:
    gradebook(tmp_path, lineItemLearningObjectiveIds=[objective("i1", "Q")], results=results("i1", "north", 1))
    assert figures(counted(tmp_path)) == []


def test_shades() -> None:
    assert [shade_of(covered, 4) for covered in range(5)] == ["none", "some", "most", "most", "all"]


def test_every_cell_says_what_it_shows(tmp_path: Path, counted: Any) -> None:
    gradebook(tmp_path, lineItemLearningObjectiveIds=[objective("i1", "A.1")], results=results("i1", "north", 1))
    (figure,) = figures(counted(tmp_path))
    picture = HeatMap(figure)
    first = next(iter(picture.cells()))
    assert (first.text, first.shade) == ("1/1", "all")
    assert first.says == "North School, Reading – A.1 Knows A.1.: 1 of 1 standards have evidence"
    assert all(
        cell.x >= 0 and cell.x + picture.cell_width <= picture.width and cell.y + 26 <= picture.height
        for cell in picture.cells()
    )
    assert picture.desc.endswith("5 of 6 cells have no standard with evidence.")

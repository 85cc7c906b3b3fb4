"""CASE to spreadsheets and back: what survives is equal, what does not is told, and cells harm nobody."""

from collections.abc import Callable, Iterator
import csv
import io
import json
from pathlib import Path
import re
from typing import Any

import openpyxl
import pytest

from conftest import ROOT, SHARED, Run
from fairmark.validators.convert.education_levels import levels_in
from fairmark.validators.convert.loss import Kind, LossReport
from fairmark.validators.convert.registry import convert_file
from spreadsheet_twins.book import ADD, COUNT, DOCUMENT, SHAPES, WHOLE, Book, association
from spreadsheet_twins.csv_files import COMPEITO, OPENSALT
from spreadsheet_twins.package import package

FRAMEWORKS = sorted((ROOT / "fixtures" / "frameworks").glob("*.json"))
REAL = sorted((SHARED / "data" / "case").rglob("*.json")) if SHARED.exists() else []
BAD_IDENTIFIERS = ("SmartLevelFramework.json", "Utf8TestFramework.json", "opencase_round_trip_baseline.json")
"""Real files with identifiers that no UUID is: others are made of them."""

STRUCTURE = ("CS-ASC-001", "CS-ASC-002", "CS-ASC-004", "CS-ASC-005", "CS-ASC-008")

TEXTS = ("humanCodingScheme", "listEnumeration", "abbreviatedStatement", "language", "CFItemType", "uri")
LISTS = ("conceptKeywords", "educationLevel")
OTHER = "71d0bc74-580a-4f61-80bb-9d628fdec007"

Object = dict[str, Any]
Convert = Callable[..., tuple[Path, LossReport]]


@pytest.fixture
def converted(tmp_path: Path) -> Convert:
    """Convert a package, workbook or text: the file that was made, and the account."""

    def run(content: Object | Book | str | Path, target: str, name: str = "") -> tuple[Path, LossReport]:
        source = content if isinstance(content, Path) else tmp_path / (name or "in.json")
        match content:
            case Book():
                source = source.with_suffix(".xlsx")
                source.write_bytes(content.as_bytes())
            case dict():
                source.write_text(json.dumps(content), "utf-8")
            case str():
                source = source.with_suffix(".csv")
                source.write_text(content, "utf-8")
        suffix = {"case": ".json", "case-spreadsheet": ".xlsx"}.get(target, ".csv")
        made = convert_file(source, tmp_path / f"{source.stem}-{target}{suffix}", target=target)
        return made.files[0], made.loss

    return run


@pytest.fixture
def as_case(converted: Convert) -> Callable[..., Object]:
    """The package that a workbook or text becomes."""

    def run(content: Book | str | Path) -> Object:
        path, _ = converted(content, "case")
        found: Object = json.loads(path.read_text("utf-8"))
        return found

    return run


def packages() -> Iterator[Any]:
    if not REAL:
        yield pytest.param(None, marks=pytest.mark.skip(reason="the real files are not on this machine"))
    for path in (*FRAMEWORKS, *REAL):
        if "CFDocument" in path.read_text("utf-8") and path.name not in BAD_IDENTIFIERS:
            yield pytest.param(path, id=path.name)


def payload(path: Path) -> Object:
    data = json.loads(path.read_text("utf-8"))
    found: Object = data.get("CFPackage", data)
    return found


def by_identifier(objects: list[Object]) -> dict[str, Object]:
    return {each["identifier"]: each for each in objects}


def edges(found: Object) -> set[tuple[str, ...]]:
    return {
        (
            each["identifier"],
            each["associationType"],
            each["originNodeURI"]["identifier"],
            each["destinationNodeURI"]["identifier"],
        )
        for each in found.get("CFAssociations", [])
    }


def lines(text: str) -> list[str]:
    """Its lines without what a conversion leaves out."""
    return re.split("\r\n|\r|\n", text.strip().replace("\f", " "))


# -- there and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", list(packages()))
def test_a_framework_survives_a_workbook(converted: Convert, as_case: Callable[..., Object], path: Path) -> None:
    before = payload(path)
    book, loss = converted(before, "case-spreadsheet")
    after = as_case(book)
    assert loss.statements == sum(entry.count for entry in loss.entries)
    assert before["CFDocument"]["identifier"] == after["CFDocument"]["identifier"]
    for name in ("title", "creator", "version", "adoptionStatus", "officialSourceURL", "subject", "language"):
        if before["CFDocument"].get(name):
            assert before["CFDocument"][name] == after["CFDocument"].get(name), name
    items = by_identifier(after["CFItems"])
    assert by_identifier(before["CFItems"]).keys() == items.keys()
    for item in before["CFItems"]:
        made = items[item["identifier"]]
        assert lines(item["fullStatement"]) == lines(made["fullStatement"])
        assert [item.get(name) or None for name in TEXTS] == [made.get(name) for name in TEXTS]
        for name in LISTS:
            if not any("," in one for one in item.get(name) or ()):
                assert (item.get(name) or None) == made.get(name), name
    lost = {dropped.identifier for dropped in loss.associations}
    assert {edge for edge in edges(before) if edge[0] not in lost} == edges(after)


@pytest.mark.parametrize("path", list(packages()))
def test_a_workbook_that_is_written_is_quiet_but_for_its_content(
    converted: Convert, judged: Callable[..., Object], path: Path
) -> None:
    book, _ = converted(payload(path), "case-spreadsheet")
    report = judged(book)
    rules = {finding["rule"] for finding in report["findings"]}
    of_the_form = ("CS-SHT", "CS-DOC", "CS-ITM-001", "CS-ITM-003", "CS-ITM-005", *STRUCTURE)
    assert not {rule for rule in rules if rule.startswith(of_the_form)}


@pytest.mark.parametrize("name", ["mathematics-continuum.json", "working-together-continuum.json"])
@pytest.mark.parametrize("target", ["opensalt-csv", "powerschool-csv", "compeito-csv"])
def test_a_hierarchy_survives_a_csv_file(
    converted: Convert, as_case: Callable[..., Object], name: str, target: str
) -> None:
    before = payload(ROOT / "fixtures" / "frameworks" / name)
    path, loss = converted(before, target)
    after = as_case(path)
    document = {before["CFDocument"]["identifier"]: "", after["CFDocument"]["identifier"]: ""}

    def hierarchy(found: Object) -> set[tuple[str, str]]:
        return {(edge[2], document.get(edge[3], edge[3])) for edge in edges(found) if edge[1] == "isChildOf"}

    assert hierarchy(before) == hierarchy(after)
    assert {i["identifier"]: i["fullStatement"] for i in before["CFItems"]} == {
        i["identifier"]: i["fullStatement"] for i in after["CFItems"]
    }
    kinds = {edge[1] for edge in edges(after)}
    assert ("precedes" in kinds) is (target != "powerschool-csv")
    assert bool({lost.type for lost in loss.associations}) is (target == "powerschool-csv")


def test_a_clean_spreadsheet_becomes_a_clean_package(
    converted: Convert, judged: Callable[..., Object], book: Book
) -> None:
    for content in (book, OPENSALT, COMPEITO):
        path, _ = converted(content, "case", name="sheet")
        report = judged(path, "--profile", "case-1.1")
        assert report["verdict"] == "pass", report["findings"]


def test_the_same_framework_gives_the_same_bytes(converted: Convert, tmp_path: Path) -> None:
    first = converted(FRAMEWORKS[0], "case-spreadsheet")[0].read_bytes()
    assert converted(FRAMEWORKS[0], "case-spreadsheet")[0].read_bytes() == first


# -- to CASE ---------------------------------------------------------------------------------------------------------


def test_what_a_workbook_says_of_the_document(as_case: Callable[..., Object], book: Book) -> None:
    book.document.update({"licenseTitle": "CC BY 4.0", "licenseText": "Share it.", "statusEndDate": "someday"})
    found = as_case(book)
    document = found["CFDocument"]
    assert (document["identifier"], document["version"]) == (DOCUMENT, "1.10")
    assert document["statusStartDate"] == "2026-07-01"
    assert document["licenseURI"]["title"] == "CC BY 4.0"
    assert found["CFDefinitions"]["CFLicenses"][0]["licenseText"] == "Share it."
    assert "statusEndDate" not in document


def test_a_licence_without_its_text_is_not_taken(converted: Convert, book: Book) -> None:
    book.document["licenseTitle"] = "CC BY 4.0"
    path, loss = converted(book, "case")
    assert "licenseURI" not in json.loads(path.read_text("utf-8"))["CFDocument"]
    assert [entry.source for entry in loss.entries if entry.fate.kind is Kind.DROPPED] == ["CF Doc/licenseTitle"]


def test_new_items_get_the_same_identifiers_every_time(as_case: Callable[..., Object], book: Book) -> None:
    book.item("2")["identifier"] = ""
    first, second = as_case(book), as_case(book)
    assert first == second
    assert len(by_identifier(first["CFItems"])) == 4


def test_rows_that_cannot_be_items_are_dropped_and_told(converted: Convert, book: Book) -> None:
    book.item("2")["fullStatement"] = ""
    book.item("1.2")["identifier"] = COUNT
    path, loss = converted(book, "case")
    assert len(json.loads(path.read_text("utf-8"))["CFItems"]) == 2
    reasons = {entry.fate.how for entry in loss.entries if entry.fate.kind is Kind.DROPPED}
    assert {"the row has no fullStatement", "an earlier row has its identifier"} <= reasons


def test_a_level_counts_more_than_a_row_and_that_is_told(converted: Convert, book: Book) -> None:
    book.associations.rows.append(association(OTHER, ADD, "isChildOf", SHAPES))
    path, loss = converted(book, "case")
    parents = {edge[3] for edge in edges(json.loads(path.read_text("utf-8"))) if edge[1:3] == ("isChildOf", ADD)}
    assert parents == {WHOLE}
    assert any("puts it elsewhere" in entry.fate.how for entry in loss.entries)


def test_what_leads_out_of_the_spreadsheet(as_case: Callable[..., Object], book: Book) -> None:
    book.associations.rows += [
        association("93f2de96-7a2c-4183-a2dd-bf84a1f0e101", ADD, "isRelatedTo", OTHER),
        association(
            "93f2de96-7a2c-4183-a2dd-bf84a1f0e102", ADD, "exemplar", "", destinationNodeURI="https://a.example/x"
        ),
        association("93f2de96-7a2c-4183-a2dd-bf84a1f0e103", ADD, "Is Parent Of", COUNT),
        association("93f2de96-7a2c-4183-a2dd-bf84a1f0e104", OTHER, "precedes", COUNT),
    ]
    ends = {
        each["associationType"]: each["destinationNodeURI"]
        for each in as_case(book)["CFAssociations"]
        if each["originNodeURI"]["identifier"] == ADD
    }
    assert ends["isRelatedTo"]["uri"] == f"data:text/x-ref-unresolved,{OTHER}"
    assert (ends["exemplar"]["uri"], ends["exemplar"]["targetType"]) == ("https://a.example/x", "ext:unknown")
    assert ends.keys() == {"isChildOf", "isRelatedTo", "exemplar"}


def test_columns_of_somebodys_own_are_extensions(as_case: Callable[..., Object], book: Book) -> None:
    book.items.header += ["DOK level", "acme.colour"]
    book.item("2").update({"DOK level": "3", "acme.colour": "green"})
    item = by_identifier(as_case(book)["CFItems"])[SHAPES]
    assert item["extensions"] == {"opensalt.DOK_level": "3", "acme.colour": "green"}


def test_groupings_are_kept(as_case: Callable[..., Object], book: Book) -> None:
    book.associations.rows[1] |= {"associationGroupIdentifier": OTHER, "associationGroupName": "Progressions"}
    found = as_case(book)
    grouping = found["CFDefinitions"]["CFAssociationGroupings"][0]
    assert (grouping["identifier"], grouping["title"]) == (OTHER, "Progressions")
    named = [each["CFAssociationGroupingURI"] for each in found["CFAssociations"] if "CFAssociationGroupingURI" in each]
    assert [link["identifier"] for link in named] == [OTHER]


@pytest.mark.parametrize(
    ("entry", "levels"),
    [
        ("4", ["04"]),
        ("K", ["KG"]),
        ("k-2", ["KG", "01", "02"]),
        ("PK-KG", ["PK", "KG"]),
        ("4-6", ["04", "05", "06"]),
        ("HS", ["09", "10", "11", "12"]),
        ("6-4", ["6-4"]),
        ("14", ["14"]),
        ("Adult", ["Adult"]),
        ("UG", ["UG"]),
        ("", []),
    ],
)
def test_education_levels(entry: str, levels: list[str]) -> None:
    assert levels_in(entry) == levels


def test_siblings_without_numbers_are_numbered_in_the_order_of_the_rows(as_case: Callable[..., Object]) -> None:
    text = OPENSALT.replace(",N,1\n", ",N,\n").replace(",N,2\n", ",N,\n")
    numbers = {each["originNodeURI"]["identifier"]: each["sequenceNumber"] for each in as_case(text)["CFAssociations"]}
    assert (numbers[COUNT], numbers[ADD]) == (1, 2)


def test_rubrics_become_rubrics(converted: Convert, judged: Callable[..., Object]) -> None:
    text = f"""\
#title,Writing
Type,Identifier,RubricIdentifier,CriterionIdentifier,Title,Description,Category,Weight,Position,Quality,Score,Feedback,CFItemIdentifier
Rubric,{WHOLE},,,Writing rubric,Judges writing,,,,,,,
Criterion,{COUNT},,,,Organisation,Order,0.3,1,,,,{OTHER}
Level,{ADD},,{COUNT},,Well organised,,,1,Excellent,4.0,Good,
Level,{SHAPES},,,,Hardly organised,,,2,Poor,1,,
Note,,,,,,,,,,,,
Level,,,{OTHER},,,,,,,,,
"""
    path, loss = converted(text, "case", name="rubric")
    found = json.loads(path.read_text("utf-8"))
    rubric = found["CFRubrics"][0]
    criterion = rubric["CFRubricCriteria"][0]
    assert (rubric["title"], criterion["weight"], criterion["rubricId"]) == ("Writing rubric", 0.3, WHOLE)
    assert [level["score"] for level in criterion["CFRubricCriterionLevels"]] == [4.0, 1]
    assert {level["rubricCriterionId"] for level in criterion["CFRubricCriterionLevels"]} == {COUNT}
    assert {entry.fate.how for entry in loss.entries if entry.fate.kind is Kind.DROPPED} == {
        "it is no Rubric, Criterion or Level",
        "nothing says which rubric or criterion it belongs to",
    }
    report = judged(path, "--profile", "case-1.1")
    assert report["counts"]["error"] == 0, report["findings"]


# -- from CASE -------------------------------------------------------------------------------------------------------


def test_the_workbook_has_the_layout_of_opensalt_and_text_only(converted: Convert, book: Book) -> None:
    path, _ = converted(package(book), "case-spreadsheet")
    made = openpyxl.load_workbook(path)
    assert made.sheetnames == ["CF Doc", "CF Item", "CF Association"]
    assert len(made["CF Association"][1]) == 10
    for sheet in made:
        for row in sheet.iter_rows():
            assert all(cell.data_type == "s" and cell.number_format == "@" for cell in row if cell.value is not None)
    assert made["CF Doc"]["J2"].quotePrefix


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1-2", "-2+3+cmd|' /C calc'!A0", "\t=1", '=HYPERLINK("x")'])
def test_a_cell_that_could_be_a_formula_is_none(
    converted: Convert, as_case: Callable[..., Object], book: Book, text: str
) -> None:
    before = package(book, fullStatement=text)
    path, _ = converted(before, "case-spreadsheet")
    cell = openpyxl.load_workbook(path)["CF Item"]["B5"]
    assert (cell.data_type, cell.value) == ("s", text)
    for target in ("opensalt-csv", "compeito-csv", "powerschool-csv"):
        path, loss = converted(before, target)
        cells = [cell for row in csv.reader(io.StringIO(path.read_text("utf-8"))) for cell in row]
        assert f"'{text}" in cells
        assert text not in cells
        assert any("apostrophe" in entry.fate.how for entry in loss.entries)
        assert as_case(path)["CFItems"][-1]["fullStatement"] == text.strip()


@pytest.mark.parametrize("text", ["- a dash", "-5", "+", "a=b", "'quoted'"])
def test_what_is_no_formula_is_left_alone(converted: Convert, book: Book, text: str) -> None:
    path, _ = converted(package(book, fullStatement=text), "opensalt-csv")
    assert text in [cell for row in csv.reader(io.StringIO(path.read_text("utf-8"))) for cell in row]


def test_what_no_cell_holds_is_told(converted: Convert, book: Book) -> None:
    path, loss = converted(package(book, fullStatement="a\x07b \ud800", notes="x" * 40_000), "case-spreadsheet")
    row = openpyxl.load_workbook(path)["CF Item"][5]
    assert (row[1].value, len(row[7].value)) == ("a b \ufffd", 32_767)
    changed = {entry.source: entry.fate.how for entry in loss.entries if entry.fate.kind is Kind.CHANGED}
    assert "control characters" in changed["CFItem/fullStatement"]
    assert "32,767" in changed["CFItem/notes"]


def test_what_has_no_place_is_listed(converted: Convert, book: Book) -> None:
    before = package(book, alternativeLabel="Flat", statusStartDate="2026-01-01", extensions={"acme.x": 1})
    _, loss = converted(before, "case-spreadsheet")
    dropped = {entry.source for entry in loss.entries if entry.fate.kind is Kind.DROPPED}
    assert {"CFItem/alternativeLabel", "CFItem/statusStartDate", "CFItem/extensions/acme.x"} <= dropped


def test_an_item_with_two_parents_keeps_one(converted: Convert, as_case: Callable[..., Object], book: Book) -> None:
    before = package(book)
    second = json.loads(json.dumps(before["CFAssociations"][2]))
    second["identifier"] = OTHER
    second["destinationNodeURI"] = before["CFAssociations"][3]["originNodeURI"]
    before["CFAssociations"].append(second)
    path, loss = converted(before, "case-spreadsheet")
    assert [(lost.identifier, lost.type) for lost in loss.associations] == [(OTHER, "isChildOf")]
    assert OTHER not in {edge[0] for edge in edges(as_case(path))}


def test_items_that_hang_nowhere_stand_at_the_top(
    converted: Convert, as_case: Callable[..., Object], book: Book
) -> None:
    before = package(book)
    circle = [each for each in before["CFAssociations"] if each["originNodeURI"]["identifier"] == WHOLE]
    circle[0]["destinationNodeURI"] = before["CFAssociations"][1]["originNodeURI"]
    before["CFAssociations"] = [
        each for each in before["CFAssociations"] if each["originNodeURI"]["identifier"] != SHAPES
    ]
    path, loss = converted(before, "case-spreadsheet")
    parents = {edge[2]: edge[3] for edge in edges(as_case(path)) if edge[1] == "isChildOf"}
    assert (parents[SHAPES], parents[WHOLE], parents[COUNT]) == (DOCUMENT, DOCUMENT, WHOLE)
    assert any("at the top" in how for _, how in loss.supplied)


def test_a_parent_without_a_code_of_its_own_is_told(converted: Convert, book: Book) -> None:
    book.item("2")["humanCodingScheme"] = "N"
    _, loss = converted(package(book), "opensalt-csv")
    assert {lost.why for lost in loss.associations} == {
        "its parent has no code that no other item has, so importers put the item at the top"
    }


def test_a_code_that_importers_take_for_a_child_is_told(converted: Convert, book: Book) -> None:
    book.item("2")["humanCodingScheme"] = "N.9"
    _, loss = converted(package(book), "opensalt-csv")
    assert ["importers take for its parent" in lost.why for lost in loss.associations] == [True]
    assert not converted(package(book), "powerschool-csv")[1].associations[1:]


@pytest.mark.parametrize("target", ["case-spreadsheet", "opensalt-csv"])
def test_another_suffix_is_refused(fairmark: Run, tmp_path: Path, target: str) -> None:
    done = fairmark("convert", FRAMEWORKS[0], "--to", target, "--output", tmp_path / "made.pdf")
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, [])


def test_a_spreadsheet_that_cannot_be_read_is_told(fairmark: Run, tmp_path: Path, book: Book) -> None:
    (tmp_path / "sheet.xlsx").write_bytes(book.as_bytes()[:-300])
    done = fairmark("convert", tmp_path / "sheet.xlsx", "--output", tmp_path / "made.json")
    assert (done.exit_code, "cannot be read" in done.stderr) == (1, True)
    book.items.rows.clear()
    (tmp_path / "sheet.xlsx").write_bytes(book.as_bytes())
    done = fairmark("convert", tmp_path / "sheet.xlsx", "--output", tmp_path / "made.json")
    assert (done.exit_code, "no item" in done.stderr) == (1, True)

"""`fairmark coverage`: the same numbers in all formats, safe to show, and nothing personal in any."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from gradebooks import framework, gradebook, objective, result, results, shelf
import jsonschema
from lxml import html
from openpyxl import load_workbook
import pytest

from conftest import Run
from fairmark.schemas import load
from fairmark.validators.reports.coverage import FORMATS

TREE: dict[str, Any] = {"A": {"A.1": {}, "A.2": {}}, "B": {"B.1": {}}}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Twelve results about A.1 at one school, three about A.2 at the other; users whose names must not be told."""
    return gradebook(
        tmp_path / "export",
        users=[{"sourcedId": "north-1", "enabledUser": "true", "username": "UNTOLD", "givenName": "UNTOLD"}],
        lineItemLearningObjectiveIds=[objective("i1", "A.1"), objective("i2", "A.2")],
        resultLearningObjectiveIds=[objective("i1-1", "A.1", score="9.75", textScore="UNTOLD")],
        results=[
            *results("i1", "north", 12),
            *results("i2", "south", 2),
            result("x", "i2", "south-9", comment="UNTOLD"),
        ],
    )


@pytest.fixture
def books(tmp_path: Path) -> Path:
    return shelf(tmp_path / "shelf", framework("Reading continuum", TREE))


def test_the_text(fairmark: Run, export: Path, books: Path) -> None:
    done = fairmark("coverage", export, "--shelf", books)
    assert done.exit_code == 0
    assert done.stdout.startswith(
        f"Coverage of {export}: 2 of 3 courses at 2 of 2 schools have evidence of a standard. "
        "2 of 3 standards have evidence somewhere.\n"
    )
    assert "Numbers of fewer than 10 learners are withheld" in done.stdout
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "North School Reading 1 of 3 12 of 12 1 of 1 1 of 12" in lines
    assert "South School Reading 1 of 3 withheld 1 of 1 withheld" in lines
    assert "North School Arts none named 0 of 12 0 of 1 0 of 0" in lines
    assert lines[-2:] == ["1 standard without evidence anywhere", "B.1 Knows B.1."]


def test_the_json_keeps_its_schema(fairmark: Run, export: Path, books: Path) -> None:
    answer = json.loads(fairmark("coverage", export, "--shelf", books, "--format", "json").stdout)
    jsonschema.Draft202012Validator(load("report/coverage.schema.json")).validate(answer)
    north, south = (
        answer["courses"].index(
            next(one for one in answer["courses"] if one["course"] == "Reading" and one["schoolSourcedId"] == school)
        )
        for school in ("north", "south")
    )
    rows = {(row["course"], row["state"]): row for row in answer["rows"]}
    assert rows[north, "evidence"]["learners"] == rows[north, "evidence"]["results"] == 12
    assert rows[north, "evidence"]["share"] == 1
    assert rows[south, "evidence"]["learners"] == rows[south, "evidence"]["results"] == {"suppressed": "primary"}
    assert answer["minimum"] == 10
    assert [one["courses"] for one in answer["standards"]] == [
        {"expected": 2, "covered": 1},
        {"expected": 2, "covered": 1},
        {"expected": 2, "covered": 0},
    ]


def test_csv_and_json_have_the_same_rows(fairmark: Run, export: Path, books: Path) -> None:
    answer = json.loads(fairmark("coverage", export, "--shelf", books, "--format", "json").stdout)
    text = fairmark("coverage", export, "--shelf", books, "--format", "csv").stdout_bytes.decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    assert len(table) == len(answer["rows"]) == 6
    for cells, row in zip(table, answer["rows"], strict=True):
        assert (cells["standardId"], cells["state"]) == (row["standard"], row["state"])
        assert cells["learners"] == ("withheld" if isinstance(row["learners"], dict) else str(row["learners"]))
        assert cells["minimum"] == "10"


def test_the_page_has_a_picture_and_its_numbers_as_a_table(fairmark: Run, export: Path, books: Path) -> None:
    page = html.fromstring(fairmark("coverage", export, "--shelf", books, "--format", "html").stdout_bytes)
    (picture,) = page.xpath("//svg[@role='img']")
    title, desc = picture.get("aria-labelledby").split()
    assert picture.xpath(f"title[@id='{title}']")[0].text == "Coverage of Reading continuum"
    assert picture.xpath(f"desc[@id='{desc}']")[0].text.startswith("2 courses by 3 parts of Reading continuum.")
    (numbers,) = page.xpath("//table[caption[starts-with(., 'Standards of Reading continuum')]]")
    cells = [" ".join(row.itertext()).split() for row in numbers.xpath("tbody/tr")]
    assert [" ".join(words) for words in cells] == [
        "North School Reading 1 of 1 0 of 1 0 of 1",
        "South School Reading 0 of 1 1 of 1 0 of 1",
    ]
    assert [text.text for text in picture.xpath(".//text[contains(@class, 'inside')]")] == [
        "1/1", "0/1", "0/1", "0/1", "1/1", "0/1",
    ]  # fmt: skip
    assert not page.xpath("//script | //link | //img | //*[@style] | //@onclick")
    assert "default-src 'none'" in page.xpath("//meta/@content")[0]


def test_the_workbook_has_the_same_numbers(fairmark: Run, export: Path, books: Path) -> None:
    book = load_workbook(io.BytesIO(fairmark("coverage", export, "--shelf", books, "--format", "xlsx").stdout_bytes))
    assert book.sheetnames == ["Summary", "Courses", "Standards", "Every standard"]
    courses = {row[:2]: row[2:] for row in book["Courses"].iter_rows(min_row=2, values_only=True)}
    assert courses["North School", "Reading"] == (1, 3, 12, 12, 1, 1, 1, 12)
    assert courses["South School", "Reading"] == (1, 3, "withheld", 12, 1, 1, "withheld", "withheld")
    standards = [row[1:7] for row in book["Standards"].iter_rows(min_row=2, values_only=True)]
    assert standards[0] == ("A.1", "Knows A.1.", 1, 2, 1, 1)
    rows = list(book["Every standard"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 6
    assert rows[0][4:] == ("evidence", 1, 12, 12, "100 %")


def text_of(answer: Any, form: str) -> str:
    """All that an answer says."""
    if form != "xlsx":
        text: str = answer.stdout_bytes.decode()
        return text
    book = load_workbook(io.BytesIO(answer.stdout_bytes))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("more", [[], ["--minimum", "1"]])
def test_nothing_personal_is_told(fairmark: Run, export: Path, books: Path, form: str, more: list[str]) -> None:
    said = text_of(fairmark("coverage", export, "--shelf", books, "--format", form, *more), form)
    for secret in ("UNTOLD", "north-1", "i1-1", "9.75", "2026-10-09"):
        assert secret not in said


@pytest.mark.parametrize("form", FORMATS)
def test_small_numbers_are_told_only_where_the_user_says_so(
    fairmark: Run, export: Path, books: Path, form: str
) -> None:
    asked = ("coverage", export, "--shelf", books, "--format", form)
    withheld, told = text_of(fairmark(*asked), form), text_of(fairmark(*asked, "--minimum", "1"), form)
    assert withheld != told
    assert ("withheld" in withheld) or ("suppressed" in withheld)
    assert "suppressed" not in told


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_names_do_no_harm(fairmark: Run, tmp_path: Path, form: str) -> None:
    name = "=1+1<script>alert(1)</script>\u202e\x1b[31m\"'"
    gradebook(
        tmp_path / "export",
        orgs=[{"sourcedId": "north", "name": name}, {"sourcedId": "south", "name": name}],
        courses=[{"sourcedId": "reading", "title": name}],
        lineItemLearningObjectiveIds=[objective("i1", name)],
        results=results("i1", "north", 3),
    )
    books = shelf(tmp_path / "shelf", framework(name, {name: {name + "2": {}}}))
    said = text_of(fairmark("coverage", tmp_path / "export", "--shelf", books, "--format", form), form)
    assert not {"\u202e", "\x1b"} & set(said)
    if form == "html":
        assert "<script" not in said
    if form == "csv":
        table = csv.reader(io.StringIO(said.lstrip("\ufeff")))
        assert not [cell for row in table for cell in row if cell.startswith("=")]


def test_an_answer_can_go_to_a_file(fairmark: Run, export: Path, tmp_path: Path) -> None:
    done = fairmark("coverage", export, "--format", "csv", "--output", tmp_path / "coverage.csv")
    assert (done.exit_code, done.stdout) == (0, "")
    assert (tmp_path / "coverage.csv").read_bytes() == fairmark("coverage", export, "--format", "csv").stdout_bytes


def test_without_a_shelf_the_export_alone_says_what_there_is(fairmark: Run, export: Path) -> None:
    said = fairmark("coverage", export).stdout
    assert "Standards are only those that the export names: no framework on the shelf holds them." in said
    assert "without evidence anywhere" not in said


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04", b"sourcedId\n", b"{}"])
def test_what_is_no_export_exits_with_2(fairmark: Run, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "export"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    done = fairmark("coverage", path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "holds no OneRoster package" in done.stderr


def test_a_table_that_cannot_be_read_exits_with_2(fairmark: Run, export: Path) -> None:
    (export / "results.csv").write_bytes((export / "results.csv").read_bytes() + b'"' + b"x" * 200_000)
    done = fairmark("coverage", export)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "results.csv" in done.stderr

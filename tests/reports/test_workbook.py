"""The workbook: it opens, it can be filtered and worked through, and nothing in it is calculated."""

from dataclasses import replace
from datetime import UTC, datetime
import io
from pathlib import Path
from typing import Any
import zipfile

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
import pytest
from reports import made_reports, read_back

from conftest import Run
from fairmark.validators.core.levels import Verdict
from fairmark.validators.core.location import SHEET, Location, Position, in_table
from fairmark.validators.core.report import Consequence, InputResult, Records, Report, Sample
from fairmark.validators.reports import FORMATS, xlsx, xlsx_book

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", " =1+1", "\uff1d1+1")
WORKED_THROUGH = ["severity", "rule", "observed", "expected", "how to mend", "fingerprint", "done", "comment"]


def opened(report: Report) -> Workbook:
    return load_workbook(io.BytesIO(FORMATS["xlsx"].render(report)))


def rows(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    head, *others = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in others]


def in_row(input: str, row: int, *, table: str = "", record: str = "", value: str = "x", sheet: bool = False) -> Sample:
    name = table or input.rpartition("!")[2]
    place = in_table(name, row, "score", record=record, **({"table": SHEET} if sheet else {}))
    return Sample(input, place, None, f"{value} is no number", value, "a number", "Write one.", f"{row:016x}")


def export(*samples: Sample, more: int = 0) -> Report:
    names = dict.fromkeys(sample.input for sample in samples)
    inputs = tuple(InputResult(name, "oneroster-file", None, "a" * 64, Verdict.FAIL) for name in names)
    counts = {name: sum(sample.input == name for sample in samples) + more for name in names}
    group = made_reports.group(made_reports.IDENTIFIER, sum(counts.values()), samples, counts)
    return made_reports.report(inputs, (group,))


def test_a_file_has_a_sheet_with_a_row_for_each_finding_in_order() -> None:
    book = opened(
        export(in_row("e!results.csv", 40, record="007"), in_row("e!results.csv", 3), in_row("e!users.csv", 9))
    )
    assert book.sheetnames[:3] == ["Summary", "Causes", "Inputs"]
    assert {"results", "users", "Rules"} <= set(book.sheetnames)
    found = rows(book, "results")
    assert list(found[0]) == ["row", "record id", "message", "field", *WORKED_THROUGH]
    assert [row["row"] for row in found] == [3, 40]
    assert found[1]["record id"] == "007"
    assert (found[1]["done"], found[1]["comment"]) == (None, None)


def test_every_sheet_can_be_filtered_and_keeps_its_headings_in_sight(any_report: Report) -> None:
    book = opened(any_report)
    for sheet in book:
        if sheet.title != "Summary":
            assert sheet.auto_filter.ref
            assert sheet.freeze_panes == "A2"


def test_nothing_is_calculated() -> None:
    book = opened(export(*(in_row("e!users.csv", n + 2, record=text, value=text) for n, text in enumerate(FORMULAS))))
    for cells in book["users"].iter_rows(min_row=2):
        for cell in cells:
            assert cell.data_type in ("s", "n")
        assert cells[1].data_type == "s"
        assert cells[1].quotePrefix
        assert cells[1].number_format == "@"
    assert [row["record id"] for row in rows(book, "users")] == [text.replace("\t", r"\t") for text in FORMULAS]


def test_the_package_holds_no_formula_and_no_link(any_report: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(FORMATS["xlsx"].render(any_report))) as package:
        for name in package.namelist():
            data = package.read(name)
            assert b"<f>" not in data
            assert b"hyperlink" not in data
            assert package.getinfo(name).date_time[:2] == (1980, 1)


def test_sheets_have_names_that_excel_takes() -> None:
    names = ("a" * 40, "A" * 40, "a[b]:*?/\\c", "history", "Summary", "'quoted'", "\x1b[31m", "x.y")
    samples = [in_row(f"e!{n}", 2, table=f"{name}.csv") for n, name in enumerate(names)]
    titles = opened(export(*samples, in_row("e!book.xlsx", 2, table="CF Item", sheet=True))).sheetnames
    assert len({title.lower() for title in titles}) == len(titles)
    assert all(0 < len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in titles)
    assert "history" not in titles
    assert "CF Item" in titles
    assert "x.y" in titles


def test_two_inputs_may_have_a_table_of_one_name() -> None:
    book = opened(export(in_row("a.zip!users.csv", 2), in_row("b.zip!users.csv", 3)))
    sheets = {row["input"]: row["sheet"] for row in rows(book, "Inputs")}
    assert sheets == {"a.zip!users.csv": "users", "b.zip!users.csv": "users (2)"}
    assert rows(book, "users (2)")[0]["row"] == 3


def test_what_is_no_table_has_a_sheet_for_its_kind(any_report: Report) -> None:
    book = opened(any_report)
    for kind in {result.kind for result in any_report.inputs}:
        shown = [
            sample
            for group in any_report.findings
            for sample in group.samples
            if next(i.kind for i in any_report.inputs if i.name == sample.input) == kind
        ]
        assert (kind in book.sheetnames) == bool(shown)
        if shown:
            listed = [row for row in rows(book, kind) if row["rule"]]
            assert len(listed) == len(shown)
            assert list(listed[0]) == ["input", "line", "record id", "message", "pointer", *WORKED_THROUGH]


def test_the_summary_says_what_was_judged_how_and_with_what_result() -> None:
    report = replace(
        export(in_row("e!users.csv", 2)),
        at=datetime(2026, 1, 20, tzinfo=UTC),
        configuration={"samples": None, "redaction": "share", "thresholds": ["lost=10%"], "online": False},
    )
    said = {str(label): value for label, value, *_ in opened(report)["Summary"].iter_rows(values_only=True)}
    assert said["Result"] == report.headline
    assert said["Made"] == "2026-01-20T00:00:00Z"
    assert "keyed hashes" in said["Privacy"]
    assert said["thresholds"] == "lost=10%"
    assert said["e!users.csv"] == "a" * 64
    assert "online" not in said


def test_inputs_say_what_becomes_of_their_records() -> None:
    report = export(in_row("e!users.csv", 2))
    users = replace(report.inputs[0], consequence=Consequence((Records("users", 1_200, 5, 7, "users.csv"),)))
    [row] = rows(opened(replace(report, inputs=(users,))), "Inputs")
    assert (row["records"], row["dropped or misread"], row["a field may be lost"]) == (1_200, 5, 7)


def test_what_is_not_shown_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(read_back.of_cells(FORMATS["xlsx"].render(export(in_row("e!users.csv", 2), more=11))))
    assert "11 more findings are not shown: ask for them with --samples all." in text
    monkeypatch.setattr(xlsx_book, "ROWS", 10)
    monkeypatch.setattr(xlsx, "ROWS", 10)
    book = opened(export(*(in_row("e!users.csv", row) for row in range(2, 30))))
    listed = rows(book, "users")
    assert [row["row"] for row in listed[:7]] == list(range(2, 9))
    assert listed[7]["row"] == "21 more findings do not fit: a sheet holds 10 rows. The CSV form holds all."


def test_a_long_text_fits_into_a_cell() -> None:
    book = opened(export(replace(in_row("e!users.csv", 2), message="x" * 40_000)))
    assert len(rows(book, "users")[0]["message"]) == 32_767


def test_positions_and_pointers_of_documents_stand_in_their_columns() -> None:
    place = Location(("CFItems", 3), "an-id")
    sample = Sample("a.json", place, Position(12, 5), "wrong", "", "", "Mend it.", "0" * 16)
    group = made_reports.group(made_reports.IDENTIFIER, 1, (sample,), {"a.json": 1})
    [row] = rows(opened(made_reports.report((made_reports.an_input("a.json"),), (group,))), "case-package")
    assert (row["line"], row["pointer"], row["record id"]) == (12, "/CFItems/3", "an-id")


def test_it_holds_every_finding_unless_asked_otherwise(fairmark: Run, tmp_path: Path) -> None:
    export = tmp_path / "export"
    export.mkdir()
    (export / "manifest.csv").write_text("propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n", "utf-8")
    lines = ["sourcedId,status,dateLastModified,name,type", *(f"org-{n},,,School,School" for n in range(50))]
    (export / "orgs.csv").write_text("\n".join(lines) + "\n", "utf-8")
    for form in ("xlsx", "csv", "json"):
        rendered = fairmark("validate", export, "--format", form).stdout_bytes
        assert read_back.text(form, rendered).count("School is none of") >= (50 if form != "json" else 20)
    assert fairmark("validate", export, "--format", "xlsx", "--samples", "3").stdout_bytes
    limited = fairmark("validate", export, "--format", "csv", "--samples", "3").stdout
    assert limited.count('"sample"') < 50

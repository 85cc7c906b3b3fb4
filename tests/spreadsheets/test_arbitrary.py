"""Whatever stands in the cells, and whatever is damaged in a workbook: rules, conversion and preview come to an end."""

from collections import Counter
from io import BytesIO
import os
from typing import Any
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from fairmark.validators.convert.settings import DEFAULTS
from fairmark.validators.convert.spreadsheet_in import convert_spreadsheet
from fairmark.validators.core.engine import RuleFault, judge, rules_for
from fairmark.validators.judge import load_rules
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.spreadsheets.framework import CSV, WORKBOOK, Spreadsheet, read_spreadsheet
from fairmark.validators.readers.spreadsheets.reimport import Reimport
from spreadsheet_twins.book import COUNT, DOCUMENT, WHOLE, sample

load_rules()

BOOK = sample().as_bytes()
OLD = read_spreadsheet(BOOK, WORKBOOK, "old.xlsx", Limits())
EXAMPLES = 1000 if os.environ.get("FAIRMARK_NIGHTLY") else 25
OFTEN = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

CELLS = some.one_of(
    some.sampled_from(
        [
            *("1", "1.1", "1.10", "9" * 5000, "1." * 3000, "4", "K-2", "N", "N.1", WHOLE, COUNT.upper(), DOCUMENT),
            *("isChildOf", "Is Peer Of", "precedes", "ext:x", "https://a.example/x", "http://[", "data:,x", "a|b,c"),
            *("=1+1", "2026-07-01", "2026-13-01", "#", "\u202e", "Rubric", "Criterion", "Level"),
        ]
    ),
    some.text(some.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
)
HEADERS = (
    "identifier,fullStatement,humanCodingScheme,isChildOf,sequenceNumber,precedes,isPartOf",
    "Identifier,fullStatement,parentIdentifier,isPeerOf,replacedBy",
    "identifier,fullStatement,humanCodingScheme,smartLevel",
    "abbreviatedStatement,fullStatement,humanCodingScheme,identifier,parentIdentifier",
)


def all_of_it(data: bytes, kind: str) -> Spreadsheet:
    """Read, judge, convert and compare. What raises fails the test."""
    found = read_spreadsheet(data, kind, "new", Limits())
    for result in judge(found, rules_for(found)):
        assert not isinstance(result, RuleFault), result.__cause__
    if not found.unreadable:
        convert_spreadsheet(found, DEFAULTS, Counter())
        reimport = Reimport(found, OLD)
        assert reimport.items is not None
        assert (reimport.associations, reimport.anew, reimport.renumbered, reimport.document) is not None
    return found


@OFTEN
@given(data=some.data())
def test_any_cells_in_a_workbook(data: Any) -> None:
    book = sample()
    for sheet in book.sheets.values():
        names = some.sampled_from(sheet.header)
        for row in sheet.rows:
            row.update(data.draw(some.dictionaries(names, CELLS, max_size=3)))
        sheet.rows += data.draw(some.lists(some.dictionaries(names, CELLS, max_size=6), max_size=3))
    all_of_it(book.as_bytes(), WORKBOOK)


@OFTEN
@given(header=some.sampled_from(HEADERS), rows=some.lists(some.lists(CELLS, max_size=8), max_size=8))
def test_any_cells_in_a_csv_file(header: str, rows: list[list[str]]) -> None:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    all_of_it("\n".join((header, *lines)).encode("utf-8", "replace"), CSV)


@OFTEN
@given(
    part=some.sampled_from(sorted(zipfile.ZipFile(BytesIO(BOOK)).namelist())),
    at=some.floats(0, 1),
    length=some.integers(0, 40),
    inserted=some.binary(max_size=10),
)
def test_any_damage_to_a_part(part: str, at: float, length: int, inserted: bytes) -> None:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(BOOK)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == part:
                start = int(at * len(data))
                data = data[:start] + inserted + data[start + length :]
            new.writestr(name, data)
    all_of_it(out.getvalue(), WORKBOOK)


@OFTEN
@given(data=some.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    all_of_it(data, WORKBOOK)
    all_of_it(data, CSV)
    all_of_it(BOOK[: len(data) * 10] + data, WORKBOOK)

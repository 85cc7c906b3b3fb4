"""What a re-import would do: the same arithmetic for the preview and the rule, and nothing written."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
import pytest

from conftest import Run
from fairmark.schemas import load
from spreadsheet_twins.book import ADD, COUNT, DOCUMENT, SHAPES, WHOLE, Book, item
from spreadsheet_twins.csv_files import COMPEITO
from spreadsheet_twins.package import as_json, package

SCHEMA = Draft202012Validator(load("report/import-preview.schema.json"))

Preview = Callable[..., dict[str, Any]]


@pytest.fixture
def preview(fairmark: Run, tmp_path: Path) -> Preview:
    """The preview of an import over the sample, as JSON. Nothing may be written."""

    def run(new: Book | str, old: Book | dict[str, Any] | None = None) -> dict[str, Any]:
        folder = tmp_path / "files"
        folder.mkdir(exist_ok=True)
        path = folder / ("new.xlsx" if isinstance(new, Book) else "new.csv")
        path.write_bytes(new.as_bytes() if isinstance(new, Book) else new.encode())
        before = folder / ("old.json" if isinstance(old, dict) else "old.xlsx")
        before.write_bytes(as_json(old) if isinstance(old, dict) else old.as_bytes() if old else b"")
        there = sorted(folder.iterdir())
        done = fairmark("convert", path, "--preview", before, "--format", "json")
        assert done.exit_code == 0, done.output
        assert sorted(folder.iterdir()) == there
        found: dict[str, Any] = json.loads(done.stdout)
        assert list(SCHEMA.iter_errors(found)) == []
        return found

    return run


def names(things: list[dict[str, Any]]) -> list[str]:
    return [thing["name"] for thing in things]


def test_the_same_framework_changes_nothing(preview: Preview, book: Book) -> None:
    for old in (book, package(book)):
        found = preview(book, old)
        assert (found["known"], found["deletes"], found["document"]["changes"]) == (True, True, [])
        for sort in ("items", "associations"):
            assert [found[sort][what] for what in ("created", "changed", "deleted")] == [[], [], []]
        assert (found["items"]["same"], found["associations"]["same"]) == (4, 5)


@pytest.fixture
def old(book: Book) -> dict[str, Any]:
    """The sample before it is changed, as a package."""
    return package(book)


def test_items_are_created_changed_and_deleted(preview: Preview, book: Book, old: dict[str, Any]) -> None:
    book.item("1.2")["fullStatement"] = "Adds within 20."
    book.item("1.2")["educationLevel"] = "01,02"
    book.items.rows.pop()
    book.items.rows.append(item("", "2", "M", "Measures lengths.", "Domain"))
    found = preview(book, old)["items"]
    assert names(found["created"]) == ["M"]
    assert found["deleted"] == [{"identifier": SHAPES, "name": "G", "text": "Names plane shapes."}]
    assert found["changed"][0]["changes"] == [
        {"field": "fullStatement", "before": "Adds and subtracts within 20.", "after": "Adds within 20."},
        {"field": "educationLevel", "before": "01", "after": "01, 02"},
    ]
    assert (names(found["changed"]), found["same"]) == (["N.2"], 2)


def test_an_item_that_moves_changes_its_parent(preview: Preview, book: Book, old: dict[str, Any]) -> None:
    book.item("1.2")["smartLevel"] = "2.1"
    found = preview(book, old)
    assert found["items"]["changed"][0]["changes"] == [{"field": "parent", "before": "N", "after": "G"}]
    assert found["items"]["renumbered"] == 1
    assert names(found["associations"]["created"]) == ["N.2 isChildOf G"]
    assert names(found["associations"]["deleted"]) == ["N.2 isChildOf N"]


def test_identifiers_that_were_lost_are_told(preview: Preview, fairmark: Run, book: Book, old: dict[str, Any]) -> None:
    for row in book.items.rows:
        row["identifier"] = ""
    book.associations.rows.clear()
    found = preview(book, old)
    assert len(found["items"]["deleted"]) == len(found["items"]["created"]) == len(found["anew"]) == 4
    assert {pair["before"] for pair in found["anew"]} == {WHOLE, COUNT, ADD, SHAPES}


def test_associations_are_found_by_identifier_else_by_their_ends(
    preview: Preview, book: Book, old: dict[str, Any]
) -> None:
    row = book.associations.rows[1]
    row["identifier"] = ""
    assert preview(book, old)["associations"]["same"] == 5
    row["destinationNodeIdentifier"] = SHAPES
    found = preview(book, old)["associations"]
    assert (names(found["created"]), names(found["deleted"])) == (["N.1 precedes G"], ["N.1 precedes N.2"])
    row["identifier"] = old["CFAssociations"][-1]["identifier"]
    assert preview(book, old)["associations"]["changed"][0]["changes"] == [
        {"field": "association", "before": "N.1 precedes N.2", "after": "N.1 precedes G"}
    ]


def test_fields_of_the_document(preview: Preview, book: Book, old: dict[str, Any]) -> None:
    book.document.update({"title": "Mathematics 1", "publisher": "Example"})
    changes = preview(book, old)["document"]["changes"]
    assert [change["field"] for change in changes] == ["title", "publisher"]


def test_another_document_is_left_alone(preview: Preview, book: Book, old: dict[str, Any]) -> None:
    book.document["identifier"] = SHAPES
    found = preview(book, old)
    assert (found["known"], len(found["items"]["created"]), found["items"]["deleted"]) == (False, 4, [])


def test_importers_of_csv_files_delete_nothing(preview: Preview, book: Book, old: dict[str, Any]) -> None:
    text = "\n".join(line for line in COMPEITO.splitlines() if SHAPES not in line)
    found = preview(text, old)
    assert (found["known"], found["deletes"], names(found["items"]["deleted"])) == (True, False, ["G"])


def test_what_people_read(fairmark: Run, book: Book, old: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "old.json").write_bytes(as_json(old))
    book.items.rows.pop()
    book.associations.rows.pop()
    book.item("1.1")["notes"] = "new\x1b[31m\u202enote"
    (tmp_path / "new.xlsx").write_bytes(book.as_bytes())
    done = fairmark("convert", tmp_path / "new.xlsx", "--preview", tmp_path / "old.json")
    assert done.exit_code == 0
    assert "Items: 1 DELETED, 1 changed, 2 as they are" in done.stdout
    assert f"DELETED  G  Names plane shapes.  ({SHAPES})" in done.stdout
    assert "notes: (nothing) → new" in done.stdout
    assert "N.1 precedes N.2" in done.stdout
    assert not set("\x1b\u202e") & set(done.stdout)


def test_a_folder_of_frameworks_is_an_earlier_version(fairmark: Run, book: Book, tmp_path: Path) -> None:
    folder = tmp_path / "shelf"
    folder.mkdir()
    other = package(book)
    other["CFDocument"]["identifier"] = SHAPES
    (folder / "a.json").write_bytes(as_json(other))
    (folder / "b.json").write_bytes(as_json(package(book)))
    (folder / "c.txt").write_text("no framework")
    (tmp_path / "new.xlsx").write_bytes(book.as_bytes())
    done = fairmark("convert", tmp_path / "new.xlsx", "--preview", folder)
    assert "Nothing is deleted." in done.stdout
    book.document["identifier"] = WHOLE
    (tmp_path / "new.xlsx").write_bytes(book.as_bytes())
    done = fairmark("convert", tmp_path / "new.xlsx", "--preview", folder)
    assert (done.exit_code, "none with the identifier" in done.stderr) == (2, True)


def test_wrong_usage(fairmark: Run, book: Book, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    path.write_bytes(book.as_bytes())
    done = fairmark("convert", path)
    assert (done.exit_code, "--output is missing" in done.stderr) == (2, True)
    (tmp_path / "old.json").write_text("[]")
    done = fairmark("convert", path, "--preview", tmp_path / "old.json")
    assert (done.exit_code, "no framework" in done.stderr) == (2, True)
    path.write_bytes(b"no workbook")
    done = fairmark("convert", path, "--preview", path)
    assert done.exit_code == 1


def test_the_preview_and_the_rule_count_alike(preview: Preview, judged: Any, book: Book, tmp_path: Path) -> None:
    (tmp_path / "old.json").write_bytes(as_json(package(book)))
    old = package(book)
    book.items.rows = book.items.rows[:1]
    book.associations.rows.clear()
    found = preview(book, old)
    (tmp_path / "new.xlsx").write_bytes(book.as_bytes())
    report = judged(tmp_path / "new.xlsx", "--previous", tmp_path / "old.json")
    said = [each for finding in report["findings"] if finding["rule"] == "CS-RTP-001" for each in finding["samples"]]
    deleted = [thing for thing in found["associations"]["deleted"] if thing["type"] != "isChildOf"]
    assert [each["observed"] for each in said] == [
        f"{len(found['items']['deleted'])} items",
        f"{len(deleted)} association",
    ]
    assert DOCUMENT not in str(said)

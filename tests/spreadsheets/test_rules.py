"""What the rules say, beyond their twins: where they are silent, what else they name, and how they mend it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spreadsheet_twins.book import ADD, COUNT, DOCUMENT, SHAPES, WHOLE, Book, Number, association, item
from spreadsheet_twins.csv_files import COMPEITO, OPENSALT
from spreadsheet_twins.package import as_json, package

Found = Callable[..., dict[str, list[dict[str, Any]]]]

OTHER = "71d0bc74-580a-4f61-80bb-9d628fdec007"


def relation(origin: str, type: str, destination: str, number: int = 0, **more: str) -> dict[str, Any]:
    return association(f"93f2de96-7a2c-4183-a2dd-bf84a1f0e1{number:02}", origin, type, destination, **more)


# -- sheets and the document -----------------------------------------------------------------------------------------


def test_a_place_names_sheet_row_and_column(found: Found, book: Book) -> None:
    book.item("2")["fullStatement"] = ""
    sample = found(book)["CS-ITM-002"][0]
    assert (sample["sheet"], sample["row"], sample["field"], sample["recordId"]) == (
        "CF Item",
        5,
        "fullStatement",
        SHAPES,
    )


def test_all_columns_that_have_moved_are_one_finding(found: Found, book: Book) -> None:
    book.items.header.insert(0, "own")
    samples = found(book)["CS-SHT-003"]
    assert len(samples) == 1
    assert "identifier is in column B, not A" in samples[0]["observed"]


def test_a_status_that_is_nearly_one_is_mended(found: Found, book: Book) -> None:
    book.document["adoptionStatus"] = "adopted"
    assert found(book)["CS-DOC-002"][0]["hint"] == "Write Adopted."


def test_an_identifier_that_the_earlier_version_lacks_is_replaced(found: Found, book: Book, tmp_path: Path) -> None:
    old = tmp_path / "old.xlsx"
    old.write_bytes(book.as_bytes())
    assert found(book, "--previous", old) == {}
    book.document["identifier"] = OTHER
    assert found(book, "--previous", old).keys() == {"CS-DOC-003"}
    folder = tmp_path / "frameworks"
    folder.mkdir()
    (folder / "one.xlsx").write_bytes(old.read_bytes())
    (folder / "two.json").write_bytes(as_json(package(book)))
    book.document["identifier"] = "82e1cd85-691b-4072-91cc-ae7390efd108"
    assert found(book, "--previous", folder).keys() == {"CS-DOC-003"}


# -- items -----------------------------------------------------------------------------------------------------------


def test_capital_letters_in_an_identifier_are_no_breach(found: Found, book: Book) -> None:
    book.item("2")["identifier"] = SHAPES.upper()
    assert found(book) == {}


def test_the_same_identifier_in_capital_letters_is_the_same(found: Found, book: Book) -> None:
    book.item("2")["identifier"] = WHOLE.upper()
    assert found(book)["CS-ITM-001"][0]["message"].endswith("is that of row 2 too")


def test_a_column_that_is_missing_is_told_once(found: Found, book: Book) -> None:
    book.items.header.remove("fullStatement")
    said = found(book)
    assert said.keys() == {"CS-ITM-002", "CS-SHT-003"}
    assert [(sample["row"], sample["observed"]) for sample in said["CS-ITM-002"]] == [
        (1, ": there is no column of that name")
    ]


def test_an_item_without_a_level_stands_at_the_top(found: Found, book: Book) -> None:
    book.item("2")["smartLevel"] = ""
    assert found(book) == {}


@pytest.mark.parametrize("level", ["1.", ".1", "1..2", "1,2", "A", "1.a", "1 2", "\u0661", "1-2"])
def test_levels_of_another_form(found: Found, book: Book, level: str) -> None:
    book.item("2")["smartLevel"] = level
    assert found(book).keys() == {"CS-ITM-003"}


def test_siblings_may_begin_with_nothing(found: Found, book: Book) -> None:
    for row in book.items.rows:
        first, _, rest = str(row["smartLevel"]).partition(".")
        row["smartLevel"] = f"{int(first) - 1}" + (f".{rest}" if rest else "")
    assert found(book) == {}


def test_a_column_of_numbers_is_a_note(found: Found, book: Book) -> None:
    for row in book.items.rows:
        row["smartLevel"] = Number(float(str(row["smartLevel"])))
    samples = found(book)["CS-SHT-004"]
    assert [(sample["row"], sample["field"]) for sample in samples] == [(3, "smartLevel")]
    assert "1.1 of 1.10" in samples[0]["hint"]


def test_a_zero_is_lost_where_children_of_the_tenth_are_there(found: Found, book: Book) -> None:
    book.items.rows.insert(2, item(OTHER, "1.10.1", "N.10.1", "Something.", "Standard"))
    book.item("1.2")["smartLevel"] = "1.1"
    said = found(book)
    assert said["CS-ITM-004"][0]["expected"] == "1.10"


def test_twice_the_same_level_need_not_be_a_lost_zero(found: Found, book: Book) -> None:
    book.item("1.2")["smartLevel"] = "1.1"
    assert found(book).keys() == {"CS-ITM-003"}


@pytest.mark.parametrize(
    ("level", "hint"),
    [("4", "Write 04."), ("HS", "Write 09,10,11,12."), ("K", "Write KG."), ("3-5", "each level of the range")],
)
def test_how_to_write_an_education_level(found: Found, book: Book, level: str, hint: str) -> None:
    book.item("2")["educationLevel"] = f"01, {level}"
    samples = found(book)["CS-ITM-007"]
    assert [sample["observed"] for sample in samples] == [level]
    assert hint in samples[0]["hint"]


def test_only_spelling_makes_types_the_same(found: Found, book: Book) -> None:
    for row, type in zip(book.items.rows, ("Standard", "Standards", "Sub-standard", "Standard"), strict=True):
        row["CFItemType"] = type
    assert found(book) == {}
    book.item("2")["CFItemType"] = "sub standard"
    assert found(book)["CS-ITM-008"][0]["expected"] == "Sub-standard"


@pytest.mark.parametrize("statement", ["a < b and c > d", "<5 or >7", "x <y> z", "Uses <= and >="])
def test_less_than_is_no_markup(found: Found, book: Book, statement: str) -> None:
    book.item("2")["fullStatement"] = statement
    assert found(book) == {}


# -- associations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("type", ["Precedes", "PRECEDES", " precedes ", "ext:acme.comesBefore"])
def test_types_are_known_by_their_words_too(found: Found, book: Book, type: str) -> None:
    book.associations.rows[1]["associationType"] = type
    assert found(book) == {}


def test_the_other_direction_of_a_type_is_named(found: Found, book: Book) -> None:
    book.associations.rows[1]["associationType"] = "Is Parent Of"
    assert "Write isChildOf and exchange" in found(book)["CS-ASC-001"][0]["hint"]


def test_an_item_of_the_shelf_is_known(found: Found, book: Book, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "a.json").write_bytes(as_json(package(book)))
    book.items.rows = [row for row in book.items.rows if row["identifier"] != ADD]
    assert "CS-ASC-003" in found(book)
    assert "CS-ASC-003" not in found(book, "--shelf", shelf)


@pytest.mark.parametrize("address", ["data:text/x-ref-unresolved,x", "local:x", "N.9", "http://"])
def test_what_is_no_whole_address_does_not_count(found: Found, book: Book, address: str) -> None:
    book.associations.rows[1] |= {"destinationNodeIdentifier": OTHER, "destinationNodeURI": address}
    assert found(book).keys() == {"CS-ASC-003"}


def test_a_row_may_say_what_the_level_says(found: Found, book: Book) -> None:
    book.associations.rows += [relation(WHOLE, "isChildOf", DOCUMENT, 1), relation(ADD, "Is Child Of", WHOLE, 2)]
    assert found(book) == {}


def test_a_circle_is_told_once_and_names_its_members(found: Found, book: Book) -> None:
    book.associations.rows += [relation(WHOLE, "isChildOf", COUNT, 1)]
    said = found(book)
    assert said.keys() == {"CS-ASC-004"}
    assert len(said["CS-ASC-004"]) == 1
    assert "N → N.1" in said["CS-ASC-004"][0]["message"] or "N.1 → N" in said["CS-ASC-004"][0]["message"]


def test_a_very_long_circle_is_walked(found: Found, book: Book) -> None:
    many = 3000
    ids = [f"b514fab8-9c4e-43a5-84ff-d1a6c3{number:06}" for number in range(many)]
    book.associations.rows += [
        relation(origin, "precedes", ids[(at + 1) % many]) | {"identifier": ""} for at, origin in enumerate(ids)
    ]
    book.items.rows += [item(id, f"{at + 3}", f"X{at}", f"Item {at}.", "Standard") for at, id in enumerate(ids)]
    assert found(book).keys() == {"CS-ASC-006"}


def test_parents_in_two_groupings_are_two_views(found: Found, book: Book) -> None:
    for row in book.items.rows:
        row["smartLevel"] = ""
    book.associations.rows = [
        relation(COUNT, "isChildOf", WHOLE, 1),
        relation(COUNT, "isChildOf", SHAPES, 2, associationGroupIdentifier=OTHER),
    ]
    assert found(book) == {}


def test_a_relation_to_itself_is_told_by_one_rule(found: Found, book: Book) -> None:
    book.associations.rows = [relation(SHAPES, "isChildOf", SHAPES), relation(ADD, "isPeerOf", ADD, 1)]
    assert found(book).keys() == {"CS-ASC-008"}


def test_a_parent_that_is_the_item_itself(found: Found) -> None:
    said = found(OPENSALT.replace("N.1,01,N", "N.1,01,N.1"), name="items.csv")
    assert said.keys() == {"CS-ASC-008"}


# -- parents ---------------------------------------------------------------------------------------------------------


def test_codes_and_identifiers_in_equal_parts_are_mixed(found: Found) -> None:
    said = found(OPENSALT.replace("01,N,1", f"01,{WHOLE},1"), name="items.csv")
    assert len(said["CS-PAR-001"]) == 1
    assert "sometimes an identifier" in said["CS-PAR-001"][0]["message"]


def test_nearly_all_parents_decide_what_the_column_means(found: Found) -> None:
    rows = "".join(f",Item {number}.,N.{number},01,N,{number}\n" for number in range(3, 23))
    said = found(f"{OPENSALT}{rows},Stray.,S,01,{WHOLE},30\n", name="items.csv")
    assert [sample["row"] for sample in said["CS-PAR-001"]] == [26]
    assert "other rows have the code" in said["CS-PAR-001"][0]["message"]


def test_identifiers_are_right_where_the_product_takes_them(found: Found) -> None:
    assert found(COMPEITO, name="items.csv") == {}
    assert found(OPENSALT.replace("01,N,", f"01,{WHOLE},"), name="items.csv") == {}


# -- a re-import -----------------------------------------------------------------------------------------------------


def test_lost_associations_are_counted_too(found: Found, book: Book, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_bytes(as_json(package(book)))
    assert found(book, "--previous", old) == {}
    book.associations.rows.pop()
    samples = found(book, "--previous", old)["CS-RTP-001"]
    assert [(sample["observed"], sample["expected"]) for sample in samples] == [("1 association", "N.1 precedes N.2")]


def test_nothing_is_compared_with_what_is_no_framework(fairmark: Any, book: Book, tmp_path: Path) -> None:
    (tmp_path / "new.xlsx").write_bytes(book.as_bytes())
    (tmp_path / "old.json").write_text("{}")
    done = fairmark("validate", tmp_path / "new.xlsx", "--previous", tmp_path / "old.json")
    assert (done.exit_code, "no framework" in done.stderr) == (2, True)


def test_an_input_that_cannot_be_compared_is_told(fairmark: Any, book: Book, tmp_path: Path) -> None:
    (tmp_path / "old.xlsx").write_bytes(book.as_bytes())
    (tmp_path / "new.json").write_bytes(as_json(package(book)))
    done = fairmark("validate", tmp_path / "new.json", "--previous", tmp_path / "old.xlsx")
    assert "Nothing was compared" in done.stderr


def test_rubrics_are_no_items(found: Found) -> None:
    text = "Type,Identifier,RubricIdentifier,CriterionIdentifier,Title\nRubric,,,,Writing\nCriterion,,,,\n"
    assert found(text, name="rubric.csv") == {}

"""The shelf made of a folder."""

import json
from pathlib import Path

import pytest

from conftest import ROOT
from fairmark.validators.core.shelf import Shelved, Standing
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.shelf import FolderShelf

GOOD = (ROOT / "fixtures" / "case" / "CASE-ID-001" / "good.json").read_bytes()
DOCUMENT = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
ITEM = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"


def test_the_shelf_finds_what_its_packages_hold(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "package.json").write_bytes(GOOD)
    (tmp_path / "broken.json").write_bytes(b"{")
    (tmp_path / "other.json").write_bytes(b"[1]")
    shelf = FolderShelf(tmp_path, Limits())
    base = "https://standards.example.org/ims/case/v1p1/"
    text = "Count to 100 by ones and by tens."
    standing = Standing(levels=("KG",), has_children=True)
    assert shelf.find(ITEM) == Shelved(ITEM, "CFItem", f"{base}CFItems/{ITEM}", text, "en", DOCUMENT, standing, "N.1")
    assert shelf.find(DOCUMENT) == Shelved(
        DOCUMENT, "CFDocument", f"{base}CFDocuments/{DOCUMENT}", "Number sense", "en", DOCUMENT
    )
    assert shelf.find("a8098c1a-f86e-41da-bd1a-00112444be1e") is not None
    assert shelf.find("nothing") is None


def test_objects_that_stand_alone_name_their_document(tmp_path: Path) -> None:
    item = {"identifier": ITEM, "fullStatement": "s", "CFDocumentURI": {"identifier": DOCUMENT}}
    lines = [json.dumps(item), json.dumps({"CFItem": {**item, "identifier": "y", "CFDocumentURI": "a text"}})]
    (tmp_path / "items.ndjson").write_text("\n".join(lines), "utf-8")
    shelf = FolderShelf(tmp_path, Limits())
    assert shelf.find(ITEM) == Shelved(ITEM, "CFItem", "", "s", "", DOCUMENT)
    assert shelf.find("y") == Shelved("y", "CFItem", "", "s", "", "")


def test_the_first_file_by_name_wins(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.json").write_text(json.dumps({"identifier": "x", "fullStatement": name}), "utf-8")
    found = FolderShelf(tmp_path, Limits()).find("x")
    assert found is not None
    assert found.title == "a"


def test_a_shelf_that_cannot_be_listed_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage):
        FolderShelf(tmp_path / "nothing", Limits())
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(WrongUsage, match="more than 1 entries"):
        FolderShelf(tmp_path, Limits(entries=1))


def test_the_standing_of_an_item_is_what_associations_and_rubrics_say_of_it(tmp_path: Path) -> None:
    package = json.loads(GOOD)
    package["CFDocument"]["adoptionStatus"] = "Deprecated"
    package["CFItems"][1] |= {"statusEndDate": "2026-06-30T00:00:00Z", "educationLevel": "no list"}
    child = package["CFItems"][1]["identifier"]
    for type in ("precedes", "replacedBy"):
        ends = {"originNodeURI": {"identifier": child}, "destinationNodeURI": {"identifier": ITEM}}
        package["CFAssociations"].append({"identifier": type, "associationType": type, **ends})
    levels = [{"identifier": "l1", "quality": " Meets "}, {"identifier": "l2", "quality": 3}]
    criterion = {"identifier": "c", "CFItemURI": {"identifier": child}, "CFRubricCriterionLevels": levels}
    package["CFRubrics"] = [{"identifier": "r", "CFRubricCriteria": [criterion]}]
    (tmp_path / "package.json").write_text(json.dumps(package), "utf-8")
    found = FolderShelf(tmp_path, Limits()).find(child)
    assert found is not None
    assert found.standing == Standing(
        rubric=frozenset({"meets"}),
        is_deprecated=True,
        ended="2026-06-30",
        replaced_by=(ITEM,),
        precedes=(ITEM,),
    )

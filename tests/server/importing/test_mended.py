"""What an import mends, and how that is told."""

from copy import deepcopy
import json
from typing import Any

from imported import FRAMEWORK, Spoil, exported, imported, repairs_of, sample
import pytest

from fairmark.server.importing.outcome import Status
from fairmark.server.storage.store import Store


def wrapped(package: dict[str, Any]) -> Any:
    return {"CFPackage": package}


def with_back_links(package: dict[str, Any]) -> None:
    link = {key: package["CFDocument"][key] for key in ("title", "identifier", "uri")}
    package["CFDocument"]["CFPackageURI"] = link["uri"]
    for member in (*package["CFItems"], *package["CFAssociations"]):
        member["CFDocumentURI"] = link


def with_nulls(package: dict[str, Any]) -> None:
    for member in (package["CFDocument"], *package["CFItems"]):
        member.setdefault("statusEndDate", None)
    package["CFItems"][0]["somethingElse"] = None
    package["CFDocument"]["subject"].append(None)


def with_empty_arrays(package: dict[str, Any]) -> None:
    next(i for i in package["CFItems"] if "conceptKeywords" not in i)["conceptKeywords"] = []


def with_definitions_in_an_array(package: dict[str, Any]) -> None:
    definitions = package["CFDefinitions"]
    package["CFDefinitions"] = [{name: value} for name, value in definitions.items()]


def with_labels(package: dict[str, Any]) -> None:
    labels = {"isChildOf": "Is Child Of", "precedes": "Precedes", "exactMatchOf": "exact_match_of"}
    for association in package["CFAssociations"]:
        association["associationType"] = labels.get(association["associationType"], association["associationType"])


def with_upper_case(package: dict[str, Any]) -> None:
    item = package["CFItems"][5]["identifier"]
    text = json.dumps(package).replace(f'"identifier": "{item}"', f'"identifier": "{item.upper()}"')
    package.clear()
    package.update(json.loads(text))


def with_times_without_zone(package: dict[str, Any]) -> None:
    for item in package["CFItems"]:
        assert item["lastChangeDateTime"].endswith("Z")
        item["lastChangeDateTime"] = item["lastChangeDateTime"][:-1]


def with_bare_links(package: dict[str, Any]) -> None:
    for item in package["CFItems"]:
        item["CFItemTypeURI"] = item["CFItemTypeURI"]["uri"]
        item["licenseURI"].pop("title")
    package["CFDocument"]["licenseURI"] = package["CFDocument"]["licenseURI"]["identifier"]


def with_numbers_as_text(package: dict[str, Any]) -> None:
    for association in package["CFAssociations"]:
        if "sequenceNumber" in association:
            association["sequenceNumber"] = str(association["sequenceNumber"])
    item = graded(package)
    item["educationLevel"] = item["educationLevel"][0]


def graded(package: dict[str, Any]) -> dict[str, Any]:
    """The first item of a single level."""
    return next(item for item in package["CFItems"] if len(item.get("educationLevel", ())) == 1)


MENDED: list[tuple[Spoil, set[str]]] = [
    (wrapped, {"CASE-PKG-003"}),
    (with_back_links, {"CASE-ITEM-002"}),
    (with_nulls, {"CASE-PKG-005"}),
    (with_empty_arrays, {"CASE-PKG-006"}),
    (with_definitions_in_an_array, {"CASE-PKG-004"}),
    (with_labels, {"CASE-ASSOC-001"}),
    (with_upper_case, {"CASE-ID-001", "CASE-ID-005"}),
    (with_times_without_zone, {"CASE-DATE-002"}),
    (with_bare_links, {"CASE-LINK-001"}),
    (with_numbers_as_text, {"CASE-SCHEMA-001"}),
]


@pytest.mark.parametrize(("spoil", "rules"), MENDED, ids=[spoil.__name__ for spoil, _ in MENDED])
def test_what_real_servers_get_wrong_is_mended(sqlite_store: Store, spoil: Spoil, rules: set[str]) -> None:
    """Each of these spoils the sample in a way that loses nothing: lenient import makes the sample of it again."""
    package = sample()
    spoilt = spoil(package) or package
    assert spoilt != sample()
    outcome = imported(sqlite_store, spoilt)
    assert outcome.status is Status.STORED, outcome.as_text()
    assert set(repairs_of(outcome)) == rules
    assert exported(sqlite_store, FRAMEWORK) == sample()
    assert all(repair.places for repair in outcome.repairs)


@pytest.mark.parametrize(("spoil", "rules"), MENDED, ids=[spoil.__name__ for spoil, _ in MENDED])
def test_every_repair_makes_good_what_the_judge_said(sqlite_store: Store, spoil: Spoil, rules: set[str]) -> None:
    package = sample()
    spoilt = spoil(package) or package
    outcome = imported(sqlite_store, spoilt, lenient=False)
    # An empty array is no error, and taken by a strict import as it is.
    assert (outcome.status is Status.STORED) == (rules == {"CASE-PKG-006"})
    # That the ends of associations no longer agree with it comes only of lowering the case of the object itself.
    assert rules - {"CASE-ID-005"} <= {group.rule.id for group in outcome.findings.findings}


def test_blank_is_what_a_definition_without_its_text_says(sqlite_store: Store) -> None:
    package = sample()
    del package["CFDefinitions"]["CFItemTypes"][0]["description"]
    package["CFDefinitions"]["CFLicenses"][0]["licenseText"] = None
    outcome = imported(sqlite_store, package)
    assert repairs_of(outcome) == {"CASE-SCHEMA-001": 2, "CASE-PKG-005": 1}
    definitions = exported(sqlite_store, FRAMEWORK)["CFDefinitions"]
    assert definitions["CFItemTypes"][0]["description"] == definitions["CFLicenses"][0]["licenseText"] == ""


def test_unknown_members_are_kept_under_their_owner(sqlite_store: Store) -> None:
    package = sample()
    item, document = graded(package), package["CFDocument"]
    place = package["CFItems"].index(item)
    item.update(colour={"deep": [None, 1]}, educationalLevel="05, 06")
    del item["educationLevel"]
    document["uri"] = "https://standards.example.org:8443/uri/1"
    item["CFItemTypeURI"]["note"] = "no place in a link"
    level = package["CFRubrics"][0]["CFRubricCriteria"][0]["CFRubricCriterionLevels"][0]
    level["extra"] = 5
    outcome = imported(sqlite_store, package)
    assert [(repair.rule, repair.done, repair.count) for repair in outcome.repairs if "left out" in repair.done] == [
        ("CASE-EXT-001", "LinkURI.note was left out, as LinkURI has no place for it", 1)
    ]
    stored = exported(sqlite_store, FRAMEWORK)
    assert stored["CFItems"][place]["extensions"]["standards.example.org.colour"] == {"deep": [None, 1]}
    assert stored["CFItems"][place]["educationLevel"] == ["05", "06"]
    level = stored["CFRubrics"][0]["CFRubricCriteria"][0]["CFRubricCriterionLevels"][0]
    assert level["extensions"][-1] == {"standards.example.org.extra": 5}


def test_an_unknown_member_never_takes_the_place_of_a_known_one(sqlite_store: Store) -> None:
    package = sample()
    item = graded(package)
    item["educationalLevel"] = "09"
    imported(sqlite_store, package)
    stored = graded(exported(sqlite_store, FRAMEWORK))
    assert stored["educationLevel"] == item["educationLevel"] != ["09"]
    assert "09" in stored["extensions"].values()


def test_synthetic_identifiers_are_kept_and_said(sqlite_store: Store) -> None:
    """Real servers have identifiers of the form of a UUID that are none. New ones would break every link to them."""
    package = sample()
    known = package["CFItems"][5]["identifier"]
    odd = "00000000-0000-0000-0000-0000000000AB"
    package = json.loads(json.dumps(package).replace(known, odd))
    outcome = imported(sqlite_store, package)
    assert outcome.status is Status.STORED
    assert [kept.rule for kept in outcome.kept] == ["CASE-ID-001"]
    assert sqlite_store.find("CFItem", odd.lower()) is not None
    assert "CASE-ID-001" in outcome.as_text()


def test_a_case_version_that_is_none_is_left_out(sqlite_store: Store) -> None:
    package = sample()
    package["CFDocument"]["caseVersion"] = "1.0"
    assert repairs_of(imported(sqlite_store, package)) == {"CASE-DOC-003": 1}
    assert "caseVersion" not in exported(sqlite_store, FRAMEWORK)["CFDocument"]


def test_a_back_link_to_another_document_is_not_called_known(sqlite_store: Store) -> None:
    package = sample()
    with_back_links(package)
    package["CFItems"][0]["CFDocumentURI"] = "https://example.org/uri/6ba7b810-9dad-41d1-80b4-00c04fd430c8"
    outcome = imported(sqlite_store, package)
    assert [repair.count for repair in outcome.repairs if "another document" in repair.done] == [1]


def test_the_input_itself_is_not_changed(sqlite_store: Store) -> None:
    package = sample()
    with_bare_links(package)
    before = deepcopy(package)
    imported(sqlite_store, package)
    assert package == before

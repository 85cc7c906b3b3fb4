"""Import: what is refused, what is mended and how that is told, dry runs, and all or nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from itertools import pairwise
import json
from pathlib import Path
import random
from typing import Any

from imported import NOW, exported, imported, sample
import orjson
import pytest

from conftest import Run
from fairmark.schemas.case import SCHEMAS
from fairmark.server.importing.importer import How, import_source
from fairmark.server.importing.outcome import Outcome, Status
from fairmark.server.importing.renditions import as_1_0, own_links
from fairmark.server.storage import database
from fairmark.server.storage.database import writing
from fairmark.server.storage.store import Store
from fairmark.validators.core.profile import profile_named
from fairmark.validators.judge import Options, validate_sources
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.source import of_bytes
from fairmark.validators.rules.shape import accepts

FRAMEWORK = sample()["CFDocument"]["identifier"]
Spoil = Callable[[dict[str, Any]], Any]


def repairs_of(outcome: Outcome) -> dict[str, int]:
    counts: dict[str, int] = {}
    for repair in outcome.repairs:
        counts[repair.rule] = counts.get(repair.rule, 0) + repair.count
    return counts


# -- what is stored --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lenient", [True, False])
def test_a_framework_without_errors_is_stored_as_it_is(store: Store, lenient: bool) -> None:
    outcome = imported(store, sample(), lenient=lenient)
    assert (outcome.status, outcome.version, outcome.repairs) == (Status.STORED, 1, [])
    assert exported(store, FRAMEWORK) == sample()
    assert (outcome.items, outcome.associations) == (33, 74)
    stored = {cls: [o.identifier for o in store.members(FRAMEWORK, cls)] for cls in ("CFItem", "CFRubric", "CFConcept")}
    package = sample()
    assert stored["CFItem"] == [item["identifier"] for item in package["CFItems"]]
    assert stored["CFRubric"] == [rubric["identifier"] for rubric in package["CFRubrics"]]
    assert stored["CFConcept"] == [concept["identifier"] for concept in package["CFDefinitions"]["CFConcepts"]]


def test_the_root_of_the_tree_is_the_document(store: Store) -> None:
    imported(store, sample())
    children = {
        association["originNodeURI"]["identifier"]
        for association in sample()["CFAssociations"]
        if association["associationType"] == "isChildOf"
        and association["destinationNodeURI"]["identifier"] == FRAMEWORK
    }
    assert {branch.stored.identifier for branch in store.children(FRAMEWORK, FRAMEWORK)} == children


def test_version_1_0_is_stored_as_1_1(store: Store) -> None:
    package = sample("reading-continuum-1.0")
    outcome = imported(store, package, lenient=False)
    assert (outcome.status, outcome.case_version) == (Status.STORED, "1.0")
    assert exported(store, FRAMEWORK, "1.1") == exported(store, FRAMEWORK, "1.0") == package


def test_the_same_again_changes_nothing(store: Store) -> None:
    imported(store, sample())
    spaced = json.dumps(sample(), indent=4).encode()
    assert imported(store, spaced).status is Status.UNCHANGED
    assert len(store.versions(FRAMEWORK)) == 1


def test_what_was_said_is_kept_with_the_version(store: Store) -> None:
    package = sample()
    package["CFItems"][0]["listEnumeration"] = None
    outcome = imported(store, package)
    version = store.current(FRAMEWORK)
    assert version is not None
    assert orjson.loads(version.repairs) == outcome.as_json()["repairs"] != []
    assert orjson.loads(version.lost_in_1_0) == outcome.as_json()["lostIn1_0"] != []
    assert version.source == "test.json"


def test_two_imports_of_one_framework_at_once(store: Store) -> None:
    other = sample()
    other["CFItems"].reverse()
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda package: imported(store, package), [sample(), other] * 3))
    # Six imports of two packages: each is a version where it differs from what was there when its turn came.
    versions = store.versions(FRAMEWORK)
    assert [version.number for version in versions] == list(range(len(versions), 0, -1))
    assert all(one.digest != other.digest for one, other in pairwise(versions))
    assert sum(outcome.status is Status.STORED for outcome in outcomes) == len(versions)
    assert exported(store, FRAMEWORK)["CFItems"] in (sample()["CFItems"], other["CFItems"])


# -- what is refused -------------------------------------------------------------------------------------------------


def cyclic(package: dict[str, Any]) -> None:
    association = next(a for a in package["CFAssociations"] if a["associationType"] == "isChildOf")
    association["destinationNodeURI"] = dict(association["originNodeURI"])


def without_statement(package: dict[str, Any]) -> None:
    del package["CFItems"][3]["fullStatement"]


def of_another_author(package: dict[str, Any]) -> None:
    package["CFItems"][0]["identifier"] = "item 1"


@pytest.mark.parametrize("lenient", [True, False])
@pytest.mark.parametrize(
    ("spoil", "rule"),
    [(cyclic, "CASE-ASSOC-004"), (without_statement, "CASE-SCHEMA-001"), (of_another_author, "CASE-ID-001")],
)
def test_what_cannot_be_mended_is_refused_with_findings(
    sqlite_store: Store, spoil: Spoil, rule: str, lenient: bool
) -> None:
    imported(sqlite_store, sample("reading-continuum-1.0"))
    package = sample()
    spoil(package)
    outcome = imported(sqlite_store, package, lenient=lenient)
    assert outcome.status is Status.REFUSED
    assert rule in {group.rule.id for group in outcome.findings.findings}
    assert rule in outcome.as_text()
    assert outcome.version is None
    assert exported(sqlite_store, FRAMEWORK) == sample("reading-continuum-1.0")


def test_a_strict_import_refuses_what_a_lenient_one_mends(sqlite_store: Store) -> None:
    package = sample()
    package["CFItems"][0]["listEnumeration"] = None
    refused = imported(sqlite_store, package, lenient=False)
    assert (refused.status, refused.refusal) == (Status.REFUSED, "1 error stands in the way")
    assert imported(sqlite_store, package).status is Status.STORED


def test_a_warning_that_hides_a_wrong_shape_is_no_way_in(sqlite_store: Store) -> None:
    """conceptKeywordsURI as an array is a warning to the judge, and still no CASE."""
    package = sample()
    item = next(item for item in package["CFItems"] if "conceptKeywordsURI" in item)
    item["conceptKeywordsURI"] = [item["conceptKeywordsURI"]]
    assert imported(sqlite_store, package, lenient=False).status is Status.REFUSED
    outcome = imported(sqlite_store, package)
    assert repairs_of(outcome) == {"CASE-ITEM-010": 1}
    assert exported(sqlite_store, FRAMEWORK) == sample()


NESTED = b'{"CFDocument": ' + b"[" * 5000 + b"]" * 5000 + b"}"


@pytest.mark.parametrize("lenient", [True, False])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"not JSON",
        b"null",
        b"[]",
        b"{}",
        b"\x00\xff\xfe",
        b"PK\x03\x04 no archive",
        b'{"CFDocument": null}',
        b'{"CFDocument": 5, "CFItems": 7, "CFAssociations": "x", "CFDefinitions": [1], "CFRubrics": {}}',
        b'{"CFPackage": 5}',
        b'{"CFPackage": {}}',
        b'{"CFPackage": {"CFPackage": {"CFDocument": {}}}}',
        b'{"CFDefinitions": [[], null]}',
        b'{"CFDocument": {"identifier": "\\ud800", "uri": "http://[", "extensions": 5, "x": 1}, "CFItems": [null]}',
        b'{"CFDocument": {"title": NaN}}',
        b'{"CFDocument": {"title": 1e400, "version": 123456789012345678901234567890}}',
        b'{"CFDocument": {"title": "a", "title": "b"}}',
        NESTED,
        json.dumps(sample()["CFItems"][0]).encode(),
        json.dumps({"CFDocuments": [sample()["CFDocument"]]}).encode(),
        json.dumps(sample()).encode() + b"\n" + json.dumps(sample()).encode(),
        json.dumps(sample()).encode()[:-40],
    ],
)
def test_hostile_input_is_refused_and_nothing_is_stored(sqlite_store: Store, data: bytes, lenient: bool) -> None:
    outcome = imported(sqlite_store, data, lenient=lenient)
    assert outcome.status is Status.REFUSED
    assert outcome.refusal
    assert sqlite_store.frameworks() == []
    json.dumps(outcome.as_json())


def test_nesting_has_an_end_whatever_the_limit(sqlite_store: Store) -> None:
    deep: dict[str, Any] = {}
    for _ in range(250):
        deep = {"a": deep}
    outcome = imported(sqlite_store, {**sample(), "extensions": {"x.y": deep}}, limits=Limits(depth=400))
    assert outcome.status is Status.REFUSED
    assert [group.rule.id for group in outcome.findings.findings] == ["FM-INPUT-012"]


def test_the_query_of_an_address_is_not_remembered(sqlite_store: Store) -> None:
    source = of_bytes("https://case.example.org/x.json?key=s3cret", orjson.dumps(sample()))
    import_source(sqlite_store, source, How(at=NOW))
    version = sqlite_store.current(FRAMEWORK)
    assert version is not None
    assert version.source == "https://case.example.org/x.json"


def test_lone_surrogates_do_not_get_in(sqlite_store: Store) -> None:
    data = json.dumps(sample()).encode().replace(b"Reading", b"Read\\udc00ing", 1)
    assert imported(sqlite_store, data).status is Status.REFUSED


def test_another_framework_than_was_asked_for_is_refused(sqlite_store: Store) -> None:
    outcome = imported(sqlite_store, sample(), expected="6ba7b810-9dad-41d1-80b4-00c04fd430c8")
    assert outcome.status is Status.REFUSED
    assert sqlite_store.frameworks() == []


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_spoilt_only_right_packages_get_in(sqlite_store: Store, seed: int) -> None:
    """Members are dropped, doubled, moved and replaced at random: the import never fails, and what it stores has the
    shape of CASE in both versions."""
    chance = random.Random(seed)  # noqa: S311 - for tests, nothing secret
    package = sample()
    for _ in range(chance.randint(1, 4)):
        spoil_somewhere(package, chance)
    outcome = imported(sqlite_store, package, lenient=chance.random() < 0.8)
    if outcome.status is Status.REFUSED:
        assert sqlite_store.frameworks() == []
        return
    stored = exported(sqlite_store, outcome.identifier)
    if not any(kept.rule == "CASE-ID-001" for kept in outcome.kept):
        assert accepts(SCHEMAS["1.1"], "CFPackage", stored)
        assert accepts(SCHEMAS["1.0"], "CFPackage", exported(sqlite_store, outcome.identifier, "1.0"))


VALUES = (None, "", "x", " ", 0, -1, 3.5, True, [], {}, [None], {"a": None}, ["x"], "2026-01-01", 10**15, "\x00", "7")


def spoil_somewhere(package: dict[str, Any], chance: random.Random) -> None:
    inner: Any = package
    while True:
        steps = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        if not steps:
            return
        step = chance.choice(steps)
        if isinstance(inner[step], dict | list) and chance.random() < 0.8:
            inner = inner[step]
            continue
        match chance.randint(0, 3):
            case 0:
                del inner[step]
            case 1 if isinstance(inner, dict):
                inner[chance.choice(["educationalLevel", "CFDocumentURI", "x", "extensions", "uri"])] = inner[step]
            case _:
                inner[step] = chance.choice(VALUES)
        return


# -- what is mended --------------------------------------------------------------------------------------------------


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


# -- what CASE 1.0 cannot say ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["reading-continuum-1.1", "bbc-science-key-stage-2", "oak-computing-key-stage-1"])
def test_the_1_0_form_is_valid_1_0(sqlite_store: Store, name: str) -> None:
    package = sample(name)
    outcome = imported(sqlite_store, package)
    older = exported(sqlite_store, outcome.identifier, "1.0")
    assert accepts(SCHEMAS["1.0"], "CFPackage", older)
    options = Options(profile=profile_named("case-1.0"), at=NOW)
    report = validate_sources([of_bytes("older.json", orjson.dumps(older))], options)
    assert [group.rule.id for group in report.findings if group.severity == "error"] == []


def test_everything_that_the_1_0_form_lacks_is_named(sqlite_store: Store) -> None:
    package = sample()
    package["CFItems"][0]["fullStatement"] = "One line,\r\n  another\tand a third\n"
    outcome = imported(sqlite_store, package)
    older = exported(sqlite_store, FRAMEWORK, "1.0")
    assert older["CFItems"][0]["fullStatement"] == "One line, another and a third"
    assert exported(sqlite_store, FRAMEWORK)["CFItems"][0]["fullStatement"] == package["CFItems"][0]["fullStatement"]
    told = {(loss.what, loss.done): loss.count for loss in outcome.lost_in_1_0}
    assert told["CFItem.fullStatement", "line breaks became spaces"] == 1
    assert told["CFItem.subject", "left out"] == sum("subject" in item for item in package["CFItems"])
    dropped = [a for a in package["CFAssociations"] if a["associationType"][:4] in ("ext:", "isTr")]
    assert len(package["CFAssociations"]) - len(older["CFAssociations"]) == len(dropped) == 2
    assert sum(count for (what, _), count in told.items() if what == "CFAssociation") == 2


def test_only_links_to_this_server_follow_the_version(sqlite_store: Store) -> None:
    package = sample()
    own, foreign = "https://case.example.org", "https://case.example.org.evil.example"
    package["CFItems"][0]["uri"] = f"{own}/ims/case/v1p1/CFItems/{package['CFItems'][0]['identifier']}"
    body = orjson.dumps([f"{own}/ims/case/v1p1/x", f"{foreign}/ims/case/v1p1/x", f"see {own}/ims/case/v1p1/x"])
    assert orjson.loads(own_links(body, own)) == [f"{own}/ims/case/v1p0/x", *orjson.loads(body)[1:]]
    assert own_links(body, "") == body


def test_an_object_of_which_1_0_says_all_stays_the_same_object() -> None:
    item = {"identifier": "x", "fullStatement": "One line"}
    assert as_1_0("CFPckgItem", item) is item


# -- dry runs --------------------------------------------------------------------------------------------------------


def test_a_dry_run_stores_nothing_and_says_what_is_new(store: Store) -> None:
    outcome = imported(store, sample(), dry_run=True)
    assert (outcome.status, outcome.version) == (Status.PLANNED, 1)
    assert outcome.changes is not None
    assert outcome.changes.first
    assert outcome.changes.added["CFItem"] == 33
    assert store.frameworks() == []


def test_a_dry_run_tells_what_would_change(store: Store) -> None:
    imported(store, sample())
    package = sample()
    package["CFDocument"]["title"] = "Another title"
    package["CFItems"][0]["fullStatement"] = "Another statement"
    package["CFItems"][1]["notes"] = "New notes"
    package["CFItems"][1]["language"] = "fr"
    removed = package["CFRubrics"].pop()
    added = {**package["CFDefinitions"]["CFConcepts"][0], "identifier": "6ba7b810-9dad-41d1-80b4-00c04fd430c8"}
    added["uri"] = "https://example.org/" + added["identifier"]
    package["CFDefinitions"]["CFConcepts"].append(added)
    outcome = imported(store, package, dry_run=True)
    assert outcome.changes is not None
    told = outcome.changes.as_json()
    assert (told["added"], told["removed"]) == ({"CFConcept": 1}, {"CFRubric": 1})
    assert told["changed"] == {"CFDocument": 1, "CFItem": 2}
    assert told["fields"] == {"CFDocument.title": 1, "CFItem.fullStatement": 1, "CFItem.notes": 1, "CFItem.language": 1}
    assert removed["identifier"] in {s["identifier"] for s in told["samples"] if s["how"] == "removed"}
    assert exported(store, FRAMEWORK) == sample()
    assert "Changed fields" in outcome.as_text()


def test_an_order_that_changed_is_a_change(sqlite_store: Store) -> None:
    imported(sqlite_store, sample())
    package = sample()
    package["CFItems"].reverse()
    outcome = imported(sqlite_store, package, dry_run=True)
    assert outcome.status is Status.PLANNED
    assert outcome.changes is not None
    assert outcome.changes.unlisted


def test_samples_of_a_diff_are_capped_and_counts_are_not(sqlite_store: Store) -> None:
    imported(sqlite_store, sample())
    package = sample()
    for item in package["CFItems"]:
        item["notes"] = "x"
    outcome = imported(sqlite_store, package, dry_run=True)
    assert outcome.changes is not None
    assert outcome.changes.changed["CFItem"] == 33
    assert len(outcome.changes.samples) == 20


# -- the command -----------------------------------------------------------------------------------------------------


def test_the_command(fairmark: Run, database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "framework.json"
    path.write_bytes(orjson.dumps(sample()))
    done = fairmark("import", path, "--database", database_url, "--dry-run")
    assert (done.exit_code, done.stdout.partition(":")[0]) == (0, "Would be stored as version 1")
    done = fairmark("import", path, "--database", database_url, "--format", "json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["outcome"], told["framework"]) == (0, "stored", FRAMEWORK)
    done = fairmark("import", "-", "--strict", "--database", database_url, stdin=path.read_bytes())
    assert (done.exit_code, done.stdout.partition(":")[0]) == (0, "Nothing to do")
    path.write_bytes(orjson.dumps({**sample(), "CFRubrics": 5}))
    done = fairmark("import", path, "--database", database_url)
    assert (done.exit_code, done.stdout.partition(":")[0]) == (1, "Refused, nothing was stored")
    assert "/CFRubrics" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("missing.json",),
        ("-", "--at", "tomorrow"),
        ("-", "--limit", "bytes=0"),
        ("-", "--database", "nonsense"),
        ("-", "--database", "sqlite:////no/such/folder/x.db"),
    ],
)
def test_the_command_says_what_is_wrong_with_the_users_words(
    fairmark: Run, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = fairmark("import", *arguments, stdin=b"{}")
    assert done.exit_code == 2
    assert "Error: " in done.stderr


def test_a_folder_or_zip_is_refused(fairmark: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_bytes(orjson.dumps(sample()))
    done = fairmark("import", tmp_path / "in", "--database", f"sqlite:///{(tmp_path / 'x.db').as_posix()}")
    assert done.exit_code == 1
    assert "it is a folder: unpack it" in done.stdout


def test_where_only_the_validator_is_installed_the_command_says_so(
    fairmark: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairmark.server.commands.find_spec", lambda _name: None)
    done = fairmark("import", "-", stdin=b"{}")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "pip install 'fairmark[server]'" in done.stderr


def test_who_waits_too_long_is_told(fairmark: Run, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WRITERS_WAIT", 0.2)
    url = sqlite_store.engine.url.render_as_string()
    with writing(sqlite_store.engine):
        done = fairmark("import", "-", "--database", url, stdin=orjson.dumps(sample()))
    assert (done.exit_code, done.stdout) == (3, "")
    assert "another writer" in done.stderr

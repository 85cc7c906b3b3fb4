"""What an import refuses: nothing of it is stored."""

import json
import random
from typing import Any

from imported import FRAMEWORK, NOW, Spoil, exported, imported, repairs_of, sample
import orjson
import pytest

from fairmark.schemas.case import SCHEMAS
from fairmark.server.importing.importer import How, import_source
from fairmark.server.importing.outcome import Status
from fairmark.server.storage.store import Store
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.source import of_bytes
from fairmark.validators.rules.shape import accepts


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

"""Importing a framework without errors: it is stored as it is, once."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
import json

from imported import FRAMEWORK, exported, imported, sample
import orjson
import pytest

from fairmark.server.importing.outcome import Status
from fairmark.server.storage.store import Store


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

"""Dry runs: nothing is stored, and what would be new or changed is said."""

from imported import FRAMEWORK, exported, imported, sample

from fairmark.server.importing.outcome import Status
from fairmark.server.storage.store import Store


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

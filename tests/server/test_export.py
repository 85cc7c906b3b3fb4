"""Export gives back what was imported: nothing is lost or changed that the report of the import did not name."""

from collections.abc import Iterator
import json
from pathlib import Path
from typing import Any

from imported import exported, imported, real_packages, sample
import orjson
import pytest

from conftest import SHARED, Run
from fairmark.server.importing.exporter import NothingToExport, export_package
from fairmark.server.importing.outcome import Status
from fairmark.server.importing.repair import repair
from fairmark.server.importing.tally import Repairs
from fairmark.server.storage.store import Store
from fairmark.validators.core.location import pointer
from fairmark.validators.readers.sniff import recognise

FRAMEWORK = sample()["CFDocument"]["identifier"]
PACKAGES = real_packages()


At = tuple[str | int, ...]


def leaves(value: Any, at: At = ()) -> Iterator[tuple[At, Any]]:
    """Every value that holds no other, with its path."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner += value.items()
    elif isinstance(value, list):
        inner += enumerate(value)
    if not inner:
        yield at, value
    for step, member in inner:
        yield from leaves(member, (*at, step))


@pytest.mark.skipif(not SHARED.exists(), reason="the reference data is not beside the project")
def test_the_reference_data_is_among_the_real_packages() -> None:
    assert sum(not name.startswith("fixtures/") for name in PACKAGES) >= 7


@pytest.mark.parametrize("name", PACKAGES)
def test_nothing_is_lost_that_the_report_did_not_name(sqlite_store: Store, name: str) -> None:
    """Value by value: what differs lies where a repair was counted, and everything that was counted differs."""
    given = orjson.loads(PACKAGES[name])
    what = recognise(given)
    assert what is not None
    outcome = imported(sqlite_store, PACKAGES[name])
    assert outcome.status is Status.STORED, outcome.as_text()
    everything = Repairs(shown=None)
    repair(given, what.root, everything)
    named = {place for one in everything.listed() for place in one.places}
    assert sum(one.count for one in everything.listed()) == sum(one.count for one in outcome.repairs)

    before, after = dict(leaves(given)), dict(leaves(exported(sqlite_store, outcome.identifier)))
    gone = {at: value for at, value in before.items() if at not in after or after[at] != value}
    assert [pointer(at) for at in gone if not covered(at, named)] == []
    moved = {(at[:2], str(value)) for at, value in gone.items()}
    new = {at: value for at, value in after.items() if at not in before and not emptied(at, named)}
    # What is new is either named itself, or it stood elsewhere in the same object and was named there.
    unnamed = [at for at, value in new.items() if not covered(at, named) and (at[:2], str(value)) not in moved]
    assert [pointer(at) for at in unnamed] == []
    assert {place for place in named if not any(covered(at, {place}) for at in {**gone, **new})} == set()


def covered(at: At, named: set[str]) -> bool:
    return any(pointer(at[:length]) in named for length in range(1, len(at) + 1))


def emptied(at: At, named: set[str]) -> bool:
    """Whether the place is a leaf only because what stood in it was taken out."""
    return any(place.startswith(pointer(at) + "/") for place in named)


@pytest.mark.parametrize("name", PACKAGES)
def test_an_export_is_imported_without_a_repair(sqlite_store: Store, name: str) -> None:
    first = imported(sqlite_store, PACKAGES[name])
    again = imported(sqlite_store, export_package(sqlite_store, first.identifier))
    assert (again.status, again.repairs) == (Status.UNCHANGED, [])


@pytest.mark.parametrize("name", PACKAGES)
def test_identifiers_and_uris_stay_the_publishers(sqlite_store: Store, name: str) -> None:
    outcome = imported(sqlite_store, PACKAGES[name])
    given, stored = (
        {(at, value) for at, value in leaves(package) if at[-1] in ("identifier", "uri") and "CFDocumentURI" not in at}
        for package in (orjson.loads(PACKAGES[name]), exported(sqlite_store, outcome.identifier))
    )
    assert stored <= given
    assert {at for at, _ in given - stored} <= {("CFDocument", "CFPackageURI", part) for part in ("identifier", "uri")}


# -- versions --------------------------------------------------------------------------------------------------------


def test_earlier_versions_can_be_exported(store: Store) -> None:
    revised = sample()
    revised["CFDocument"]["title"] = "Revised"
    imported(store, sample())
    imported(store, revised)
    assert orjson.loads(export_package(store, FRAMEWORK)) == revised
    assert orjson.loads(export_package(store, FRAMEWORK.upper(), number=1)) == sample()
    assert orjson.loads(export_package(store, FRAMEWORK, "1.0", 1)) != sample()
    with pytest.raises(NothingToExport, match="only 1 to 2"):
        export_package(store, FRAMEWORK, number=3)
    with pytest.raises(NothingToExport, match="no framework"):
        export_package(store, "6ba7b810-9dad-41d1-80b4-00c04fd430c8")


def test_the_command(fairmark: Run, sqlite_store: Store, tmp_path: Path) -> None:
    imported(sqlite_store, sample("reading-continuum-1.0"))
    imported(sqlite_store, sample())
    database = ("--database", str(sqlite_store.engine.url))
    assert json.loads(fairmark("export", FRAMEWORK, *database).stdout_bytes) == sample()
    output = tmp_path / "out.json"
    done = fairmark("export", FRAMEWORK, "--version", "1", "--case-version", "1.0", "--output", output, *database)
    assert (done.exit_code, done.stdout) == (0, "")
    assert json.loads(output.read_bytes()) == sample("reading-continuum-1.0")
    assert fairmark("export", *database).stdout.startswith(f"{FRAMEWORK}  version 2  Reading continuum")
    versions = fairmark("export", FRAMEWORK, "--versions", *database).stdout.splitlines()
    assert [line.split()[0] for line in versions] == ["2", "1"]


@pytest.mark.parametrize("arguments", [("nothing",), (FRAMEWORK, "--version", "9"), (FRAMEWORK, "--version", "0")])
def test_the_command_says_what_there_is_not(fairmark: Run, sqlite_store: Store, arguments: tuple[str, ...]) -> None:
    imported(sqlite_store, sample())
    done = fairmark("export", *arguments, "--database", str(sqlite_store.engine.url))
    assert (done.exit_code, done.stdout) == (2, "")

"""Importing in tests: the sample framework as a dict to spoil, and an import of whatever became of it."""

from collections.abc import Callable
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

import orjson

from conftest import SHARED
from fairmark.fixtures import frameworks, published
from fairmark.server.importing.importer import How, import_source
from fairmark.server.importing.outcome import Outcome
from fairmark.server.storage.store import Store
from fairmark.validators.readers.source import of_bytes

NOW = datetime(2026, 11, 1, tzinfo=UTC)
Spoil = Callable[[dict[str, Any]], Any]


def sample(name: str = "reading-continuum-1.1") -> dict[str, Any]:
    """A framework that ships with Fairmark and has no error, parsed anew."""
    package: dict[str, Any] = json.loads(frameworks()[name].read_text("utf-8"))
    return package


FRAMEWORK = sample()["CFDocument"]["identifier"]


def imported(store: Store, package: object, **how: Any) -> Outcome:
    """The outcome of importing `package`: bytes as they are, anything else as JSON."""
    data = package if isinstance(package, bytes) else orjson.dumps(package)
    return import_source(store, of_bytes("test.json", data), How(at=NOW, **how))


def repairs_of(outcome: Outcome) -> dict[str, int]:
    counts: dict[str, int] = {}
    for repair in outcome.repairs:
        counts[repair.rule] = counts.get(repair.rule, 0) + repair.count
    return counts


def exported(store: Store, identifier: str, case_version: str = "1.1") -> Any:
    """The package of a framework as it is served, parsed."""
    rendition = store.rendition(identifier, case_version)
    assert rendition is not None
    return orjson.loads(rendition.body)


def real_packages() -> dict[str, bytes]:
    """Every framework that was published or made elsewhere: those that ship, and those beside the project."""
    found = {f"fixtures/{n}": file.read_bytes() for n, file in {**frameworks(), **published()}.items()}
    for path in sorted((SHARED / "data" / "case").rglob("*.json")) if SHARED.exists() else []:
        found[path.relative_to(SHARED).as_posix()] = Path(path).read_bytes()
    return found

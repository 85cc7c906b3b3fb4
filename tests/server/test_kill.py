"""Kill -9 at random moments of an import: the store is as it was before or as it is after, never between."""

from collections.abc import Iterator
from contextlib import contextmanager
import hashlib
from pathlib import Path
import random
import subprocess
import sys
import time
from typing import Any

from imported import imported
import orjson
import pytest
from sqlalchemy import Engine, func, select, text
from stored_frameworks import large_framework

from fairmark.server.storage.database import reading, writing
from fairmark.server.storage.store import Store
from fairmark.server.storage.tables import edges

ITEMS = 1_500

IMPORTING = """
import sys
from pathlib import Path
from fairmark.server.importing.importer import import_source
from fairmark.server.storage.database import open_database
from fairmark.server.storage.store import Store
from fairmark.validators.readers.source import of_bytes

class Telling(Store):
    def replace(self, *arguments):
        print("writing", flush=True)
        version = super().replace(*arguments)
        print("written", flush=True)
        return version

store = Telling(open_database(sys.argv[1]))
packages = [of_bytes(name, Path(name).read_bytes()) for name in sys.argv[2:]]
print("ready", flush=True)
while True:
    for package in packages:
        import_source(store, package)
"""
"""Imports two packages in turns for ever, each time as the next version of the same framework, and tells when the
transaction begins and when it is over."""


@pytest.fixture
def packages(tmp_path: Path) -> list[Path]:
    """The same framework twice, with every statement changed and a third of the items gone."""
    first, smaller = large_framework(ITEMS), large_framework(ITEMS * 2 // 3)
    own, wanted = (package["CFDocument"]["identifier"].encode() for package in (smaller, first))
    second = orjson.loads(orjson.dumps(smaller).replace(own, wanted))
    for item in second["CFItems"]:
        item["fullStatement"] = f"Revised: {item['fullStatement']}"
    paths = [tmp_path / "first.json", tmp_path / "second.json"]
    for path, package in zip(paths, (first, second), strict=True):
        path.write_bytes(orjson.dumps(package))
    return paths


def test_an_import_that_is_killed_leaves_nothing_behind(engine: Engine, packages: list[Path]) -> None:
    url = engine.url.render_as_string(hide_password=False)
    kills = 20 if engine.dialect.name == "sqlite" else 6
    chance = random.Random(20261124)  # noqa: S311 - moments to kill at, nothing secret
    given = [orjson.loads(path.read_bytes()) for path in packages]
    store = Store(engine)
    assert imported(store, given[0]).version == 1
    with importing(url, packages) as process:
        wait_for("writing", process)
        began = time.monotonic()
        wait_for("written", process)
        seconds = time.monotonic() - began
    for number in range(kills):
        with importing(url, packages) as process:
            if number % 4:  # three of four while it writes, the others at any moment
                wait_for("writing", process)
            time.sleep(chance.uniform(0, 3 * seconds))
            assert process.poll() is None
        whole(store, given)
    identifier = given[0]["CFDocument"]["identifier"]
    rendition, versions = store.rendition(identifier, "1.1"), len(store.versions(identifier))
    assert rendition is not None
    other = given[1] if orjson.loads(rendition.body) == given[0] else given[0]
    assert imported(store, other).version == versions + 1 > 2


@contextmanager
def importing(url: str, packages: list[Path]) -> Iterator[subprocess.Popen[str]]:
    """The process that imports, from when it is ready until it is killed."""
    command = [sys.executable, "-P", "-c", IMPORTING, url, *map(str, packages)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        wait_for("ready", process)
        yield process
        process.kill()


def wait_for(word: str, process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert any(line.strip() == word for line in process.stdout), f"it ended before it was {word}"


def whole(store: Store, given: list[dict[str, Any]]) -> None:
    """Check that the store holds one of the given packages, and nothing but it."""
    with writing(store.engine):
        pass  # PostgreSQL may still be busy with the last words of the one that was killed
    identifier = given[0]["CFDocument"]["identifier"]
    version, framework = store.current(identifier), store.framework(identifier)
    rendition = store.rendition(identifier, "1.1")
    assert version is not None
    assert framework is not None
    assert rendition is not None
    package = orjson.loads(rendition.body)
    assert package in given
    assert hashlib.sha256(rendition.body).hexdigest() == rendition.etag == version.digest
    assert orjson.loads(framework.document) == package["CFDocument"]
    for name, cls in {"CFItems": "CFItem", "CFAssociations": "CFAssociation"}.items():
        assert [orjson.loads(stored.body) for stored in store.members(identifier, cls)] == package[name]
    with reading(store.engine) as connection:
        assert connection.scalar(select(func.count()).select_from(edges)) == len(package["CFAssociations"])
        if store.engine.dialect.name == "sqlite":
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    numbers = [version.number for version in store.versions(identifier)]
    assert numbers == list(range(len(numbers), 0, -1))
    assert all(store.rendition(identifier, case, number) for case in ("1.0", "1.1") for number in numbers)

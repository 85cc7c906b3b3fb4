"""Kill -9 at random moments of an import: either nothing of the package is there or all of it."""

from pathlib import Path
import random
import subprocess
import sys
import time

from portability_packages import ALL, content, package, put_in, rows
from sqlalchemy import func, select

from fairmark.server.learning.tables import facts
from fairmark.server.portability.outcome import Status
from fairmark.server.portability.tables import arrivals, imports
from fairmark.server.storage.database import reading, writing
from fairmark.server.storage.store import Store
from fairmark.server.storage.tables import frameworks
from learning_api import Learning, evidence, on_both

IMPORTING = """
import sys
from fairmark.server.portability import importing
from fairmark.server.storage.database import open_database
from fairmark.server.storage.store import Store
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.source import opened

put_in = importing._put_in

def telling(*arguments):
    print("writing", flush=True)
    return put_in(*arguments)

importing._put_in = telling
path = sys.argv[2]
importing.import_package(Store(open_database(sys.argv[1])), path, lambda: opened(path, Limits(), None))
print("written", flush=True)
"""
RECORDS, KILLS = 3_000, 6


@on_both
def test_an_import_that_is_killed_leaves_nothing_behind(
    learning: Learning, store: Store, empty: Store, tmp_path: Path
) -> None:
    for _ in range(RECORDS // 1_000):
        assert learning.ask("POST", "evidence/batch", [evidence() for _ in range(1_000)]).status_code == 201
    path = tmp_path / "package.zip"
    path.write_bytes(package(store))
    chance = random.Random(20261124)  # noqa: S311 - moments to kill at, nothing secret
    url = empty.engine.url.render_as_string(hide_password=False)
    for _ in range(KILLS):
        command = [sys.executable, "-P", "-c", IMPORTING, url, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "writing"
            time.sleep(chance.uniform(0, 0.2))
            process.kill()
        with writing(empty.engine):
            pass  # PostgreSQL may still be busy with the last words of the one that was killed
        with reading(empty.engine) as connection:
            tables = (facts, arrivals, imports, frameworks)
            counts = [connection.scalar(select(func.count()).select_from(table)) for table in tables]
        assert counts in ([0, 0, 0, 0], [RECORDS, RECORDS, 1, 1])
    assert put_in(empty, path.read_bytes()).status in (Status.STORED, Status.UNCHANGED)
    assert content(package(empty, ALL)) == content(package(store, ALL))
    assert rows(empty) == rows(store)

"""Packages as the tests make, read and compare them."""

from datetime import UTC, datetime
import io
import json
from pathlib import Path
from typing import Any
import zipfile

from sqlalchemy import select

from fairmark.server.learning.tables import fact_learners, fact_links, fact_parties, facts
from fairmark.server.portability.exporting import Maker
from fairmark.server.portability.importing import import_package
from fairmark.server.portability.outcome import Outcome
from fairmark.server.portability.scope import Scope
from fairmark.server.storage.database import reading
from fairmark.server.storage.store import Store
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.report import Report
from fairmark.validators.judge import validate
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.source import open_stream

Json = dict[str, Any]

TENANT, NOW = "https://district.example", datetime(2031, 1, 1, tzinfo=UTC)
ALL = Scope()


def package(store: Store, scope: Scope = ALL, tenant: str = TENANT) -> bytes:
    return b"".join(Maker(store.engine, tenant, NOW).package(scope))


def put_in(store: Store, data: bytes) -> Outcome:
    return import_package(store, "package.zip", lambda: open_stream("package.zip", io.BytesIO(data), Limits()))


def files_in(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest_in(data: bytes) -> Json:
    found: Json = json.loads(files_in(data)["manifest.json"])
    return found


def content(data: bytes) -> tuple[dict[str, bytes], Json]:
    """All that is in a package, without what differs between two servers: who made it, and when."""
    files = files_in(data)
    manifest = json.loads(files.pop("manifest.json"))
    return files, {name: value for name, value in manifest.items() if name not in ("tenant", "createdAt")}


def records_in(data: bytes, cls: str) -> list[Json]:
    return [json.loads(line) for line in files_in(data).get(f"scl/{cls}.ndjson", b"").splitlines()]


def rows(store: Store) -> dict[str, list[str]]:
    """All that the ledger holds."""
    with reading(store.engine) as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in (facts, fact_learners, fact_links, fact_parties)
        }


def judged(data: bytes, folder: Path) -> Report:
    path = folder / "judged.zip"
    path.write_bytes(data)
    return validate([str(path)])


def breaches(report: Report) -> list[str]:
    """The rules that a report finds broken."""
    return [group.rule.id for group in report.findings if group.severity in (ERROR, WARNING)]

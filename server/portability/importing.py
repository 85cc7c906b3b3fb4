"""Put a package in: judged first, then all of it in one transaction or nothing.

Ids are kept. So are the moments of recording, so that what was known at a time is the same here; when it came is known
besides.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
import uuid

import orjson
from sqlalchemy import Connection, func, insert, select

from fairmark.server.importing.importer import How
from fairmark.server.importing.judging import Refused
from fairmark.server.learning import times
from fairmark.server.learning.restoring import restore
from fairmark.server.learning.tables import facts
from fairmark.server.portability.arriving import Arriving, Open, arriving
from fairmark.server.portability.conflicts import Plan, plan
from fairmark.server.portability.outcome import Outcome, Status
from fairmark.server.portability.tables import arrivals, carried, imports
from fairmark.server.storage.database import writing
from fairmark.server.storage.store import Store, write_version
from fairmark.validators.readers.learning.package import CREDENTIALS
from fairmark.validators.telling import collection_paused

USUAL = How()
CHUNK = 5_000
"""Rows that are written at once."""


def import_package(store: Store, name: str, open_package: Open, how: How = USUAL) -> Outcome:
    """Import the package. What is wrong with it is never an exception but a refusal; Busy where another writer keeps
    the database."""
    with collection_paused():
        try:
            given = arriving(open_package, how)
        except Refused as refused:
            return Outcome(status=Status.REFUSED, source=name, findings=refused.report, refusal=refused.reason)
        with writing(store.engine) as connection:
            return _put_in(connection, name, given)


def _put_in(connection: Connection, name: str, given: Arriving) -> Outcome:
    now = _now(connection)
    made = plan(connection, given, now)
    if made.conflicts:
        return Outcome(status=Status.CONFLICT, source=name, findings=given.report, conflicts=made.conflicts)
    if made.is_empty:
        return Outcome(status=Status.UNCHANGED, source=name, findings=given.report, known=made.known)
    added = dict(sorted(Counter(record.cls for record in made.records).items()))
    id = f"urn:uuid:{uuid.uuid4()}"
    _write(connection, id, given, made, now, added)
    return Outcome(
        status=Status.STORED,
        source=name,
        findings=given.report,
        id=id,
        imported_at=times.written(now),
        added=added,
        known=made.known,
        frameworks=len(made.versions),
        files=len(made.files),
    )


def _now(connection: Connection) -> datetime:
    """The moment of the import: later than all that was recorded or imported here, whatever the clock says."""
    columns = (facts.c.recorded_at, imports.c.imported_at)
    newest: list[datetime | None] = [connection.scalar(select(func.max(column))) for column in columns]
    return max([datetime.now(UTC), *(moment + timedelta(microseconds=1) for moment in newest if moment)])


def _write(connection: Connection, id: str, given: Arriving, made: Plan, now: datetime, added: dict[str, int]) -> None:
    for one in made.versions:
        write_version(connection, one.framework, one.number, one.recorded_at or now)
    restore(connection, (dict(record.data) for record in made.records), roots=made.roots, moments=made.moments)
    row = {
        "id": id,
        "imported_at": now,
        "tenant": given.manifest["tenant"],
        "kind": given.manifest["kind"],
        "learner": given.manifest.get("learner"),
        "made_at": given.manifest["createdAt"],
        "sha256": given.digest,
        "added": orjson.dumps(added),
    }
    connection.execute(insert(imports), row)
    came = [{"fact": record.id, "import_id": id} for record in made.records]
    for start in range(0, len(came), CHUNK):
        connection.execute(insert(arrivals), came[start : start + CHUNK])
    for path, data in made.files.items():
        digest = given.package.files[path].sha256.removeprefix("sha256-")
        whose = _subject(data) if path.startswith(CREDENTIALS) else None
        held = {"path": path, "learner": whose, "sha256": digest, "size": len(data), "kept_at": now, "body": data}
        connection.execute(insert(carried), held)


def _subject(credential: bytes) -> str | None:
    """Whose credential it is, None where it names nobody."""
    try:
        subject = orjson.loads(credential).get("credentialSubject")
    except (orjson.JSONDecodeError, AttributeError):
        return None
    whose = subject.get("id") if isinstance(subject, dict) else None
    return whose if isinstance(whose, str) else None

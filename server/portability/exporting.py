"""Make a package: all that belongs to it as it is at one moment, written as it is read.

The same state gives the same bytes, but for the manifest's `createdAt`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, Engine, exists, select

from fairmark.server.learning import times
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.kind import EVIDENCE
from fairmark.server.learning.tables import fact_learners
from fairmark.server.portability.frameworks import framework_parts
from fairmark.server.portability.scope import Facts, Scope
from fairmark.server.portability.tables import carried
from fairmark.server.portability.zipping import Part, Written, zipped
from fairmark.server.storage.database import reading
from fairmark.validators.readers.learning.package import MANIFEST, RECORDS

PROFILE = "scl-1"
FILES = "files/"
"""The folder of the files of evidence, each by its digest."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Who makes packages: `tenant` is this server's address. `now` is when."""

    engine: Engine
    tenant: str
    now: datetime

    def is_known(self, learner: str) -> bool:
        """Whether anything is recorded of the learner."""
        with reading(self.engine) as connection:
            return bool(connection.scalar(select(exists().where(fact_learners.c.learner == learner))))

    def package(self, scope: Scope) -> Iterator[bytes]:
        """The pieces of the archive. They are read within one transaction, and see the server as it is at the first."""
        with reading(self.engine) as connection:
            found = Facts(connection, scope)
            yield from zipped(
                _parts(connection, scope, found), lambda written: self._manifest(scope, found.until(), written)
            )

    def _manifest(self, scope: Scope, until: datetime | None, written: Sequence[Written]) -> Part:
        period = {
            **({"from": times.written(scope.since)} if scope.since else {}),
            **({"until": times.written(until)} if until else {}),
        }
        said = {
            "profile": PROFILE,
            "tenant": self.tenant,
            "kind": scope.kind,
            **({"learner": scope.learner} if scope.learner else {}),
            **({"period": period} if period else {}),
            "createdAt": times.written(self.now),
            "files": [_listed(one) for one in written],
        }
        return Part(MANIFEST, [orjson.dumps(said, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)])


def _listed(written: Written) -> Json:
    """A file as the manifest lists it."""
    part = written.part
    said = {"path": part.path, "sha256": f"sha256-{written.sha256}", "size": written.size, "count": written.count}
    more = {"version": part.version, "recordedAt": part.recorded_at}
    return {name: value for name, value in {**said, **more}.items() if value is not None}


def _parts(connection: Connection, scope: Scope, found: Facts) -> Iterator[Part]:
    yield from framework_parts(connection, scope, found)
    yield from _carried(connection, scope, found)
    # A package without any record is one too, and is known as such by the folder that they are in.
    for cls in found.classes() or [EVIDENCE]:
        yield Part(f"{RECORDS}{cls}.ndjson", (body + b"\n" for body in found.bodies(cls)), lines=True)


def _carried(connection: Connection, scope: Scope, found: Facts) -> Iterator[Part]:
    """Files of evidence and credentials, as they came."""
    wanted = select(carried.c.path).order_by(carried.c.path)
    if scope.learner:
        named = {file["url"] for cls, data in found.contents() if cls == EVIDENCE for file in data.get("files", ())}
        own = set(connection.scalars(select(carried.c.path).where(carried.c.learner == scope.learner)))
        paths = [path for path in connection.scalars(wanted) if path in named or path in own]
    elif scope.since:
        paths = list(connection.scalars(wanted.where(carried.c.kept_at > scope.since)))
    else:
        paths = list(connection.scalars(wanted))
    for path in paths:
        body: bytes = connection.execute(select(carried.c.body).where(carried.c.path == path)).scalar_one()
        yield Part(path, [body])

"""SCL-PRT of a running system: what came since a time."""

import io
from typing import Any
import zipfile

import orjson

from fairmark.validators.suites.result import Results, either
from fairmark.validators.suites.scl.live.guarding import GUARDIAN
from fairmark.validators.suites.scl.live.system import LEARNER, Lacking, System
from fairmark.validators.suites.scl.subject import check_of_system

LARGEST = 64 << 20
"""Bytes of a member that are read."""


@check_of_system(
    "SCL-PRT-051",
    "SCL-PRT-05",
    "{observed}",
    notes="The package is asked for at exports, with learner and updatedSince, by whoever holds the learner's rights.",
)
def changes_are_what_came_since(system: System) -> Results:
    """A package of changes since a time holds what was recorded after it, corrections and withdrawals among that, and
    nothing that was there before; the whole package holds both.

    Why: Another system that asks every night would miss what was corrected, or load everything each time.

    Example: Changes that leave out the judgment which supersedes an earlier one.

    Repair: Compare `updatedSince` with the time of recording.
    """
    target = system.target()
    work = system.work(target, 1)
    first = system.judge(work, target, target.scores[0])
    since = str(first["recordedAt"])
    correction = system.judge(work, target, target.scores[-1], supersedes=first["id"], reason="Conformance test")
    gone = system.work(target, 2, status="withdrawn", withdrawnReason="Conformance test", previousVersion=work["id"])
    changes, whole = _package(system, updatedSince=since), _package(system)
    for name, record in (("supersession", correction), ("withdrawal", gone)):
        yield either(name, "" if record["id"] in changes else "it is not among the changes")
    yield either("before", "what was there before is among the changes" if _has(changes, first["id"]) else "")
    lost = [record["id"] for record in (first, correction, gone) if record["id"] not in whole]
    yield either("whole", "the whole package lacks a record" if lost else "")


def _package(system: System, **query: Any) -> str:
    """The records of a package about learnerA, as they stand in its lines."""
    answer = system.ask("GET", "/exports", GUARDIAN, learner=system.person(LEARNER).id, **query)
    if answer.status != 200:
        raise Lacking(f"No package is given out ({answer.told()}).", answer)
    try:
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            inside = [one for one in archive.infolist() if one.filename.startswith("scl/") and one.file_size < LARGEST]
            return "\n".join(archive.read(one).decode("utf-8", "replace") for one in inside)
    except (zipfile.BadZipFile, NotImplementedError):
        raise Lacking("What is given out is no zip archive.", answer) from None


def _has(package: str, id: str) -> bool:
    """Whether a record with that id stands in the package; to be named by another one is not enough."""
    return any(record.get("id") == id for record in map(_record, package.splitlines()))


def _record(line: str) -> dict[str, object]:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}

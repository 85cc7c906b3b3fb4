"""A package that was read and judged, as it is to be put in: frameworks with their numbers, records in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
import hashlib
from typing import Any

import orjson

from fairmark.server.importing.importer import How, as_stored
from fairmark.server.importing.judging import READING, Refused
from fairmark.server.learning import times
from fairmark.server.storage.records import NewFramework
from fairmark.validators.core.headline import plural
from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.report import Report
from fairmark.validators.core.shelf import EmptyShelf
from fairmark.validators.judge import Options, validate_sources
from fairmark.validators.readers.learning.package import (
    CREDENTIALS,
    FRAMEWORKS,
    MANIFEST,
    STORED,
    LearningPackage,
    Record,
)
from fairmark.validators.readers.learning.reading import is_package, read_package
from fairmark.validators.readers.source import Files, Source, of_bytes

OWN = ("SCL-", READING)
"""What the rules begin with whose errors keep a package out. Frameworks are judged once more when they are put in, as
any other; credentials are carried as they are, since only their issuers can mend them."""

Open = Callable[[], Source]
"""Opens the package; what is read of an archive is read once."""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version of a framework, with its number, and since when the tenant that made the package had it."""

    path: str
    number: int
    recorded_at: datetime | None
    framework: NewFramework


@dataclass(frozen=True)
class Arriving:
    """What is to be put in. `records` are in the order of recording; `files` are those of evidence and the credentials,
    by their path."""

    report: Report
    package: LearningPackage
    manifest: Mapping[str, Any]
    digest: str
    versions: Sequence[NewVersion]
    records: Sequence[Record]
    files: Mapping[str, bytes]

    @property
    def is_changes(self) -> bool:
        return bool(self.manifest["kind"] == "changes")


def is_learning(source: Source) -> bool:
    """Whether the input is a folder or archive that holds a portability package."""
    return source.files is not None and is_package(source.files)


def arriving(open_package: Open, how: How) -> Arriving:
    """Read and judge the package; Refused where it may not be put in."""
    report = validate_sources([open_package()], Options(at=how.at, limits=how.limits))
    source = open_package()
    if source.files is None or not is_package(source.files):
        raise Refused("it is no portability package: that has a manifest.json, and records in scl/", report)
    barred = sum(group.count for group in report.findings if group.severity is ERROR and group.rule.id.startswith(OWN))
    if report.faults or barred:
        why = plural(barred, "error") + (" stands" if barred == 1 else " stand") + " in the way"
        raise Refused(why if barred else f"Fairmark itself failed at {report.faults[0].where}", report)
    package = read_package(source.name, source.files, how.limits, shelf=EmptyShelf(), show_values=False)
    if package.manifest is None:
        raise Refused("its manifest cannot be read", report)
    listed = {file["path"]: file for file in package.manifest["files"]}
    return Arriving(
        report,
        package,
        package.manifest,
        hashlib.sha256(_bytes(source.files, MANIFEST)).hexdigest(),
        sorted(_versions(source.files, listed, how, report), key=lambda one: (one.framework.identifier, one.number)),
        _in_order(package),
        {path: _bytes(source.files, path) for path in package.files if path.startswith(("files/", CREDENTIALS))},
    )


def _bytes(files: Files, path: str) -> bytes:
    with files.open(path) as stream:
        return b"".join(iter(lambda: stream.read(1 << 20), b""))


def _versions(files: Files, listed: Mapping[str, Any], how: How, report: Report) -> list[NewVersion]:
    """The frameworks, each judged as any that is imported. Where the manifest does not say which version one is, it is
    the first."""
    found = []
    for path in sorted(name for name in files.names if name.startswith(FRAMEWORKS) and name.endswith(".json")):
        try:
            framework = as_stored(of_bytes(path, _bytes(files, path)), how)
        except Refused as refused:
            raise Refused(f"{path}: {refused.reason}", report) from None
        said = listed.get(path, {})
        since = times.read(said["recordedAt"]) if "recordedAt" in said else None
        found.append(NewVersion(path, said.get("version", 1), since, framework))
    return found


def _in_order(package: LearningPackage) -> list[Record]:
    """The records in the order of recording; of those that were recorded at once, what is followed comes first."""
    depths: dict[str, int] = {}
    for record in package.every:
        chain, one = [], record
        while one.id not in depths and (before := package.by_id.get(one.before)) is not None:
            chain.append(one)
            one = before
        depths.setdefault(one.id, 0)
        for number, later in enumerate(reversed(chain), depths[one.id] + 1):
            depths[later.id] = number
    classes = {cls: number for number, cls in enumerate(STORED)}
    return sorted(package.every, key=lambda one: (recorded_at(one), depths[one.id], classes[one.cls], one.line))


def recorded_at(record: Record) -> datetime:
    """When the record was recorded where it comes from, in UTC."""
    return datetime.fromisoformat(record.text("recordedAt")).astimezone(UTC)


def body(record: Record) -> bytes:
    return orjson.dumps(record.data)

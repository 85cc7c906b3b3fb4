"""Whether a folder or archive is a portability package of the learning profile, and the package that it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
import hashlib
from pathlib import PurePosixPath
from typing import Any

from fairmark.validators.core.shelf import Shelf
from fairmark.validators.readers.case import Package
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.readers.learning.continuums import continuums_of
from fairmark.validators.readers.learning.package import (
    FRAMEWORKS,
    MANIFEST,
    RECORDS,
    ROSTER,
    STORED,
    LearningPackage,
    PackageFile,
    Record,
)
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.sniff import recognise
from fairmark.validators.readers.source import Files, Readable, Source, Unreadable
from fairmark.validators.readers.tables.reading import read_table

CHUNK = 1 << 20


def is_package(files: Files) -> bool:
    """Whether a manifest and a folder of records are there."""
    return MANIFEST in files.names and any(name.startswith(RECORDS) for name in files.names)


def roster_in(name: str, files: Files) -> Source | None:
    """The OneRoster part of the package as a folder, None where there is none."""
    inner = {path.removeprefix(ROSTER): problem for path, problem in files.names.items() if path.startswith(ROSTER)}
    if not inner:
        return None
    sizes = {path: files.sizes.get(ROSTER + path, 0) for path in inner}
    within = Files(inner, lambda path: files.open(ROSTER + path), sizes)
    return Source(f"{name}!{ROSTER.rstrip('/')}", None, "folder", files=within, size=sum(sizes.values()))


def read_package(name: str, files: Files, limits: Limits, *, shelf: Shelf, show_values: bool) -> LearningPackage:
    """The package `name` with these files. What cannot be read is named, and raises nothing."""
    reader = _Reader(name, files, limits)
    for path in files.names:
        reader.read(path)
    return LearningPackage(
        name=name,
        manifest=reader.manifest,
        files=reader.files,
        records=reader.records,
        continuums=continuums_of(reader.frameworks),
        unread=reader.unread,
        problems=reader.problems,
        shelf=shelf,
        show_values=show_values,
    )


@dataclass
class _Reader:
    name: str
    source: Files
    limits: Limits
    manifest: Mapping[str, Any] | None = None
    files: dict[str, PackageFile] = field(default_factory=dict)
    records: dict[str, list[Record]] = field(default_factory=dict)
    frameworks: list[tuple[str, Package]] = field(default_factory=list)
    unread: dict[str, Problem] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(default_factory=dict)

    def read(self, path: str) -> None:
        if problem := self.source.names[path]:
            self.unread[path] = problem
            return
        try:
            with self.source.open(path) as stream:
                found = self._read(path, stream)
        except Unreadable as error:
            self.unread[path] = error.problem
            return
        if path != MANIFEST:
            self.files[path] = found

    def _read(self, path: str, stream: Readable) -> PackageFile:
        """The file, and what it holds as far as records refer to it."""
        if path.startswith(ROSTER) and path.endswith(".csv"):
            table = read_table(stream)
            return PackageFile(f"sha256-{table.text.sha256}", table.text.size, table.rows)
        if path != MANIFEST and not (path.startswith((RECORDS, FRAMEWORKS)) and _is_data(path)):
            return _hashed(stream)
        data = b"".join(_pieces(stream))
        count = self._take(path, data)
        return PackageFile(f"sha256-{hashlib.sha256(data).hexdigest()}", len(data), count)

    def _take(self, path: str, data: bytes) -> int | None:
        """Keep what a file of JSON says; the number of its records."""
        input = f"{self.name}!{path}"
        if path.startswith(RECORDS):
            return self._take_records(PurePosixPath(path).stem, input, data)
        text = read_json(data, self.limits.depth)
        values = [document.data for document in text.documents]
        if path == MANIFEST:
            self.manifest = values[0] if values and isinstance(values[0], dict) else None
            if text.problems:
                self.problems[input] = list(text.problems)
            return None
        packages = list(_frameworks(values))  # what is wrong with them is said when they are judged as CASE
        self.frameworks += [(path, package) for package in packages]
        return sum(1 for package in packages for _ in package.of("CFItem"))

    def _take_records(self, cls: str, input: str, data: bytes) -> int:
        text = read_json(data, self.limits.depth, by_line=True)
        if data.strip() and text.problems:
            self.problems[input] = list(text.problems)
        line, before = 1, 0
        kept = self.records.setdefault(cls, []) if cls in STORED else []
        for document in text.documents:
            line += text.text.count(b"\n", before, document.start)
            before = document.start
            if isinstance(document.data, dict):
                kept.append(Record(cls, document.data, input, line))
        return len(text.documents)


def _is_data(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in (".json", ".ndjson")


def _frameworks(values: list[Any]) -> Iterator[Package]:
    for value in values:
        what = recognise(value)
        if what is not None and what.standard == "CASE" and isinstance(value, dict):
            yield Package(value[str(what.root[0])] if what.root else value, what.kind, what.version)


def _pieces(stream: Readable) -> Iterator[bytes]:
    while piece := stream.read(CHUNK):
        yield piece


def _hashed(stream: Readable) -> PackageFile:
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(stream):
        digest.update(piece)
        size += len(piece)
    return PackageFile(f"sha256-{digest.hexdigest()}", size)

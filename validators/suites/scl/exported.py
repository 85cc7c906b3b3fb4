"""A portability package as the checks look at it: its records, its frameworks, its roster, its credentials, and the
views that it holds."""

from collections.abc import Iterator, Mapping, Sequence
import csv
from dataclasses import dataclass, field
from functools import cached_property
import io
from pathlib import PurePosixPath
from typing import Any

import orjson

from fairmark.validators.core.shelf import EmptyShelf
from fairmark.validators.readers.learning.package import CREDENTIALS, FRAMEWORKS, ROSTER, LearningPackage, Record
from fairmark.validators.readers.learning.reading import read_package
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.source import Files, Source, Unreadable
from fairmark.validators.suites.scl.graph import Framework, Graph, graph_of

VIEWS = "views/"
"""The folder of a package that holds what the system has computed: `views/<class>.ndjson`, a view a line."""
PROGRESS, REPORT = "LearnerProgress", "ReportResult"

Row = Mapping[str, str]


@dataclass(frozen=True)
class Exported:
    """The package. `views` are by class; `roster` are the rows of the OneRoster tables by name; `texts` hold what
    others may see (frameworks, credentials), by path."""

    source: Source
    learning: LearningPackage
    frameworks: Sequence[Framework]
    views: Mapping[str, Sequence[Record]]
    roster: Mapping[str, Sequence[Row]]
    credentials: Mapping[str, Any]
    texts: Mapping[str, str] = field(repr=False)

    @property
    def name(self) -> str:
        return self.learning.name

    @property
    def paths(self) -> Sequence[str]:
        """All files of the package."""
        return self.learning.paths

    @cached_property
    def graph(self) -> Graph:
        return graph_of(self.frameworks)

    def of(self, *classes: str) -> Iterator[Record]:
        return self.learning.of(*classes)

    def view(self, cls: str) -> Sequence[Record]:
        return self.views.get(cls, ())

    @cached_property
    def learners(self) -> Mapping[str, list[Record]]:
        """Learner to the records about them alone."""
        found: dict[str, list[Record]] = {}
        for record in self.learning.every:
            if learner := record.text("learner"):
                found.setdefault(learner, []).append(record)
        return found

    @cached_property
    def users(self) -> Mapping[str, Row]:
        """The users of the roster, by the last part of what a record calls them."""
        return {row.get("sourcedId", ""): row for row in self.roster.get("users", ())}

    def user(self, person: str) -> Row | None:
        """The row of the roster about a person, whose name in records ends with the sourcedId, or is it."""
        return self.users.get(person) or self.users.get(person.rpartition(":")[2])


def read_exported(source: Source, files: Files, limits: Limits) -> Exported:
    """The package that a folder or archive is. What cannot be read is left out, and the document rules speak of it."""
    learning = read_package(source.name, files, limits, shelf=EmptyShelf(), show_values=False)
    reader = _Reader(files)
    frameworks, credentials, texts = [], {}, {}
    views: dict[str, list[Record]] = {}
    roster: dict[str, list[Row]] = {}
    for path in files.names:
        cls = PurePosixPath(path).stem
        if path.startswith((FRAMEWORKS, CREDENTIALS)):
            text = reader.text(path)
            texts[path] = text
            data = reader.json(text)
            if path.startswith(CREDENTIALS):
                credentials[path] = data
            elif isinstance(data, dict):
                frameworks.append(Framework(path, data))
        elif path.startswith(VIEWS):
            views.setdefault(cls, []).extend(reader.lines(source.name, path, cls))
        elif path.startswith(ROSTER) and path.endswith(".csv"):
            roster[cls] = reader.rows(path)
    return Exported(source, learning, frameworks, views, roster, credentials, texts)


@dataclass(frozen=True, slots=True)
class _Reader:
    files: Files

    def text(self, path: str) -> str:
        """What the file holds, "" where it cannot be read."""
        if self.files.names[path]:
            return ""
        try:
            with self.files.open(path) as stream:
                return b"".join(iter(lambda: stream.read(1 << 20), b"")).decode("utf-8-sig", "replace")
        except Unreadable:
            return ""

    def json(self, text: str) -> Any:
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            return text.strip()

    def lines(self, name: str, path: str, cls: str) -> Iterator[Record]:
        """The objects that stand in the lines; one that is laid out over several lines is one too."""
        text = self.text(path)
        whole = self.json(text)
        if isinstance(whole, dict):
            yield Record(cls, whole, f"{name}!{path}", 1)
            return
        for number, line in enumerate(text.split("\n"), 1):
            found = self.json(line)
            if isinstance(found, dict):
                yield Record(cls, found, f"{name}!{path}", number)

    def rows(self, path: str) -> list[Row]:
        try:
            return [
                {name: value for name, value in row.items() if isinstance(name, str) and isinstance(value, str)}
                for row in csv.DictReader(io.StringIO(self.text(path)))
            ]
        except csv.Error:
            return []

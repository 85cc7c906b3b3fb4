"""A portability package of the learning profile (section 4.14), as the subject that the SCL rules look at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fairmark.schemas import class_tables, load
from fairmark.schemas.scl import SCHEMAS
from fairmark.validators.core.events import Taken
from fairmark.validators.core.location import Location
from fairmark.validators.core.moments import Instant, instant
from fairmark.validators.core.privacy import Privacy, disclosed
from fairmark.validators.core.shelf import EmptyShelf, Shelf
from fairmark.validators.readers.learning.continuums import Continuums
from fairmark.validators.readers.problem import Problem

CLASSES = {name: table for schema in SCHEMAS for name, table in class_tables(load(schema)).items()}
"""Class to its fields."""

STORED = (
    "EvidenceRecord",
    "Judgment",
    "DeterminationRule",
    "Determination",
    "Pathway",
    "Goal",
    "Portfolio",
    "Support",
    "Calendar",
    "Task",
    "CalibrationSession",
    "ShareGrant",
    "AccessEvent",
    "AmendmentRequest",
    "RetentionPolicy",
    "ProcessEvent",
    "ReportDefinition",
)
"""Classes that a package may hold, each in a file of its own."""

BEFORE = ("supersedes", "previousVersion")
"""Members by which a record follows on an earlier one of its class."""


MANIFEST = "manifest.json"
RECORDS, FRAMEWORKS, ROSTER, CREDENTIALS = "scl/", "case/", "oneroster/", "credentials/"
"""Folders of a package: a file for each class, the frameworks, the OneRoster tables, the credentials."""


def is_judged_itself(path: str) -> bool:
    """Whether a file of a package, or a folder of it, is judged by rules of its own: frameworks, the OneRoster tables,
    credentials."""
    return f"{path}/".startswith((FRAMEWORKS, CREDENTIALS, ROSTER))


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A line of a file: an object of a class. `line` is 1-based, `input` the name of the file as an input."""

    cls: str
    data: Mapping[str, Any]
    input: str
    line: int

    @property
    def id(self) -> str:
        return self.text("id")

    @property
    def before(self) -> str:
        """The id of the record that it supersedes or revises, "" for none."""
        return next((value for name in BEFORE if (value := self.text(name))), "")

    def text(self, name: str) -> str:
        """The value of a member, "" where it is absent or no text."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[tuple[int, str]]:
        """The texts in a member that is a list, each with its index."""
        value = self.data.get(name)
        found = enumerate(value) if isinstance(value, list) else ()
        return [(index, text) for index, text in found if isinstance(text, str)]

    def objects(self, name: str) -> list[tuple[int, Mapping[str, Any]]]:
        """The objects in a member that is a list, each with its index."""
        value = self.data.get(name)
        found = enumerate(value) if isinstance(value, list) else ()
        return [(index, each) for index, each in found if isinstance(each, dict)]

    def instant(self, name: str) -> Instant | None:
        """The instant in a member, None where there is none."""
        return instant(self.text(name))


@dataclass(frozen=True, slots=True)
class PackageFile:
    """A file of the package as it is: its digest, its bytes, and the number of records in it, None where records are
    not counted."""

    sha256: str
    size: int
    count: int | None = None


@dataclass(frozen=True)
class LearningPackage:
    """The package. `name` is that of the input; `manifest` is what manifest.json holds, None where there is none that
    can be read. `files` are all others, by their path in the package; `unread` those that could not be read, and
    `problems` what was met in reading the others, by the name of the input."""

    name: str
    manifest: Mapping[str, Any] | None
    files: Mapping[str, PackageFile]
    records: Mapping[str, Sequence[Record]]
    continuums: Continuums
    unread: Mapping[str, Problem] = field(default_factory=dict)
    problems: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=EmptyShelf)
    show_values: bool = False

    kind = "scl-package"
    well_formed = False
    steps: Sequence[Taken] = ()

    @property
    def applies(self) -> Mapping[str, str]:
        return {"SCL": "1"}

    @property
    def is_whole(self) -> bool:
        return not self.unread

    @property
    def paths(self) -> list[str]:
        """All files, with the manifest, in order."""
        return sorted({MANIFEST, *self.files, *self.unread})

    def of(self, *classes: str) -> Iterator[Record]:
        for cls in classes:
            yield from self.records.get(cls, ())

    @property
    def every(self) -> Iterator[Record]:
        return self.of(*self.records)

    @cached_property
    def by_id(self) -> Mapping[str, Record]:
        """Id to the first record that has it."""
        found: dict[str, Record] = {}
        for record in self.every:
            found.setdefault(record.id, record)
        return found

    @cached_property
    def followers(self) -> Mapping[str, Sequence[Record]]:
        """Id of a record to those that supersede or revise it."""
        found: dict[str, list[Record]] = {}
        for record in self.every:
            if record.before:
                found.setdefault(record.before, []).append(record)
        return found

    def find(self, cls: str, id: str) -> Record | None:
        found = self.by_id.get(id)
        return found if found is not None and found.cls == cls else None

    # -- saying where ------------------------------------------------------------------------------------------------

    def at(self, record: Record, *steps: str | int) -> Location:
        """The place of what stands under `steps` of a record, or of the whole record."""
        privacy = Privacy.RECORD_KEY
        if steps:
            known = CLASSES[record.cls].get(str(steps[0]))
            privacy = Privacy(known.privacy) if known else Privacy.DIRECT_IDENTIFIER
        privacy = disclosed(privacy, self.show_values)
        return Location(steps, record.id, privacy, line=record.line, document=record.line - 1, input=record.input)

    def at_manifest(self, *steps: str | int) -> Location:
        return Location(steps, "", Privacy.RECORD_KEY, input=f"{self.name}!{MANIFEST}")

    def at_file(self, path: str) -> Location:
        """The place of a file as a whole; the manifest for those that are inputs of their own."""
        return Location((), "", Privacy.RECORD_KEY, input=f"{self.name}!{MANIFEST if is_judged_itself(path) else path}")

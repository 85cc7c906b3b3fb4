"""The file that a user wants to have converted, before anybody knows its form."""

from functools import cached_property
from pathlib import Path
from typing import Any
import zipfile

from fairmark.validators.convert.errors import BrokenSource, UnknownSource
from fairmark.validators.readers.forms import form_of
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.sniff import recognise
from fairmark.validators.readers.source import BY_LINE, NAMED, is_zip, printable, read_file

HEAD = 1 << 12
"""Bytes by which a table is told from other text."""


class SourceFile:
    """A file or folder. What is asked for twice is read once."""

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self.path = path
        self.limits = limits or Limits()

    @property
    def name(self) -> str:
        return printable(str(self.path))

    @cached_property
    def members(self) -> frozenset[str]:
        """Names of what is in a folder or archive; empty for any other file, and for an archive that is broken."""
        if self.path.is_dir():
            return frozenset(path.name for path in self.path.iterdir())
        if not is_zip(self.head[:NAMED], self.path.name):
            return frozenset()
        try:
            with zipfile.ZipFile(self.path) as archive:
                return frozenset(archive.namelist())
        except (zipfile.BadZipFile, ValueError, LookupError, EOFError):
            return frozenset()

    @cached_property
    def head(self) -> bytes:
        """The first bytes; b"" for a folder."""
        if self.path.is_dir():
            return b""
        with self.path.open("rb") as file:
            return file.read(HEAD)

    @cached_property
    def data(self) -> bytes:
        """All bytes; b"" for a folder and for an archive, which are read member by member.

        Raises BrokenSource for a file that cannot be read, or that is larger than the limit."""
        if self.path.is_dir() or is_zip(self.head[:NAMED], self.path.name):
            return b""
        source = read_file(self.name, self.path, self.limits)
        if source.data is None:
            problem = source.problems[0]
            raise BrokenSource(f"the file cannot be read: {problem.observed or problem.expected}")
        return source.data

    @cached_property
    def kind(self) -> str:
        """The kind of input that a file is which is no JSON, such as case-workbook; "" for any other."""
        found = form_of(self.data, self.path.name)
        return found.kind if found else ""

    @property
    def has_tables_of_oneroster(self) -> bool:
        """Whether a folder or archive holds a file of a OneRoster package."""
        from fairmark.validators.readers.oneroster import KNOWN, MANIFEST

        return any(name.rpartition("/")[2].lower() in (MANIFEST, *KNOWN) for name in self.members)

    @cached_property
    def documents(self) -> list[Any] | None:
        """The JSON documents that the file is, one or one a line; None for a file that is no JSON, or not all of it."""
        if self.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
            return None
        by_line = self.path.suffix.lower() in BY_LINE
        text = read_json(self.data, self.limits.depth, by_line=by_line)
        return None if text.partial or not text.documents else [document.data for document in text.documents]

    @property
    def json(self) -> Any:
        """The one JSON document that the file is, or the first of several; None for a file that is none."""
        return self.documents[0] if self.documents else None

    @property
    def is_case_package(self) -> bool:
        found = recognise(self.json)
        return found is not None and found.kind == "case-package"

    @property
    def case_package(self) -> dict[str, Any]:
        """The CASE package that the file is. UnknownSource where it is none."""
        found = recognise(self.json)
        if found is None or found.kind != "case-package":
            raise UnknownSource("the file is no CASE package, or no JSON")
        package = self.json[str(found.root[0])] if found.root else self.json
        return dict(package)

"""The file that a user wants to have converted, before anybody knows its form."""

from functools import cached_property
from pathlib import Path
from typing import Any
import zipfile

from fairmark.validators.convert.errors import BrokenSource, UnknownSource
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.sniff import recognise
from fairmark.validators.readers.source import is_zip, printable, read_file

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
        if not is_zip(self.head[:4], self.path.name):
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
        if self.path.is_dir() or is_zip(self.head[:4], self.path.name):
            return b""
        source = read_file(self.name, self.path, self.limits)
        if source.data is None:
            problem = source.problems[0]
            raise BrokenSource(f"the file cannot be read: {problem.observed or problem.expected}")
        return source.data

    @cached_property
    def json(self) -> Any:
        """The one JSON document that the file is, None for a file that is none."""
        if self.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
            return None
        documents = read_json(self.data, self.limits.depth).documents
        return documents[0].data if len(documents) == 1 else None

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

"""An earlier version of a framework: a workbook, a CSV file, a CASE package, or a folder that holds it among others."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.case import Package
from fairmark.validators.readers.folder import open_folder
from fairmark.validators.readers.forms import form_of
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.sniff import recognise
from fairmark.validators.readers.source import Source, printable, read_file
from fairmark.validators.readers.spreadsheets.framework import CSV, WORKBOOK, Spreadsheet, read_spreadsheet
from fairmark.validators.readers.spreadsheets.from_case import Projection

FORMS = (WORKBOOK, CSV)


class NoFramework(WrongUsage):
    """What should be an earlier version of a framework is none; the message says why."""


@dataclass(frozen=True, slots=True)
class Version:
    """One framework as a spreadsheet, and the CASE package that it was, None where it was none."""

    spreadsheet: Spreadsheet
    package: Package | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The framework, or the frameworks, at a path. They are read anew whenever they are asked for, so this can be sent
    to another process."""

    path: Path
    limits: Limits

    @property
    def name(self) -> str:
        return printable(str(self.path))

    def checked(self) -> "Earlier":
        """This itself; NoFramework where there is none at the path."""
        if next(self._versions(), None) is None:
            raise NoFramework(self._nothing)
        return self

    @property
    def _nothing(self) -> str:
        return f"{self.name} holds no framework: no workbook, CSV file or CASE package that can be read"

    def version_of(self, framework: Spreadsheet) -> Version:
        """The version of that framework: the one with its identifier, else the only one. NoFramework where there are
        several, and none is it."""
        versions = list(self._versions())
        if not versions:
            raise NoFramework(self._nothing)
        for version in versions:
            if framework.identifier and version.spreadsheet.identifier == framework.identifier:
                return version
        if len(versions) == 1:
            return versions[0]
        raise NoFramework(f"{self.name} holds {len(versions)} frameworks, and none with the identifier of this one")

    def _versions(self) -> Iterator[Version]:
        try:
            if not self.path.is_dir():
                yield from _versions_at(self.path, self.limits)
                return
            for source in open_folder(self.name, self.path, self.limits).members:
                yield from _versions_in(source, self.limits)
        except OSError as error:
            raise NoFramework(f"{self.name} cannot be read: {error.strerror}") from None


@lru_cache(maxsize=1)
def _versions_at(path: Path, limits: Limits) -> tuple[Version, ...]:
    """The versions in a file. It is asked for several times, and large ones take seconds."""
    return tuple(_versions_in(read_file(printable(str(path)), path, limits), limits))


def _versions_in(source: Source, limits: Limits) -> Iterator[Version]:
    if source.data is None:
        return
    form = form_of(source.data, source.name)
    if form is not None and form.kind in FORMS:
        found = read_spreadsheet(source.data, form.kind, source.name, limits)
        if not found.unreadable and not found.is_rubric:
            yield Version(found)
        return
    for document in read_json(source.data, limits.depth, by_line=source.by_line).documents if form is None else ():
        what = recognise(document.data)
        if what and what.kind == "case-package":
            data = document.data[str(what.root[0])] if what.root else document.data
            package = Package(data, what.kind, what.version)
            yield Version(Projection(package).spreadsheet, package)

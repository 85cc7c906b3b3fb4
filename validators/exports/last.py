"""An export in OneRoster CSV that another one is compared with: a package in a folder or archive."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fairmark.schemas.oneroster import VERSIONS, tables
from fairmark.validators.core.shelf import EmptyShelf, Shelf
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.folder import open_folder
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.oneroster_files import DEEPEST, Tell, package_folder, read_roster
from fairmark.validators.readers.source import NAMED, Files, Source, is_zip, printable
from fairmark.validators.readers.zip_archive import open_zip

NAMES = tuple(dict.fromkeys(name for version in VERSIONS for name in tables(version)))


class NoPackage(WrongUsage):
    """What should be an export in OneRoster CSV is none; the message says which."""


def silent(done: int, total: int) -> None:
    """Tells nobody how far it is."""


@dataclass(frozen=True, slots=True)
class Export:
    """The package at a path. It is opened anew whenever it is read, so this can be sent to another process. `called` is
    its name in reports, where that is not the path."""

    path: Path
    limits: Limits
    called: str = ""

    @property
    def name(self) -> str:
        return self.called or printable(str(self.path))

    def checked(self) -> "Export":
        """The export itself; NoPackage where there is none at the path."""
        with self._opened():
            return self

    @property
    def size(self) -> int:
        """Bytes of its files, as the folder or archive states them."""
        with self._opened() as (files, folder):
            return _size(files, folder)

    def whole(self, now: datetime, shelf: Shelf, tell: Tell = silent) -> Roster:
        """All of it in memory, to be judged as of `now`."""
        with self._opened() as (files, folder):
            return read_roster(files, folder, version=None, shelf=shelf, show_values=False, now=now, tell=tell)

    def pieces(self, now: datetime, tell: Tell = silent) -> Iterator[Roster]:
        """Package after package that holds the manifest and one table: nothing keeps those that were gone through."""
        with self._opened() as (files, folder):
            done, total = 0, _size(files, folder)
            for name in NAMES:
                piece = read_roster(
                    files, folder, version=None, shelf=EmptyShelf(), show_values=False, now=now, only=(name,)
                )
                yield piece
                done += sum(table.data.text.size for table in piece.tables.values())
                tell(done, total)

    @contextmanager
    def _opened(self) -> Iterator[tuple[Files, str]]:
        """The files at the path, and the folder among them in which the package lies."""
        with ExitStack() as stack:
            try:
                source = self._source(stack)
            except OSError as error:
                raise NoPackage(f"{self.name} cannot be read: {error.strerror}") from None
            folder = package_folder(source.files, DEEPEST[source.container]) if source and source.files else None
            if source is None or source.files is None or folder is None:
                raise NoPackage(
                    f"{self.name} is no export in OneRoster CSV that can be read; no others can be compared"
                )
            yield source.files, folder

    def _source(self, stack: ExitStack) -> Source | None:
        if self.path.is_dir():
            return open_folder(self.name, self.path, self.limits)
        stream = stack.enter_context(self.path.open("rb"))
        if not is_zip(stream.peek(NAMED), self.name):
            return None
        return open_zip(self.name, stream, self.limits)


def _size(files: Files, folder: str) -> int:
    return sum(size for file, size in files.sizes.items() if file.startswith(folder))

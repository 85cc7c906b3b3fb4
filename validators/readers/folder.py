"""A folder and the data files in it, at any depth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
import os
from pathlib import Path, PurePosixPath
import stat

from fairmark.validators.readers import members
from fairmark.validators.readers.limited import LimitedStream
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.source import (
    Files,
    Source,
    Unreadable,
    printable,
    read_file,
    too_big,
    unread,
    unreadable,
)
from fairmark.validators.readers.unwrapping import unwrapped


class _TooMany(Exception):
    """The folder has more entries than the limit allows."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a folder: its name in reports, where it is, and why it is not read, None where it is."""

    name: str
    path: str
    size: int
    obstacle: Problem | None = None

    def read(self, limits: Limits) -> Source:
        """What is in the file."""
        if self.obstacle:
            return unread(self.name, self.obstacle)
        return unwrapped(read_file(self.name, Path(self.path), limits), limits)


@dataclass(frozen=True, slots=True)
class Members:
    """The files of a folder that are read, in order. Iterating reads them one after the other."""

    files: Sequence[Member]
    limits: Limits

    def __iter__(self) -> Iterator[Source]:
        return (member.read(self.limits) for member in self.files)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a folder holds: its name within the folder, where it is, and why it is not read, None where it is. `size`
    is None where it is no file, such as a socket."""

    inner: PurePosixPath
    path: Path
    obstacle: Problem | None = None
    size: int | None = 0


def open_folder(name: str, folder: Path, limits: Limits) -> Source:
    """The folder with its members in the order of their names. OSError when it cannot be listed."""
    try:
        entries = sorted(_entries(folder, limits), key=lambda entry: entry.inner.parts)
    except _TooMany:
        return Source(
            name, None, "folder", problems=(Problem("FM-INPUT-014", expected=f"at most {limits.entries:,} entries"),)
        )
    left_out = members.LeftOut()
    chosen = []
    for entry in entries:
        if not members.is_hidden(entry.inner) and (entry.obstacle or _is_data(entry, limits)):
            chosen.append(_member(name, entry))
        else:
            left_out.add(entry.inner)
    return Source(
        name,
        None,
        "folder",
        problems=left_out.problems(),
        size=sum(member.size for member in chosen),
        members=Members(chosen, limits),
        files=_files(entries, limits),
    )


def _files(entries: Sequence[_Entry], limits: Limits) -> Files:
    paths = {printable(str(entry.inner)): entry.path for entry in entries}

    def opened(name: str) -> LimitedStream:
        try:
            stream = paths[name].open("rb")
        except OSError as error:
            raise Unreadable(unreadable(error)) from None
        own = limits.of_file(name)
        return LimitedStream(stream, lambda size: too_big(own) if size > own.bytes else None)

    known = [(printable(str(entry.inner)), entry) for entry in entries]
    sizes = {name: entry.size or 0 for name, entry in known}
    return Files({name: entry.obstacle for name, entry in known}, opened, sizes)


def _entries(folder: Path, limits: Limits) -> Iterator[_Entry]:
    """All that is no folder, below `folder`, and folders that cannot be entered. Links to folders are not walked, so
    there is no way round in circles."""
    root, seen = folder.resolve(), 0
    closed: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=closed.append):
        seen += len(folders) + len(files)
        if seen > limits.entries:
            raise _TooMany
        here = Path(place)
        linked = [inner for inner in folders if (here / inner).is_symlink()]
        folders[:] = [inner for inner in folders if not members.is_hidden(PurePosixPath(inner))]
        within = PurePosixPath(here.relative_to(folder).as_posix())
        for file in (*files, *linked):
            yield _entry(within / file, here / file, root)
    for error in closed:
        path = Path(error.filename)
        if path == folder:
            raise error
        yield _Entry(PurePosixPath(path.relative_to(folder).as_posix()), path, unreadable(error))


def _entry(inner: PurePosixPath, path: Path, root: Path) -> _Entry:
    """A file as far as can be seen without opening it. There may be a hundred thousand, so the system is asked once."""
    try:
        status = path.lstat()
    except OSError:
        return _Entry(inner, path)  # so that the failure to read it is reported
    if stat.S_ISLNK(status.st_mode):
        try:
            if not path.resolve(strict=True).is_relative_to(root):
                return _Entry(inner, path, Problem("FM-INPUT-037"))
            status = path.stat()
        except (OSError, RuntimeError):  # RuntimeError: it leads round in a circle
            return _Entry(inner, path, Problem("FM-INPUT-037"))
    obstacle = Problem("FM-INPUT-035") if members.is_archive(inner) else None
    return _Entry(inner, path, obstacle, status.st_size if stat.S_ISREG(status.st_mode) else None)


def _is_data(entry: _Entry, limits: Limits) -> bool:
    try:
        if entry.size is None:
            return False
        if not members.needs_a_look(entry.inner):
            return members.is_data(entry.inner)
        with entry.path.open("rb") as stream:
            return members.is_of_interest(entry.inner, stream, limits.bytes)
    except OSError:
        return True  # so that the failure to read it is reported


def _member(outer: str, entry: _Entry) -> Member:
    return Member(f"{outer}!{printable(str(entry.inner))}", str(entry.path), entry.size or 0, entry.obstacle)

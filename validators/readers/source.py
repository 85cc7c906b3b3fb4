"""Where bytes come from: a file, a folder, a zip, an image, standard input, a URL.

An input is named as the user typed it; a member of a folder, zip or image is named `outer!inner`. What cannot be read
is a source too, with a problem that says why.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
import hashlib
import io
from pathlib import Path, PurePosixPath
import re
import sys
from typing import BinaryIO, Protocol

from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.forms import is_workbook
from fairmark.validators.readers.limits import Limits, in_words
from fairmark.validators.readers.line_parts import Part
from fairmark.validators.readers.problem import Problem

STDIN = "-"
URL = re.compile(r"https?://", re.IGNORECASE)
ZIP_BEGINS = (b"PK\x03\x04", b"PK\x05\x06")
"""The first bytes of an archive with members, and of one without."""

NAMED = 64
"""Bytes of an archive that hold the name of its first member, as far as it matters."""

LEFT_OUT = "FM-INPUT-019"
"""The note on members that are no data, the only problem of a container that was listed."""

LISTS = ("folder", "zip")
"""Containers of any number of members. An image holds what is baked into it."""

PIECE = 1 << 26
FIRST_PIECE = 1 << 16
"""Bytes read at once, and at first: memory for them is taken before it is known how many there are."""

BY_LINE = (".ndjson", ".jsonl")
"""Suffixes that promise a document a line."""


class MissingInput(WrongUsage):
    """A path that the user typed does not exist."""


class Readable(Protocol):
    """A stream of bytes that is closed behind a `with`."""

    def read(self, size: int = -1, /) -> bytes: ...

    def __enter__(self) -> "Readable": ...

    def __exit__(self, *_: object) -> None: ...


@dataclass(frozen=True, slots=True)
class Files:
    """The files in a folder or archive, for formats that consist of several: their `names` within it, in order, each
    with what keeps it from being read as far as that is known without opening it; hidden ones are among them. `sizes`
    are those that the container states, `repeated` the names that an archive has more than once. `open` gives a stream,
    or raises Unreadable, as reading it does where a limit is reached; it may be called until the members of the source
    have been gone through."""

    names: Mapping[str, Problem | None]
    open: Callable[[str], Readable] = field(repr=False)
    sizes: Mapping[str, int] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()


class Unreadable(Exception):
    """A file of a container cannot be read, or not to its end; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.rule)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Source:
    """An input before it is parsed.

    `data` is None for a container, whose `members` then follow, and for what could not be read, about which
    `problems` speaks. `container` is "zip", "folder", "png", "svg" or "". `served` is the path part of the URL that it
    came from. `sha256` is that of its bytes, "" where there are none; `size` their number, or the sum of what the
    members say of themselves. `token` is the compact JWS that the input was, "" for none; `data` is then its payload.
    `files` are all files of a folder or archive that could be listed, None elsewhere.
    `part` says which part of a text of a document a line `data` is, None where it is all of it. `address` is where an
    image says that its assertion stands, where it holds nothing else, "" otherwise. `redirected` says that the URL led
    on to another one.
    """

    name: str
    data: bytes | None
    container: str = ""
    served: str = ""
    problems: tuple[Problem, ...] = ()
    sha256: str = ""
    size: int = 0
    token: str = ""
    members: Iterable["Source"] = ()
    part: Part | None = None
    address: str = ""
    files: Files | None = None
    redirected: bool = False

    @property
    def by_line(self) -> bool:
        """Whether its name promises a document a line."""
        return PurePosixPath(self.served or self.name).suffix.lower() in BY_LINE

    @property
    def listed(self) -> bool:
        """Whether it is a folder or archive whose members could be listed."""
        return self.container in LISTS and all(problem.rule == LEFT_OUT for problem in self.problems)


Fetch = Callable[[str], Source]
"""Gets what a URL leads to; what goes wrong becomes a problem of the source."""


def open_sources(inputs: Sequence[str], limits: Limits, fetch: Fetch) -> Iterator[Source]:
    """The sources behind what the user typed, in order, each once. MissingInput, before anything is read, when a path
    does not exist."""
    for name in checked(inputs):
        yield opened(name, limits, fetch)


def checked(inputs: Sequence[str]) -> list[str]:
    """What the user typed, each once. MissingInput when a path does not exist."""
    for name in inputs:
        if name != STDIN and not URL.match(name) and not _exists(name):
            raise MissingInput(f"there is no file or folder called {printable(name)!r}")
    return list(dict.fromkeys(inputs))


def of_bytes(name: str, data: bytes, *, served: str = "") -> Source:
    """The source that `data`, which is no archive, makes."""
    return Source(name, data, served=served, sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def unread(name: str, problem: Problem) -> Source:
    """A source that could not be read, and why."""
    return Source(name, None, problems=(problem,))


def read_limited(name: str, stream: BinaryIO, limits: Limits) -> Source:
    """The source that the rest of `stream` makes. No more is read than the limit allows."""
    pieces: list[bytes] = []
    left = limits.bytes + 1
    try:
        while left and (piece := stream.read(min(left, PIECE if pieces else FIRST_PIECE))):
            pieces.append(piece)
            left -= len(piece)
    except OSError as error:
        return unread(name, unreadable(error))
    return of_bytes(name, b"".join(pieces)) if left else unread(name, too_big(limits))


def open_stream(name: str, stream: BinaryIO, limits: Limits) -> Source:
    """The source that a stream makes which can be read again from its beginning, such as an upload."""
    from fairmark.validators.readers.unwrapping import unwrapped
    from fairmark.validators.readers.zip_archive import open_zip

    head = stream.read(NAMED)
    stream.seek(0)
    if is_zip(head, name):
        return open_zip(name, stream, limits)
    return unwrapped(read_limited(name, stream, limits), limits)


def read_file(name: str, path: Path, limits: Limits) -> Source:
    """The source that the file, which is no archive, makes."""
    try:
        with path.open("rb") as stream:
            return read_limited(name, stream, limits)
    except OSError as error:
        return unread(name, unreadable(error))


def read_part(name: str, path: str, part: Part, sha256: str) -> Source:
    """The source that a part of a file makes, whose digest as a whole is `sha256`."""
    try:
        with Path(path).open("rb") as stream:
            stream.seek(part.start)
            data = stream.read(part.end - part.start)
    except OSError as error:
        return unread(name, unreadable(error))
    return Source(name, data, sha256=sha256, size=len(data), part=part)


def unreadable(error: OSError) -> Problem:
    """The problem that the system reports with `error`, in the system's own words."""
    return Problem("FM-INPUT-017", observed=(error.strerror or type(error).__name__).lower())


def too_big(limits: Limits) -> Problem:
    return Problem("FM-INPUT-011", expected=f"at most {in_words(limits.bytes)}")


def printable(name: str) -> str:
    """`name` with an escape such as \\xe9 for bytes that are no text: file systems allow them, reports do not."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # a name that the system cannot even look up
        return False


def opened(name: str, limits: Limits, fetch: Fetch) -> Source:
    """The source behind one of the things that the user typed. A container's members are not read yet."""
    from fairmark.validators.readers.folder import open_folder
    from fairmark.validators.readers.zip_archive import open_zip

    if URL.match(name):
        return _unpacked(fetch(name), limits)
    if name == STDIN:
        return _unpacked(read_limited(name, sys.stdin.buffer, limits), limits)
    path, shown = Path(name), printable(name)
    try:
        if path.is_dir():
            return open_folder(shown, path, limits)
        stream = path.open("rb")
        if stream.seekable() and is_zip(stream.peek(NAMED), shown):
            return open_zip(shown, stream, limits)
        with stream:
            return _unpacked(read_limited(shown, stream, limits), limits)
    except OSError as error:
        return unread(shown, unreadable(error))


def is_zip(head: bytes, name: str) -> bool:
    """Whether the input that begins with `head` (`NAMED` bytes are enough) is an archive of files for its user."""
    return (head.startswith(ZIP_BEGINS) and not is_workbook(head, name)) or name.lower().endswith(".zip")


def _unpacked(source: Source, limits: Limits) -> Source:
    """`source` as the container that its bytes are, or without what is wrapped around its data."""
    from fairmark.validators.readers.unwrapping import unwrapped
    from fairmark.validators.readers.zip_archive import open_zip

    if source.data is None or not is_zip(source.data[:NAMED], source.served or source.name):
        return unwrapped(source, limits)
    return open_zip(source.name, io.BytesIO(source.data), limits, served=source.served)

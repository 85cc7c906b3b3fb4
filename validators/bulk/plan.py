"""What there is to do, in the order of the inputs, cut into chunks that take about as long as each other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from fairmark.validators.bulk.chunk import Chunk, Piece
from fairmark.validators.fetching import fetcher
from fairmark.validators.options import Options, folder_of_tables, is_learning_package, recognised
from fairmark.validators.readers.folder import Member, Members
from fairmark.validators.readers.json_text import read_lines
from fairmark.validators.readers.line_parts import Part, survey
from fairmark.validators.readers.oneroster_files import size_of_tables
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.readers.source import (
    BY_LINE,
    NAMED,
    STDIN,
    URL,
    Source,
    checked,
    is_zip,
    opened,
    printable,
    read_part,
)

BYTES = 1 << 19
FILES = 200
"""Of a chunk, about: half a second of work, so that none keeps the others waiting at the end."""

CUT_FROM = 4 * BYTES
"""Bytes of a file from which on it is judged in parts, if it holds a document a line."""


PACKED = 8
"""Bytes of tables for each of the archive that they are in, as a rule."""


@dataclass(frozen=True, slots=True)
class Whole:
    """An input that is read and judged in one piece: a package of tables, another archive, an address, standard
    input."""

    name: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class FolderBegins:
    source: Source
    size: int = 0


@dataclass(frozen=True, slots=True)
class FolderEnds:
    source: Source
    size: int = 0


@dataclass(frozen=True, slots=True)
class PartsEnd:
    """All parts of the input of that name were judged."""

    name: str
    size: int = 0


Step = Chunk | Whole | FolderBegins | FolderEnds | PartsEnd


def plan(inputs: Sequence[str], options: Options) -> list[Step]:
    """The steps for what the user typed; MissingInput when a path does not exist. Nothing but the lists of folders, and
    texts that are cut into parts, is read."""
    steps: list[Step] = []
    files: list[Member] = []
    for name in checked(inputs):
        if file := _file(name):
            files.append(file)
            continue
        steps += _chunks(files, "", options)
        files = []
        steps += _folder(name, options) if _is_folder(name) else [Whole(name, _weight(name))]
    return [*steps, *_chunks(files, "", options)]


def _file(name: str) -> Member | None:
    """The file of that name; None where it is something else, or an archive, or cannot be read."""
    if name == STDIN or URL.match(name):
        return None
    path = Path(name)
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            archive = is_zip(stream.read(NAMED), name)
        return None if archive else Member(printable(name), name, path.stat().st_size)
    except OSError:
        return None


def _weight(name: str) -> int:
    """Bytes that there may be in what is read in one piece; 0 where nobody knows."""
    try:
        path = Path(name)
        return PACKED * path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _is_folder(name: str) -> bool:
    try:
        return name != STDIN and not URL.match(name) and Path(name).is_dir()
    except OSError:
        return False


def _folder(name: str, options: Options) -> Iterator[Step]:
    fetch = fetcher(options.resources, options.limits, allow_private=options.allow_private)
    source = opened(name, options.limits, fetch)
    if is_learning_package(source, options) or folder_of_tables(source, options) is not None:
        # its files cannot be judged one by one
        yield Whole(name, size_of_tables(source.files) if source.files else 0)
        return
    yield FolderBegins(source)
    if isinstance(source.members, Members):
        yield from _chunks(source.members.files, source.name, options)
    yield FolderEnds(source)


def _chunks(files: Iterable[Member], outer: str, options: Options) -> Iterator[Step]:
    """The files, which are members of `outer` if that is not "", in chunks."""
    pieces: list[Piece] = []
    size = 0
    for file in files:
        parts = _parts(file, outer, options)
        if pieces and (parts or size + file.size > BYTES or len(pieces) == FILES):
            yield Chunk(tuple(pieces))
            pieces, size = [], 0
        if parts:
            yield from (Chunk((part,)) for part in parts)
            yield PartsEnd(file.name)
        else:
            pieces.append(Piece(file, outer))
            size += file.size
    if pieces:
        yield Chunk(tuple(pieces))


def _parts(file: Member, outer: str, options: Options) -> list[Piece]:
    """The parts of a file that holds a document a line; none where it is better read as a whole."""
    if file.obstacle or not CUT_FROM <= file.size <= options.limits.bytes:
        return []
    try:
        seen = survey(Path(file.path), promised=PurePosixPath(file.name).suffix.lower() in BY_LINE)
    except OSError:
        return []
    if seen is None:
        return []
    first = _first_known(file, seen.parts[0], options)
    if first is None:
        return []
    return [Piece(file, outer, replace(part, first=first), seen.sha256) for part in seen.parts]


def _first_known(file: Member, part: Part, options: Options) -> Recognition | None:
    """What the first document of the file that is known is; it is looked for in the first part alone."""
    data = read_part(file.name, file.path, part, "").data or b""
    documents = read_lines(data, options.limits.depth).documents
    return next((what for document in documents if (what := recognised(document.data, options))), None)

"""A zip archive that is written as it goes: nothing of it is kept but the piece that was made last.

The same parts give the same bytes: every member has the first date that an archive can say.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
import hashlib
import zipfile

PIECE = 1 << 16
"""Bytes after which a piece is handed on."""

FIRST_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the archive. `pieces` are its bytes; where it has `lines`, each is a record. `count` is the number of
    its records where that is known otherwise. `version` and `recorded_at` are those of a framework."""

    path: str
    pieces: Iterable[bytes]
    lines: bool = False
    count: int | None = None
    version: int | None = None
    recorded_at: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of a part: `sha256` in hexadecimal, `size` in bytes, and the number of records."""

    part: Part
    sha256: str
    size: int
    count: int | None


class _Sink:
    """What the archive is written to; it cannot go back."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None: ...

    def close(self) -> None: ...

    def take(self) -> bytes:
        """All that was written since it was taken last."""
        taken = b"".join(self._held)
        self._held.clear()
        self.size = 0
        return taken


def zipped(parts: Iterable[Part], last: Callable[[Sequence[Written]], Part]) -> Iterator[bytes]:
    """The archive with those parts, and behind them the one that `last` makes of what was written."""
    sink, written = _Sink(), list[Written]()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            written.append((yield from _member(archive, sink, part)))
        yield from _member(archive, sink, last(written))
    yield sink.take()


def _member(archive: zipfile.ZipFile, sink: _Sink, part: Part) -> Generator[bytes, None, Written]:
    digest, size, number = hashlib.sha256(), 0, 0
    info = zipfile.ZipInfo(part.path, FIRST_DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    with archive.open(info, "w", force_zip64=True) as member:
        for piece in part.pieces:
            member.write(piece)
            digest.update(piece)
            size += len(piece)
            number += 1
            if sink.size >= PIECE:
                yield sink.take()
    return Written(part, digest.hexdigest(), size, number if part.lines else part.count)

"""A zip archive and the data files in it. Nothing is written to disk, and no number in its headers is believed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
import hashlib
from pathlib import PurePosixPath
import re
import stat
import struct
from typing import BinaryIO
import zipfile
import zlib

from fairmark.validators.readers import members
from fairmark.validators.readers.limited import LimitedStream
from fairmark.validators.readers.limits import Limits, in_words
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.source import Files, Source, Unreadable, of_bytes, too_big, unread, unreadable
from fairmark.validators.readers.unwrapping import unwrapped

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    EOFError,
    LookupError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises, as fuzzing it shows, on archives that are not sound."""

CHUNK = 1 << 16
RECORD = b"PK\x01\x02"
"""Begins the entry of a member in the central directory."""

READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Methods whose unpacking can be stopped at a size. The others of zipfile unpack a whole block at once."""

ENCRYPTED = 0x1
METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd", 99: "AES encryption"}
DRIVE = re.compile(r"[A-Za-z]:")


Chosen = list[tuple[str, zipfile.ZipInfo]]
"""Members to read or to speak about, by their names; a name may occur twice."""


def open_zip(name: str, stream: BinaryIO, limits: Limits, *, served: str = "") -> Source:
    """The archive in `stream`, with its members in the order of their names. The stream is closed behind the last of
    them. OSError when it cannot be read."""
    sha256, size, records = _survey(stream)
    source = Source(name, None, "zip", served, sha256=sha256)
    if records > limits.entries:
        stream.close()
        problem = Problem("FM-INPUT-014", expected=f"at most {limits.entries:,} entries")
        return replace(source, problems=(problem,))
    try:
        archive = zipfile.ZipFile(stream)
    except BROKEN:
        stream.close()
        return replace(source, problems=(Problem("FM-INPUT-031"),))
    chosen, left_out = _chosen(archive, limits)
    return replace(
        source,
        problems=left_out.problems(),
        size=sum(entry.file_size for _, entry in chosen),
        members=_read(name, archive, stream, chosen, limits, size),
        files=_files(archive, limits, size),
    )


def _files(archive: zipfile.ZipFile, limits: Limits, size: int) -> Files:
    """All that is no folder. Of several with one name it is the last that is read."""
    entries = [(entry.filename.replace("\\", "/"), entry) for entry in archive.infolist()]
    entries = sorted(((inner, entry) for inner, entry in entries if not inner.endswith("/")), key=lambda pair: pair[0])
    known, times = dict(entries), Counter(inner for inner, _ in entries)
    left = limits.total

    def opened(name: str) -> LimitedStream:
        entry = known[name]
        packed, before, own = min(entry.compress_size, size), 0, limits.of_file(name)

        def beyond(unpacked: int) -> Problem | None:
            nonlocal left, before
            left -= unpacked - before
            before = unpacked
            return _beyond(unpacked, own, packed, left + unpacked)

        if obstacle := _obstacle(PurePosixPath(name), entry):
            raise Unreadable(obstacle)
        try:
            return LimitedStream(archive.open(entry), beyond, BROKEN)
        except (OSError, *BROKEN):
            raise Unreadable(Problem("FM-INPUT-017", observed="damaged within the archive")) from None

    names = {inner: _obstacle(PurePosixPath(inner), entry) for inner, entry in entries}
    sizes = {inner: entry.file_size for inner, entry in entries}
    return Files(names, opened, sizes, frozenset(name for name, count in times.items() if count > 1))


def _survey(stream: BinaryIO) -> tuple[str, int, int]:
    """The digest of the archive, its size, and how many members it may have at most: counted here, for zipfile makes an
    object of each before anybody can say stop."""
    digest, size, records, tail = hashlib.sha256(), 0, 0, b""
    while chunk := stream.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
        records += (tail + chunk).count(RECORD)
        tail = chunk[-len(RECORD) + 1 :]
    return digest.hexdigest(), size, records


def _chosen(archive: zipfile.ZipFile, limits: Limits) -> tuple[Chosen, members.LeftOut]:
    """The members to read or to speak about, in the order of their names, and a count of the others."""
    chosen, left_out, glance = [], members.LeftOut(), _Glance(archive, limits)
    for entry in archive.infolist():
        inner = entry.filename.replace("\\", "/")
        if _escapes(inner):
            chosen.append((inner, entry))
        elif not inner.endswith("/"):
            path = PurePosixPath(inner)
            if not members.is_hidden(path) and glance.is_of_interest(path, entry):
                chosen.append((inner, entry))
            else:
                left_out.add(path)
    return sorted(chosen, key=lambda pair: pair[0]), left_out


class _Glance:
    """Looks into members whose names do not tell whether they are data. Of all of them together no more is unpacked
    than the limit allows; images beyond that are taken for data, so that reading them says why it ends."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._left = limits.total

    def is_of_interest(self, path: PurePosixPath, entry: zipfile.ZipInfo) -> bool:
        if not members.needs_a_look(path) or _obstacle(path, entry):
            return members.is_data(path) or members.is_archive(path) or _is_link(entry)
        if members.is_image(path) and self._left <= 0:
            return True
        try:
            with self._archive.open(entry) as stream:
                found = members.is_of_interest(path, stream, min(self._limits.bytes, self._left))
                self._left -= stream.tell()
                return found
        except (OSError, *BROKEN):
            return True  # so that the failure to read it is reported


def _escapes(inner: str) -> bool:
    """Whether unpacking the member would write outside the folder that it is unpacked to."""
    return inner.startswith("/") or bool(DRIVE.match(inner)) or ".." in inner.split("/")


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)


def _obstacle(path: PurePosixPath, entry: zipfile.ZipInfo) -> Problem | None:
    """Why a member is not read, as far as its entry tells."""
    if _escapes(str(path)):
        return Problem("FM-INPUT-034")
    if _is_link(entry):
        return Problem("FM-INPUT-037")
    if members.is_archive(path):
        return Problem("FM-INPUT-035")
    if entry.flag_bits & ENCRYPTED:
        return Problem("FM-INPUT-032")
    if entry.compress_type not in READABLE:
        method = METHODS.get(entry.compress_type, f"method {entry.compress_type}")
        return Problem("FM-INPUT-033", observed=method, expected="stored or deflated")
    return None


# -- reading ---------------------------------------------------------------------------------------------------------


def _read(
    outer: str, archive: zipfile.ZipFile, stream: BinaryIO, chosen: Chosen, limits: Limits, size: int
) -> Iterator[Source]:
    """The chosen members, one after the other, until the limit of all that is unpacked is reached. Of several with one
    name it is the last, which is the one that unpacking leaves behind."""
    times = Counter(inner for inner, _ in chosen)
    left = limits.total
    with stream, archive:
        for inner, entry in dict(chosen).items():
            name = f"{outer}!{inner}"
            if obstacle := _obstacle(PurePosixPath(inner), entry):
                source = unread(name, obstacle)
            else:
                unpacked = _unpack(archive, entry, limits, min(entry.compress_size, size), left)
                left -= unpacked.size
                found = unread(name, unpacked.problem) if unpacked.problem else of_bytes(name, unpacked.data)
                source = unwrapped(found, limits)
            if times[inner] > 1:
                source = replace(source, problems=(Problem("FM-INPUT-036"), *source.problems))
            yield source
            if left < 0:
                return


@dataclass(frozen=True, slots=True)
class _Unpacked:
    """What came of a member: its `data`, or the problem that ended it. `size` is what was unpacked until then."""

    data: bytes
    size: int
    problem: Problem | None = None


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, packed: int, left: int) -> _Unpacked:
    """One member, as far as the limits allow; `left` is what may still be unpacked from the archive."""
    pieces, size = [], 0
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(CHUNK):
                pieces.append(piece)
                size += len(piece)
                if problem := _beyond(size, limits, packed, left):
                    return _Unpacked(b"", size, problem)
    except OSError as error:
        return _Unpacked(b"", size, unreadable(error))
    except BROKEN:
        return _Unpacked(b"", size, Problem("FM-INPUT-017", observed="damaged within the archive"))
    return _Unpacked(b"".join(pieces), size)


def _beyond(size: int, limits: Limits, packed: int, left: int) -> Problem | None:
    if size > limits.bytes:
        return too_big(limits)
    if size > limits.ratio * max(1, packed):
        return Problem("FM-INPUT-015", expected=f"at most {limits.ratio:,} times its packed size")
    if size > left:
        return Problem("FM-INPUT-016", expected=f"at most {in_words(limits.total)}")
    return None

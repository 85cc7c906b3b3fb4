"""What was uploaded, as the inputs that it is: each file by itself, but the loose files of a package as one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import SEEK_END, BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast

from werkzeug.datastructures import FileStorage

from fairmark.server.http import Refusal
from fairmark.validators.exports.last import Export, NoPackage
from fairmark.validators.readers.forms import HEAD, form_of
from fairmark.validators.readers.limited import LimitedStream
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.oneroster_files import package_folder
from fairmark.validators.readers.source import Files, Readable, Source, open_stream

LOOSE = "upload"
"""What the package is called whose files were uploaded one by one."""


def sources_of(uploads: Sequence[FileStorage], limits: Limits) -> list[Source]:
    """The inputs, in the order of the uploads; none where no file was chosen."""
    streams = _named(uploads)
    if len(streams) > 1 and package_folder(files := _files(streams), 1) is not None:
        size = sum(files.sizes.values())
        return [Source(LOOSE, None, "folder", size=size, members=_beside(streams, limits), files=files)]
    return [open_stream(name, stream, limits) for name, stream in streams.items()]


def _named(uploads: Sequence[FileStorage]) -> dict[str, BinaryIO]:
    """The streams by the name of the file, without folders before it; of equal names the later ones are numbered."""
    streams: dict[str, BinaryIO] = {}
    for upload in uploads:
        if not upload.filename:
            continue
        name = _base(upload.filename)
        free, number = name, 2
        while free in streams:
            free, number = f"{name} ({number})", number + 1
        streams[free] = cast(BinaryIO, upload.stream)
    return streams


def _within(_read: int) -> None:
    """An upload is no larger than the limit of the request, whatever is read of it."""


def _files(streams: Mapping[str, BinaryIO]) -> Files:
    def opened(name: str) -> Readable:
        streams[name].seek(0)
        return LimitedStream(BytesIO(streams[name].read()), _within)

    sizes = {name: stream.seek(0, SEEK_END) for name, stream in streams.items()}
    return Files(dict.fromkeys(sorted(streams)), opened, sizes)


def _beside(streams: Mapping[str, BinaryIO], limits: Limits) -> Iterator[Source]:
    """What is no file of the package: all but tables, and tables of another form."""
    for name, stream in streams.items():
        stream.seek(0)
        if not name.lower().endswith(".csv") or form_of(stream.read(HEAD), name):
            stream.seek(0)
            yield open_stream(name, stream, limits)


@contextmanager
def last_export(upload: FileStorage | None, limits: Limits) -> Iterator[Export | None]:
    """The export that a new one is compared with, None where none was uploaded; a Refusal where it is none. While it is
    needed it lies in a file that others cannot read."""
    if upload is None or not upload.filename:
        yield None
        return
    name = _base(upload.filename)
    with TemporaryDirectory(prefix="fairmark-") as folder:
        path = Path(folder) / "export.zip"
        upload.save(path)
        try:
            export = Export(path, limits, called=name).checked()
        except NoPackage:
            raise Refusal(400, "bad_query", f"{name} is no zip of an export in OneRoster CSV.", "previous") from None
        yield export


def _base(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name or "file"

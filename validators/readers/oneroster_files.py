"""Whether a folder or archive holds a OneRoster CSV package, and the package that it holds."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from pathlib import PurePosixPath
import re

from fairmark.schemas.oneroster import VERSIONS, tables
from fairmark.validators.core.shelf import Shelf
from fairmark.validators.readers.agreement import Agreement
from fairmark.validators.readers.oneroster import KNOWN, MANIFEST, Manifest, Roster, RosterTable
from fairmark.validators.readers.relatives import Relatives
from fairmark.validators.readers.source import Files, Readable, Unreadable
from fairmark.validators.readers.tables.blocks import Stream
from fairmark.validators.readers.tables.known import plain
from fairmark.validators.readers.tables.reading import read_table
from fairmark.validators.readers.tables.store import Keep
from fairmark.validators.readers.tables.table import Table
from fairmark.validators.readers.tables.work import HERE, Workers

DEEPEST = {"folder": 2, "zip": 16}
"""Steps of the paths in which a package is looked for: a folder may hold much else, an archive is sent as a whole."""

NOISE = re.compile('["\\s\ufeff\0]')
OLD, NEW = VERSIONS

TELLS_OLD = {"users": ("orgsourcedids", "role"), "lineItems": ("gradingperiodsourcedid",)}
"""Columns, in lower case, that only the older version has."""


def package_folder(files: Files, deepest: int, *, forced: bool = False) -> str | None:
    """Where in a folder or archive a package lies, "" for its root; None where there is none. It is looked for in files
    with paths of at most `deepest` steps.

    A package shows by its manifest, or by a file of a known name that begins with the columns of every file, or that
    cannot be read. With `forced`, where the user says that it is one, any CSV file is enough.
    """
    paths = sorted((PurePosixPath(name) for name in files.names), key=lambda path: (len(path.parts), path))
    paths = [path for path in paths if len(path.parts) <= deepest and path.suffix.lower() == ".csv"]
    signs = ((MANIFEST, "propertyname"), *((name, "sourcedid,status,datelastmodified") for name in KNOWN))
    for path in paths:
        if any(path.name.lower() == name and _begins(files, str(path), start) for name, start in signs):
            return folder_of(path)
    return folder_of(paths[0]) if forced and paths else None


def folder_of(path: PurePosixPath) -> str:
    """The folder of a file within its container, "" for the root."""
    return "" if len(path.parts) == 1 else str(path.parent)


def _begins(files: Files, name: str, start: str) -> bool:
    try:
        with files.open(name) as stream:
            head = stream.read(256)
    except Unreadable:
        return True
    return NOISE.sub("", head.decode("utf-8", "ignore")).lower().replace(";", ",").startswith(start)


Tell = Callable[[int, int], None]
"""Is told how many bytes were read, and of how many."""


def size_of_tables(files: Files) -> int:
    """Bytes of all CSV files, as the folder or archive states them."""
    return sum(size for name, size in files.sizes.items() if name.lower().endswith(".csv"))


class _Told:
    """Streams of which somebody is told how far they were read, all together."""

    def __init__(self, tell: Tell, total: int) -> None:
        self._tell = tell
        self._total = total
        self._done = 0

    def of(self, stream: Readable) -> Stream:
        self._stream = stream
        return self

    def read(self, size: int, /) -> bytes:
        piece = self._stream.read(size)
        self._done += len(piece)
        self._tell(self._done, max(self._done, self._total))
        return piece


def read_roster(
    files: Files,
    folder: str,
    *,
    version: str | None,
    shelf: Shelf,
    show_values: bool,
    now: datetime,
    tell: Tell = lambda done, total: None,
    only: Collection[str] | None = None,
    agreement: Agreement | None = None,
    workers: Workers = HERE,
    keep: Keep | None = None,
) -> Roster:
    """The package that lies in `folder`. `version` is the one that the user named, None where it is to be found out.
    With `only`, no tables but those of these names are read. `workers` take the files apart; what is read is moved to
    where `keep` keeps it."""
    meant = _meant(files.names, folder)
    if only is not None:
        meant = {name: file for name, file in meant.items() if name == MANIFEST or name in only}
    unread = {name: problem for name, problem in files.names.items() if problem}
    read: dict[str, Table] = {}
    relatives = Relatives()
    told = _Told(tell, sum(files.sizes.get(file, 0) for file in meant.values()))
    for name in sorted(meant, key=lambda name: files.sizes.get(meant[name], 0)):  # most refer to a smaller one
        if meant[name] in unread:
            continue
        try:
            with files.open(meant[name]) as stream:
                table = read_table(told.of(stream), kin_of=relatives.of(name), workers=workers)
        except Unreadable as error:
            unread[meant[name]] = error.problem
            continue
        read[name] = table.kept(keep) if keep else table
        relatives.add(name, read[name])
    manifest = Manifest(meant[MANIFEST], read.pop(MANIFEST)) if MANIFEST in read else None
    found = version or _version(manifest, read)
    specs = {**tables(NEW), **tables(found)}
    return Roster(
        version=found,
        names=tuple(files.names),
        repeated=files.repeated,
        folder=folder,
        manifest=manifest,
        tables={name: RosterTable(meant[name], specs[name], read[name], show_values) for name in meant if name in read},
        unread=unread,
        shelf=shelf,
        show_values=show_values,
        now=now,
        agreement=agreement,
    )


def _meant(names: Iterable[str], folder: str) -> Mapping[str, str]:
    """Table, or MANIFEST, to the file that holds it. Where none has the exact name, one whose name differs only in case
    is taken, so that what it holds is judged too."""
    found: dict[str, str] = {}
    for file in names:
        path = PurePosixPath(file)
        lower = path.name.lower()
        name = MANIFEST if lower == MANIFEST else KNOWN.get(lower, "")
        exact = path.name in (name, f"{name}.csv")
        if name and folder_of(path) == folder and (exact or name not in found):
            found[name] = file
    return found


def _version(manifest: Manifest | None, read: Mapping[str, Table]) -> str:
    """What the manifest says, as far as that can be told; else what the files and columns that only one version has
    say; else the newer one."""
    said = manifest.properties.get("oneroster.version", "") if manifest else ""
    if match := re.search(r"1[.p]([0-9])", said):
        return OLD if match[1] in "01" else NEW
    if any(name not in tables(OLD) for name in read):
        return NEW
    headers = {name: {plain(column) for column in table.header} for name, table in read.items()}
    return OLD if any(headers.get(name, set()) >= set(columns) for name, columns in TELLS_OLD.items()) else NEW

"""A OneRoster 1.2 package in the making: records that are new or have changed, alone or put into an export."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
import csv
from datetime import UTC, datetime
import io
from typing import IO
import zipfile

from fairmark.schemas.oneroster import manifest, tables
from fairmark.validators.convert.errors import WrongSettings
from fairmark.validators.convert.output import Output
from fairmark.validators.readers.objectives import OF_LINE_ITEMS, OF_RESULTS
from fairmark.validators.readers.oneroster import BULK, DELTA, MANIFEST, Roster, RosterTable

VERSION = "1.2"
MOMENT = (1980, 1, 1, 0, 0, 0)
"""Of every member of an archive, so that it comes out the same each time."""

PARENTS = {OF_LINE_ITEMS: ("lineItems", "lineItemSourcedId"), OF_RESULTS: ("results", "resultSourcedId")}
"""Tables whose rows belong to a record of another one: where that is written anew, so are they."""

Row = Mapping[str, str]
Lines = Iterable[Sequence[str]]


class Records:
    """Records by table and sourcedId. One that is put twice is the later one."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, Row]] = {}

    def put(self, table: str, sourced_id: str, changed: datetime, **cells: str) -> None:
        """A record that is active as of a change at that moment."""
        marks = {"sourcedId": sourced_id, "status": "active", "dateLastModified": written(changed)}
        self._rows.setdefault(table, {})[sourced_id] = {**cells, **marks}

    def has(self, table: str, sourced_id: str) -> bool:
        return sourced_id in self._rows.get(table, {})

    def of(self, table: str) -> list[Row]:
        """The records of a table, in the order in which they were put first."""
        return list(self._rows.get(table, {}).values())

    @property
    def is_empty(self) -> bool:
        return not self._rows

    def write(self, output: Output) -> None:
        """Write a package of changes, which may refer to what the receiver has already."""
        with _Files(output) as files:
            modes = {f"file.{name}": DELTA if name in self._rows else "absent" for name in tables(VERSION)}
            files.add_manifest({"oneroster.version": VERSION, **modes})
            for name, spec in tables(VERSION).items():
                if name in self._rows:
                    lines = ([row.get(column, "") for column in spec.columns] for row in self._rows[name].values())
                    files.add(spec.file, [tuple(spec.columns)], lines)

    def write_into(self, export: Roster, output: Output) -> None:
        """Write the export with these records in it: each in place of the one with its sourcedId, or behind the last.

        WrongSettings where the export is not of version 1.2, which alone has a place for learning objectives.
        """
        if export.version != VERSION:
            raise WrongSettings(f"the export is OneRoster {export.version}, which has no place for learning objectives")
        with _Files(output) as files:
            known = dict(export.manifest.properties) if export.manifest else {}
            modes = {f"file.{name}": BULK for name in self._rows if name not in export.tables}
            absent = {f"file.{name}": "absent" for name in tables(VERSION)}
            files.add_manifest({"oneroster.version": VERSION, **absent, **known, **modes})
            for name, spec in tables(VERSION).items():
                table = export.get(name)
                if table is not None:
                    files.add(spec.file, [table.data.header], self._merged(table, is_delta=export.is_delta(table)))
                elif name in self._rows:
                    lines = ([row.get(column, "") for column in spec.columns] for row in map(_bulk, self.of(name)))
                    files.add(spec.file, [tuple(spec.columns)], lines)

    def _merged(self, table: RosterTable, *, is_delta: bool) -> Iterator[list[str]]:
        """The rows of a table of the export with these records among them."""
        own = self._rows.get(table.name, {})
        names = [_meant(table, at) for at in range(len(table.data.header))]
        parents, owner = PARENTS.get(table.name, ("", ""))
        rewritten = self._rows.get(parents, {})
        places = {name: at for at, name in enumerate(names) if name}
        seen: set[str] = set()
        for line in zip(*(table.data.column_at(at) for at in range(len(names))), strict=True):
            id = line[places["sourcedId"]] if "sourcedId" in places else ""
            if id in own and id not in seen:
                seen.add(id)
                row = own[id] if is_delta else _bulk(own[id])
                yield [row.get(name, "") if name else cell for name, cell in zip(names, line, strict=True)]
            elif id not in own and not (owner in places and line[places[owner]] in rewritten):
                yield list(line)
        for id, row in own.items():
            if id not in seen:
                told = row if is_delta else _bulk(row)
                yield [told.get(name, "") for name in names]


def _bulk(row: Row) -> Row:
    return {**row, "status": "", "dateLastModified": ""}


def _meant(table: RosterTable, at: int) -> str:
    """The name in the definition of a column of the file, "" for one of the sender's own."""
    column = table.data.column_at(at)
    return next((spec.name for spec, known in table.columns() if known is column), "")


class _Files:
    """The files of a package on their way into a folder or, where the output ends in .zip, an archive."""

    def __init__(self, output: Output) -> None:
        if not output.is_folder and output.suffix != ".zip":
            raise WrongSettings("a OneRoster package is a folder, or an archive whose name ends in .zip")
        self._output = output
        self._archive = None if output.is_folder else zipfile.ZipFile(output.open(""), "w", zipfile.ZIP_DEFLATED)

    def __enter__(self) -> "_Files":
        return self

    def __exit__(self, *_: object) -> None:
        if self._archive is not None:
            self._archive.close()

    def add_manifest(self, properties: Mapping[str, str]) -> None:
        self.add(MANIFEST, [manifest(VERSION).header], {"manifest.version": "1.0", **properties}.items())

    def add(self, name: str, header: Lines, lines: Lines) -> None:
        if self._archive is None:
            _write(self._output.open(name), header, lines)
            return
        member = zipfile.ZipInfo(name, MOMENT)
        member.compress_type = zipfile.ZIP_DEFLATED
        with self._archive.open(member, "w", force_zip64=True) as stream:
            _write(stream, header, lines)


def _write(stream: IO[bytes], header: Lines, lines: Lines) -> None:
    text = io.TextIOWrapper(stream, "utf-8", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(header)
    writer.writerows(lines)
    text.detach()


def written(moment: datetime) -> str:
    """A moment as OneRoster writes it, such as 2012-04-23T18:25:43.511Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

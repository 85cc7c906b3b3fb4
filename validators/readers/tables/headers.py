"""How the header of a table compares with its definition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import difflib

from fairmark.validators.readers.tables.known import KnownTable, plain

NEAR = 0.75


@dataclass(frozen=True, slots=True)
class Header:
    """`known` are the names of the definition that are there, however spelled, with the index of the first column that
    has them; `missing` those that an importer needs and that are not, with the name that may stand for it, "" for none;
    `foreign` the index of each column that only another version has; `extra` that of each other column, with its name;
    `surplus` that of each column that repeats the name of an earlier one."""

    known: Mapping[str, int]
    missing: Mapping[str, str]
    foreign: Mapping[int, str]
    extra: Mapping[int, str]
    surplus: Mapping[int, str]


def is_header(table: KnownTable, extension: str = "") -> bool:
    """Whether the first row is a header at all: at least half of its names are those of the definition. What stands in
    another first row may be personal values. Names that begin with `extension`, if that is not "", do not count."""
    due = {plain(name) for name in table.spec.columns}
    names = [plain(name) for name in table.data.header]
    names = [name for name in names if not (extension and name.startswith(extension))]
    return sum(name in due for name in names) * 2 >= len(names) > 0


def compared(table: KnownTable, other: Sequence[str] = ()) -> Header:
    """The header of the table, which `is_header`, compared with the definition; `other` are the names of all columns of
    the table in another version of the standard, in their order."""
    due = {plain(name): name for name in table.spec.columns}
    others = {plain(name): name for name in other}
    known: dict[str, int] = {}
    foreign: dict[int, str] = {}
    extra: dict[int, str] = {}
    surplus: dict[int, str] = {}
    seen: set[str] = set()
    for at, written in enumerate(table.data.header):
        name = plain(written)
        if name and name in seen:
            surplus[at] = written
        elif name in due:
            known[due[name]] = at
        elif name in others:
            foreign[at] = others[name]
        else:
            extra[at] = written
        seen.add(name)
    return Header(known, _missing(table, known, foreign, extra, other), foreign, extra, surplus)


def _missing(
    table: KnownTable,
    known: Mapping[str, int],
    foreign: Mapping[int, str],
    extra: Mapping[int, str],
    other: Sequence[str],
) -> dict[str, str]:
    """A column that has only got another name in the other version, and is there under that, is not missing."""
    renamed = {other.index(name) for name in foreign.values()}
    by_plain = {plain(name): name for name in extra.values()}
    found = {}
    for at, column in enumerate(table.spec.columns.values()):
        if column.name in known or column.required == "optional" or at in renamed:
            continue
        near = difflib.get_close_matches(plain(column.name), by_plain, n=1, cutoff=NEAR)
        found[column.name] = by_plain[near[0]] if near else ""
    return found

"""How the header of a table compares with its definition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import difflib

from fairmark.schemas.oneroster import VERSIONS, tables
from fairmark.validators.readers.oneroster import Roster, RosterTable, plain

EXTENSION = "metadata"
"""What the names of columns begin with that somebody has added."""

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


def is_header(table: RosterTable) -> bool:
    """Whether the first row is a header at all: at least half of its names are those of the definition. What stands in
    another first row may be personal values."""
    due = {name.lower() for name in table.spec.columns}
    names = [name for name in table.data.header if not plain(name).startswith(EXTENSION)]
    return sum(plain(name) in due for name in names) * 2 >= len(names) > 0


def compared(roster: Roster, table: RosterTable) -> Header:
    """The header of the table, which `is_header`, compared with the definition."""
    due = {name.lower(): name for name in table.spec.columns}
    other = _other_version(roster, table)
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
        elif name in other:
            foreign[at] = other[name]
        else:
            extra[at] = written
        seen.add(name)
    return Header(known, _missing(table, known, foreign, extra, list(other.values())), foreign, extra, surplus)


def _other_version(roster: Roster, table: RosterTable) -> dict[str, str]:
    """Names in lower case of all columns of the table in the other version, in their order."""
    versions = (version for version in VERSIONS if version != roster.version)
    spec = next((tables(version)[table.name] for version in versions if table.name in tables(version)), None)
    return {name.lower(): name for name in spec.columns} if spec else {}


def _missing(
    table: RosterTable,
    known: Mapping[str, int],
    foreign: Mapping[int, str],
    extra: Mapping[int, str],
    other: Sequence[str],
) -> dict[str, str]:
    """A column that has only got another name in the other version, and is there under that, is not missing."""
    renamed = {other.index(name) for name in foreign.values()}
    by_lower = {name.lower(): name for name in extra.values()}
    found = {}
    for at, column in enumerate(table.spec.columns.values()):
        if column.name in known or column.required == "optional" or at in renamed:
            continue
        near = difflib.get_close_matches(column.name.lower(), by_lower, n=1, cutoff=NEAR)
        found[column.name] = by_lower[near[0]] if near else ""
    return found

"""Which tables of a package the columns of another one refer to, while it is read."""

from collections.abc import Callable

from fairmark.schemas.oneroster import VERSIONS, tables
from fairmark.validators.readers.tables.building import Kin
from fairmark.validators.readers.tables.keys import MANY
from fairmark.validators.readers.tables.known import plain
from fairmark.validators.readers.tables.table import Table

KEY = "sourcedid"


def _targets() -> dict[str, dict[str, str]]:
    """Table and column, as `plain` has it, to the table that it refers to, in whatever version. A cell that holds a
    list of references is no reference."""
    found: dict[str, dict[str, str]] = {}
    for version in VERSIONS:
        for name, table in tables(version).items():
            known = found.setdefault(name, {})
            known.update((plain(each.name), each.target) for each in table.columns.values() if not each.many)
    return found


class Relatives:
    """The tables that were read so far, by name."""

    def __init__(self) -> None:
        self._targets = _targets()
        self._read: dict[str, Table] = {}
        self._kin: dict[str, Kin | None] = {}

    def add(self, name: str, table: Table) -> None:
        self._read[name] = table

    def of(self, name: str) -> Callable[[str], Kin | None]:
        """Column of the table of that name, as its header has it, to the keys of the table that it refers to; None
        where that was not read yet, or has so many that they are better not held in memory."""
        targets = self._targets.get(name, {})

        def kin_of(column: str) -> Kin | None:
            target = targets.get(plain(column), "")
            if target not in self._kin and target in self._read:
                self._kin[target] = self._made(self._read[target])
            return self._kin.get(target)

        return kin_of

    def _made(self, table: Table) -> Kin | None:
        at = next((at for at, name in enumerate(table.header) if plain(name) == KEY), None)
        return None if at is None or table.rows > MANY else Kin(table.column_at(at))

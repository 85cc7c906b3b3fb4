"""Tables of comma-separated values: their columns, as data.

Rules are generic over these definitions; nothing of what stands there is said again in a rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from fairmark.schemas import load


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column.

    `type` is guid, reference, string, enumeration, pair (`{key:value}`), date, datetime, year, boolean, float or
    integer; with `many`, the cell is a list of such. `required` is "always", "delta" (filled in a delta file, empty in
    a bulk one) or "optional". `target` is the file that a reference leads to; a guid with a target equals the
    identifier of a record there. `vocabulary` holds the terms of an enumeration; where it is `extensible`, terms that
    begin with `ext:` may be added. `privacy` is the class (P0 to P5) of what the column holds; `since` the version of
    the standard that added it.
    """

    name: str
    type: str
    required: str
    many: bool = False
    target: str = ""
    vocabulary: tuple[str, ...] = ()
    extensible: bool = False
    privacy: str = "P2"
    since: str = "1.1"


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table; `name` is that of its file without `.csv`."""

    name: str
    columns: Mapping[str, ColumnSpec]

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(self.columns)


@cache
def table(path: str) -> TableSpec:
    """The table that is defined in `path`, relative to `fairmark.schemas`, such as "canvas/outcomes.json"."""
    defined = load(path)
    return TableSpec(defined["name"], columns_of(defined))


def columns_of(defined: Mapping[str, Any], since: str = "1.1") -> Mapping[str, ColumnSpec]:
    """The columns of a definition by name, in their order. `since` is the version that added the table."""
    return MappingProxyType({column["name"]: _column(column, since) for column in defined["columns"]})


def _column(column: Mapping[str, Any], since: str) -> ColumnSpec:
    return ColumnSpec(
        column["name"],
        column["type"],
        column["required"],
        many=column.get("many", False),
        target=column.get("target", ""),
        vocabulary=tuple(column.get("vocabulary", ())),
        extensible=column.get("extensible", False),
        privacy=column["x-privacy"],
        since=column.get("since", since),
    )

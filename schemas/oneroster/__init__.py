"""OneRoster CSV 1.1 and 1.2: the files of a package and their columns, as data.

Rules are generic over these tables; nothing of what stands here is said again in a rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from fairmark.schemas import load

VERSIONS = ("1.1", "1.2")


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column.

    `type` is guid, reference, string, enumeration, pair (`{key:value}`), date, datetime, year, boolean, float or
    integer; with `many`, the cell is a comma-separated list of such. `required` is "always", "delta" (filled in a delta
    file, empty in a bulk one) or "optional". `target` is the file that a reference leads to; a guid with a target
    equals the sourcedId of a record there. `vocabulary` holds the terms of an enumeration; where it is `extensible`,
    terms that begin with `ext:` may be added. `privacy` is the class (P0 to P5) of what the column holds; `since` the
    version of the standard that added it.
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
    """A file of a package; `name` without `.csv`. `needs` names the files that must travel with it where it is bulk,
    `since` the version of the standard that added it."""

    name: str
    columns: Mapping[str, ColumnSpec]
    needs: tuple[str, ...]
    since: str

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(self.columns)


@dataclass(frozen=True, slots=True)
class PropertySpec:
    """A property of `manifest.csv`; where `values` is not empty, it has one of them."""

    name: str
    required: bool
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ManifestSpec:
    """`manifest.csv`: its header, its properties but those of the files, and the modes that a file may have."""

    header: tuple[str, ...]
    properties: Mapping[str, PropertySpec]
    modes: tuple[str, ...]


@cache
def tables(version: str) -> Mapping[str, TableSpec]:
    """The files of a package of `version` ("1.1" or "1.2") by name without `.csv`."""
    found = {table["name"]: _table(table) for table in _definition(version)["tables"]}
    return MappingProxyType(found)


@cache
def manifest(version: str) -> ManifestSpec:
    """What `manifest.csv` holds in a package of `version`."""
    found = _definition(version)["manifest"]
    properties = {
        each["name"]: PropertySpec(each["name"], each["required"], tuple(each.get("values", ())))
        for each in found["properties"]
    }
    return ManifestSpec(tuple(found["header"]), MappingProxyType(properties), tuple(found["modes"]))


def _definition(version: str) -> Any:
    return load(f"oneroster/csv-{version}.json")


def _table(table: Mapping[str, Any]) -> TableSpec:
    since = table.get("since", "1.1")
    columns = {column["name"]: _column(column, since) for column in table["columns"]}
    return TableSpec(table["name"], MappingProxyType(columns), tuple(table["needs"]), since)


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

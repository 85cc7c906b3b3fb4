"""OneRoster CSV 1.1 and 1.2: the files of a package and their columns, as data.

Rules are generic over these tables; nothing of what stands here is said again in a rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from fairmark.schemas import load
from fairmark.schemas.tables import ColumnSpec as ColumnSpec
from fairmark.schemas.tables import TableSpec as Columns
from fairmark.schemas.tables import columns_of

VERSIONS = ("1.1", "1.2")


@dataclass(frozen=True, slots=True)
class TableSpec(Columns):
    """A file of a package. `needs` names the files that must travel with it where it is bulk, `since` the version of
    the standard that added it."""

    needs: tuple[str, ...] = ()
    since: str = "1.1"


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
    return TableSpec(table["name"], columns_of(table, since), tuple(table["needs"]), since)

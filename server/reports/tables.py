"""The tables of the model as ibis sees them, and as Arrow holds them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa

from fairmark.server.reports.rows import ROWS

IBIS: Mapping[type, str] = {
    str: "string",
    int: "int64",
    float: "float64",
    bool: "boolean",
    date: "date",
    datetime: "timestamp(6)",
}
ARROW: Mapping[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us"),
}

NAMES: Mapping[type, str] = {row: name for name, row in ROWS.items()}

Rows = Mapping[str, list[Any]]
"""Name of a table to its rows."""


@cache
def columns_of(row: type) -> dict[str, tuple[type, bool]]:
    """Name of a column to its type, and whether it may be null."""
    hints = get_type_hints(row)
    found = {}
    for field in fields(row):
        hint = hints[field.name]
        parts = get_args(hint) if isinstance(hint, UnionType) else (hint,)
        found[field.name] = (next(part for part in parts if part is not NoneType), NoneType in parts)
    return found


@cache
def table(row: type) -> ibis.Table:
    """The table of those rows, bound to no engine: whichever runs an expression finds it by its name. That a column has
    no nulls is not said, as ibis puts no tables together that differ in it."""
    columns = {name: dt.dtype(IBIS[kind]) for name, (kind, _) in columns_of(row).items()}
    return ibis.table(columns, name=NAMES[row])


def settled(joined: ibis.Table) -> ibis.Table:
    """The rows of a join as a table of its own. ibis takes what is joined to a join for a part of it, and then no
    longer knows the columns that were computed in between."""
    return joined.view()


def arrow_schema(row: type) -> pa.Schema:
    return pa.schema([pa.field(name, ARROW[kind], nullable) for name, (kind, nullable) in columns_of(row).items()])


def as_arrow(row: type, rows: Iterable[Any]) -> pa.Table:
    """Rows of one table. They are read once."""
    names = list(columns_of(row))
    whole = [tuple(getattr(each, name) for name in names) for each in rows]
    columns = list(zip(*whole, strict=True)) or [()] * len(names)
    schema = arrow_schema(row)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema)


def collected(rows: Iterable[object]) -> Rows:
    """Rows of all tables, put apart."""
    found: dict[str, list[Any]] = {name: [] for name in ROWS}
    for row in rows:
        found[NAMES[type(row)]].append(row)
    return found


def in_batches(rows: Iterable[object], size: int) -> Iterator[tuple[str, pa.Table]]:
    """Rows of all tables, put apart: name of a table and some of its rows, again and again; each table at least
    once."""
    waiting: dict[str, list[Any]] = {name: [] for name in ROWS}
    for row in rows:
        name = NAMES[type(row)]
        waiting[name].append(row)
        if len(waiting[name]) == size:
            yield name, as_arrow(ROWS[name], waiting[name])
            waiting[name] = []
    for name, left in waiting.items():
        yield name, as_arrow(ROWS[name], left)

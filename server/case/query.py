"""The arguments of lists, and what they make of them. CASE 1.1 RB 3.1 to 3.4, which says the same as the REST bindings
of OneRoster 1.2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import re
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, validate
from marshmallow import fields as ma

from fairmark.schemas import ClassTable
from fairmark.server.case.collation import key
from fairmark.server.case.columns import Column, NoColumn, column, moment
from fairmark.server.case.filter import BadFilter, compile_filter
from fairmark.server.http import Refusal

Json = dict[str, Any]

LIMIT = 100
"""Page size where the request names none: what the description of `limit` says in both versions."""

INT32 = 2**31 - 1
LONGEST = 500
"""Characters of a filter. It comes back in the Link header four times, and proxies bound headers."""

NAMES = re.compile(r"[^,]*[^, ][^,]*(,[^,]*[^, ][^,]*)*")
"""Names with commas between them, none of them blank."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list is of: records of the class `cls`, whose fields `classes` tell."""

    cls: str
    classes: Mapping[str, ClassTable]

    def column(self, name: str) -> Column:
        """The field of that name; NoColumn where there is none that could be compared."""
        return column(name, self.cls, self.classes)

    def has(self, name: str) -> bool:
        return name in self.classes[self.cls]


class Whole(ma.Integer):
    """A whole number in plain digits. Python's int() also takes 1_000, blanks, and digits of other scripts."""

    def _validated(self, value: Any) -> int:
        if not re.fullmatch(r"-?[0-9]{1,10}", str(value), re.ASCII):
            raise self.make_error("invalid")
        return int(value)


class Names(ma.List[str]):
    """Names with commas between them, or the argument once for each, or both: the OpenAPI files of the two versions
    differ in this."""

    def __init__(self, **metadata: Any) -> None:
        super().__init__(ma.Str(metadata={"pattern": f"^{NAMES.pattern}$"}), **metadata)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_rest: Any
    ) -> list[str | None]:
        if not all(NAMES.fullmatch(part) for part in value):
            raise ValidationError("A name is blank.")
        return list(dict.fromkeys(name.strip(" ") for part in value for name in part.split(",")))


class DocumentsQuery(Schema):
    """Arguments of getAllCFDocuments. All are optional; others are ignored."""

    class Meta:
        unknown = EXCLUDE

    limit = Whole(
        load_default=LIMIT,
        validate=validate.Range(1, INT32),
        metadata={"description": "How many records at most.", "format": "int32"},
    )
    offset = Whole(
        load_default=0,
        validate=validate.Range(0, INT32),
        metadata={"description": "Number of the first record, counted from 0.", "format": "int32"},
    )
    sort = ma.Str(metadata={"description": "Field to sort by. An unknown one leaves the records in their usual order."})
    order_by = ma.Str(
        data_key="orderBy",
        load_default="asc",
        validate=validate.OneOf(("asc", "desc")),
        metadata={"description": "Whether to sort upwards or downwards."},
    )
    filter = ma.Str(
        validate=validate.Length(max=LONGEST),
        metadata={
            "description": "One clause, or two joined by ' AND ' or ' OR ': field, one of = != > >= < <= ~ (contains), "
            "value in single quotes, such as title~'reading'. Case is no difference. A dot reaches into a link: "
            "licenseURI.title='CC0 1.0'."
        },
    )
    chosen = Names(
        data_key="fields",
        metadata={
            "description": "Names of the fields to return, with commas between them. An unknown one returns all."
        },
    )


def kept_arguments(query: Mapping[str, Any], listed: Listed) -> dict[str, str]:
    """The arguments that lead from one page to the next, as they are written: those that make a difference."""
    kept = {}
    if _sorted_by(query, listed):
        kept = {"sort": query["sort"], "orderBy": query["order_by"]}
    if "filter" in query:
        kept["filter"] = query["filter"]
    if names := _chosen(query, listed):
        kept["fields"] = ",".join(names)
    return kept


def filtered(records: Sequence[Json], query: Mapping[str, Any], listed: Listed) -> Sequence[Json]:
    """The records that `filter` lets through; a Refusal where it cannot be read or names an unknown field."""
    if "filter" not in query:
        return records
    try:
        test = compile_filter(query["filter"], listed.cls, listed.classes)
    except BadFilter as error:
        raise Refusal(400, "bad_query", f"invalid_filter_field: {error}.", "filter") from None
    return [record for record in records if test(record)]


def ordered(records: Sequence[Json], query: Mapping[str, Any], listed: Listed) -> Sequence[Json]:
    """The records by `sort` and `orderBy`, those without the field last; in their usual order where there is no such
    field. Records that are alike stay in their usual order."""
    by = _sorted_by(query, listed)
    if by is None:
        return records
    filled = [(_sort_key(by, values), record) for record in records if (values := by.values(record))]
    filled.sort(key=lambda pair: pair[0], reverse=query["order_by"] == "desc")
    return [*(record for _, record in filled), *(record for record in records if not by.values(record))]


def _sorted_by(query: Mapping[str, Any], listed: Listed) -> Column | None:
    try:
        return listed.column(query["sort"]) if "sort" in query else None
    except NoColumn:
        return None


def _sort_key(by: Column, values: Sequence[str]) -> Any:
    """Moments before what should be one and is not."""
    text = key(", ".join(values))
    instant = moment(values[0]) if by.is_moment else None
    return (0, instant.timestamp(), text) if instant else (1, 0.0, text)


def selected(record: Json, query: Mapping[str, Any], listed: Listed) -> Json:
    """The fields of the record that `fields` names; all of them where one of the names is unknown (RB 3.4)."""
    names = _chosen(query, listed)
    return {name: record[name] for name in names if name in record} if names else record


def _chosen(query: Mapping[str, Any], listed: Listed) -> Sequence[str]:
    """The names in `fields`; none where one of them is unknown."""
    names: Sequence[str] = query.get("chosen", ())
    return names if all(map(listed.has, names)) else ()

"""What addresses of these pages may ask for."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from marshmallow import Schema, ValidationError
from marshmallow import fields as ma

from fairmark.server.learning import times

YEARS = range(1900, 9999)


class Day(ma.Date):
    """A day as forms send it; None where the field was left empty."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> Any:
        if value == "":
            return None
        day = super()._deserialize(value, attr, data, **rest)
        if day.year not in YEARS:
            raise ValidationError("Must be a day such as 2026-01-31.")
        return day


class WhenQuery(Schema):
    """Of when a page tells, and what was known when: learning up to a day, as it was known at the end of another."""

    as_of = Day(data_key="asOf")
    known_at = Day(data_key="knownAt")


class ClassQuery(Schema):
    """Of which class a page tells."""

    taught = ma.Str(data_key="class")


def moments(query: Mapping[str, Any]) -> dict[str, datetime]:
    """The arguments of a ProgressQuery for those days: their ends, in UTC as everywhere."""
    return {name: end_of(query[name]) for name in ("as_of", "known_at") if query.get(name)}


def end_of(day: date) -> datetime:
    """The last moment of the day."""
    return times.beginning(day + timedelta(days=1)) - timedelta(microseconds=1)

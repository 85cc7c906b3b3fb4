"""The arguments of getCredentials."""

from datetime import UTC, datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, validate
from marshmallow import fields as ma

from fairmark.server.case.query import INT32, LIMIT, Whole

MOST = 1_000
"""Credentials on a page, whatever is asked for: the standards name no most, so that more is answered by a page of these
and a link to the next one."""


class Since(ma.String):
    """A moment. The standards ask for no offset here; without one it is in UTC."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> Any:
        text = super()._deserialize(value, attr, data, **rest)
        try:
            moment = datetime.fromisoformat(text) if "T" in text.upper() else None
            given = moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            given = None
        if given is None:
            raise ValidationError("Must be a date and time, such as 2026-01-31T12:00:00Z.")
        return given, text


class CredentialsQuery(Schema):
    """Which of the credentials to answer with. All is optional; other arguments are ignored."""

    class Meta:
        unknown = EXCLUDE

    limit = Whole(
        load_default=LIMIT,
        validate=validate.Range(1, INT32),
        metadata={"description": f"How many credentials at most; never more than {MOST:,}.", "format": "int32"},
    )
    offset = Whole(
        load_default=0,
        validate=validate.Range(0, INT32),
        metadata={"description": "Number of the first credential, counted from 0.", "format": "int32"},
    )
    since = Since(
        metadata={"description": "Only credentials that were issued after this moment.", "format": "date-time"}
    )

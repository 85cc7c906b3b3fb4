"""The tables, for SQLite and PostgreSQL alike: few indexed columns beside the JSON of each object as bytes.

A framework is a CFDocument with all that belongs to it. Its current objects and edges are rows; each of its versions is
kept as ready bytes, one rendition for CASE 1.0 and one for 1.1.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class Moment(TypeDecorator[datetime]):
    """A moment as ISO 8601 text in UTC: the same in every database, and it sorts."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        return value.astimezone(UTC).isoformat(timespec="microseconds") if value else None

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        return datetime.fromisoformat(value) if value else None


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

frameworks = Table(
    "frameworks",
    metadata,
    Column("identifier", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("creator", Text, nullable=False),
    Column("language", String(64), nullable=False),
    Column("adoption_status", Text, nullable=False),
    Column("version", Integer, nullable=False),  # number of the current one
    Column("imported_at", Moment, nullable=False),
    Column("document", LargeBinary, nullable=False),  # CFPckgDocument, CASE 1.1
)

versions = Table(
    "versions",
    metadata,
    Column("framework", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("imported_at", Moment, nullable=False),
    Column("source", Text, nullable=False),  # where it came from: a file's name or a URL
    Column("digest", String(64), nullable=False),  # SHA-256 of the 1.1 rendition
    Column("items", Integer, nullable=False),
    Column("associations", Integer, nullable=False),
    Column("repairs", LargeBinary, nullable=False),  # JSON: what was mended on the way in, by rule
    Column("lost_in_1_0", LargeBinary, nullable=False),  # JSON: what the 1.0 rendition cannot say
    ForeignKeyConstraint(["framework"], ["frameworks.identifier"], ondelete="CASCADE"),
)

renditions = Table(
    "renditions",
    metadata,
    Column("framework", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("case_version", String(8), primary_key=True),
    Column("etag", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("gzip", LargeBinary, nullable=False),
    Column("zstd", LargeBinary, nullable=False),
    ForeignKeyConstraint(["framework", "number"], ["versions.framework", "versions.number"], ondelete="CASCADE"),
)

objects = Table(
    "objects",
    metadata,
    Column("framework", String(64), primary_key=True),
    Column("identifier", String(64), primary_key=True),
    Column("cls", String(32), nullable=False),  # such as CFItem
    Column("position", Integer, nullable=False),  # within its class, as published
    Column("label", Text, nullable=False),  # what a person reads: statement or title
    Column("code", Text, nullable=False),  # humanCodingScheme or hierarchyCode
    Column("body", LargeBinary, nullable=False),  # package form, CASE 1.1
    ForeignKeyConstraint(["framework"], ["frameworks.identifier"], ondelete="CASCADE"),
)
Index("ix_objects_identifier_cls", objects.c.identifier, objects.c.cls)
Index("ix_objects_framework_cls_position", objects.c.framework, objects.c.cls, objects.c.position)
Index("ix_objects_framework_cls_code", objects.c.framework, objects.c.cls, objects.c.code)

edges = Table(
    "edges",
    metadata,
    Column("framework", String(64), primary_key=True),
    Column("association", String(64), primary_key=True),
    Column("type", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("destination", Text, nullable=False),
    Column("sequence", Integer, nullable=True),
    ForeignKeyConstraint(["framework"], ["frameworks.identifier"], ondelete="CASCADE"),
)
Index("ix_edges_origin", edges.c.origin)
Index("ix_edges_destination_type", edges.c.destination, edges.c.type)

tokens = Table(
    "tokens",
    metadata,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the token; the token itself is nowhere
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),  # separated by spaces
    Column("expires_at", Moment, nullable=True),
    Column("created_at", Moment, nullable=False),
)

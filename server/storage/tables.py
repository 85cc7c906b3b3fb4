"""The tables, for SQLite and PostgreSQL alike: few indexed columns beside the JSON of each object as bytes.

A framework is a CFDocument with all that belongs to it. Its current objects and edges are rows; each of its versions is
kept as ready bytes, one rendition for CASE 1.0 and one for 1.1.

A change here needs a migration in `migrations/versions`; a test holds the two together.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
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


LONGEST = 256
"""Characters of a text that is indexed. PostgreSQL indexes at most 2,704 bytes a row; the body has the whole."""


class Words(TypeDecorator[str]):
    """Text for looking up and for showing: without NUL, which PostgreSQL cannot hold, and cut at `longest`."""

    impl = Text
    cache_ok = True

    def __init__(self, longest: int | None = None) -> None:
        super().__init__()
        self.longest = longest

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return value.replace("\0", "")[: self.longest] if value is not None else None


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
    Column("title", Words, nullable=False),
    Column("creator", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("adoption_status", Words, nullable=False),
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
    Column("source", Words, nullable=False),  # where it came from: a file's name or a URL
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
    Column("label", Words, nullable=False),  # what a person reads: statement or title
    Column("code", Words(LONGEST), nullable=False),  # humanCodingScheme or hierarchyCode
    Column("folded", Words, nullable=False),  # label and code without regard to case, for search
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
    Column("type", Words(LONGEST), nullable=False),
    Column("origin", Words(LONGEST), nullable=False),
    Column("destination", Words(LONGEST), nullable=False),
    Column("sequence", BigInteger, nullable=True),
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
    Column("person", String(64), nullable=True),  # whose rights it carries, None for nobody's
    Column("acts_as", String(200), nullable=True),  # what records of learning call whom it acts for, None for nobody
)

mirrors = Table(
    "mirrors",
    metadata,
    Column("base", String(512), primary_key=True),  # base URL of the API that is mirrored
    Column("document", String(64), primary_key=True),  # identifier of the CFDocument
    Column("position", Integer, nullable=False),  # in the list of that server
    Column("status", String(16), nullable=False),  # a value of mirrors.Status
    Column("detail", Words, nullable=False),  # why, where there is something to say
    Column("etag", Text, nullable=False),  # as that server said it, "" for none
    Column("last_modified", Text, nullable=False),
    Column("digest", String(64), nullable=False),  # of the version that was stored, "" for none
    Column("seen_at", Moment, nullable=True),
)

"""The tables of the credential host: what people keep here, their profiles, and what this server issues itself.

What was sent is kept as the bytes that were sent. The columns beside them are for looking up.
"""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table, Text

from fairmark.server.storage.access_tables import DIGEST
from fairmark.server.storage.tables import Moment, Words, metadata

credentials = Table(
    "credentials",
    metadata,
    # In the order of their arrival, in which they are listed.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("person", String(64), nullable=False),
    Column("standard", String(8), nullable=False),  # ob or clr
    Column("identity", DIGEST, nullable=False),  # of issuer and identifier: which credential it is
    Column("called", Words, nullable=False),  # its identifier
    Column("form", String(8), nullable=False),  # json or jws
    Column("issued_at", Moment, nullable=False),  # its validFrom
    Column("kept_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),  # how often it was kept, counted from 1
    Column("size", Integer, nullable=False),  # of the body, in bytes
    Column("body", LargeBinary, nullable=False),
    ForeignKeyConstraint(["person"], ["people.id"], ondelete="CASCADE"),
)
Index(
    "ix_credentials_person_standard_identity",
    credentials.c.person,
    credentials.c.standard,
    credentials.c.identity,
    unique=True,
)

profiles = Table(
    "profiles",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("standard", String(8), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("kept_at", Moment, nullable=False),
    ForeignKeyConstraint(["person"], ["people.id"], ondelete="CASCADE"),
)

issuer_keys = Table(
    "issuer_keys",
    metadata,
    Column("id", String(64), primary_key=True),  # the fragment of the verification method, and the kid of the JWK
    Column("secret", Text, nullable=False),  # as secretKeyMultibase has it
    Column("made_at", Moment, nullable=False),
    Column("retired_at", Moment, nullable=True),  # since when it signs nothing any more; what it signed stays valid
)

status_entries = Table(
    "status_entries",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),  # of its bit, counted through all status lists
    Column("fact", String(64), nullable=False),  # the determination that the credential says; superseded is revoked
)
Index("ix_status_entries_fact", status_entries.c.fact, unique=True)

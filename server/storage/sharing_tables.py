"""The table of links by which people share what they keep here."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, Table

from fairmark.server.storage.access_tables import DIGEST
from fairmark.server.storage.tables import Moment, Words, metadata

shared_links = Table(
    "shared_links",
    metadata,
    Column("id", String(64), primary_key=True),  # what the person and the record of disclosures call it by
    Column("digest", DIGEST, nullable=False),  # of the secret in its address
    Column("person", String(64), nullable=False),
    Column("standard", String(8), nullable=False),
    Column("identity", DIGEST, nullable=False),  # which of the person's credentials it leads to
    Column("title", Words, nullable=False),  # what that one was called when the link was made
    Column("note", Words, nullable=False),  # what it is for, in the person's own words
    Column("made_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("revoked_at", Moment, nullable=True),
    ForeignKeyConstraint(["person"], ["people.id"], ondelete="CASCADE"),
)
Index("ix_shared_links_digest", shared_links.c.digest, unique=True)
Index("ix_shared_links_person", shared_links.c.person)

"""The tables of people, of the clients that they let in, of what those were given, and of what was disclosed to them.

Secrets, codes and tokens stand here as their SHA-256 only: each is 256 random bits, so that a slow hash would protect
it no better. Passwords, which people choose or write down, are hashed with scrypt.
"""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table, Text

from fairmark.server.storage.tables import Moment, Words, metadata

DIGEST = String(64)
"""SHA-256 in hexadecimal."""

people = Table(
    "people",
    metadata,
    Column("id", String(64), primary_key=True),  # opaque; everything else refers to a person by it
    Column("login", String(100), nullable=False),  # without regard to case
    Column("name", Words, nullable=False),
    Column("password", Text, nullable=False),  # scrypt, with its salt and its cost
    Column("created_at", Moment, nullable=False),
)
Index("ix_people_login", people.c.login, unique=True)

clients = Table(
    "oauth_clients",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("secret", DIGEST, nullable=False),
    Column("metadata", LargeBinary, nullable=False),  # JSON: what it registered, RFC 7591
    Column("registered_at", Moment, nullable=False),
)

grants = Table(
    "oauth_grants",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("person", String(64), nullable=False),
    Column("client", String(64), nullable=False),
    Column("scopes", Text, nullable=False),  # separated by spaces
    Column("created_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("revoked_at", Moment, nullable=True),
    ForeignKeyConstraint(["person"], ["people.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["client"], ["oauth_clients.id"], ondelete="CASCADE"),
)
Index("ix_oauth_grants_person", grants.c.person)

codes = Table(
    "oauth_codes",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    Column("grant", String(64), nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("challenge", String(128), nullable=False),  # S256, RFC 7636
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),
    ForeignKeyConstraint(["grant"], ["oauth_grants.id"], ondelete="CASCADE"),
)

issued = Table(
    "oauth_tokens",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    Column("kind", String(8), nullable=False),  # access or refresh
    Column("grant", String(64), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),  # of a refresh token: when another one took its place
    ForeignKeyConstraint(["grant"], ["oauth_grants.id"], ondelete="CASCADE"),
)
Index("ix_oauth_tokens_expires_at", issued.c.expires_at)
Index("ix_oauth_tokens_grant", issued.c.grant)

tickets = Table(
    "oauth_tickets",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    Column("person", String(64), nullable=False),
    Column("request", LargeBinary, nullable=False),  # JSON: the authorization request that was shown
    Column("expires_at", Moment, nullable=False),
    ForeignKeyConstraint(["person"], ["people.id"], ondelete="CASCADE"),
)

disclosures = Table(
    "disclosures",
    metadata,
    # No foreign keys: the record outlives the person and the client that it tells of.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("person", String(64), nullable=False),
    Column("client", String(128), nullable=False),
    Column("client_name", Words, nullable=False),  # as it called itself then
    Column("operation", String(64), nullable=False),
    Column("what", LargeBinary, nullable=False),  # JSON: the identifiers of what was disclosed
    Column("at", Moment, nullable=False),
)
Index("ix_disclosures_person_at", disclosures.c.person, disclosures.c.at)

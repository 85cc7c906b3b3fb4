"""What came with packages: when, which facts, and the files that have no other place here."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table

from fairmark.server.learning.tables import PERSON
from fairmark.server.storage.tables import Moment, Words, metadata

imports = Table(
    "imports",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("imported_at", Moment, nullable=False),
    Column("tenant", Words, nullable=False),  # where the package was made
    Column("kind", String(16), nullable=False),  # such as person
    Column("learner", String(PERSON), nullable=True),
    Column("made_at", Words, nullable=False),  # as its manifest says it
    Column("sha256", String(64), nullable=False),  # of its manifest, which says what all else is
    Column("added", LargeBinary, nullable=False),  # JSON: class to the number of records that were not here before
)
Index("ix_imports_imported_at", imports.c.imported_at, unique=True)

arrivals = Table(
    "arrivals",
    metadata,
    Column("fact", String(64), primary_key=True),
    Column("import_id", String(64), nullable=False),
    ForeignKeyConstraint(["fact"], ["facts.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["import_id"], ["imports.id"], ondelete="CASCADE"),
)
Index("ix_arrivals_import_id", arrivals.c.import_id)

carried = Table(
    "carried",
    metadata,
    Column("path", String(250), primary_key=True),  # in the package, such as files/ and the digest
    Column("learner", String(PERSON), nullable=True),  # whose credential it is; files are those of whoever's work
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
Index("ix_carried_learner", carried.c.learner)

"""The tables of facts about learning. Rows are only ever added; a row that replaces another one says so.

The indexed columns are for looking up; the body is the fact as it was recorded, and is what is answered.
"""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table

from fairmark.server.storage.tables import Moment, metadata

PERSON = 200
"""Characters of a learner's identifier at most: `maxLength` in the schema."""

facts = Table(
    "facts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("cls", String(32), nullable=False),  # such as Judgment
    Column("framework", String(64), nullable=False),  # identifier of the CFDocument that holds the target
    Column("target", String(64), nullable=False),  # identifier of the CFItem, "" for none or several
    Column("status", String(32), nullable=False),  # such as withdrawn, "" for none
    Column("effective_at", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("replaces", String(64), nullable=True),  # the fact that this one supersedes, or is the next version of
    Column("replaces_from", Moment, nullable=True),  # effective time from which on it takes that one's place
    Column("root", String(64), nullable=False),  # the first of the facts that replaced one another, maybe itself
    Column("visibility", String(16), nullable=False, server_default=""),  # to whom it is shown, "" for not said
    Column("body", LargeBinary, nullable=False),
)
Index("ix_facts_recorded_at", facts.c.recorded_at, unique=True)
Index("ix_facts_cls_recorded_at", facts.c.cls, facts.c.recorded_at)
Index("ix_facts_replaces", facts.c.replaces, unique=True)
Index("ix_facts_root", facts.c.root)

fact_learners = Table(
    "fact_learners",
    metadata,
    Column("learner", String(PERSON), primary_key=True),
    Column("fact", String(64), primary_key=True),
    ForeignKeyConstraint(["fact"], ["facts.id"], ondelete="CASCADE"),
)
Index("ix_fact_learners_fact", fact_learners.c.fact)

fact_links = Table(
    "fact_links",
    metadata,
    Column("root", String(64), primary_key=True),  # what is referred to, in whatever version
    Column("fact", String(64), primary_key=True),  # what refers to it
    ForeignKeyConstraint(["fact"], ["facts.id"], ondelete="CASCADE"),
)
Index("ix_fact_links_fact", fact_links.c.fact)

fact_parties = Table(
    "fact_parties",
    metadata,
    Column("person", String(PERSON), primary_key=True),  # whom the fact names besides its learners: staff, grantees
    Column("fact", String(64), primary_key=True),
    ForeignKeyConstraint(["fact"], ["facts.id"], ondelete="CASCADE"),
)
Index("ix_fact_parties_fact", fact_parties.c.fact)

answered = Table(
    "answered",
    metadata,
    Column("key", String(64), primary_key=True),  # SHA-256 of who asked and of the Idempotency-Key
    Column("request", String(64), nullable=False),  # SHA-256 of what was asked
    Column("answered_at", Moment, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", LargeBinary, nullable=False),  # JSON
    Column("body", LargeBinary, nullable=False),
)
Index("ix_answered_answered_at", answered.c.answered_at)

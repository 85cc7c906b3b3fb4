"""To whom facts are shown, whom they name besides their learners, and who has looked at them."""

from collections.abc import Iterator
import json
from typing import Any

from alembic import op
import sqlalchemy as sa

revision = "0010"
down_revision = "0009"

CHUNK = 1_000


def upgrade() -> None:
    op.add_column("facts", sa.Column("visibility", sa.String(length=16), nullable=False, server_default=""))
    op.create_table(
        "fact_parties",
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["fact"], ["facts.id"], name="fk_fact_parties_fact", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "fact", name="pk_fact_parties"),
    )
    op.create_index("ix_fact_parties_fact", "fact_parties", ["fact"])
    op.create_table(
        "access_events",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("learner", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=200), nullable=True),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("legal_basis", sa.String(length=32), nullable=False),
        sa.Column("grant", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_access_events"),
    )
    op.create_index("ix_access_events_learner_at", "access_events", ["learner", "at"])
    _fill()


def _fill() -> None:
    """What the column and the table say of the facts that are there."""
    facts = sa.table("facts", sa.column("id"), sa.column("visibility"))
    parties = sa.table("fact_parties", sa.column("person"), sa.column("fact"))
    for id, cls, body in _rows():
        if visibility := body.get("visibility"):
            op.get_bind().execute(sa.update(facts).where(facts.c.id == id), {"visibility": visibility})
        if cls == "Support":
            for person in dict.fromkeys(body.get("staff", ())):
                op.get_bind().execute(sa.insert(parties), {"person": person, "fact": id})


def _rows() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The facts that may say one of the two, each with what it says, in the order of recording."""
    names = ("id", "cls", "recorded_at", "body")
    facts = sa.table("facts", *(sa.column(name) for name in names))
    wanted = sa.select(facts).where(facts.c.cls.in_(("EvidenceRecord", "Goal", "Support")))
    after = ""
    while True:
        later = wanted.where(facts.c.recorded_at > after).order_by(facts.c.recorded_at).limit(CHUNK)
        rows = op.get_bind().execute(later).all()
        if not rows:
            return
        yield from ((row.id, row.cls, json.loads(bytes(row.body))) for row in rows)
        after = rows[-1].recorded_at

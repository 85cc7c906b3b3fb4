"""Facts know whose place they take and since when, what they refer to, and their status; answers to requests that may
be sent twice are kept."""

from collections.abc import Iterator
import json
from typing import Any

from alembic import op
import sqlalchemy as sa

revision = "0006"
down_revision = "0005"

ALWAYS = "0001-01-01T00:00:00.000000+00:00"
CHUNK = 1_000


def upgrade() -> None:
    op.add_column("facts", sa.Column("status", sa.String(length=32), nullable=False, server_default=""))
    op.add_column("facts", sa.Column("replaces_from", sa.String(length=32), nullable=True))
    op.add_column("facts", sa.Column("root", sa.String(length=64), nullable=False, server_default=""))
    op.create_table(
        "fact_links",
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["fact"], ["facts.id"], name="fk_fact_links_fact", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("root", "fact", name="pk_fact_links"),
    )
    op.create_index("ix_fact_links_fact", "fact_links", ["fact"])
    op.create_table(
        "answered",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("answered_at", sa.String(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_answered"),
    )
    op.create_index("ix_answered_answered_at", "answered", ["answered_at"])
    _fill()
    op.create_index("ix_facts_root", "facts", ["root"])


def _fill() -> None:
    """What the columns say of the facts that are there. A fact comes after those that it refers to."""
    facts = sa.table("facts", *(sa.column(name) for name in ("id", "status", "replaces_from", "root")))
    links = sa.table("fact_links", sa.column("root"), sa.column("fact"))
    root: dict[str, str] = {}
    for row, body in _rows():
        root[row.id] = root.get(row.replaces, row.id)
        status = str(body.get("status", ""))
        voids = row.cls != "EvidenceRecord" or status == "withdrawn"
        values = {
            "status": status,
            "replaces_from": (ALWAYS if voids else row.effective_at) if row.replaces else None,
            "root": root[row.id],
        }
        op.get_bind().execute(sa.update(facts).where(facts.c.id == row.id), values)
        for member in ("evidence", "rule"):
            if isinstance(body.get(member), str) and body[member] in root:
                op.get_bind().execute(sa.insert(links), {"root": root[body[member]], "fact": row.id})


def _rows() -> Iterator[tuple[Any, dict[str, Any]]]:
    """Each fact with what it says, in the order of recording."""
    names = ("id", "cls", "effective_at", "recorded_at", "replaces", "body")
    facts = sa.table("facts", *(sa.column(name) for name in names))
    after = ""
    while True:
        wanted = sa.select(facts).where(facts.c.recorded_at > after).order_by(facts.c.recorded_at).limit(CHUNK)
        rows = op.get_bind().execute(wanted).all()
        if not rows:
            return
        for row in rows:
            yield row, json.loads(bytes(row.body))
        after = rows[-1].recorded_at

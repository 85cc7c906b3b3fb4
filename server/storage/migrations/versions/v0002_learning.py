"""Facts about learning, and whom they are about."""

from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "facts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("cls", sa.String(length=32), nullable=False),
        sa.Column("framework", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("effective_at", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.Column("replaces", sa.String(length=64), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_facts"),
    )
    op.create_index("ix_facts_cls_recorded_at", "facts", ["cls", "recorded_at"])
    op.create_index("ix_facts_recorded_at", "facts", ["recorded_at"], unique=True)
    op.create_index("ix_facts_replaces", "facts", ["replaces"], unique=True)
    op.create_table(
        "fact_learners",
        sa.Column("learner", sa.String(length=200), nullable=False),
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["fact"], ["facts.id"], name="fk_fact_learners_fact", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("learner", "fact", name="pk_fact_learners"),
    )
    op.create_index("ix_fact_learners_fact", "fact_learners", ["fact"])

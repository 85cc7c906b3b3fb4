"""Who has signed in to the pages of learning, and with which token."""

from alembic import op
import sqlalchemy as sa

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "visits",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("ends_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["token"], ["tokens.digest"], name="fk_visits_token", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name="pk_visits"),
    )
    op.create_index("ix_visits_token", "visits", ["token"])

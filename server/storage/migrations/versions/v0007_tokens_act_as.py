"""Tokens know for whom they act in the learning API."""

from alembic import op
import sqlalchemy as sa

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("tokens", sa.Column("acts_as", sa.String(length=200), nullable=True))

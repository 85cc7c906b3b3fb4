"""What reports know of earlier years, and is kept nowhere else."""

from alembic import op
import sqlalchemy as sa

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "report_rows",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.String(length=32), nullable=False),
        sa.Column("cls", sa.String(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_report_rows"),
    )

"""What people keep, their profiles, and the keys and status entries of what this server issues itself."""

from alembic import op
import sqlalchemy as sa

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "credentials",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("standard", sa.String(length=8), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("issued_at", sa.String(length=32), nullable=False),
        sa.Column("kept_at", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_credentials_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_credentials"),
    )
    op.create_index(
        "ix_credentials_person_standard_identity", "credentials", ["person", "standard", "identity"], unique=True
    )
    op.create_table(
        "profiles",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("standard", sa.String(length=8), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_profiles_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "standard", name="pk_profiles"),
    )
    op.create_table(
        "issuer_keys",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("retired_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_issuer_keys"),
    )
    op.create_table(
        "status_entries",
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_status_entries"),
    )
    op.create_index("ix_status_entries_fact", "status_entries", ["fact"], unique=True)

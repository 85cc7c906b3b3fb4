"""What came with portability packages: when, which facts, and the files that have no other place."""

from alembic import op
import sqlalchemy as sa

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.String(length=32), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("learner", sa.String(length=200), nullable=True),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_imported_at", "imports", ["imported_at"], unique=True)
    op.create_table(
        "arrivals",
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.Column("import_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["fact"], ["facts.id"], name="fk_arrivals_fact", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_arrivals_import_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("fact", name="pk_arrivals"),
    )
    op.create_index("ix_arrivals_import_id", "arrivals", ["import_id"])
    op.create_table(
        "carried",
        sa.Column("path", sa.String(length=250), nullable=False),
        sa.Column("learner", sa.String(length=200), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.String(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_carried"),
    )
    op.create_index("ix_carried_learner", "carried", ["learner"])

"""Frameworks with their versions, objects and edges; tokens; mirrors."""

from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "frameworks",
        sa.Column("identifier", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("creator", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("adoption_status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.String(length=32), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("identifier", name="pk_frameworks"),
    )
    op.create_table(
        "versions",
        sa.Column("framework", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.String(length=32), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("associations", sa.Integer(), nullable=False),
        sa.Column("repairs", sa.LargeBinary(), nullable=False),
        sa.Column("lost_in_1_0", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["framework"], ["frameworks.identifier"], name="fk_versions_framework", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("framework", "number", name="pk_versions"),
    )
    op.create_table(
        "renditions",
        sa.Column("framework", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("case_version", sa.String(length=8), nullable=False),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("gzip", sa.LargeBinary(), nullable=False),
        sa.Column("zstd", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["framework", "number"],
            ["versions.framework", "versions.number"],
            name="fk_renditions_framework_number",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("framework", "number", "case_version", name="pk_renditions"),
    )
    op.create_table(
        "objects",
        sa.Column("framework", sa.String(length=64), nullable=False),
        sa.Column("identifier", sa.String(length=64), nullable=False),
        sa.Column("cls", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["framework"], ["frameworks.identifier"], name="fk_objects_framework", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("framework", "identifier", name="pk_objects"),
    )
    op.create_index("ix_objects_framework_cls_code", "objects", ["framework", "cls", "code"])
    op.create_index("ix_objects_framework_cls_position", "objects", ["framework", "cls", "position"])
    op.create_index("ix_objects_identifier_cls", "objects", ["identifier", "cls"])
    op.create_table(
        "edges",
        sa.Column("framework", sa.String(length=64), nullable=False),
        sa.Column("association", sa.String(length=64), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["framework"], ["frameworks.identifier"], name="fk_edges_framework", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("framework", "association", name="pk_edges"),
    )
    op.create_index("ix_edges_destination_type", "edges", ["destination", "type"])
    op.create_index("ix_edges_origin", "edges", ["origin"])
    op.create_table(
        "tokens",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_tokens"),
    )
    op.create_table(
        "mirrors",
        sa.Column("base", sa.String(length=512), nullable=False),
        sa.Column("document", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("base", "document", name="pk_mirrors"),
    )

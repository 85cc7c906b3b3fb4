"""Who is who, as the student information system has exported it."""

from alembic import op
import sqlalchemy as sa

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    _places()
    _people()
    _teaching()


def _urn(name: str, *, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length=64), nullable=nullable)


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _span() -> "tuple[sa.Column[object], sa.Column[object]]":
    return sa.Column("begins", sa.Date(), nullable=True), sa.Column("ends", sa.Date(), nullable=True)


def _places() -> None:
    op.create_table(
        "roster_kept",
        sa.Column("kept_at", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("kept_at", name="pk_roster_kept"),
    )
    op.create_table(
        "roster_orgs",
        _urn("id"),
        *(_text(name) for name in ("sourced_id", "name", "type", "identifier")),
        _urn("parent", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_roster_orgs"),
    )


def _people() -> None:
    op.create_table(
        "roster_people",
        _urn("id"),
        *(_text(name) for name in ("sourced_id", "given", "family", "grade")),
        sa.Column("born", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_roster_people"),
    )
    op.create_table(
        "roster_roles",
        sa.Column("number", sa.Integer(), nullable=False),
        _urn("person"),
        _urn("org"),
        _text("role"),
        *_span(),
        sa.PrimaryKeyConstraint("number", name="pk_roster_roles"),
    )
    op.create_index("ix_roster_roles_person", "roster_roles", ["person"])
    op.create_index("ix_roster_roles_org_role", "roster_roles", ["org", "role"])
    op.create_table(
        "roster_guardians",
        _urn("learner"),
        _urn("guardian"),
        sa.PrimaryKeyConstraint("learner", "guardian", name="pk_roster_guardians"),
    )
    op.create_index("ix_roster_guardians_guardian", "roster_guardians", ["guardian"])
    op.create_table(
        "roster_demographics",
        _urn("person"),
        *(_text(name) for name in ("sex", "hispanic", "races")),
        sa.PrimaryKeyConstraint("person", name="pk_roster_demographics"),
    )


def _teaching() -> None:
    op.create_table(
        "roster_sessions",
        _urn("id"),
        *(_text(name) for name in ("sourced_id", "title", "type")),
        *_span(),
        _urn("parent", nullable=True),
        sa.Column("school_year", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_roster_sessions"),
    )
    op.create_table(
        "roster_courses",
        _urn("id"),
        *(_text(name) for name in ("sourced_id", "title", "code")),
        _urn("org", nullable=True),
        _text("subject_codes"),
        sa.PrimaryKeyConstraint("id", name="pk_roster_courses"),
    )
    op.create_table(
        "roster_classes",
        _urn("id"),
        *(_text(name) for name in ("sourced_id", "title", "type")),
        _urn("school", nullable=True),
        _urn("course", nullable=True),
        _text("subject_codes"),
        *_span(),
        sa.PrimaryKeyConstraint("id", name="pk_roster_classes"),
    )
    op.create_index("ix_roster_classes_school", "roster_classes", ["school"])
    op.create_table(
        "roster_enrollments",
        sa.Column("number", sa.Integer(), nullable=False),
        _text("sourced_id"),
        _urn("person"),
        _urn("class"),
        _urn("school", nullable=True),
        _text("role"),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        *_span(),
        sa.PrimaryKeyConstraint("number", name="pk_roster_enrollments"),
    )
    for column in ("person", "class", "school"):
        op.create_index(f"ix_roster_enrollments_{column}_role", "roster_enrollments", [column, "role"])

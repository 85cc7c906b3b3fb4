"""The tables of the roster, which is replaced as a whole. Ids are the URNs by which records of learning call people,
schools and classes; `sourced_id` is what the export calls them.

What is not needed to know who may see what, and to show a name, is not kept: no address, no phone number, no login. The
groups that a learner belongs to stand apart, so that nothing reads them by the way.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table

from fairmark.server.storage.tables import Moment, Words, metadata

URN = String(64)
"""urn:uuid: and a UUID."""
CODE = Words(64)
"""A term of a vocabulary, such as a role or a grade."""

kept = Table(
    "roster_kept",
    metadata,
    Column("kept_at", Moment, primary_key=True),
    Column("version", String(8), nullable=False),  # of OneRoster
)

orgs = Table(
    "roster_orgs",
    metadata,
    Column("id", URN, primary_key=True),
    Column("sourced_id", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("type", CODE, nullable=False),  # such as school
    Column("identifier", Words, nullable=False),
    Column("parent", URN, nullable=True),
)

people = Table(
    "roster_people",
    metadata,
    Column("id", URN, primary_key=True),
    Column("sourced_id", Words, nullable=False),
    Column("given", Words, nullable=False),
    Column("family", Words, nullable=False),
    Column("grade", CODE, nullable=False),  # as exported, "" for none
    Column("born", Date, nullable=True),
)

roles = Table(
    "roster_roles",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("person", URN, nullable=False),
    Column("org", URN, nullable=False),
    Column("role", CODE, nullable=False),
    Column("begins", Date, nullable=True),
    Column("ends", Date, nullable=True),  # the first day that is no longer in it
)
Index("ix_roster_roles_person", roles.c.person)
Index("ix_roster_roles_org_role", roles.c.org, roles.c.role)

guardians = Table(
    "roster_guardians",
    metadata,
    Column("learner", URN, primary_key=True),
    Column("guardian", URN, primary_key=True),
)
Index("ix_roster_guardians_guardian", guardians.c.guardian)

sessions = Table(
    "roster_sessions",
    metadata,
    Column("id", URN, primary_key=True),
    Column("sourced_id", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("type", CODE, nullable=False),  # such as schoolYear
    Column("begins", Date, nullable=True),
    Column("ends", Date, nullable=True),  # the first day that is no longer in it
    Column("parent", URN, nullable=True),
    Column("school_year", Integer, nullable=True),  # the calendar year in which it ends
)

courses = Table(
    "roster_courses",
    metadata,
    Column("id", URN, primary_key=True),
    Column("sourced_id", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("code", Words, nullable=False),
    Column("org", URN, nullable=True),
    Column("subject_codes", Words, nullable=False),  # as exported, separated by commas
)

classes = Table(
    "roster_classes",
    metadata,
    Column("id", URN, primary_key=True),
    Column("sourced_id", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("type", CODE, nullable=False),  # such as homeroom
    Column("school", URN, nullable=True),
    Column("course", URN, nullable=True),
    Column("subject_codes", Words, nullable=False),
    Column("begins", Date, nullable=True),  # with the first of its terms
    Column("ends", Date, nullable=True),  # with the last of them
)
Index("ix_roster_classes_school", classes.c.school)

enrollments = Table(
    "roster_enrollments",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("sourced_id", Words, nullable=False),
    Column("person", URN, nullable=False),
    Column("class", URN, nullable=False),
    Column("school", URN, nullable=True),
    Column("role", CODE, nullable=False),  # such as student or teacher
    Column("is_primary", Boolean, nullable=False),
    Column("begins", Date, nullable=True),  # when the class does, where the export does not say
    Column("ends", Date, nullable=True),  # the first day that is no longer in it
)
Index("ix_roster_enrollments_person_role", enrollments.c.person, enrollments.c.role)
Index("ix_roster_enrollments_class_role", enrollments.c["class"], enrollments.c.role)
Index("ix_roster_enrollments_school_role", enrollments.c.school, enrollments.c.role)

demographics = Table(
    "roster_demographics",
    metadata,
    Column("person", URN, primary_key=True),
    Column("sex", CODE, nullable=False),
    Column("hispanic", CODE, nullable=False),
    Column("races", Words, nullable=False),  # columns of demographics.csv that are true, separated by commas
)

ROSTER = (kept, orgs, people, roles, guardians, sessions, courses, classes, enrollments, demographics)
"""All that is replaced together."""

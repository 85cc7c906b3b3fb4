"""The sample district in the demonstration: three years of facts about learning, the roster, and a few people to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
import tempfile

from sqlalchemy import Engine, select

from fairmark.fixtures.district import District
from fairmark.fixtures.district.calendar import EXPORTED_LATER
from fairmark.fixtures.district.learning import learning
from fairmark.fixtures.district.oneroster import export
from fairmark.fixtures.district.oneroster.package import write_folder
from fairmark.fixtures.district.oneroster.rows import Rows
from fairmark.server.learning.ledger import Ledger
from fairmark.server.learning.restoring import restore
from fairmark.server.reports.loading.district import roster_rows
from fairmark.server.reports.noted import note
from fairmark.server.roster.keeping import keep
from fairmark.server.roster.people import SCHOOL, TEACHER, People
from fairmark.server.roster.rows import READ
from fairmark.server.roster.tables import guardians, orgs, people, roles
from fairmark.server.storage.database import reading, writing
from fairmark.validators.readers.limits import Limits

VERSION = "1.2"
"""Of OneRoster."""
GRADE = "05"
"""The grade of the learner whom a newcomer can be."""


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Made-up people of the sample district, by their URNs: a learner, who they are at home and at school with, and who
    leads their school and the district. `other_teacher` teaches at another school."""

    learner: str
    guardian: str
    teacher: str
    other_teacher: str
    leader: str
    district: str


def holds_district(engine: Engine) -> bool:
    """Whether anything is recorded in the database: the district, or what others have put there."""
    with reading(engine) as connection:
        return Ledger(connection).newest() is not None


def put_district(engine: Engine, made: District) -> None:
    """Put the district into a database in which nothing is recorded."""
    with tempfile.TemporaryDirectory(prefix="fairmark-district-") as folder:
        package = Path(folder) / "roster"
        write_folder(_roster(made), VERSION, package)
        keep(engine, package, Limits())
    known = learning(made)
    with writing(engine) as connection:
        note(connection, roster_rows(known), datetime.now(UTC))
        restore(connection, known.facts)


def _roster(district: District) -> Iterator[Rows]:
    """The part of the export that the server keeps."""
    return (rows for rows in export(district, VERSION, EXPORTED_LATER) if rows[0] in READ)


def demo_people(engine: Engine) -> DemoPeople | None:
    """People to try the pages as; None where the roster is not that of the sample district."""
    with reading(engine) as connection:
        known = People(connection)
        principals = select(roles.c.person, roles.c.org).where(roles.c.role == "principal").order_by(roles.c.number)
        leaders = {row.org: row.person for row in connection.execute(principals)}
        district = connection.scalar(select(roles.c.person).where(roles.c.role == "districtAdministrator"))
        learners = select(people.c.id).join(guardians, guardians.c.learner == people.c.id)
        for learner in connection.scalars(learners.where(people.c.grade == GRADE).order_by(people.c.id)):
            schools = known.schools_of(learner, EXPORTED_LATER)
            teachers = known.teachers_of(learner, EXPORTED_LATER)
            others = select(roles.c.person).join(orgs, orgs.c.id == roles.c.org)
            here = [one for school in schools for one in known.staff_of(school, EXPORTED_LATER)]
            elsewhere = others.where(roles.c.role == TEACHER, orgs.c.type == SCHOOL, roles.c.person.not_in(here))
            other = connection.scalar(elsewhere.order_by(roles.c.number))
            if teachers and district and other and schools and schools[0] in leaders:
                guardian = known.guardians_of(learner)[0]
                return DemoPeople(learner, guardian, teachers[0], other, leaders[schools[0]], district)
    return None

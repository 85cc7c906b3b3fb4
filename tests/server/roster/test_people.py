"""Who is who on a day: families, classes, schools, and who holds a learner's rights."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from small_roster import DISTRICT, Taught, Who, X, Y, write_roster
from sqlalchemy import Engine

from fairmark.server.roster.keeping import keep
from fairmark.server.roster.people import People
from fairmark.server.storage.database import reading
from fairmark.validators.convert.scl_terms import urn_of
from fairmark.validators.readers.limits import Limits

TODAY = date(2026, 3, 2)
PEOPLE = (
    Who("ada", "student", X, "06", "2014-05-01", ["gail"]),
    Who("ben", "student", Y, "07", "2013-05-01"),
    Who("cleo", "student", X, "12", "2008-02-29", ["gail"]),
    Who("dan", "student", X, "PS", "2010-01-01", ["gail"]),
    Who("eve", "student", X, "12", "", ["gail"]),
    Who("gail", "guardian", X, family=["ben", "tove"]),
    Who("tove", "teacher", X),
    Who("omar", "teacher", Y),
    Who("pia", "principal", X),
    Who("dora", "districtAdministrator", DISTRICT),
)
CLASSES = (
    Taught("maths", ["tove"], ["ada", "ben"], seats={"ben": ("2025-09-01", "2026-03-02")}),
    Taught("music", ["omar", "tove"], ["cleo"], Y),
)


def user(*names: str) -> list[str]:
    return sorted(urn_of("users", name) for name in names)


@pytest.fixture
def people(engine: Engine, tmp_path: Path) -> Iterator[People]:
    keep(engine, write_roster(tmp_path / "package", PEOPLE, CLASSES), Limits())
    with reading(engine) as connection:
        yield People(connection)


ADA, BEN, CLEO, DAN, EVE, GAIL, TOVE, PIA = (
    urn_of("users", name) for name in ("ada", "ben", "cleo", "dan", "eve", "gail", "tove", "pia")
)


def test_teachers_have_the_learners_who_are_in_their_classes_on_the_day(people: People) -> None:
    assert people.learners_of(TOVE, TODAY) == user("ada", "cleo")
    assert people.learners_of(TOVE, date(2026, 3, 1)) == user("ada", "ben", "cleo")
    assert people.teachers_of(CLEO, TODAY) == user("tove", "omar")
    assert people.teachers_of(BEN, TODAY) == []
    assert people.learners_in(urn_of("classes", "maths"), TODAY) == user("ada")
    assert people.classes_of(TOVE, TODAY) == [urn_of("classes", name) for name in ("maths", "music")]
    assert people.learners_of(TOVE, date(2019, 1, 1)) == []


def test_families_are_those_whom_either_side_names(people: People) -> None:
    assert people.children_of(GAIL) == user("ada", "ben", "cleo", "dan", "eve")
    assert people.guardians_of(BEN) == [GAIL]
    assert people.guardians_of(TOVE) == []


def test_schools_have_those_who_have_a_role_there_or_are_in_a_class(people: People) -> None:
    assert people.schools_of(CLEO, TODAY) == sorted(urn_of("orgs", school) for school in (X, Y))
    assert people.learners_at([urn_of("orgs", Y)], TODAY) == user("ben", "cleo")
    assert people.staff_of(urn_of("orgs", X), TODAY) == user("tove", "pia")
    (year,) = people.school_years()
    assert (year.title, year.number, str(year.ends)) == ("All years", 2099, "2099-07-01")
    assert people.names([ADA, "urn:uuid:nobody"]) == {ADA: "Given Family"}


@pytest.mark.parametrize(
    ("learner", "on", "holder"),
    [
        (ADA, date(2032, 4, 30), GAIL),
        (ADA, date(2032, 5, 1), ADA),
        (CLEO, date(2026, 2, 28), GAIL),  # born on a leap day
        (CLEO, date(2026, 3, 1), CLEO),
        (DAN, TODAY, DAN),  # in postsecondary education
        (EVE, TODAY, GAIL),  # no birthday is known
        ("urn:uuid:nobody", TODAY, "urn:uuid:nobody"),  # nobody is known who could hold them
    ],
)
def test_rights_pass_to_the_learner(people: People, learner: str, on: date, holder: str) -> None:
    assert people.rights_holders(learner, on) == [holder]


def test_without_a_roster_nobody_is_known(engine: Engine) -> None:
    with reading(engine) as connection:
        nobody = People(connection)
        assert (nobody.kept_at(), nobody.person(ADA), nobody.learners_of(TOVE, TODAY)) == (None, None, [])

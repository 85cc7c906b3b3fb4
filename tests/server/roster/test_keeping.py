"""Keeping the roster of a OneRoster package: whole or not at all, and nothing that is not needed."""

import json
from pathlib import Path
import shutil
from typing import Any

import pytest
from small_roster import DISTRICT, Taught, Who, X, Y, write_roster
from sqlalchemy import Engine, select

from conftest import Run
from fairmark.server.roster import tables
from fairmark.server.roster.keeping import Kept, keep
from fairmark.server.roster.people import People
from fairmark.server.storage.database import reading
from fairmark.validators.convert.scl_terms import urn_of
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.limits import Limits

PEOPLE = (
    Who("ada", "student", X, "06", "2014-05-01", ["gail"], ("Ada", "Quarshie")),
    Who("ben", "student", Y, "07", "2013-05-01"),
    Who("gail", "guardian", X, family=["ada", "ben"]),
    Who("tove", "teacher", X),
)
CLASSES = (Taught("maths", ["tove"], ["ada", "ben"], seats={"ben": ("2024-01-01", "2024-06-01")}),)


def every(engine: Engine) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        return [tuple(row) for table in tables.ROSTER for row in connection.execute(select(table))]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_package_of_either_version_is_kept(engine: Engine, tmp_path: Path, version: str) -> None:
    kept = keep(engine, write_roster(tmp_path / "package", PEOPLE, CLASSES, version), Limits())
    assert kept == Kept(version, schools=2, people=4, classes=1, enrollments=3)
    with reading(engine) as connection:
        ada = People(connection).person(urn_of("users", "ada"))
        demographics = connection.execute(select(tables.demographics)).first()
    assert ada is not None
    assert (ada.name, ada.grade, str(ada.born)) == ("Ada Quarshie", "06", "2014-05-01")
    assert [(role.role, role.org, role.kind) for role in ada.roles] == [("student", urn_of("orgs", X), "school")]
    assert demographics is not None
    assert demographics.races == "asian"
    assert "people.example" not in str(every(engine))


def test_a_later_package_takes_the_place_of_all(engine: Engine, tmp_path: Path) -> None:
    keep(engine, write_roster(tmp_path / "first", PEOPLE, CLASSES), Limits())
    kept = keep(engine, write_roster(tmp_path / "second", PEOPLE[1:2]), Limits())
    assert (kept.people, kept.classes) == (1, 0)
    with reading(engine) as connection:
        assert People(connection).person(urn_of("users", "ada")) is None
        assert People(connection).guardians_of(urn_of("users", "ben")) == []


def _empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def _without_users(folder: Path) -> None:
    (folder / "users.csv").unlink()


def _changes_only(folder: Path) -> None:
    file = folder / "users.csv"
    header, *rows = file.read_text("utf-8").splitlines()
    marked = [row.replace(",,", ",active,2024-01-01T00:00:00Z", 1) for row in rows]
    file.write_text("\n".join([header, *marked, ""]), "utf-8")


@pytest.mark.parametrize("damage", [_empty, _without_users, _changes_only])
def test_what_cannot_be_kept_leaves_the_roster_as_it_is(engine: Engine, tmp_path: Path, damage: Any) -> None:
    keep(engine, write_roster(tmp_path / "good", PEOPLE, CLASSES), Limits())
    before = every(engine)
    bad = write_roster(tmp_path / "bad", PEOPLE[:1])
    damage(bad)
    with pytest.raises(WrongUsage) as raised:
        keep(engine, bad, Limits())
    assert "Ada" not in str(raised.value)
    assert every(engine) == before


def test_records_that_are_there_twice_are_kept_once(engine: Engine, tmp_path: Path) -> None:
    kept = keep(engine, write_roster(tmp_path / "twice", [*PEOPLE, PEOPLE[0]], CLASSES), Limits())
    assert kept.people == 4


def test_the_command_keeps_a_roster(fairmark: Run, database_url: str, tmp_path: Path) -> None:
    folder = write_roster(tmp_path / "package", PEOPLE, CLASSES)
    archive = shutil.make_archive(str(tmp_path / "district"), "zip", folder)
    done = fairmark("import", archive, "--database", database_url)
    assert (done.exit_code, done.stdout) == (
        0,
        "Kept the roster (OneRoster 1.2): 4 people, 2 schools, 1 classes, 3 enrollments.\n",
    )
    told = json.loads(fairmark("import", folder, "--database", database_url, "--format", "json").stdout)
    assert (told["outcome"], told["people"], told["enrollments"]) == ("kept", 4, 3)
    done = fairmark("import", archive, "--database", database_url, "--dry-run")
    assert (done.exit_code, "is kept as a whole" in done.stderr) == (2, True)
    assert DISTRICT not in done.stderr

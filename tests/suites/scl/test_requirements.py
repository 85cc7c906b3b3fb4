"""The table of the learning profile: all 120 requirements, each checked by checks that are about it, or why not."""

import csv

import pytest

from conftest import SHARED
from fairmark.schemas.requirements import Requirement, requirements
from fairmark.validators import catalogue
from fairmark.validators.core.profile import profile_named
from fairmark.validators.suites.run import live_rules
from fairmark.validators.suites.scl.documents import SAID_BY_CHECKS
from fairmark.validators.suites.scl.subject import OF_PACKAGES, OF_SYSTEMS

TABLE = requirements("SCL")
RULES = {rule.id: rule for rule in catalogue.all_rules("SCL")}
CATALOGUE = SHARED / "requirements.tsv"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_a_requirement_is_checked_or_says_why_not(row: Requirement) -> None:
    assert set(row.rules) <= set(RULES)
    assert bool(row.rules) is not bool(row.untestable)
    assert row.level in ("MUST", "SHOULD", "MAY")
    assert (row.actors, row.versions) == (("system",), ("1",))
    assert set(row.modes) <= {"L", "X"}
    for text in (row.summary, row.untestable):
        assert not text or (text[0].isupper() and text.endswith("."))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_its_checks_look_where_it_can_be_shown(row: Requirement) -> None:
    live = [RULES[id] for id in row.rules if RULES[id].scope == "live"]
    if "X" not in row.modes and row.rules:
        assert set(row.modes) == {"L"}
    if "L" not in row.modes:
        assert not any(OF_SYSTEMS in rule.kinds for rule in live)
    assert not set(row.rules) & SAID_BY_CHECKS, "in its place checks of the suite speak"


def test_a_check_is_called_like_its_requirement() -> None:
    known = {row.id for row in TABLE}
    for rule in live_rules(profile_named("scl", live=True)):
        assert rule.id[:-1] in known, rule.id
        assert rule.id[:-1] in rule.basis
        assert (OF_PACKAGES in rule.kinds) is not (OF_SYSTEMS in rule.kinds)


def test_every_check_is_about_a_requirement() -> None:
    named = {id for row in TABLE for id in row.rules}
    assert {rule.id for rule in live_rules(profile_named("scl", live=True))} <= named


def test_must_certifies_and_should_is_reported() -> None:
    levels = {id: row.level for row in TABLE for id in row.rules if RULES[id].scope == "live"}
    for id, level in levels.items():
        own = next(row for row in TABLE if row.id == id[:-1])
        is_warning = RULES[id].severity.value == "warning"
        assert not is_warning or own.level != "MUST" or RULES[id].text.why, id
        assert own.level == "MUST" or is_warning, f"{id}: a {level} fails nobody"


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the catalogue is not beside the project")
def test_they_are_those_of_the_catalogue() -> None:
    with CATALOGUE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [(row["id"], row["level"], row["mode"]) for row in rows] == [
        (row.id, row.level, "".join(row.modes)) for row in TABLE
    ]
    assert sum(row.level == "MUST" for row in TABLE) == 102

"""The tables of Open Badges and CLR: each requirement is checked or says why not, by rules that can speak about it."""

import pytest

from fairmark.schemas.requirements import Requirement, requirements
from fairmark.validators import catalogue
from fairmark.validators.core.events import Checked
from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.profile import LIVE_PROFILES, Profile
from fairmark.validators.suites.requirements import came_out
from fairmark.validators.suites.run import SUITES, live_rules

VERSIONS = {"OB": "3.0", "CLR": "2.0"}
ROLES = {"host", "issuer", "displayer", "provider"}
RULES = {rule.id: rule for rule in catalogue.all_rules()}
ROWS = [(standard, row) for standard in VERSIONS for row in requirements(standard)]
PROFILES = [profile for profile in LIVE_PROFILES.values() if profile.standard in VERSIONS]
NOT_YET = {"issuer", "displayer"}
"""Roles of CLR of which the table speaks and that no profile has."""


@pytest.mark.parametrize(("standard", "row"), ROWS, ids=lambda value: getattr(value, "id", ""))
def test_a_requirement_is_checked_or_says_why_not(standard: str, row: Requirement) -> None:
    assert set(row.rules) <= set(RULES)
    assert bool(row.rules) is not bool(row.untestable)
    assert row.level in ("MUST", "SHOULD", "MAY")
    assert row.versions == (VERSIONS[standard],)
    assert row.actors
    assert set(row.actors) <= ROLES
    for text in (row.summary, row.untestable):
        assert not text or (text[0].isupper() and text.endswith("."))


@pytest.mark.parametrize(("standard", "row"), ROWS, ids=lambda value: getattr(value, "id", ""))
def test_the_rules_of_a_requirement_speak_about_its_standard_and_its_roles(standard: str, row: Requirement) -> None:
    document = f"{standard.lower()}-{VERSIONS[standard]}"
    for id in row.rules:
        rule = RULES[id]
        if rule.standard == "API":
            assert document in rule.versions, id
            served = {profile.role for profile in PROFILES if rule in live_rules(profile)}
            assert set(row.actors) - NOT_YET <= served if standard == "CLR" else set(row.actors) <= served, id
        else:
            assert rule.scope == "document", id
            assert rule.versions[-1] in ("2.0", "3.0"), id


def test_ids_are_in_order_and_no_two_rows_say_the_same() -> None:
    for standard in VERSIONS:
        rows = requirements(standard)
        assert [row.id for row in rows] == [f"{standard}-REQ-{number:03}" for number in range(1, len(rows) + 1)]
        assert len({(row.actor, row.summary) for row in rows}) == len(rows)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_every_live_rule_of_a_profile_checks_a_requirement_of_it(profile: Profile) -> None:
    rows = [row for row in requirements(profile.standard) if profile.role in row.actors]
    named = {id for row in rows for id in row.rules}
    assert {rule.id for rule in live_rules(profile)} <= named


def test_every_rule_of_the_current_standards_is_named_or_looks_at_the_user() -> None:
    named = {id for _, row in ROWS for id in row.rules}
    current = {
        rule.id
        for rule in RULES.values()
        if rule.standard in ("CLR", "API") or (rule.standard == "OB" and "3.0" in rule.versions)
    }
    assert current - named == {"OB-IDENT-004"}, "whose a badge is, is asked by --recipient alone"


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_every_profile_has_requirements_and_each_comes_out(profile: Profile) -> None:
    rules = {id for row in requirements(profile.standard) for id in row.rules}
    operations = {row.operation for row in requirements(profile.standard)}
    checks = [Checked(id, operation, Outcome.PASS, "") for id in sorted(rules) for operation in sorted(operations)]
    found = list(came_out(profile, checks))
    assert len(found) > 10
    for one in found:
        assert one.outcome is (Outcome.PASS if one.rules else Outcome.CANNOT_TELL), one.id


def test_every_profile_has_a_suite() -> None:
    assert {(profile.standard, profile.role) for profile in LIVE_PROFILES.values()} == set(SUITES)

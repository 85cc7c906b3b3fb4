"""The declarations are the catalogue: pages made from them are current, and each says what a user needs."""

import json
import re

import pytest

from conftest import Run
from fairmark.schemas.requirements import Requirement, requirements
from fairmark.validators import catalogue
from fairmark.validators.core.rule import Rule

RULES = catalogue.all_rules()
SENTENCE = re.compile(r"[A-Z`]|[a-z]+[A-Z_.]")
"""A sentence begins with a capital, or with the name of a field or file."""


def test_every_standard_has_its_page() -> None:
    assert {rule.standard for rule in RULES} == set(catalogue.STANDARDS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_declaration_is_whole(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]+(-[A-Z]+\d?)*-\d{2,3}", rule.id)
    assert rule.basis.strip()
    assert not re.fullmatch(r"[A-Z]\w?", rule.basis), "the basis names the standard's own clause"
    for part in (rule.text.what, rule.text.why, rule.text.repair):
        assert SENTENCE.match(part) and part.endswith((".", "!", "?")), f"a whole sentence: {part!r}"
    assert set(re.findall(r"\{(\w*)\}", rule.message)) <= {"observed", "expected"}
    assert set(rule.follows) <= {other.id for other in RULES}


def test_the_listing_is_what_other_tools_rely_on(fairmark: Run) -> None:
    rows = json.loads(fairmark("rules", "list", "--format", "json").stdout)
    assert [row["id"] for row in rows] == [rule.id for rule in RULES]
    assert set(rows[0]) == {"id", "severity", "title", "standard", "versions", "scope", "basis"}


def test_explain_says_it_all(fairmark: Run) -> None:
    done = fairmark("rules", "explain", "case-id-001")
    assert done.exit_code == 0
    for word in ("CASE-ID-001", "Why:", "Example:", "Repair:", "Basis:"):
        assert word in done.output


def test_an_unknown_rule_names_the_nearest(fairmark: Run) -> None:
    done = fairmark("rules", "explain", "CASE-ID-01")
    assert done.exit_code == 2
    assert "CASE-ID-001" in done.output


def test_coverage_accounts_for_every_rule(fairmark: Run) -> None:
    shown = json.loads(fairmark("rules", "coverage", "--standard", "case", "--format", "json").stdout)
    named = {id for row in shown["requirements"] for id in row["rules"]}
    assert named | set(shown["others"]) == {rule.id for rule in RULES if rule.standard == "CASE"}


@pytest.mark.parametrize("requirement", requirements("CASE"), ids=lambda requirement: requirement.id)
def test_a_requirement_is_checked_or_says_why_not(requirement: Requirement) -> None:
    known = {rule.id: rule for rule in RULES}
    assert set(requirement.rules) <= set(known)
    assert bool(requirement.rules) is not bool(requirement.untestable)
    assert requirement.level in ("MUST", "SHOULD", "MAY")
    assert set(requirement.versions) <= {"1.0", "1.1"}
    for id in requirement.rules:
        assert set(known[id].versions) & set(requirement.versions)

"""The families of rules: which module declares them, and what they say in place of a general rule."""

from collections.abc import Sequence
from importlib import import_module

from fairmark.validators.core.gathering import Gathering
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.readers.problem import Problem

FAMILIES = {
    "CASE": "fairmark.validators.rules.case",
    "CLR": "fairmark.validators.rules.credentials",
    "CS": "fairmark.validators.rules.spreadsheets",
    "CV": "fairmark.validators.rules.canvas",
    "EF": "fairmark.validators.rules.edfi",
    "FM": "fairmark.validators.rules.input",
    "OB": "fairmark.validators.rules.credentials",
    "OR": "fairmark.validators.rules.oneroster",
    "PE": "fairmark.validators.rules.pesc",
    "PS": "fairmark.validators.rules.powerschool",
    "PV": "fairmark.validators.rules.privacy",
    "SCL": "fairmark.validators.rules.learning",
    "X": "fairmark.validators.rules.cross_form",
}
"""First part of the rule ids of a family to the module that declares its rules."""

COMPARING = (
    "fairmark.validators.rules.canvas",
    "fairmark.validators.rules.edfi",
    "fairmark.validators.rules.cross_form",
    "fairmark.validators.rules.privacy",
)
"""Families that compare the inputs of one call with one another."""


def load_rules() -> None:
    """Import every family, so that the registry holds all rules."""
    for module in FAMILIES.values():
        import_module(module)


def gatherings() -> list[Gathering]:
    """What the families that compare inputs keep of them, with nothing in it yet."""
    return [import_module(module).gathering() for module in COMPARING]


def retold(problems: Sequence[Problem], standard: str) -> list[Problem]:
    """Problems of reading as the family of the standard tells them: it may have a rule of its own for some of them
    (`READING`: rule to rule), which then says what the general one would have said."""
    if not problems:
        return []
    own = getattr(import_module(FAMILIES[standard]), "READING", {}) if standard in FAMILIES else {}
    return [_retold(problem, own[problem.rule]) if problem.rule in own else problem for problem in problems]


def _retold(problem: Problem, rule: str) -> Problem:
    general = REGISTRY[problem.rule]
    said = general.message.format(observed=problem.observed or "(nothing)", expected=problem.expected)
    return Problem(rule, problem.at, observed=said, hint=problem.hint)

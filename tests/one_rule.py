"""Apply one rule to one CASE input, for the tests of a single rule's logic."""

from typing import Any

from fairmark.validators.core.engine import judge
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.judge import load_rules
from fairmark.validators.readers.case import Package

load_rules()


def findings(rule: str, data: Any, kind: str = "case-package", version: str = "1.1") -> list[Finding]:
    """What the rule says about the parsed JSON `data`. A rule that raises fails the test with its own exception."""
    found = []
    for result in judge(Package(data, kind, version), [REGISTRY[rule]]):
        if not isinstance(result, Finding):
            raise result
        found.append(result)
    return found

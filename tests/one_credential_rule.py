"""Apply one rule to one credential, for the tests of a single rule's logic."""

from collections.abc import Callable
from typing import Any

from credential_twins.samples import Json, badge
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.engine import judge
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.credentials.document import Credential
from fairmark.validators.judge import load_rules
from fairmark.validators.readers.sniff_credentials import KINDS, credential_kind

load_rules()


STANDARD = Circumstances()


def findings(rule: str, data: Any, circumstances: Circumstances = STANDARD) -> list[Finding]:
    """What the rule says about the credential `data`. A rule that raises fails the test with its own exception."""
    kind, _ = credential_kind(data)
    assert kind, "not recognised as a credential"
    document = Credential(data, kind, KINDS[kind][1][1], circumstances=circumstances)
    found = []
    for result in judge(document, [REGISTRY[rule]]):
        if not isinstance(result, Finding):
            raise result
        found.append(result)
    return found


def places(rule: str, data: Any) -> list[str]:
    return [one.location.pointer for one in findings(rule, data)]


def severities(rule: str, data: Any) -> list[str]:
    return [one.severity.value for one in findings(rule, data)]


def edited(edit: Callable[[Json], object], sample: Callable[[], Json] = badge) -> Json:
    """The sample, changed in place by `edit`."""
    document = sample()
    edit(document)
    return document

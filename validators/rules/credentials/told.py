"""From what verification found to what rules yield."""

from collections.abc import Callable

from fairmark.validators.core.rule import Findings, finding
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.credentials.flaws import Flaw


def told(document: Credential, flaw: Flaw, about: Callable[[Node], bool] = lambda node: True) -> Findings:
    """A finding for each defect of that flaw in the credentials that the rule is about."""
    for node, verification in document.verifications.items():
        if not about(node):
            continue
        for defect in verification.defects:
            if defect.flaw is flaw:
                yield finding(
                    at=document.at(node, *defect.path),
                    observed=defect.observed,
                    expected=defect.expected,
                    hint=defect.hint,
                )

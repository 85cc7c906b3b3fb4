"""From what verification found to what rules yield: which rule speaks about a defect depends on whose it is.

Of the outermost credential, an OB rule speaks; of the own proof and standing of a CLR some CLR rules do instead
(`of_record`). What is worse than a warning in a credential inside makes that one fail as a whole, and one rule says so
(`nested`, `endorsements`); its warnings keep their rules.
"""

from collections.abc import Iterator

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Draft, Findings, finding
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.credentials.flaws import Defect, Flaw
from fairmark.validators.credentials.verification import Role, role_of


def told(document: Credential, flaw: Flaw) -> Findings:
    """The defects with that flaw in the outermost credential; its warnings in every one."""
    for node, verification in document.verifications.items():
        for defect in verification.defects:
            if defect.flaw is flaw and (node.parent is None or defect.severity is not ERROR):
                yield draft(document, node, defect)


def of_badge(document: Credential, flaw: Flaw) -> Findings:
    """The defects with that flaw in the outermost credential, unless it is a CLR."""
    return told(document, flaw) if document.top.cls != "ClrCredential" else iter(())


def of_record(document: Credential, flaw: Flaw) -> Findings:
    """The defects with that flaw in the outermost credential, if it is a CLR."""
    return told(document, flaw) if document.top.cls == "ClrCredential" else iter(())


def errors_inside(document: Credential, role: Role) -> Iterator[tuple[Node, Defect]]:
    """What is worse than a warning in the credentials of that role."""
    for node, verification in document.verifications.items():
        if role_of(node) is role:
            for defect in verification.defects:
                if defect.severity is ERROR:
                    yield node, defect


def draft(document: Credential, node: Node, defect: Defect, observed: str = "") -> Draft:
    """The finding about a defect. All that it says is Fairmark's own words, so nothing need be hidden."""
    place = document.at(node, *defect.path)
    path = defect.path if defect.in_token and node.parent is None else place.path
    return finding(
        at=Location(path, place.record, Privacy.PUBLIC),
        observed=observed or defect.observed or None,
        expected=defect.expected,
        hint=defect.hint,
        severity=defect.severity if defect.severity is not defect.flaw.severity else None,
    )

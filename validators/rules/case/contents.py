"""CASE-PKG: what a package holds as a whole."""

from datetime import datetime

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Package
from fairmark.validators.rules.case.versions import BOTH

PACKAGE = ("case-package",)


@rule(
    "CASE-PKG-001",
    severity=WARNING,
    versions=BOTH,
    kinds=PACKAGE,
    basis="CASE 1.1 IM 7.1.21.2",
    message="The package has no items",
    notes=(
        "The text asks for at least one CFItem, while the multiplicity that it gives is 0..*. A package that only "
        "links the items of other frameworks has none for a reason: hence a warning."
    ),
)
def package_has_items(package: Package) -> Findings:
    """A package holds at least one CFItem.

    Why: A framework without statements is usually an export that went wrong or was not finished.

    Example: A CFPackage with a CFDocument and nothing else.

    Repair: Export the package again with its items; leave it as it is where it only links other frameworks.
    """
    if package.data.get("CFItems") in (None, []):
        yield finding(at=package.at_path((*package.root, "CFItems")))


@rule(
    "CASE-PKG-008",
    severity=WARNING,
    versions=BOTH,
    kinds=PACKAGE,
    basis="best practice: consumers ask for a package again when the date of its document has changed",
    message="The document changed last at {observed}",
    follows=("CASE-DATE-003",),
    notes="Times are compared as instants; those without a zone are none, and CASE-DATE-002 speaks about them.",
)
def document_is_as_new_as_its_members(package: Package) -> Findings:
    """The lastChangeDateTime of the document is not before that of any object in its package.

    Why: Consumers look at the date of the document to learn whether there is something new, and miss the change.

    Example: A document changed last on 1 May that has an item changed on 3 May.

    Repair: Set lastChangeDateTime of the CFDocument to that of the newest member, and whenever a member changes.
    """
    document = package.document
    stated = document and _instant(document.text("lastChangeDateTime"))
    if not document or not stated:
        return
    texts = {node.text("lastChangeDateTime") for node in package.nodes}
    newest = max(((when, text) for text in texts if (when := _instant(text))), default=(stated, ""))
    if newest[0] > stated:
        yield finding(
            at=package.at(document, "lastChangeDateTime"),
            observed=f"{document.text('lastChangeDateTime')}, a member of the package at {newest[1]}",
        )


def _instant(text: str) -> datetime | None:
    """The instant that `text` names, None where it names none for sure."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when if when.tzinfo else None

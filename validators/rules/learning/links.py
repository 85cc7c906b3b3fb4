"""SCL-PKG: what records refer to is there."""

from collections.abc import Iterator
import re

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.location import Path
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.learning.continuums import identifier_in
from fairmark.validators.readers.learning.package import BEFORE, LearningPackage, Record
from fairmark.validators.rules.learning.versions import ONLY

PUBLISHED = re.compile(r"https?://[^/]+/(?:.*/)?ims/case/v1p[01]/CF[A-Za-z]+/[^/]+")
"""The address of an object at a CASE endpoint."""


@rule(
    "SCL-PKG-01",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.16 V-01",
    message="neither in a framework of the package nor at a CASE endpoint",
    may_be=(WARNING,),
    notes="Nothing is looked up on the web: an address of a CASE endpoint that is neither in the package nor on the "
    "shelf is a warning. An object counts as there whatever the address says before its identifier.",
)
def frameworks_are_there(package: LearningPackage) -> Findings:
    """Every `alignment`, `target`, `rubricLevel` and step of a pathway leads to an object of a framework, which is in
    the package or at a CASE endpoint.

    Why: Evidence and judgments whose competency nobody can look up mean nothing to whoever gets them.

    Example: A Judgment whose `target` is `urn:local:reading-4`.

    Repair: Put the framework into `case/`, and name its items by their published URIs.
    """
    for record in package.every:
        for path, uri in _framework_links(record):
            if not package.continuums.holds(uri) and package.shelf.find(identifier_in(uri)) is None:
                published = PUBLISHED.fullmatch(uri) is not None
                yield finding(
                    at=package.at(record, *path),
                    severity=WARNING if published else ERROR,
                    hint="Put the framework into case/, or give it with --shelf, so that this can be told."
                    if published
                    else "",
                )


def _framework_links(record: Record) -> Iterator[tuple[Path, str]]:
    """The places of a record that lead into a framework."""
    for name in ("target", "rubricLevel", "rubric"):
        if uri := record.text(name):
            yield (name,), uri
    for name, inner in (("alignment", "targetUrl"), ("steps", "target")):
        for index, each in record.objects(name):
            if isinstance(address := each.get(inner), str):
                yield (name, index, inner), address
    for index, uri in record.texts("targets"):
        yield ("targets", index), uri


LINKS = {
    "Judgment": (("evidence", "EvidenceRecord"), ("session", "CalibrationSession")),
    "Determination": (("rule", "DeterminationRule"), ("judgments", "Judgment")),
    "Pathway": (("basedOn", "Pathway"), ("calendar", "Calendar")),
    "Portfolio": (("determinations", "Determination"),),
    "AccessEvent": (("grant", "ShareGrant"),),
}
"""Class to its members that name records, each with the class that they name."""


@rule(
    "SCL-PKG-16",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, SCL-PRT-01 and SCL-PRT-03",
    message="no {expected} of the package has this id",
    follows=("SCL-PKG-14",),
    notes="Not judged in a package of changes, which may refer to what was sent before.",
)
def records_that_are_referred_to_are_there(package: LearningPackage) -> Findings:
    """Whatever record another one refers to is in the package, and of the right class.

    Why: A determination without its judgments, or a judgment without its evidence, can be neither checked nor told.

    Example: A Determination whose `judgments` name one that was left out of the export.

    Repair: Export what is referred to along with it.
    """
    if package.manifest is not None and package.manifest.get("kind") == "changes":
        return
    for record in package.every:
        for path, id, cls in _record_links(record):
            if package.find(cls, id) is None:
                yield finding(at=package.at(record, *path), expected=cls)


def _record_links(record: Record) -> Iterator[tuple[Path, str, str]]:
    """The places of a record that name others: path, id and class."""
    for name, cls in LINKS.get(record.cls, ()):
        if id := record.text(name):
            yield (name,), id, cls
        yield from (((name, index), each, cls) for index, each in record.texts(name))
    for name in BEFORE:
        if id := record.text(name):
            yield (name,), id, record.cls
    for name in ("entries", "items"):
        for index, each in record.objects(name):
            if isinstance(work := each.get("evidence"), str):
                yield (name, index, "evidence"), work, "EvidenceRecord"

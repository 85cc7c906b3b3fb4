"""EF-ORD: in which order files are loaded."""

from fairmark.schemas import edfi
from fairmark.validators.core.levels import INFO
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.rules.edfi.subjects import BATCH, EdfiBatch, Member
from fairmark.validators.rules.edfi.versions import ALL


@rule(
    "EF-ORD-001",
    severity=INFO,
    versions=ALL,
    kinds=(BATCH,),
    basis="Ed-Fi XSD guidelines, Extended Reference Types: what is referred to is loaded before",
    message="load in this order: {expected}",
    notes="Said only where the files were given in another order. Interchanges that are not known are left out.",
)
def files_are_in_order(batch: EdfiBatch) -> Findings:
    """The files are given in an order in which they can be loaded.

    Why: An importer drops records that refer to what it does not know yet.

    Example: Grades before the learning standards that they are about.

    Repair: Load descriptors first, then organizations and standards, students, sections, and results last.
    """
    known = [(_rank(member), member) for member in batch.members if _rank(member)]
    ordered = sorted(known, key=lambda each: each[0])
    if ordered != known:
        names = dict.fromkeys(member.interchange.name for _, member in ordered)
        yield finding(at=known[0][1].whole(), expected=", ".join(names))


def _rank(member: Member) -> int:
    """When the file is loaded, 0 where that is not known."""
    interchange = edfi.interchanges().get(member.interchange.name)
    return interchange.load if interchange else 0

"""CV-OUT: where outcomes and groups hang, and that each stands once."""

from collections.abc import Iterator, Mapping

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.canvas import OUTCOMES, Outcome, Outcomes
from fairmark.validators.rules.canvas.versions import ANY, DOCUMENTED


@rule(
    "CV-OUT-002",
    severity=ERROR,
    versions=ANY,
    basis=DOCUMENTED,
    message="{observed} {expected}",
    kinds=(OUTCOMES,),
    follows=("CV-OUT-001", "CV-OUT-007"),
    notes="Groups that the account has already do not count for Canvas: they have to be rows of the same file.",
)
def parents_are_groups_above(outcomes: Outcomes) -> Findings:
    """Every identifier in parent_guids is that of a group in an earlier row, and a group has one at most.

    Why: Canvas reads row by row: it refuses the row, then those that are below it, and mails only the first 100 errors.

    Example: A group in row 12 that outcomes in rows 3 to 11 name as their parent.

    Repair: Move groups above what belongs to them; name groups, not outcomes, separated by single blanks.
    """
    first: dict[str, Outcome] = {}
    for outcome in outcomes.outcomes:
        first.setdefault(outcome.guid, outcome)
    for outcome in outcomes.outcomes:
        place = outcomes.at(outcome, "parent_guids")
        for guid, fault in _faults(outcome, first):
            yield finding(at=place, observed=guid, expected=fault)
        if outcome.is_group and len(outcome.parents) > 1:
            yield finding(
                at=place, observed="a group", expected=f"has {len(outcome.parents)} parents, where one may be"
            )


def _faults(outcome: Outcome, first: Mapping[str, Outcome]) -> Iterator[tuple[str, str]]:
    """Its parents that are none, each with the reason."""
    for guid in dict.fromkeys(outcome.parents):
        parent = first.get(guid)
        if parent is None:
            yield guid, "is no row of the file"
        elif not parent.is_group:
            yield guid, "is an outcome, not a group"
        elif parent.row == outcome.row:
            yield guid, "is the group itself"
        elif parent.row > outcome.row:
            yield guid, "is a group of a later row"


@rule(
    "CV-OUT-007",
    severity=ERROR,
    versions=ANY,
    basis=DOCUMENTED,
    message="an earlier row of this sort has the vendor_guid {observed}",
    kinds=(OUTCOMES,),
    notes="Canvas looks for outcomes and for groups each by themselves, so one of each may share an identifier.",
)
def identifiers_stand_once(outcomes: Outcomes) -> Findings:
    """No two outcomes, and no two groups, have one vendor_guid.

    Why: Canvas refuses the second row, so one of the two outcomes is missing.

    Example: An outcome that stands twice, once below each of two groups.

    Repair: Keep one row, with all groups that it belongs to in parent_guids; give different outcomes identifiers of
    their own.
    """
    seen: set[tuple[str, str]] = set()
    for outcome in outcomes.outcomes:
        key = (outcome.type, outcome.guid)
        if outcome.guid and key in seen:
            yield finding(at=outcomes.at(outcome, "vendor_guid"), observed=outcome.guid)
        seen.add(key)

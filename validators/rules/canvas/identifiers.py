"""CV-OUT: the identifiers of outcomes, which is where those of CASE go."""

import re

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.canvas import GROUP, OUTCOME, OUTCOMES, Outcome, Outcomes
from fairmark.validators.rules.canvas.versions import ANY, DOCUMENTED

PREFIXES = {OUTCOME: "canvas_outcome:", GROUP: "canvas_outcome_group:"}
"""What Canvas calls an outcome or group that has no identifier of its own, with its number behind it."""

URN = re.compile(r"urn:uuid:", re.IGNORECASE)


@rule(
    "CV-OUT-005",
    severity=WARNING,
    may_be=(ERROR,),
    versions=ANY,
    basis=f"{DOCUMENTED}; Canvas guide on importing outcomes (no colon in the vendor_guid of new outcomes)",
    message="{observed} {expected}",
    kinds=(OUTCOMES,),
    notes="Canvas refuses a row with a blank in its vendor_guid, which is an error. A row with a canvas_id is "
    "not new. Where no row has one, nobody knows what is new: then an identifier that Canvas itself gives passes.",
)
def identifiers_are_plain(outcomes: Outcomes) -> Findings:
    """A vendor_guid has neither blanks nor colons, and begins with `canvas_outcome:` or `canvas_outcome_group:` only
    where Canvas itself has given it.

    Why: Canvas refuses the row, or looks in vain for an outcome with that number.

    Example: `urn:uuid:0f7a6a2e-…`, or `canvas_outcome:12` in a row that was written by hand.

    Repair: Write the bare identifier, such as the UUID of the CFItem in CASE.
    """
    numbered = outcomes.table.column("canvas_id")
    has_numbers = numbered is not None and not numbered.is_empty
    for outcome in outcomes.outcomes:
        place, guid = outcomes.at(outcome, "vendor_guid"), outcome.guid
        is_old = bool(outcomes.table.cell(outcome.row, "canvas_id"))
        if guid.strip() and any(character.isspace() for character in guid):
            yield finding(at=place, observed=guid, expected="holds a blank", severity=ERROR)
        elif ":" not in guid or is_old:
            continue
        elif not _is_given(outcome):
            hint = "Write the bare UUID." if URN.match(guid) else ""
            yield finding(at=place, observed=guid, expected="holds a colon, which new rows may not have", hint=hint)
        elif has_numbers:
            yield finding(at=place, observed=guid, expected="is one that Canvas gives, but the row has no canvas_id")


def _is_given(outcome: Outcome) -> bool:
    """Whether Canvas gives such identifiers to what has none."""
    prefix = PREFIXES.get(outcome.type)
    return prefix is not None and outcome.guid.startswith(prefix) and outcome.guid[len(prefix) :].isdecimal()

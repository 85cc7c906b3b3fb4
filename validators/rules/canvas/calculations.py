"""CV-OUT: how Canvas works out the score of an outcome."""

from collections.abc import Mapping
import re

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.canvas import OUTCOMES, Outcome, Outcomes
from fairmark.validators.rules.canvas.versions import ANY, DOCUMENTED

DEFAULT = "decaying_average"
BOUNDS: Mapping[str, tuple[int, int] | None] = {
    "decaying_average": (1, 99),
    "weighted_average": (1, 99),
    "standard_decaying_average": (50, 99),
    "n_mastery": (1, 10),
    "highest": None,
    "latest": None,
    "average": None,
}
"""Method to the lowest and highest calculation_int, None where it takes none."""

WHOLE = re.compile(r"([+-]?[0-9]{1,9})(?:\.0*)?")


@rule(
    "CV-OUT-003",
    severity=ERROR,
    versions=ANY,
    basis=DOCUMENTED,
    message="{observed}",
    kinds=(OUTCOMES,),
    follows=("CV-OUT-001",),
    notes="Where the method is left out the default of the documentation counts, decaying_average. weighted_average "
    "and standard_decaying_average are there only where the account has them switched on, which no file tells. Older "
    "servers take n_mastery up to 5 only.",
)
def calculations_are_possible(outcomes: Outcomes) -> Findings:
    """calculation_method is one that Canvas knows, and calculation_int lies within what that method takes; both are
    empty for groups.

    Why: Canvas refuses the row; with a value that was meant for another method, mastery comes out differently.

    Example: `n_mastery` with 65, which is the usual value of `decaying_average`.

    Repair: Take a value within the bounds of the method, or leave calculation_int empty for the default.
    """
    for outcome in outcomes.outcomes:
        if outcome.is_group:
            for name, cell in (("calculation_method", outcome.method), ("calculation_int", outcome.int)):
                if cell.strip():
                    yield finding(at=outcomes.at(outcome, name), observed=f"{name} is filled for a group")
            continue
        method = outcome.method or DEFAULT
        if method not in BOUNDS:
            said = f"Canvas knows no method {method}"
            yield finding(at=outcomes.at(outcome, "calculation_method"), observed=said)
        elif fault := _fault(outcome, method):
            yield finding(at=outcomes.at(outcome, "calculation_int"), observed=fault)


def _fault(outcome: Outcome, method: str) -> str:
    """Why calculation_int does not fit the method, "" where it does."""
    cell, bounds = outcome.int.strip(), BOUNDS[method]
    if not cell:
        return ""
    if bounds is None:
        return f"{method} takes no calculation_int, so {cell} cannot count"
    whole = WHOLE.fullmatch(cell)
    if whole is None:
        return f"calculation_int {cell} is no whole number"
    lowest, highest = bounds
    return "" if lowest <= int(whole[1]) <= highest else f"{method} takes {lowest} to {highest}, not {cell}"

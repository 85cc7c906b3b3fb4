"""X-MAP: what a conversion has lost, as its own account says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairmark.validators.core.events import Taken
from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.location import Location, Path
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.rules.cross_form.together import ANY

LOSS = "loss-report"
DROPPED = "dropped"


@dataclass(frozen=True)
class Loss:
    """The account that `fairmark convert --loss` writes, as the subject that the rule looks at."""

    data: Mapping[str, Any]
    show_values: bool = False

    kind = LOSS
    well_formed = False
    is_whole = True
    steps: Sequence[Taken] = ()

    @property
    def applies(self) -> Mapping[str, str]:
        return {"X": ANY[0]}

    def dropped(self) -> Iterator[tuple[Path, int, str, str]]:
        """What was dropped: the place in the account, how often, what it is, and why."""
        for number, entry in enumerate(_objects(self.data.get("entries"))):
            if entry.get("fate") == DROPPED and isinstance(count := entry.get("count"), int):
                yield ("entries", number), count, str(entry.get("source", "")), str(entry.get("how", ""))

    def associations(self) -> Iterator[tuple[Path, str, str]]:
        """The associations that were dropped: the place, the type, and why."""
        for number, each in enumerate(_objects(self.data.get("associations"))):
            yield ("associations", number), str(each.get("type", "")), str(each.get("why", ""))


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [each if isinstance(each, Mapping) else {} for each in value] if isinstance(value, list) else []


@rule(
    "X-MAP-007",
    severity=WARNING,
    versions=ANY,
    basis="best practice: what a conversion cannot carry is known before the result is sent",
    message="dropped: {observed}{expected}",
    kinds=(LOSS,),
    notes="Told of an account that is given as an input: a finding for each construct, and for each association.",
)
def conversions_keep_what_the_source_says(loss: Loss) -> Findings:
    """A conversion drops nothing of its source.

    Why: The receiver never learns what is missing: without `precedes`, a continuum is a bare list.

    Example: `"dropped": 12` in the account, of which 12 are associations of the type `precedes`.

    Repair: Look whether it is needed; send the source itself, or a form that has a place for it.
    """
    for path, count, what, why in loss.dropped():
        observed = f"{count:,} of {what}"
        yield finding(at=Location(path, privacy=Privacy.PUBLIC), observed=observed, expected=f" ({why})" if why else "")
    for path, type, why in loss.associations():
        observed = f"an association {type}"
        yield finding(at=Location(path, privacy=Privacy.PUBLIC), observed=observed, expected=f" ({why})" if why else "")

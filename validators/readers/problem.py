"""What goes wrong while reading. A rule of the family FM-INPUT says it to the user."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fairmark.validators.core.events import Taken
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a reader met. `rule` is the id of the rule that speaks of it; `observed` and `expected` are
    Fairmark's own words, never values of the input."""

    rule: str
    at: Location = field(default=Location(privacy=Privacy.PUBLIC))
    observed: str = ""
    expected: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Reading:
    """The problems of one input, as the subject that the FM rules look at."""

    problems: Sequence[Problem]
    applies: Mapping[str, str] = field(default_factory=lambda: {"FM": "1"})
    kind: str = "input"
    well_formed: bool = False
    steps: Sequence[Taken] = ()

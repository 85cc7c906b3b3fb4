"""What can be wrong with a credential's proofs and standing. Each flaw has one rule that speaks about it."""

from dataclasses import dataclass, field
from enum import Enum

from fairmark.validators.core.events import Taken
from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.location import Path, pointer


class Flaw(Enum):
    """A flaw, with what it is in a few words."""

    NO_PROOF = "there is no proof"
    NOT_VERIFIED = "the signature is not that key's over this content"
    PURPOSE = "the proof is for another purpose"
    METHOD_NAME = "the verification method is missing or of an unknown kind"
    NO_KEY = "no usable key is found for the verification method"
    UNSUPPORTED = "the proof is of a kind that is not verified"
    MALFORMED = "the proof's value is malformed"


@dataclass(frozen=True, slots=True)
class Defect:
    """A flaw at `path`, from its credential on. `observed` and `expected` are Fairmark's own words or identifiers of
    keys and suites, never values of a person."""

    flaw: Flaw
    path: Path = ()
    observed: str = ""
    expected: str = ""
    hint: str = ""


@dataclass(slots=True)
class Account:
    """Where verification notes, for one credential at `path`, what it does and what is wrong."""

    path: Path
    defects: list[Defect] = field(default_factory=list)
    steps: list[Taken] = field(default_factory=list)

    def step(self, name: str, detail: str, outcome: Outcome = Outcome.PASS) -> None:
        """Note a step; in a record its name begins with the place of the credential."""
        self.steps.append(Taken(f"{pointer(self.path)} {name}".strip(), outcome, detail))

    def defect(self, flaw: Flaw, *path: str | int, observed: str = "", expected: str = "", hint: str = "") -> None:
        self.defects.append(Defect(flaw, path, observed, expected, hint))

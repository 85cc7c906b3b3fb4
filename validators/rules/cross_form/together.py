"""What is kept of the inputs of one call that say something of the same facts, and the subject of the X rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from fairmark.validators.core.events import Taken
from fairmark.validators.credentials.document import Credential
from fairmark.validators.readers.forms import STANDARDS
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.rules.cross_form.claims import Claim, Kept, kept
from fairmark.validators.rules.cross_form.flaws import Flaw, flaws
from fairmark.validators.rules.cross_form.gradebook import NEEDED, Gradebook
from fairmark.validators.rules.cross_form.statements import Statements
from fairmark.validators.rules.learners import People, people_of

TOGETHER = "several-forms"
ANY = ("1",)

EXPORTS = frozenset({Roster.kind, *STANDARDS})
"""Kinds of input that other inputs are compared with."""

CREDENTIALS = ("clr", "open-badge")
BATCH = 20_000
"""Credentials that are compared at once: what the gradebook says of all their learners is in memory then."""


@dataclass(frozen=True)
class Side:
    """A roster, as far as it is compared: its gradebook, and its users, None where it has none."""

    input: str
    gradebook: Gradebook

    @property
    def roster(self) -> Roster:
        return self.gradebook.roster

    @cached_property
    def people(self) -> People | None:
        return people_of(self.roster)


class Met(NamedTuple):
    """A claim whose learner a roster knows, by the sourcedId there."""

    credential: Kept
    claim: Claim
    learner: str


@dataclass
class Together:
    """The rosters, the credentials, how every input names standards, and what is wrong with the results of credentials
    that are only compared with, not judged."""

    sides: list[Side] = field(default_factory=list)
    credentials: list[Kept] = field(default_factory=list)
    statements: Statements = field(default_factory=Statements)
    flaws: list[Flaw] = field(default_factory=list)
    exports: int = 0
    """Inputs that are no JSON, or that the user named to compare with. Without any nothing is compared: of JSON alone
    there may be a hundred thousand inputs."""

    kind = TOGETHER
    well_formed = False
    steps: Sequence[Taken] = ()

    @property
    def applies(self) -> Mapping[str, str]:
        return {"X": ANY[0]}

    def add(self, input: str, subject: object) -> None:
        self.exports += getattr(subject, "kind", "") in EXPORTS
        if isinstance(subject, Roster):
            tables = {name: table for name in NEEDED if (table := subject.get(name)) is not None}
            self.sides.append(Side(input, Gradebook(replace(subject, tables=tables))))
            return
        if isinstance(subject, Credential) and subject.kind in CREDENTIALS:
            self.credentials.append(kept(input, subject))
        self.statements.add(input, subject)

    def compare(self, input: str, subject: object) -> None:
        self.add(input, subject)
        self.exports += 1
        if isinstance(subject, Credential) and subject.kind in CREDENTIALS:
            self.flaws += flaws(input, subject)

    def merge(self, other: "Together") -> None:
        self.sides += other.sides
        self.credentials += other.credentials
        self.statements.merge(other.statements)
        self.flaws += other.flaws
        self.exports += other.exports

    def subject(self) -> "Together | None":
        if not self.exports:
            return None
        if self.sides and (self.statements or len(self.sides) > 1):  # by themselves they name nothing twice
            for side in self.sides:
                self.statements.add(side.input, side.roster)
        return self if self.flaws or self.statements or (self.sides and self.credentials) else None

    def met(self, side: Side) -> Iterator[list[Met]]:
        """The claims whose learners a roster knows, so many at once as can be compared."""
        waiting = iter(self.credentials)
        while batch := list(islice(waiting, BATCH)):
            known = [(each, side.people.id_of(each.learner)) for each in batch] if side.people else []
            if found := [Met(each, claim, learner) for each, learner in known if learner for claim in each.claims()]:
                yield found

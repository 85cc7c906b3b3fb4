"""PV-EXP: credentials beside the roster whose students they are about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from fairmark.validators.core.events import Taken
from fairmark.validators.core.location import Location
from fairmark.validators.credentials.document import Credential
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.rules.learners import Identity, learner_of, people_of
from fairmark.validators.rules.privacy.credentials import personal_texts, public_texts
from fairmark.validators.rules.privacy.names import Names, keys_in
from fairmark.validators.rules.privacy.students import student_names
from fairmark.validators.rules.privacy.tables import ANY

TOGETHER = "privacy-together"

NEEDED = ("users", "roles")
"""Tables of a roster that tell what its students are called."""

MOST = 500_000
"""Places with what may be a name that are kept of all credentials of a call; the rest is not looked at."""


@dataclass
class Together:
    """What is kept of the rosters and credentials of one call, and the subject of the rules about both.

    `public` holds what may be a name in a public text, with the first place of it. `personal` holds the texts about
    one learner in which there may be one: what that may be, the place, and who the learner is.
    """

    rosters: list[Roster] = field(default_factory=list)
    public: dict[str, Location] = field(default_factory=dict)
    personal: list[tuple[tuple[str, ...], Location, tuple[Identity, ...]]] = field(default_factory=list)

    kind = TOGETHER
    well_formed = False
    steps: Sequence[Taken] = ()

    @property
    def applies(self) -> Mapping[str, str]:
        return {"PV": ANY[0]}

    def add(self, input: str, subject: object) -> None:
        if isinstance(subject, Roster):
            tables = {name: table for name in NEEDED if (table := subject.get(name)) is not None}
            self.rosters.append(replace(subject, tables=tables))
        elif isinstance(subject, Credential):
            self._add_credential(input, subject)

    def compare(self, input: str, subject: object) -> None:
        """Of what is not about to be sent, only the names matter."""
        if isinstance(subject, Roster):
            self.add(input, subject)

    def _add_credential(self, input: str, document: Credential) -> None:
        for place, text in public_texts(document):
            for key in keys_in(text) if len(self.public) < MOST else ():
                self.public.setdefault(key, replace(place, input=input))
        for node, place, text in personal_texts(document):
            keys = tuple(dict.fromkeys(keys_in(text)))
            if keys and len(self.personal) < MOST:
                self.personal.append((keys, replace(place, input=input), learner_of(node)))

    def merge(self, other: "Together") -> None:
        self.rosters += other.rosters
        self.personal += other.personal
        self.public = {**other.public, **self.public}

    def subject(self) -> "Together | None":
        return self if self.rosters and (self.public or self.personal) else None

    # -- what the rules ask ------------------------------------------------------------------------------------------

    @cached_property
    def _names(self) -> Sequence[Names]:
        return [student_names(roster) for roster in self.rosters]

    def publicly_named(self) -> Iterator[Location]:
        """The public texts that hold the name of a student."""
        told = set()
        for key, place in self.public.items():
            if place not in told and any(names.whose(key) for names in self._names):
                told.add(place)
                yield place

    def others_named(self) -> Iterator[Location]:
        """The texts about a learner whom a roster knows that hold the name of another of its students."""
        for roster, names in zip(self.rosters, self._names, strict=True):
            people = people_of(roster)
            for keys, place, learner in self.personal if people and names else ():
                others = [ids for key in keys if (ids := names.whose(key))]
                own = people.id_of(learner) if people and others else ""
                if own and any(own not in ids for ids in others):
                    yield place

"""Who asks: what they are by the roster, and how they are related to a learner on the day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
import re

from fairmark.server.learning.access.policy import ANY, EVERYBODY
from fairmark.server.learning.access.sharing import Grant, grants_to
from fairmark.server.learning.kind import SESSION, SUPPORT
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.ratings import seat
from fairmark.server.learning.selection import Selection
from fairmark.server.roster.people import DISTRICT, SCHOOL, People, Role

OFFICER = "scl.privacy"
"""The scope of a token that acts as a privacy officer."""

CLIENT = "urn:fairmark:token:"
"""What the log calls a token that acts for nobody, before its name."""
STRANGE = re.compile("[^A-Za-z0-9._-]+")

ROLES = {
    "student": "learner",
    "guardian": "guardian",
    "parent": "guardian",
    "relative": "guardian",
    "teacher": "teacher",
    "counselor": "support",
    "aide": "support",
    "principal": "leader",
    "siteAdministrator": "leader",
    "districtAdministrator": "district",
    "ext:privacyOfficer": "privacyOfficer",
}
"""Roles of OneRoster 1.2 to those of the policy. Version 1.1 knows administrators only: `AT` says what they are by the
kind of their organisation."""
ADMINISTRATOR = "administrator"
AT = {SCHOOL: "leader", DISTRICT: "district"}


@dataclass(frozen=True, slots=True)
class Standing:
    """A role in a relationship to a learner, by a grant where that makes it."""

    role: str
    relationship: str
    grant: Grant | None = None


class Asker:
    """Whoever asks, within one transaction: `person` is the URN of whom they are, "" for a system; `client` the name of
    its token. `at` is the moment for which relationships are asked; days are those in UTC."""

    def __init__(self, ledger: Ledger, person: str, scopes: frozenset[str], *, at: datetime, client: str = "") -> None:
        self.ledger = ledger
        self.people = People(ledger.connection)
        self.person = person
        self.scopes = scopes
        self.at = at
        self._client = client
        self._standings: dict[str, list[Standing]] = {}

    @property
    def name(self) -> str:
        """What the log calls them."""
        return self.person or CLIENT + (STRANGE.sub("-", self._client)[:100] or "-")

    @property
    def is_system(self) -> bool:
        return not self.person

    @property
    def today(self) -> date:
        return self.at.astimezone(UTC).date()

    # -- what they are -----------------------------------------------------------------------------------------------

    @cached_property
    def roles(self) -> frozenset[str]:
        """What they are, whatever the learner."""
        if self.is_system:
            return frozenset({"integrator", *self._officer})
        return frozenset({*(named for role in self._held if (named := _named(role))), *self._officer})

    @cached_property
    def _held(self) -> list[Role]:
        """The roles that the roster gives them on the day."""
        known = self.people.person(self.person) if self.person else None
        return [role for role in known.roles if role.holds(self.today)] if known else []

    @property
    def _officer(self) -> Sequence[str]:
        return ("privacyOfficer",) if OFFICER in self.scopes else ()

    @cached_property
    def seats(self) -> list[Fact]:
        """The calibration sessions in which they have a seat, in the versions that stand."""
        every = self.ledger.all(Selection(SESSION)) if self.person else ()
        return [session for session in every if seat(session.data, self.person)]

    @cached_property
    def sessions(self) -> frozenset[str]:
        """The ids of all versions of those sessions."""
        return frozenset(version.id for session in self.seats for version in self.ledger.chain(session.root))

    # -- how they are related ----------------------------------------------------------------------------------------

    @cached_property
    def schools(self) -> list[str]:
        """The schools that they lead."""
        return [role.org for role in self._held if role.kind == SCHOOL and _named(role) == "leader"]

    @cached_property
    def wards(self) -> frozenset[str]:
        """The learners whose rights they hold as guardians on the day."""
        children = self.people.children_of(self.person) if self.person else ()
        return frozenset(one for one in children if not self.people.has_own_rights(one, self.today))

    @cached_property
    def supported(self) -> frozenset[str]:
        """The learners in whose open supports they work."""
        if not self.person:
            return frozenset()
        named = self.ledger.naming(self.person, Selection(SUPPORT, status="open"))
        open_now = [one for one in named if self.person in one.data.get("staff", ())]
        return frozenset(learner for support in open_now for learner in support.data["learners"])

    @cached_property
    def grants(self) -> list[Grant]:
        """What was shared with them and is open at the moment."""
        return grants_to(self.ledger, self.person, self.at) if self.person else []

    def standings(self, learner: str) -> list[Standing]:
        """Their roles in relationships to a learner, those that allow most first."""
        if learner not in self._standings:
            self._standings[learner] = list(self._found(learner))
        return self._standings[learner]

    def _found(self, learner: str) -> Iterator[Standing]:
        if self.is_system:
            yield Standing("integrator", "system")
        if self.person == learner:
            yield Standing("learner", "self")
            if self.people.has_own_rights(learner, self.today):
                yield Standing("learner", "rightsHolder")
        if learner in self.wards:
            yield Standing("guardian", "rightsHolder")
        if learner in self._taught:
            yield Standing("teacher", "class")
        if learner in self.supported:
            yield Standing("support", "openSupport")
        if learner in self._led:
            yield Standing("leader", "school")
        yield from (Standing(role, "district") for role in ("privacyOfficer", "district") if role in self.roles)
        yield from (Standing("grantee", "grant", grant) for grant in self.grants if grant.learner == learner)
        if learner in self._classmates:
            yield Standing("classmate", "class")

    @cached_property
    def _taught(self) -> frozenset[str]:
        return frozenset(self.people.learners_of(self.person, self.today)) if self.person else frozenset()

    @cached_property
    def _led(self) -> frozenset[str]:
        return frozenset(self.people.learners_at(self.schools, self.today)) if self.schools else frozenset()

    @cached_property
    def _classmates(self) -> frozenset[str]:
        is_learner = "learner" in self.roles
        found = self.people.classmates_of(self.person, self.today) if is_learner else ()
        return frozenset(found) - {self.person}

    @property
    def general(self) -> list[Standing]:
        """Their roles towards what is about no learner."""
        found = [Standing(role, ANY) for role in sorted(self.roles) if role != "integrator"]
        system = [Standing("integrator", "system")] if self.is_system else []
        return [*system, *found, Standing(EVERYBODY, ANY)]


def _named(role: Role) -> str:
    return AT.get(role.kind, "") if role.role == ADMINISTRATOR else ROLES.get(role.role, "")

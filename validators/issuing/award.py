"""What somebody has attained, as the issuer states it: learner, results and evidence."""

from dataclasses import dataclass
from datetime import datetime
import hashlib
from math import isfinite

from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.terms import Json, present


@dataclass(frozen=True, slots=True)
class Identifier:
    """How a learner is known: `kind` is a term of IdentifierTypeEnum such as emailAddress. With a `salt` only the hash
    of `value` is told, without one the value itself."""

    kind: str
    value: str
    salt: str = ""

    def identity_object(self) -> Json:
        """Open Badges 3.0 B.1.12 IdentityObject; the salt follows the value in what is hashed (B.7 IdentityHash)."""
        hashed = bool(self.salt)
        digest = hashlib.sha256((self.value + self.salt).encode()).hexdigest()
        return {
            "type": "IdentityObject",
            "hashed": hashed,
            "identityHash": f"sha256${digest}" if hashed else self.value,
            "identityType": self.kind,
            **present(salt=self.salt),
        }


@dataclass(frozen=True, slots=True)
class Learner:
    """Whom it is about: a URI (a DID, an opaque urn:uuid), identifiers, or both."""

    id: str = ""
    identifiers: tuple[Identifier, ...] = ()

    def members(self) -> Json:
        """What stands for the learner in a credentialSubject; CannotIssue where nothing does."""
        if not self.id and not self.identifiers:
            raise CannotIssue("the learner has neither an id nor an identifier, so that nobody is meant")
        return present(id=self.id, identifier=[each.identity_object() for each in self.identifiers])


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelReached:
    """A result on a rubric: the CFRubricCriterionLevel that was reached and, where there is a pass mark, the one that
    is required, each by its identifier or URI."""

    level: str
    required: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A result on a scale that is no rubric. `kind` is a term of ResultType such as Percent; everything is text, as
    Open Badges writes numbers here. `allowed` is ordered from low to high."""

    name: str
    kind: str
    value: str
    minimum: str = ""
    maximum: str = ""
    allowed: tuple[str, ...] = ()
    required: str = ""

    @property
    def suffices(self) -> bool:
        """Whether the value is at least what is required; CannotIssue where either is not on the scale."""
        value = self._rank(self.value, "value")
        return not self.required or value >= self._rank(self.required, "required value")

    def _rank(self, text: str, called: str) -> float:
        """How high a text stands on the scale: among the allowed values, else as the number that it is. What is no
        number and has no scale is taken as the issuer says it."""
        if self.allowed:
            if text not in self.allowed:
                raise CannotIssue(f"the {called} of a result is not among its allowed values")
            return self.allowed.index(text)
        if not (self.minimum or self.maximum or self.required):
            return 0
        lowest, number, highest = (_number(one) for one in (self.minimum, text, self.maximum))
        if number is None or (self.minimum and lowest is None) or (self.maximum and highest is None):
            raise CannotIssue("a result has bounds or a required value, and not all of them and its value are numbers")
        if (lowest is not None and number < lowest) or (highest is not None and number > highest):
            raise CannotIssue(f"the {called} of a result is outside its bounds")
        return number


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it has come: a term of ResultStatusType such as InProgress or Completed."""

    status: str
    name: str = "Progress"


AnyResult = LevelReached | Measured | Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One work or one set of works that shows it (Open Badges 3.0 B.1.9 Evidence). `id` is its stable address."""

    id: str = ""
    name: str = ""
    description: str = ""
    narrative: str = ""
    genre: str = ""
    audience: str = ""

    def members(self) -> Json:
        if not self.id and not self.narrative:
            raise CannotIssue("an evidence has neither an id nor a narrative, so that it shows nothing")
        return {
            "type": ["Evidence"],
            **present(
                id=self.id,
                name=self.name,
                description=self.description,
                narrative=self.narrative,
                genre=self.genre,
                audience=self.audience,
            ),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What the achievement says of itself instead of what its CFItem says. `id` is its URI."""

    id: str = ""
    name: str = ""
    description: str = ""
    criteria: str = ""
    criteria_url: str = ""
    image: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """A competency attained: `item` is the identifier, URI or code of the CFItem, `narrative` ties several pieces of
    evidence together, `refresh` is the address where the newest version can be asked for; `credits` are those that it
    is worth, None where nobody asks."""

    item: str
    learner: Learner
    results: tuple[AnyResult, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    wording: Wording = Wording()
    narrative: str = ""
    started: datetime | None = None
    ended: datetime | None = None
    valid_until: datetime | None = None
    refresh: str = ""
    credits: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What makes this version of a credential: its id, when this version begins to be valid, when it was first awarded,
    and the entry in a status list, None for none."""

    id: str
    valid_from: datetime
    awarded: datetime
    status: Json | None = None

"""The classes of facts, as a table says them: where they lie, what they refer to, and what is particular about each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fairmark.server.learning.continuum import Item, Json
from fairmark.server.learning.ledger import Fact, Ledger

if TYPE_CHECKING:
    from fairmark.server.learning.desk import Desk
    from fairmark.server.learning.sight import Sight

EVIDENCE, JUDGMENT, RULE, DETERMINATION = "EvidenceRecord", "Judgment", "DeterminationRule", "Determination"
PATHWAY, GOAL, PORTFOLIO, SUPPORT, CALENDAR, TASK = "Pathway", "Goal", "Portfolio", "Support", "Calendar", "Task"
SESSION, REPORT = "CalibrationSession", "ReportDefinition"
SHARE_GRANT, AMENDMENT, RETENTION = "ShareGrant", "AmendmentRequest", "RetentionPolicy"

FACTS, PLANS, TRUST, VIEWS = (
    f"urn:fairmark:schema:scl:{part}#/$defs/" for part in ("v1", "plans-v1", "trust-v1", "views-v1")
)
"""What the references to definitions begin with."""

SUPERSEDES, REVISES = "supersedes", "previousVersion"
"""The members by which a record takes the place of an earlier one: by correcting it, and as its next version."""


@dataclass(frozen=True, slots=True)
class Link:
    """Members that name facts of the class `cls`, "" for any; `place` is a path such as entries/*/evidence. With
    `same_learner` only those of the record's own learners."""

    place: str
    cls: str
    same_learner: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that is about to be recorded: its body, the fact whose place it takes, the CFItem that it is about, and
    the facts that it names, by the JSON Pointer of where it does."""

    body: Json
    before: Fact | None
    item: Item | None
    linked: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Rest:
    """What the server adds: members, when the record is effective (None: from now on), and from when on it takes the
    place of the one before (None: from now on)."""

    members: Json = field(default_factory=dict)
    effective_at: datetime | None = None
    replaces_from: datetime | None = None


def nothing_else(_desk: "Desk", _draft: Draft) -> Rest:
    return Rest()


def nothing_follows(_desk: "Desk", _fact: Fact) -> None: ...


def as_recorded(_ledger: Ledger, fact: Fact, _sight: "Sight") -> Json:
    return fact.data


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A class of facts.

    `segment` is its place in the path, `member` that of a page in its set, `words` what one is, `schema` where its
    definitions are. `follows` is the member by which a record takes an earlier one's place; the versions of a
    `numbered` class are counted. `items` are the members that name CFItems (other than `target`), `learner` the one
    that names learners, "" for none.

    `complete` refuses what is particularly wrong, and says what the server adds. `after` does what follows from it.
    `shown` is a record as it is answered to somebody, with what was known at a time.
    """

    cls: str
    segment: str
    member: str
    words: str
    schema: str = PLANS
    follows: str = REVISES
    numbered: bool = True
    learner: str = ""
    items: Sequence[str] = ()
    links: Sequence[Link] = ()
    complete: Callable[["Desk", Draft], Rest] = nothing_else
    after: Callable[["Desk", Fact], None] = nothing_follows
    shown: Callable[[Ledger, Fact, "Sight"], Json] = as_recorded

    @property
    def definition(self) -> str:
        return self.schema + self.cls

    def learners_of(self, body: Mapping[str, Any]) -> list[str]:
        named = body.get(self.learner, []) if self.learner else []
        return [named] if isinstance(named, str) else list(named)

"""The page of a learner: where they stand along each continuum, how that grew, what was known when, what is next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fairmark.server.http import Answer, Call
from fairmark.server.learning import times
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.kind import GOAL
from fairmark.server.learning.ledger import Fact
from fairmark.server.learning.progress import progress_in, scene_of
from fairmark.server.learning.scene import Scene
from fairmark.server.web.learning.asking import moments
from fairmark.server.web.learning.look import Look, looking
from fairmark.server.web.learning.showing import page
from fairmark.server.web.learning.standing import continuums, known_day
from fairmark.server.web.learning.visiting import Visitor
from fairmark.server.web.learning.wording import PACES, worded

STILL_OPEN = ("active", "proposed")
"""Statuses of goals that somebody works on."""


@dataclass(frozen=True, slots=True)
class Path:
    """A pathway: `view` is its entry in LearnerProgress, `pace` that in words."""

    title: str
    purpose: str
    view: Json
    begins: date | None
    ends: date | None
    pace: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with the names of who proposed it and who agreed."""

    statement: str
    status: str
    due: date | None
    proposed_by: str
    agreed_by: Sequence[str]


def show(call: Call, visitor: Visitor) -> Answer:
    """Where a learner stands, how that grew, and what is next."""
    learner, store = call.path["learner"], call.context.store
    with looking(call, visitor) as look:
        look.check(learner)
        scene = scene_of(look.ledger, store, learner, moments(call.query))
        now = scene_of(look.ledger, store, learner, {}) if call.query.get("known_at") else None
        view = progress_in(scene, learner)
        return page(
            "learning_learner.html",
            learner=learner,
            name=look.name(learner),
            is_own=visitor.person == learner,
            query=call.query,
            as_of=scene.today,
            known=known_day(view),
            is_past=now is not None,
            continuums=list(continuums(store, scene, view, now)),
            paths=list(paths(scene, view)),
            goals=list(goals(look, scene, learner)),
        )


def paths(scene: Scene, view: Json) -> Iterator[Path]:
    """The pathways of the view."""
    for fact, entry in zip(scene.pathways, view["pathways"], strict=True):
        data = fact.data
        begins, ends = (times.day(data.get(name, "")) for name in ("startDate", "endDate"))
        yield Path(data["title"], data["purpose"], entry, begins, ends, worded(entry["status"], PACES))


def goals(look: Look, scene: Scene, learner: str) -> Iterator[Goal]:
    """The goals that stood and that the visitor may see, those that are still open first."""
    facts = look.shown(scene.known.standing(GOAL, scene.as_of), learner)
    names = look.names(person for fact in facts for person in _people(fact))
    for fact in sorted(facts, key=lambda fact: (fact.status not in STILL_OPEN, fact.data.get("dueDate", "~"))):
        data = fact.data
        agreed = list(dict.fromkeys(names[one["by"]] for one in data.get("agreedBy", ())))
        due = times.day(data.get("dueDate", ""))
        yield Goal(data["statement"], fact.status, due, names[data["proposedBy"]], agreed)


def _people(goal: Fact) -> Iterator[str]:
    yield goal.data["proposedBy"]
    yield from (one["by"] for one in goal.data.get("agreedBy", ()))

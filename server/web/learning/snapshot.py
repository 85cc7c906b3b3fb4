"""The snapshot for a family: where a learner is, what has changed, what is next, in plain words on one page. R-08."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from marshmallow import Schema

from fairmark.server.http import Answer, Call
from fairmark.server.learning.classroom import needs
from fairmark.server.learning.history import Step
from fairmark.server.learning.kind import EVIDENCE
from fairmark.server.learning.progress import progress_in, scene_of
from fairmark.server.web.learning.asking import Day
from fairmark.server.web.learning.learner import STILL_OPEN, goals, paths
from fairmark.server.web.learning.look import looking
from fairmark.server.web.learning.portfolio import title_of, works_of
from fairmark.server.web.learning.showing import page
from fairmark.server.web.learning.standing import Continuum, Standing, continuums
from fairmark.server.web.learning.visiting import Visitor
from fairmark.validators.learning.struggle import STUCK

USUAL = timedelta(days=60)
"""How far a snapshot looks back, where nothing else is asked for."""

LATEST = 3
"""Pieces of work on it."""


class SinceQuery(Schema):
    """Since when a snapshot tells what has changed."""

    since = Day()


@dataclass(frozen=True, slots=True)
class Line:
    """A competency, and how many levels higher the learner stands than on the day since when it is told."""

    standing: Standing
    gained: int
    is_stuck: bool


def show(call: Call, visitor: Visitor) -> Answer:
    """Where a learner is, what has changed, and what is next, for their family."""
    learner, store = call.path["learner"], call.context.store
    with looking(call, visitor) as look:
        look.check(learner)
        scene = scene_of(look.ledger, store, learner, {})
        view = progress_in(scene, learner)
        since: date = min(call.query.get("since") or scene.today - USUAL, scene.today)
        stuck = {one.competency for one in needs({learner: scene}, {learner: view}) if one.why == STUCK}
        return page(
            "learning_snapshot.html",
            learner=learner,
            name=look.name(learner),
            is_own=visitor.person == learner,
            today=scene.today,
            since=since,
            parts=[(one, list(_lines(one, since, stuck))) for one in continuums(store, scene, view)],
            paths=list(paths(scene, view)),
            goals=[one for one in goals(look, scene, learner) if one.status in STILL_OPEN],
            works=[(work, title_of(work)) for work in works_of(look, learner)[:LATEST]],
            may_see_work=look.may_see(learner, EVIDENCE),
            seen=look.accesses(learner),
        )


def _lines(of: Continuum, since: date, stuck: set[str]) -> Iterator[Line]:
    """The competencies that have levels."""
    for one in of.standings:
        if one.rungs:
            before = _position_on(since, one.steps)
            yield Line(one, int(one.view["position"]) - before, one.view["competency"] in stuck)


def _position_on(day: date, steps: Sequence[Step]) -> int:
    return next((step.position for step in reversed(steps) if step.since <= day), 0)

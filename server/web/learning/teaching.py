"""The pages of who teaches: work that waits for feedback, who needs support, groups for a next step. Each is about one
class at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.learning.classroom import NEEDS, Need, Waiting, good_until, groups, late_share, needs, waiting
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.progress import progress_in, scene_of
from fairmark.server.learning.scene import Scene
from fairmark.server.web.learning.look import Look, looking
from fairmark.server.web.learning.portfolio import title_of
from fairmark.server.web.learning.showing import page
from fairmark.server.web.learning.visiting import Page, Visitor
from fairmark.server.web.learning.wording import Wording

FEEDBACK, SUPPORT, GROUPS = "feedback", "support", "groups"

SMALLEST = 2
"""Learners of a group: who works on something alone is in none."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class and its learners whom the visitor may see, by what is known of them: nobody where nothing is recorded."""

    id: str
    title: str
    scenes: Mapping[str, Scene]
    views: Mapping[str, Json]
    names: Mapping[str, str]
    wording: Wording

    @property
    def scene(self) -> Scene | None:
        """That of any learner, for what all have in common."""
        return next(iter(self.scenes.values()), None)


def _page(name: str, told: Callable[[Look, Class], Mapping[str, Any]]) -> Page:
    """The page of that name, which tells this of the class that is asked for, or of the first."""

    def show(call: Call, visitor: Visitor) -> Answer:
        with looking(call, visitor) as look:
            titles = look.classes()
            chosen = call.query.get("taught") or next(iter(titles), "")
            if chosen not in titles and chosen:
                raise Refusal(404, "unknown", "You teach no such class now.")
            values = told(look, _class(look, chosen, titles[chosen])) if chosen else {}
        return page(f"learning_{name}.html", view=name, chosen=chosen, classes=titles, **values)

    return show


def _class(look: Look, id: str, title: str) -> Class:
    store = look.context.store
    scenes = {}
    for learner in look.people.learners_in(id, look.today):
        if look.may_see(learner) and look.ledger.of_learner(learner):
            look.check(learner)
            scenes[learner] = scene_of(look.ledger, store, learner, {})
    names = look.names(scenes)
    ordered = dict(sorted(scenes.items(), key=lambda pair: names[pair[0]].casefold()))
    views = {learner: progress_in(scene, learner) for learner, scene in ordered.items()}
    shapes = {framework: shape for scene in ordered.values() for framework, shape in scene.shapes.items()}
    return Class(id, title, ordered, views, names, Wording(store, shapes))


# -- what each of them tells -----------------------------------------------------------------------------------------


def _feedback(look: Look, of: Class) -> dict[str, Any]:
    queue = [one for one in waiting(of.scenes) if look.shown([one.work], one.learner)]
    ages = [one.age for one in queue if one.age is not None]
    return {
        "queue": [(one, title_of(one.work)) for one in queue],
        "names": of.names,
        "late": late_share(queue),
        "oldest": max(ages, default=None),
        "number": len(of.scenes),
        "bars": list(_bars(queue)),
    }


def _bars(queue: Sequence[Waiting]) -> Iterator[tuple[str, int, bool]]:
    """How much of the queue has waited for how long, and whether that is too long."""
    spans = (("today", 0, 0), ("1 to 2 days", 1, 2), ("3 to 5 days", 3, 5), ("6 to 10 days", 6, 10))
    for words, first, last in spans:
        yield words, sum(one.age is not None and first <= one.age <= last for one in queue), first > 5
    yield "more than 10 days", sum(one.age is not None and one.age > 10 for one in queue), True


def _support(_look: Look, of: Class) -> dict[str, Any]:
    found = needs(of.scenes, of.views)
    by_why: dict[str, list[tuple[Need, Any]]] = {why: [] for why in NEEDS}
    for one in found:
        by_why[one.why].append((one, of.wording.item(one.competency)))
    return {"needs": by_why, "names": of.names, "number": len(of.scenes)}


def _groups(_look: Look, of: Class) -> dict[str, Any]:
    found = [
        (one, of.wording.item(one.competency), of.wording.item(one.level), of.wording.item(one.lacking))
        for one in groups(of.scenes, of.views)
        if len(one.learners) >= SMALLEST
    ]
    until = good_until(of.scene) if of.scene else None
    return {"groups": found, "names": of.names, "until": until, "number": len(of.scenes)}


show_feedback = _page(FEEDBACK, _feedback)
show_support = _page(SUPPORT, _support)
show_groups = _page(GROUPS, _groups)

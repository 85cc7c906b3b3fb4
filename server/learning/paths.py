"""How far a learner is along a pathway, and whether at the pace that it plans. Profile, sections 3.5 and 3.6."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from fairmark.server.learning import times
from fairmark.server.learning.continuum import Json, identifier_of
from fairmark.server.learning.figures import because
from fairmark.server.learning.ledger import Fact
from fairmark.server.learning.scene import Scene
from fairmark.validators.learning.calendar import Span, days_between
from fairmark.validators.learning.measure import Measure, undefined
from fairmark.validators.learning.pace import Pace
from fairmark.validators.learning.rates import AtLeast, Node, Step, progress

DAY = timedelta(days=1)
POINTS = 100
"""Percentage points in 1."""


def path_progress(scene: Scene, pathway: Fact) -> Json:
    """The entry of one pathway, each null with its reason."""
    data = pathway.data
    root = scene.roots[data["calendar"]]
    begin, end = times.day(data["startDate"]), times.day(data.get("endDate", _last_date(data)))
    if begin is None:
        raise TypeError("a pathway begins on a day")
    nodes = _nodes(scene, data, times.beginning(begin))
    count = partial(days_between, [scene.calendars[root]], begin, pauses=_pauses(data.get("pauses", ())))
    days = count(until=end + DAY) if end else 0
    pace = Pace(_attained(nodes), sum(_planned(node) for node in nodes), count(until=scene.today), days)
    along = progress(nodes)
    figures = {
        "progress": along.progress,
        "progressInWindow": along.in_window,
        "progressPartial": along.partial,
        "a": pace.share_attained,
        "e": pace.share_elapsed,
        "paceGap": _in_points(pace.gap),
        "paceIndex": pace.index,
        "projectedRemainingDays": pace.remaining_days,
        "plannedDays": Measure(days) if days else undefined("noEndDate" if end is None else "noPlannedDays"),
    }
    why = {name: one.reason for name, one in figures.items() if one.value is None}
    return {
        "pathway": pathway.id,
        "calendar": root,
        "attained": pace.attained,
        "planned": pace.planned,
        "elapsedDays": pace.elapsed,
        "buffer": pace.buffer,
        **{name: one.value for name, one in figures.items()},
        "status": pace.status,
        **because({**why, **({} if pace.status else {"status": why["paceGap"]})}),
    }


def _in_points(gap: Measure) -> Measure:
    return gap if gap.value is None else Measure(gap.value * POINTS)


def _last_date(data: Json) -> str:
    """The last target date, "" for none: until then the pathway goes on that names no end."""
    return max((step["targetDate"] for step in data["steps"] if "targetDate" in step), default="")


def _pauses(pauses: Sequence[Json]) -> list[Span]:
    days = [(times.day(pause["from"]), times.day(pause["until"])) for pause in pauses]
    return [(first, after) for first, after in days if first and after]


# -- steps -----------------------------------------------------------------------------------------------------------


def _nodes(scene: Scene, data: Json, begin: datetime) -> list[Node]:
    """The steps that all are to be taken, and the groups of which some are enough."""
    enough = {group["id"]: group.get("atLeast") for group in data.get("groups", ())}
    members: dict[str, list[Step]] = {name: [] for name in enough}
    nodes: list[Node] = []
    for step in data["steps"]:
        made = _step(scene, step, begin)
        members[step["group"]].append(made) if step.get("group") in members else nodes.append(made)
    return nodes + [AtLeast(enough[name] or len(steps), steps) for name, steps in members.items() if steps]


def _step(scene: Scene, step: Json, begin: datetime) -> Step:
    target = identifier_of(step["target"])
    latest = next((scene.latest[one] for one in scene.attained.leading_to(target) if one in scene.latest), None)
    return Step(
        attained=scene.attained.holds(target),
        weight=step.get("weight", 1.0),
        score=latest.data["value"] if latest else None,
        cut=scene.cut_of(latest) if latest else None,
        in_window=latest is None or latest.effective_at >= begin,
    )


def _planned(node: Node) -> int:
    return node.k if isinstance(node, AtLeast) else 1


def _attained(nodes: Sequence[Node]) -> int:
    return sum(
        min(node.k, sum(step.attained for step in node.steps)) if isinstance(node, AtLeast) else int(node.attained)
        for node in nodes
    )

"""How far a learner is along a pathway, and whether at the pace that it plans. Profile, sections 3.5 and 3.6."""

from collections.abc import Sequence
from datetime import date, datetime

from fairmark.server.learning import times
from fairmark.server.learning.continuum import Json, identifier_of
from fairmark.server.learning.figures import because
from fairmark.server.learning.ledger import Fact
from fairmark.server.learning.scene import Scene
from fairmark.validators.learning.calendar import Calendar, Span, days_between
from fairmark.validators.learning.measure import Measure
from fairmark.validators.learning.pace import Pace
from fairmark.validators.learning.rates import AtLeast, Node, Step, progress

POINTS = 100
"""Percentage points in 1."""


def path_progress(scene: Scene, pathway: Fact) -> Json:
    """The entry of one pathway, each null with its reason."""
    data = pathway.data
    begin = times.day(data["startDate"])
    nodes = _nodes(scene, data, times.beginning(begin) if begin else scene.as_of)
    calendar_root, calendar = _calendar(scene, data["calendar"])
    pace = Pace(_attained(nodes), sum(_planned(node) for node in nodes), *_days(scene, data, calendar))
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
    }
    missing = "noCalendar" if calendar is None else "noEndDate"
    without_days = pace.days <= 0
    why = {name: one.reason for name, one in figures.items() if one.value is None}
    if without_days:
        timed = ("e", "paceGap", "paceIndex", *(() if calendar else ("projectedRemainingDays",)))
        why |= dict.fromkeys(timed, missing)
    members = {name: None if name in why else one.value for name, one in figures.items()}
    status = None if why.get("paceGap") else pace.status
    return {
        "pathway": pathway.id,
        "calendar": calendar_root,
        "attained": pace.attained,
        "planned": pace.planned,
        "elapsedDays": pace.elapsed if calendar else None,
        "plannedDays": pace.days if not without_days else None,
        "buffer": pace.buffer,
        **members,
        "status": status,
        **because(
            {
                **why,
                **({"status": why["paceGap"]} if status is None else {}),
                **({"plannedDays": missing} if without_days else {}),
                **({} if calendar else {"elapsedDays": missing}),
            }
        ),
    }


def _in_points(gap: Measure) -> Measure:
    return gap if gap.value is None else Measure(gap.value * POINTS)


def _calendar(scene: Scene, id: str) -> tuple[str, Calendar | None]:
    root = scene.roots.get(id, id)
    return root, scene.calendars.get(root)


def _days(scene: Scene, data: Json, calendar: Calendar | None) -> tuple[int, int]:
    """The instructional days that are over, and those that are planned, without pauses; 0 for what is not known."""
    begin, end = times.day(data["startDate"]), times.day(data.get("endDate", _last_date(data)))
    if calendar is None or begin is None:
        return 0, 0
    pauses = list(_pauses(data.get("pauses", ())))
    return _between(calendar, begin, scene.today, pauses), _between(calendar, begin, end, pauses) if end else 0


def _between(calendar: Calendar, begin: date, until: date, pauses: Sequence[Span]) -> int:
    return days_between([calendar], begin, until, pauses)


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

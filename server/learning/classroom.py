"""What a class comes to this week: work that waits for an answer, who needs support, whom to bring together. Profile,
sections 2.17 (R-01, R-04, R-06) and 3.11, by the measures of each learner's progress."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fairmark.server.learning import times
from fairmark.server.learning.continuum import Json, identifier_of
from fairmark.server.learning.kind import SUPPORT
from fairmark.server.learning.known import SUBMITTED
from fairmark.server.learning.ledger import Fact
from fairmark.server.learning.scene import Scene
from fairmark.validators.learning.struggle import ATTAINED, STUCK, WATCH, last_rise

INACTIVE = "inactive"
NEEDS = (STUCK, WATCH, INACTIVE)
"""Why somebody needs support, the most urgent first."""

OF_LEARNERS = ("self", "peer")
"""Roles of scorers whose word is no answer to work that waits for one."""

EVENT, RETURNED = "ProcessEvent", "returned"
"""What says, in facts that came from elsewhere, that work went back to its learner."""

TARGET_DAYS = 5
"""Instructional days after which an answer is late."""
GOOD_FOR = 10
"""Instructional days for which a group is suggested: SCL-INT-05."""

Scenes = Mapping[str, Scene]
"""Learners with what is known of them."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work that was handed in and that nobody has answered; `age` in instructional days, None without a calendar."""

    learner: str
    work: Fact
    since: date
    age: int | None

    @property
    def is_late(self) -> bool:
        return self.age is not None and self.age > TARGET_DAYS


@dataclass(frozen=True, slots=True)
class Need:
    """A competency in which a learner needs support: `why` is one of NEEDS, `since` the day of the last rise, or of
    the last work; `supports` are those that are given for it now, and the dismissals of this flag."""

    learner: str
    competency: str
    level: int | None
    why: str
    since: date | None
    flag: Json
    supports: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Group:
    """Learners who work on the same level; `lacking` is the prerequisite that most of them have not attained, with how
    many of them, "" where they lack none."""

    competency: str
    level: str
    number: int
    learners: Sequence[str]
    lacking: str
    lack_it: int


def waiting(scenes: Scenes) -> list[Waiting]:
    """Work of these learners that waits for an answer, what has waited longest first."""
    found = [one for learner, scene in scenes.items() for one in _unanswered(learner, scene)]
    return sorted(found, key=lambda one: (one.since, one.work.id))


def _unanswered(learner: str, scene: Scene) -> Iterator[Waiting]:
    answered = {one.data["evidence"] for one in scene.judgments if one.data["scorerRole"] not in OF_LEARNERS}
    events = scene.known.standing(EVENT, scene.as_of)
    answered |= {one.data["about"] for one in events if one.data["kind"] == RETURNED and "about" in one.data}
    latest = {work.root: work for work in sorted(scene.evidence, key=lambda work: work.data["version"])}
    for work in latest.values():
        submitted = times.read(work.data["submittedAt"])
        if work.status == SUBMITTED and "returnedAt" not in work.data and work.id not in answered and submitted:
            yield Waiting(learner, work, submitted.date(), scene.days(submitted, scene.today))


def needs(scenes: Scenes, views: Mapping[str, Json]) -> list[Need]:
    """Who needs support in what, by the flags of their progress: the stuck first, of these who is so for longest."""
    found = [one for learner, scene in scenes.items() for one in _needs(learner, scene, views[learner])]
    return sorted(found, key=lambda one: (NEEDS.index(one.why), one.since or date.max, one.learner))


def _needs(learner: str, scene: Scene, view: Json) -> Iterator[Need]:
    supports = [fact for fact in scene.known.standing(SUPPORT, scene.as_of) if fact.status != "ended"]
    for entry in (one for continuum in view["continuums"] for one in continuum["competencies"]):
        flag = entry["flag"]
        why = _why(flag) if flag else ""
        if flag and why:
            yield Need(
                learner=learner,
                competency=entry["competency"],
                level=entry["workingLevel"],
                why=why,
                since=_since(scene, entry, why),
                flag=flag,
                supports=[one for one in supports if flag["target"] in one.data["targets"]],
            )


def _why(flag: Json) -> str:
    """A level that nobody has tried yet is not stuck, and nobody is idle at it."""
    if flag["code"] in (STUCK, WATCH):
        return str(flag["code"])
    return INACTIVE if flag["inactive"] and flag["attempts"] and flag["code"] != ATTAINED else ""


def _since(scene: Scene, entry: Json, why: str) -> date | None:
    if why == INACTIVE:
        moment = times.read(entry["lastEvidenceAt"])
        return moment.date() if moment else None
    inputs = [one for one in scene.judgments if one.id in set(entry["flag"]["inputs"])]
    rise = last_rise([one.data["score"] for one in inputs])
    return inputs[rise].effective_at.date() if rise is not None else None


def groups(scenes: Scenes, views: Mapping[str, Json]) -> list[Group]:
    """Learners who work on the same level of a competency, the largest groups first."""
    members: dict[tuple[str, int], list[str]] = {}
    for learner, view in views.items():
        for entry in (one for continuum in view["continuums"] for one in continuum["competencies"]):
            if entry["workingLevel"] is not None:
                members.setdefault((entry["competency"], entry["workingLevel"]), []).append(learner)
    found = [_group(scenes, competency, number, learners) for (competency, number), learners in members.items()]
    return sorted(found, key=lambda one: (-len(one.learners), one.competency, one.number))


def _group(scenes: Scenes, competency: str, number: int, learners: Sequence[str]) -> Group:
    identifier, level, lacks = identifier_of(competency), "", Counter[str]()
    for learner in learners:
        scene = scenes[learner]
        shape = next(shape for shape in scene.shapes.values() if identifier in shape.levels)
        working = shape.levels[identifier][number - 1]
        level = shape.uris.get(working, working)
        before = dict.fromkeys((*shape.before.get(working, ()), *shape.before.get(identifier, ())))
        lacks.update(shape.uris.get(item, item) for item in before if not scene.attained.holds(item))
    lacking = min(lacks, key=lambda uri: (-lacks[uri], uri), default="")
    return Group(competency, level, number, learners, lacking, lacks[lacking] if lacking else 0)


def good_until(scene: Scene) -> date | None:
    """The day on which a group that is suggested today is to be made anew, None where no calendar goes that far."""
    days = sorted({day for calendar in scene.chosen.values() for day in calendar.taught if day >= scene.today})
    return days[GOOD_FOR] if len(days) > GOOD_FOR else None


def late_share(queue: Sequence[Waiting]) -> float | None:
    """The share of the queue that is late, None for an empty one."""
    return sum(one.is_late for one in queue) / len(queue) if queue else None

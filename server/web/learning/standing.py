"""Where a learner stands, as pages show it: competencies with their levels, their history, and the next steps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fairmark.server.learning import times
from fairmark.server.learning.continuum import Json, identifier_of
from fairmark.server.learning.history import Step, attained_counts, history
from fairmark.server.learning.scene import Scene
from fairmark.server.learning.shape import Shape
from fairmark.server.storage.store import Store
from fairmark.server.web.learning.charts import Chart, Span, chart, span_of
from fairmark.server.web.learning.wording import Wording, Words, title_of

ATTAINED, WORKING, OPEN = "attained", "working", "open"


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of a competency, ATTAINED, WORKING or OPEN."""

    number: int
    state: str
    words: Words


@dataclass(frozen=True, slots=True)
class Standing:
    """A competency: `view` is its entry in LearnerProgress, `rungs` its levels (none where it has none), `steps` where
    the learner stood over time."""

    words: Words
    view: Json
    rungs: Sequence[Rung]
    steps: Sequence[Step]
    chart: Chart | None

    @property
    def working(self) -> Rung | None:
        return next((rung for rung in self.rungs if rung.state == WORKING), None)

    @property
    def last_work(self) -> datetime | None:
        at = self.view["lastEvidenceAt"]
        return times.read(at) if at else None


@dataclass(frozen=True, slots=True)
class NextStep:
    """A level that the learner is ready for; `level` is None where the framework numbers none. `before` is what it
    builds on, all of which is attained."""

    competency: Words
    level: int | None
    words: Words
    before: Sequence[Words]
    is_next: bool


@dataclass(frozen=True, slots=True)
class Continuum:
    """A framework and where the learner stands in it. `total` is the chart of how many competencies are attained, for
    frameworks without levels."""

    title: str
    view: Json
    standings: Sequence[Standing]
    next_steps: Sequence[NextStep]
    total: Standing | None


def continuums(store: Store, scene: Scene, view: Json, now: Scene | None = None) -> Iterator[Continuum]:
    """The continuums of the view. `now` is what is known now, where the scene is an earlier one."""
    wording = Wording(store, scene.shapes)
    by_document = {shape.document: (framework, shape) for framework, shape in scene.shapes.items()}
    for entry in view["continuums"]:
        framework, shape = by_document[entry["continuum"]]
        steps = history(scene, shape)
        later = history(now, shape) if now else steps
        span = span_of([*steps.values(), *later.values()], scene.today)
        standings = [
            _standing(scene, shape, wording, one, span, steps, later if now else {}) for one in entry["competencies"]
        ]
        yield Continuum(
            title=title_of(store, framework, shape),
            view=entry,
            standings=standings,
            next_steps=list(_next_steps(shape, wording, entry)),
            total=None if shape.levels else _total(scene, shape, wording, entry),
        )


def _standing(
    scene: Scene,
    shape: Shape,
    wording: Wording,
    view: Json,
    span: Span,
    steps: Mapping[str, Sequence[Step]],
    later: Mapping[str, Sequence[Step]],
) -> Standing:
    competency = identifier_of(view["competency"])
    levels = shape.levels.get(competency, ())
    own = steps.get(competency, ())
    return Standing(
        words=wording.item(view["competency"]),
        view=view,
        rungs=list(_rungs(scene, shape, wording, levels, view)),
        steps=own,
        chart=chart(span, len(levels), own, later.get(competency, own)) if levels else None,
    )


def _rungs(scene: Scene, shape: Shape, wording: Wording, levels: Sequence[str], view: Json) -> Iterator[Rung]:
    held = scene.attained.held(levels)
    for number, level in enumerate(levels, 1):
        state = ATTAINED if number in held else WORKING if number == view["workingLevel"] else OPEN
        yield Rung(number, state, wording.item(shape.uris.get(level, level)))


def _total(scene: Scene, shape: Shape, wording: Wording, entry: Json) -> Standing:
    """How many of the competencies are attained, as if they were levels."""
    targets = [identifier_of(one["competency"]) for one in entry["competencies"]]
    steps = attained_counts(scene, targets)
    words = Words("", "Competencies attained", "")
    return Standing(words, {}, (), steps, chart(span_of([steps], scene.today), len(targets), steps))


def _next_steps(shape: Shape, wording: Wording, entry: Json) -> Iterator[NextStep]:
    for one in entry["ready"] or ():
        level, competency = identifier_of(one["level"]), identifier_of(one["competency"])
        before = dict.fromkeys((*shape.before.get(level, ()), *shape.before.get(competency, ())))
        yield NextStep(
            competency=wording.item(one["competency"]),
            level=one["number"],
            words=wording.item(one["level"]),
            before=[wording.item(shape.uris.get(item, item)) for item in before],
            is_next=one["isNext"],
        )


def known_day(view: Json) -> date:
    """The day as of which the view is known."""
    moment = times.read(view["knownAt"])
    if moment is None:
        raise TypeError("a view says when it is known")
    return moment.date()

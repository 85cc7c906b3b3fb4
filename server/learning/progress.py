"""A learner's progress: where they stand in each competency and along their pathways, and what they are ready for, as
it was known at a time. Profile, section 4.13."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, validate
from marshmallow import fields as ma
import orjson

from fairmark.server.admin.writing import PRIVATE
from fairmark.server.case.operations import NAME
from fairmark.server.case.query import LONGEST
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.learning import times
from fairmark.server.learning.answers import KnownQuery, Time, is_a, open_ledger
from fairmark.server.learning.bodies import SCHEMA
from fairmark.server.learning.competencies import competency_progress
from fairmark.server.learning.continuum import Json, identifier_of
from fairmark.server.learning.figures import because
from fairmark.server.learning.kind import CALENDAR, PATHWAY
from fairmark.server.learning.known import Known
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.paths import path_progress
from fairmark.server.learning.scene import Scene, calendars_at, rules_at
from fairmark.server.learning.shape import Shape, grade_of, shape_in, shape_without
from fairmark.server.learning.track import continuum_growth, track
from fairmark.server.storage.store import Store
from fairmark.validators.rules.shape import accepts


class Grade(ma.String):
    """A grade of a school, as its CEDS code."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> Any:
        grade = grade_of(super()._deserialize(value, attr, data, **rest))
        if grade is None:
            raise ValidationError("Must be KG or a number from 01 to 12.")
        return grade


class ProgressQuery(KnownQuery):
    """Which progress."""

    as_of = Time(
        data_key="asOf", metadata={"description": "Only learning that was shown up to this time. Default: now."}
    )
    continuum = ma.Str(
        validate=validate.Length(max=LONGEST), metadata={"description": "URI of a CFDocument: only this continuum."}
    )
    grade = Grade(
        metadata={"description": "The grade in which the learner is enrolled, such as 06: this server holds no roster."}
    )
    calendar = ma.Str(
        validate=is_a("Urn", "Must be the id of a record."),
        metadata={"description": "Calendar to count days by. Default: those of the learner's pathways."},
    )


def get_progress(call: Call) -> Answer:
    learner, query = call.path["id"], call.query
    with open_ledger(call) as ledger:
        scene = scene_of(ledger, call.context.store, learner, query)
    return Answer(200, orjson.dumps(progress_in(scene, learner, query.get("continuum"))), PRIVATE)


def scene_of(ledger: Ledger, store: Store, learner: str, query: Mapping[str, Any]) -> Scene:
    """What is known of the learner, as a ProgressQuery asks for it; a Refusal where nothing is."""
    facts = ledger.of_learner(learner) if accepts(SCHEMA, "Person", learner) else []
    if not facts:
        raise Refusal(404, "unknown", "Nothing is recorded of this learner.")
    # Whatever is recorded from now on is later than `newest`: said in the answer, that gives the same for ever.
    newest = max(ledger.newest() or facts[-1].recorded_at, _imported(store, query.get("continuum")))
    known_at = min(query.get("known_at", newest), newest)
    as_of = query.get("as_of", known_at)
    known = Known(facts, known_at)
    shapes = _shapes(store, known, as_of, known_at, query.get("continuum"))
    return _scene(ledger, known, as_of, known_at, shapes, query)


def progress_in(scene: Scene, learner: str, wanted: str | None = None) -> Json:
    """The view of all continuums, or of the one that is wanted."""
    return {
        "type": "LearnerProgress",
        "learner": learner,
        "asOf": times.written(scene.as_of),
        "knownAt": times.written(scene.known.known_at),
        "continuums": [
            entry
            for shape in scene.shapes.values()
            if wanted in (None, shape.document)
            for entry in _continuum(scene, shape)
        ],
        "pathways": [path_progress(scene, pathway) for pathway in scene.pathways],
    }


def _imported(store: Store, wanted: str | None) -> datetime:
    """When the framework that is wanted was imported; before all time where there is none."""
    identifier = identifier_of(wanted or "")
    framework = store.framework(identifier) if NAME.fullmatch(identifier) else None
    return framework.imported_at if framework else times.ALWAYS


def _shapes(store: Store, known: Known, as_of: datetime, known_at: datetime, wanted: str | None) -> Mapping[str, Shape]:
    """The frameworks that the facts are about, in the latest version that any of them is pinned to: another one that is
    imported later changes nothing in what was known before. With the one that is wanted, as it was then."""
    by_framework: dict[str, list[Fact]] = {}
    for fact in (*known.judgments(as_of), *known.determinations(as_of)):
        by_framework.setdefault(fact.framework, []).append(fact)
    found: dict[str, Shape] = {}
    for framework, facts in by_framework.items():
        latest = max(facts, key=lambda fact: fact.data["frameworkVersion"])
        gone = shape_without(latest.data["framework"], {fact.target: fact.data["target"] for fact in facts})
        found[framework] = shape_in(store, framework, number=latest.data["frameworkVersion"]) or gone
    other = identifier_of(wanted or "")
    if other not in found and NAME.fullmatch(other) and (shape := shape_in(store, other, known_at=known_at)):
        found[other] = shape
    return found


def _scene(
    ledger: Ledger,
    known: Known,
    as_of: datetime,
    known_at: datetime,
    shapes: Mapping[str, Shape],
    query: Mapping[str, Any],
) -> Scene:
    ids = [pathway.data["calendar"] for pathway in known.standing(PATHWAY, as_of)]
    roots = {id: root for id in ids if (root := ledger.root_of(id))}
    named = query.get("calendar")
    if named is not None and ledger.find(CALENDAR, named) is None:
        raise Refusal(400, "bad_query", "calendar: There is no such Calendar here.", "calendar")
    calendars = calendars_at(ledger, ids, known_at)
    chosen = calendars_at(ledger, [named], known_at) if named else calendars
    return Scene(known, as_of, shapes, calendars, chosen, roots, rules_at(ledger, known_at), query.get("grade"))


def _continuum(scene: Scene, shape: Shape) -> Iterator[Json]:
    """Progress in a framework; nothing where nothing in it was judged or determined."""
    competencies = _competencies(scene, shape)
    if not competencies:
        return
    on_track, reason = track(scene, shape, competencies)
    yield {
        "continuum": shape.document,
        "competencies": [competency_progress(scene, shape, one) for one in competencies],
        "growth": continuum_growth(scene, shape, competencies),
        "onTrack": on_track,
        "ready": _ready(scene, shape) if shape.levels else None,
        **because(
            {
                **({"onTrack": reason} if on_track is None else {}),
                **({} if shape.levels else {"ready": "noLevels"}),
            }
        ),
    }


def _competencies(scene: Scene, shape: Shape) -> Sequence[str]:
    """The competencies of the framework in which something was judged or determined, or to which something leads."""
    facts: Sequence[Fact] = sorted((*scene.judgments, *scene.conclusions), key=lambda fact: fact.recorded_at)
    found = dict.fromkeys(one for fact in facts for one in shape.competencies_of(fact.target))
    for competency, levels in shape.levels.items():
        if competency not in found and any(scene.attained.status_of(level) for level in levels):
            found[competency] = None
    return list(found)


def _ready(scene: Scene, shape: Shape) -> list[Json]:
    """The levels whose prerequisites are all attained and that are not: SCL-LRN-05. The competency's prerequisites are
    also those of its levels."""
    found = []
    for competency, levels in shape.levels.items():
        held = scene.attained.held(levels)
        working = scene.attained.standing(levels).working_level
        for number, level in enumerate(levels, 1):
            before = {*shape.before.get(level, ()), *shape.before.get(competency, ())}
            if number not in held and all(scene.attained.holds(one) for one in before):
                found.append(
                    {
                        "level": shape.uris[level],
                        "competency": shape.uris[competency],
                        "number": number,
                        "isNext": number == working,
                    }
                )
    return found

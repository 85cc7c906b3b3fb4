"""Where a learner stands in a competency, how they got there, how deep, and whether they need support. Profile,
sections 3.3, 3.7, 3.8, 3.9 and 3.11."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from fairmark.server.learning import times
from fairmark.server.learning.concluding import is_admitted
from fairmark.server.learning.continuum import Json, identifier_of
from fairmark.server.learning.figures import because
from fairmark.server.learning.known import ATTAINED
from fairmark.server.learning.ledger import Fact
from fairmark.server.learning.scene import Scene
from fairmark.server.learning.shape import Shape
from fairmark.validators.learning.depth import TAXONOMIES, DepthProfile, depth_profile
from fairmark.validators.learning.growth import SHORTEST, growth
from fairmark.validators.learning.measure import Measure, undefined
from fairmark.validators.learning.standing import grade_gap
from fairmark.validators.learning.struggle import STUCK, USUAL, WATCH, flag, last_rise, slope

SAYING = ("proficient", "notYet", "placed", "lapsed")
"""Statuses that give a value to grow from or to: too little evidence gives none."""


def competency_progress(scene: Scene, shape: Shape, competency: str) -> Json:
    """The entry of one competency, each null with its reason."""
    levels = shape.levels.get(competency, ())
    targets = {one for item in (competency, *levels) for one in scene.attained.leading_to(item)}
    about = [fact for fact in scene.conclusions if fact.target in targets]
    work = [fact.effective_at for fact in scene.evidence if _targets(fact) & targets]
    stands = scene.attained.standing(levels) if levels else None
    working = levels[stands.working_level - 1] if stands and stands.working_level else ""
    gap, gap_reason = _grade_gap(scene, shape, levels, working)
    depth, others = _depth(scene, about)
    members = {
        "position": stands.position if stands else None,
        "reach": stands.reach if stands else None,
        "gaps": stands.gaps if stands else [],
        "workingLevel": stands.working_level if stands else None,
        "status": about[-1].status if about else None,
        "determination": about[-1].id if about else None,
        "lastEvidenceAt": times.written(max(work)) if work else None,
        "growth": _growth(scene, levels) if levels else None,
        "depth": depth,
        "gradeGap": gap,
        "flag": _flag(scene, shape, working or competency, work) if working or not levels else None,
    }
    complete = "complete" if levels else "noLevels"
    whys = {
        "position": "noLevels",
        "reach": "nothingAttained" if levels else "noLevels",
        "workingLevel": complete,
        "status": "noDetermination",
        "determination": "noDetermination",
        "lastEvidenceAt": "noEvidence",
        "growth": "noLevels",
        "depth": "noQualifyingJudgment",
        "gradeGap": gap_reason,
        "flag": complete,
    }
    why = because({name: reason for name, reason in whys.items() if members[name] is None})
    return {"competency": shape.uris[competency], **members, **({"otherDepths": others} if others else {}), **why}


def _targets(evidence: Fact) -> set[str]:
    return {identifier_of(alignment["targetUrl"]) for alignment in evidence.data["alignment"]}


def _grade_gap(scene: Scene, shape: Shape, levels: Sequence[str], working: str) -> tuple[float | None, str]:
    """How many grades the working level lies above that of enrolment, and why that is not known. Of a level that is
    meant for several grades the nearest counts."""
    grades, enrolled = shape.grades.get(working, ()), scene.grade
    if not working:
        return None, "complete" if levels else "noLevels"
    if not grades:
        return None, "noGrade"
    if enrolled is None:
        return None, "noRoster"
    return grade_gap(enrolled, min(grades, key=lambda grade: abs(grade - enrolled))), ""


# -- growth ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Grown:
    """Positions at the beginning and now, and when they were reached; None for what nothing says."""

    baseline: int | None = None
    current: int | None = None
    begin: datetime | None = None
    until: datetime | None = None


def grown(scene: Scene, levels: Sequence[str]) -> Grown:
    """The growth in the competency with those levels: from the placement, else from the earliest determination."""
    targets = {one for level in levels for one in scene.attained.leading_to(level)}
    saying = [fact for fact in scene.conclusions if fact.target in targets and fact.status in SAYING]
    if not saying:
        return Grown()
    placements = [fact for fact in saying if fact.status == "placed"]
    first = placements[-1] if placements else min(saying, key=lambda fact: (fact.effective_at, fact.recorded_at))
    later = [
        fact.effective_at
        for fact in saying
        if fact.id != first.id and fact.status != "placed" and fact.effective_at >= first.effective_at
    ]
    current = scene.attained.standing(levels).position if later else None
    return Grown(_position_at(scene, levels, first), current, first.effective_at, max(later, default=None))


def _position_at(scene: Scene, levels: Sequence[str], fact: Fact) -> int:
    """The level of a placement; else where the learner stood when the determination took effect."""
    if fact.status == "placed" and fact.target in levels:
        return levels.index(fact.target) + 1
    return scene.attained_by(fact.effective_at).standing(levels).position


def _growth(scene: Scene, levels: Sequence[str]) -> Json:
    found = grown(scene, levels)
    value = growth(found.baseline, found.current)
    yearly = _annualised(scene, value, found)
    return {
        "value": value.value,
        "baseline": found.baseline,
        "current": found.current,
        "annualised": yearly.value,
        "baselineAt": times.written(found.begin) if found.begin else None,
        "currentAt": times.written(found.until) if found.until else None,
        **({"reason": value.reason} if value.value is None else {}),
        **({"annualisedReason": yearly.reason} if yearly.value is None else {}),
    }


def _annualised(scene: Scene, value: Measure, found: Grown) -> Measure:
    """Growth at the same rate over a school year."""
    if value.value is None or found.begin is None or found.until is None:
        return undefined(value.reason)
    days, year = scene.days(found.begin, found.until.date()), scene.year
    if days is None or year is None:
        return undefined("noCalendar")
    return Measure(value.value * year / days) if days >= SHORTEST else undefined("tooShort")


# -- depth -----------------------------------------------------------------------------------------------------------


def _depth(scene: Scene, about: Sequence[Fact]) -> tuple[Json | None, list[Json]]:
    """The depth shown in the judgments behind what is attained: in the taxonomy that most of them name, and in others.
    Depths of two taxonomies are never merged."""
    counted = {fact.target: fact for fact in about}
    ids = {id for fact in counted.values() if fact.status in ATTAINED for id in fact.data["judgments"]}
    depths = [one.data["depth"] for one in scene.judgments if one.id in ids and "depth" in one.data]
    profiles = [
        depth_profile(taxonomy, [depth["value"] for depth in depths if depth["taxonomy"] == taxonomy])
        for taxonomy in TAXONOMIES
    ]
    told = [_told(profile) for profile in sorted(profiles, key=lambda profile: -profile.n) if profile.n]
    return (told[0], told[1:]) if told else (None, [])


def _told(profile: DepthProfile) -> Json:
    return {
        "taxonomy": profile.taxonomy,
        "n": profile.n,
        "distribution": {str(value): count for value, count in profile.distribution.items()},
        "shareDeep": profile.share_deep.value,
        "median": profile.median,
        "deepest": profile.deepest,
    }


# -- flags -----------------------------------------------------------------------------------------------------------


def _flag(scene: Scene, shape: Shape, target: str, work: Collection[datetime]) -> Json:
    """Whether the learner struggles, is stuck, or too little is known, at the level in progress; with what that is made
    from. SCL-INT-02 and -06."""
    rule = scene.rule_for(shape, target)
    about = [one for one in scene.judgments if one.target == target and one.data["status"] == "scored"]
    counting = [one for one in about if rule is not None and is_admitted(rule.data, one)]
    scores = [one.data["score"] for one in counting]
    rise = last_rise(scores)
    since = scene.days(counting[rise].effective_at, scene.today) if rise is not None else None
    rate = slope(scores)
    code, why = _code(scores, rule, since)
    idle = scene.days(max(work), scene.today) if work else None
    members = {
        "code": code,
        "slope": rate.value,
        "daysSinceRise": since,
        "daysSinceEvidence": idle,
        "inactive": None if idle is None else idle >= USUAL.idle,
    }
    whys = {
        "code": why,
        "slope": rate.reason,
        "daysSinceRise": "noCalendar" if scores else "noJudgments",
        "daysSinceEvidence": "noCalendar" if work else "noEvidence",
        "inactive": "noCalendar" if work else "noEvidence",
    }
    return {
        "target": shape.uris[target],
        "rule": rule.id if rule else None,
        "inputs": [one.id for one in counting],
        "attempts": len(scores),
        **members,
        **because({name: reason for name, reason in whys.items() if members[name] is None}),
    }


def _code(scores: Sequence[float], rule: Fact | None, days_since_rise: int | None) -> tuple[str | None, str]:
    """The code, or why there is none: without a calendar, watching cannot be told from being stuck."""
    if rule is None:
        return None, "noRule"
    cut = rule.data["parameters"]["cut"]
    code = flag(scores, cut, days_since_rise or 0)
    return (None, "noCalendar") if code in (WATCH, STUCK) and days_since_rise is None else (code, "")

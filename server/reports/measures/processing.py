"""Process indicators of each learner (profile, section 3.15): what happened between a piece of work and what became of
it, since a day."""

from datetime import date

import ibis
from ibis import _

from fairmark.server.reports.measures.flagging import admitted, cuts
from fairmark.server.reports.measures.growing import numbers
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Event, Evidence

SECOND_CHANCE = 20
"""Instructional days within which a second chance counts."""

TURNAROUND, SECOND_CHANCES, VOICE = "feedbackTurnaround", "reassessmentAccess", "learnerVoice"
INDICATORS = (TURNAROUND, SECOND_CHANCES, VOICE)


def turnarounds(when: When, since: date) -> ibis.Table:
    """`learner`, `evidence` and the instructional `days` from submission to the first return, of what was submitted
    since that day and has been returned."""
    returned = when.facts(Event).filter(_.kind == "returned").group_by(evidence="about").agg(back=_.effective_on.min())
    own = when.facts(Evidence).filter(_.submitted_on >= since).inner_join(returned, "evidence")
    days = numbers(when)
    start = days.select(submitted_on="day", number_submitted="number")
    end = days.select(back="day", number_back="number")
    dated = own.inner_join(start, "submitted_on").inner_join(end, "back")
    return dated.select("learner", "evidence", days=dated.number_back - dated.number_submitted)


def second_chances(when: When, since: date) -> ibis.Table:
    """`learner`, `judgment` and whether there `was_another` one of the same target within the days (1 or 0), for each
    judgment below the cut since that day."""
    days = numbers(when).select(effective_on="day", number="number")
    own = admitted(when).select("learner", "target", "judgment", "score", "effective_on", "effective_at")
    dated = own.inner_join(days, "effective_on").inner_join(cuts(when), ["learner", "target"], rname="{name}_cut")
    low = dated.filter(dated.score < dated.cut, dated.effective_on >= since)
    other = dated.select("learner", "target", again="number", again_at="effective_at")
    joined = low.left_join(
        other,
        [
            low.learner == other.learner,
            low.target == other.target,
            other.again_at > low.effective_at,
            other.again <= low.number + SECOND_CHANCE,
        ],
        rname="{name}_other",
    )
    return joined.group_by("learner", "judgment").agg(was_another=ibis.ifelse(_.again.count() > 0, 1, 0))


def voices(when: When, since: date) -> ibis.Table:
    """`learner`, `work` and whether it `is_own` (1 or 0): what the learner has begun and nobody has assigned."""
    own = when.facts(Evidence).filter(_.submitted_on >= since)
    return own.group_by("learner", "work").agg(is_own=ibis.ifelse(own.is_assigned.all(), 0, 1))


def indicators(when: When, since: date) -> ibis.Table:
    """`learner`, `indicator` and its `value`: mean days, or a share."""
    waited = turnarounds(when, since).group_by("learner").agg(value=_.days.cast("float64").mean())
    chances = second_chances(when, since).group_by("learner").agg(value=_.was_another.cast("float64").mean())
    voiced = voices(when, since).group_by("learner").agg(value=_.is_own.cast("float64").mean())
    named = {TURNAROUND: waited, SECOND_CHANCES: chances, VOICE: voiced}
    return ibis.union(
        *(each.select("learner", indicator=ibis.literal(name), value="value") for name, each in named.items())
    )

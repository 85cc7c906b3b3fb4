"""What learners are ready for: levels whose prerequisites are all attained, and that are not attained yet."""

import ibis
from ibis import _

from fairmark.server.reports.measures.attaining import latest, levels, placements
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Determination, Prerequisite, Target
from fairmark.server.reports.tables import table
from fairmark.validators.learning.determining import PROFICIENT


def needs() -> ibis.Table:
    """`target` and each target `before` it: what precedes it, and the level below it."""
    stated = table(Prerequisite).select(target="after", before="before")
    own, below = levels(), levels().select("competency", before="target", step="level")
    steps = own.inner_join(below, [own.competency == below.competency, own.level == below.step + 1])
    return ibis.union(stated, steps.select("target", "before"), distinct=True)


def attained_on(when: When) -> ibis.Table:
    """`learner`, `target` and the day `since` which it is attained, or counts as such by a starting level."""
    statuses = latest(when, "status")
    first = (
        when.facts(Determination)
        .filter(_.status == PROFICIENT)
        .group_by("learner", "target")
        .agg(since=_.effective_on.min())
    )
    now = statuses.filter(_.status == PROFICIENT).select("learner", "target")
    reached = first.semi_join(now, ["learner", "target"])
    placed, own = placements(when), levels()
    below = placed.inner_join(own, [placed.competency == own.competency, own.level <= placed.placed])
    everything = ibis.union(reached, below.select("learner", "target", since="placed_on"))
    return everything.group_by("learner", "target").agg(since=_.since.min())


def ready(when: When, people: ibis.Table) -> ibis.Table:
    """`learner` (of `people`), `target`, and the day `since` which all that comes before it is attained, null where
    nothing does."""
    done = attained_on(when)
    current = table(Target).filter(_.is_current).select("target")
    frame = people.select("learner").distinct().cross_join(current)
    left = frame.anti_join(done, ["learner", "target"])
    wanted = left.left_join(needs(), "target", rname="{name}_needed")
    met = done.select("learner", before="target", met="since")
    joined = wanted.left_join(met, ["learner", "before"], rname="{name}_met")
    summed = joined.group_by("learner", "target").agg(
        unmet=joined.count(where=joined.before.notnull() & joined.met.isnull()), since=joined.met.max()
    )
    return summed.filter(_.unmet == 0).select("learner", "target", "since")


def unmet(when: When, pairs: ibis.Table) -> ibis.Table:
    """`learner`, `target` (of `pairs`) and each target `before` it that is not attained; no row where all are."""
    done = attained_on(when).select("learner", before="target")
    wanted = pairs.select("learner", "target").inner_join(needs(), "target")
    return wanted.anti_join(done, ["learner", "before"])


def working_targets(when: When, standings: ibis.Table) -> ibis.Table:
    """`learner`, `competency`, `target` and `level` that a learner works on, in each competency that is not
    complete."""
    own = levels().select("competency", "target", "level")
    joined = standings.inner_join(own, [standings.competency == own.competency, own.level == standings.position + 1])
    return joined.select("learner", "competency", "target", "level")

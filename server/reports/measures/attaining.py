"""What learners have attained: the latest determinations, and where those put them (profile, sections 3.3 and 3.9)."""

import ibis
from ibis import _

from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Determination, Target
from fairmark.server.reports.tables import settled, table
from fairmark.validators.learning.determining import INSUFFICIENT, NOT_YET, PROFICIENT

PLACED = "placed"
DETERMINED = (PROFICIENT, NOT_YET)


def latest(when: When, *columns: str) -> ibis.Table:
    """`learner`, `target`, and these columns of the determination that was made last: it saw all that was known
    then."""
    made = when.facts(Determination)
    last = {name: made[name].argmax(made.recorded_at) for name in columns}
    return made.group_by("learner", "target").agg(**last)


def levels() -> ibis.Table:
    """The targets that are levels of a competency."""
    targets = table(Target)
    return targets.filter(targets.level.notnull())


def placements(when: When) -> ibis.Table:
    """`learner`, `competency`, the level `placed` up to which levels count as attained from the beginning, and
    `placed_on`."""
    made = when.facts(Determination)
    placed = made.filter(made.status == PLACED).inner_join(levels(), "target")
    return placed.group_by("learner", "competency").agg(placed=_.level.max(), placed_on=_.effective_on.min())


def held(when: When, statuses: ibis.Table) -> ibis.Table:
    """`learner`, `competency` and `level` of all that is attained or placed, by the latest `statuses`."""
    columns = ("learner", "competency", "level")
    attained = statuses.filter(_.status == PROFICIENT).inner_join(levels(), "target").select(*columns)
    placed, all_levels = placements(when), levels()
    below = placed.inner_join(
        all_levels, [placed.competency == all_levels.competency, all_levels.level <= placed.placed]
    )
    return ibis.union(attained, below.select(*columns), distinct=True)


def standings(when: When) -> ibis.Table:
    """Where learners stand in each competency that something has been concluded about: `learner`, `competency`,
    `position` (0 where the first level is missing), `reach` (null where nothing is attained) and how many levels are
    `held`."""
    return standings_by(when, latest(when, "status"))


def standings_by(when: When, statuses: ibis.Table) -> ibis.Table:
    """The same by these statuses, which must be those of a time."""
    concluded = statuses.filter(_.status != INSUFFICIENT).inner_join(levels(), "target")
    known = concluded.select("learner", "competency").distinct()
    order = ibis.window(group_by=["learner", "competency"], order_by="level")
    ranked = held(when, statuses).mutate(rank=ibis.row_number().over(order) + 1)
    reached = ranked.group_by("learner", "competency").agg(
        unbroken=ranked.count(where=ranked.level == ranked["rank"]), reach=ranked.level.max(), held=ranked.count()
    )
    joined = known.left_join(reached, ["learner", "competency"])
    return settled(
        joined.select(
            "learner",
            "competency",
            "reach",
            position=joined.unbroken.fill_null(0),
            held=joined.held.fill_null(0),
        )
    )

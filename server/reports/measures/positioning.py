"""Positions in competencies at moments that differ from row to row."""

from collections.abc import Sequence

import ibis
from ibis import _

from fairmark.server.reports.measures.attaining import levels
from fairmark.server.reports.measures.pacing import attained_spells
from fairmark.server.reports.measures.when import When


def positions_at(when: When, points: ibis.Table, keys: Sequence[str]) -> ibis.Table:
    """The position of `learner` in `competency` at the moment `at` of each row of `points`, by what is known now: the
    `keys`, which tell the rows apart, and `position`."""
    own = levels().select("competency", "target", "level")
    wanted = points.inner_join(own, "competency")
    spells = attained_spells(when, wanted.select("learner", "target").distinct())
    joined = wanted.inner_join(
        spells,
        [
            wanted.learner == spells.learner,
            wanted.target == spells.target,
            spells.starts <= wanted["at"],
            spells.stops.isnull() | (spells.stops > wanted["at"]),
        ],
    )
    held = joined.select(*keys, "level").distinct()
    order = ibis.window(group_by=list(keys), order_by="level")
    ranked = held.mutate(turn=ibis.row_number().over(order) + 1)
    reached = ranked.group_by(list(keys)).agg(unbroken=ranked.count(where=ranked.level == ranked.turn))
    whole = points.left_join(reached, list(keys), rname="{name}_reached")
    return whole.select(*keys, position=_.unbroken.fill_null(0))

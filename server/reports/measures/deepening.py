"""Depth of learning (profile, section 3.8): what was shown in work that supports attained levels, in one taxonomy."""

import ibis
from ibis import _

from fairmark.server.reports.measures.attaining import latest
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import DeterminationInput, Judgment, Seat, Target, Task, TaskTarget
from fairmark.server.reports.tables import table
from fairmark.validators.learning.depth import DEEP, TAXONOMIES
from fairmark.validators.learning.determining import PROFICIENT

WEBB = "webb-dok"


def deep_rank(taxonomy: str) -> int:
    """The rank from which on learning is deep."""
    return TAXONOMIES[taxonomy].index(DEEP[taxonomy]) + 1


def supporting(when: When, taxonomy: str) -> ibis.Table:
    """`learner`, `target`, `judgment`, `depth` and `effective_on` of the judgments that attained levels rest on."""
    attained = latest(when, "status", "determination").filter(_.status == PROFICIENT)
    inputs = attained.inner_join(table(DeterminationInput), "determination").select("judgment")
    judged = when.facts(Judgment).filter(_.taxonomy == taxonomy)
    return judged.semi_join(inputs.distinct(), "judgment").select(
        "learner", "target", "judgment", "depth", "effective_on"
    )


def offered(when: When, taxonomy: str) -> ibis.Table:
    """`learner`, `task`, `competency` and `depth` of the tasks that were set to classes while the learner was there."""
    tasks = when.plans(Task).filter(_.taxonomy == taxonomy, _.offered_on <= when.day)
    about = table(TaskTarget).inner_join(table(Target), "target").select("task", "competency").distinct()
    seats = when.known(Seat).select("learner", "class_id", "begins", "ends")
    joined = tasks.inner_join(about, "task").inner_join(seats, "class_id")
    there = (joined.begins <= joined.offered_on) & (joined.ends.isnull() | (joined.ends > joined.offered_on))
    return joined.filter(there).select("learner", "task", "competency", "depth").distinct()

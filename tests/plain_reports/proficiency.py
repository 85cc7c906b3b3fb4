"""R-11 in plain Python."""

from collections.abc import Sequence

from fairmark.validators.learning.rates import proficiency_rate
from plain_reports.world import Expected, World, named


def r_11(world: World, by: Sequence[str]) -> Expected:
    latest = world.latest()
    found = []
    groups = world.groups(by)
    everybody = {learner for learners in groups.values() for learner in learners}
    concluded = {
        target
        for (learner, target), made in latest.items()
        if learner in everybody and made.status in ("proficient", "notYet", "insufficientEvidence")
    }
    for group, learners in groups.items():
        for target in concluded:
            statuses = [latest[pair].status if (pair := (one, target)) in latest else "none" for one in learners]
            rate = proficiency_rate(statuses)
            about = world.targets[target]
            found.append(
                {
                    **named(by, group),
                    "competency": about.competency,
                    "code": about.code,
                    "level": about.level,
                    "enrolled": rate.enrolled,
                    "determined": rate.determined,
                    "proficient": rate.proficient,
                    "insufficient": statuses.count("insufficientEvidence"),
                    "rateOfDetermined": rate.of_determined.value,
                    "rateOfEnrolled": rate.of_enrolled.value,
                    "coverage": rate.coverage.value,
                }
            )
    return found

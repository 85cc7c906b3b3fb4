"""R-22 and R-23 in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from statistics import fmean, median
from typing import Any

from plain_reports.grades import tracks
from plain_reports.mastery import resting, targets_of
from plain_reports.pace import latest_paces
from plain_reports.rosters import admitted, cuts
from plain_reports.world import Expected, World, named


def r_22(world: World, by: Sequence[str]) -> Expected:
    day, cut = world.when.day, cuts(world)
    credentials = Counter(
        each.learner
        for each in world.plans("credentials")
        if each.issued_on <= day and (each.revoked_on is None or day < each.revoked_on)
    )
    depths, best = defaultdict(list), defaultdict(set)
    for each in resting(world):
        depths[each.learner].append(each.depth)
    for each in admitted(world):
        pair = (each.learner, each.target)
        if pair in cut and each.score > cut[pair] and each.taxonomy == "webb-dok" and each.depth >= 3:
            best[each.learner].add(each.evidence)
    cells, groups, found = tracks(world), dict(world.roster(by)), []
    for learner, each in latest_paces(world, "graduation").items():
        if learner not in groups:
            continue
        own = {subject: told.cell for (who, subject), told in cells.items() if who == learner}
        deep = [depth >= 3 for depth in depths[learner]]
        for subject, cell in (own or {None: None}).items():
            found.append(
                {
                    **groups[learner],
                    "learner": learner,
                    "subject": subject,
                    "progress": each.progress,
                    "attained": each.pace.attained,
                    "status": each.pace.status,
                    "credentials": credentials[learner],
                    "deepShare": fmean(deep) if deep else None,
                    "exemplars": len(best[learner]),
                    "cell": cell,
                }
            )
    return found


def r_22_of_cohorts(world: World, by: Sequence[str]) -> Expected:
    of: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in r_22(world, by):
        of[(*(row[name] for name in by), row["subject"])].append(row)
    return [
        {
            **named(by, group),
            "subject": subject,
            "learners": len(rows),
            "medianProgress": median(row["progress"] for row in rows),
            "meanCredentials": fmean(row["credentials"] for row in rows),
            "meanDeepShare": fmean(shares)
            if (shares := [r["deepShare"] for r in rows if r["deepShare"] is not None])
            else None,
            "tracked": sum(row["cell"] is not None for row in rows),
            "onTrack": sum(row["cell"] == "onTrack" for row in rows),
        }
        for (*group, subject), rows in of.items()
    ]


def r_23(world: World) -> Expected:
    when, about = world.when, targets_of(world)
    stays, enrolled = defaultdict(list), defaultdict(set)
    for stay in world.known("enrolments"):
        stays[stay.learner].append(stay)
    for stay in world.spells("enrolments"):
        enrolled[stay.school].add(stay.learner)
    of: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for name in ("evidence", "judgments", "determinations"):
        for each in world.rows[name]:
            if each.recorded_at <= when.known_at and each.effective_at <= when.as_of:
                on = each.effective_on
                own = [
                    one.school for one in stays[each.learner] if one.begins <= on and (not one.ends or on < one.ends)
                ]
                for school in own or ["unknown"]:
                    of[school, name].append(each)
    found = []
    for (school, name), records in of.items():
        links = [
            target for each in records for target in (about[each.evidence] if name == "evidence" else [each.target])
        ]
        late = [(each.recorded_on - each.effective_on) / timedelta(days=1) for each in records]
        people = enrolled[school]
        covered = {each.learner for each in records} & people
        found.append(
            {
                "class": name,
                "school": school,
                "enrolled": len(people),
                "covered": len(covered),
                "records": len(records),
                "unresolved": sum(link not in world.targets for link in links),
                "medianLateDays": median(late),
                "overridden": sum(getattr(each, "is_overridden", False) for each in records),
                "voided": sum(each.void_from is not None and each.void_from <= when.known_at for each in records),
            }
        )
    return found

"""R-16 and R-17 in plain Python."""

from collections import defaultdict
from itertools import combinations, permutations
from statistics import fmean
from typing import Any

from fairmark.validators.learning.agreement import agreement, alpha, kappa, severity
from plain_reports.rosters import cuts
from plain_reports.world import Expected, World

CUT = 3.0


def _sessions(world: World) -> dict[str, tuple[Any, dict[str, dict[str, float]]]]:
    """The first version of a session to the one in force, and the ratings of each scorer by the piece."""
    found = {each.line: (each, defaultdict(dict)) for each in world.plans("sessions")}
    for each in world.facts("judgments"):
        if each.purpose == "calibration" and each.score is not None and each.session in found:
            found[each.session][1][each.scorer][each.evidence] = each.score
    return {line: (session, rated) for line, (session, rated) in found.items() if rated}


def _pair(one: dict[str, float], other: dict[str, float]) -> tuple[list[float], list[float]]:
    both = sorted(set(one) & set(other))
    return [one[piece] for piece in both], [other[piece] for piece in both]


def r_16(world: World, *, by_scorer: bool) -> Expected:
    anchors = {(item.session, item.evidence): item.anchor for item in world.rows["session_items"]}
    found = []
    for line, (session, rated) in _sessions(world).items():
        scorers = sorted(rated)
        for number, scorer in enumerate(scorers if by_scorer else [None], 1):
            pairs = (
                [pair for pair in permutations(scorers, 2) if pair[0] == scorer]
                if scorer
                else list(combinations(scorers, 2))
            )
            found.append(
                {
                    "session": line,
                    "title": session.title,
                    **({"scorer": f"Scorer {number}"} if scorer else {}),
                    **_agreed([_pair(rated[one], rated[other]) for one, other in pairs]),
                    **({} if scorer else {"alpha": _alpha(rated)}),
                    **_anchored([rated[one] for one in ([scorer] if scorer else scorers)], anchors, session.session),
                }
            )
    return found


def _agreed(pairs: list[tuple[list[float], list[float]]]) -> dict[str, Any]:
    ones = [score for one, _ in pairs for score in one]
    others = [score for _, other in pairs for score in other]
    told = agreement(ones, others, CUT)
    kappas = [(len(one), kappa(one, other, "quadratic").value) for one, other in pairs]
    known = [(n, value) for n, value in kappas if value is not None]
    weight = sum(n for n, _ in known)
    return {
        "n": told.n,
        "exact": told.exact.value,
        "adjacent": told.adjacent.value,
        "atCut": told.at_cut.value,
        "kappa": sum(n * value for n, value in known) / weight if weight else None,
    }


def _alpha(rated: dict[str, dict[str, float]]) -> float | None:
    pieces = {piece for scores in rated.values() for piece in scores}
    return alpha([[scores[piece] for scores in rated.values() if piece in scores] for piece in pieces]).value


def _anchored(rated: list[dict[str, float]], anchors: dict[tuple[str, str], Any], session: str) -> dict[str, Any]:
    both = [
        (score, anchors[session, piece])
        for scores in rated
        for piece, score in scores.items()
        if anchors.get((session, piece)) is not None
    ]
    return {
        "anchored": len(both),
        "exactWithAnchor": fmean(score == anchor for score, anchor in both) if both else None,
        "severity": severity([score for score, _ in both], [anchor for _, anchor in both]).value,
    }


def r_17(world: World) -> Expected:
    schools = defaultdict(list)
    for stay in world.known("enrolments"):
        schools[stay.learner].append(stay)
    scored = [each for each in world.facts("judgments") if each.score is not None]
    seconds = defaultdict(list)
    for each in scored:
        if each.role == "moderator" and each.purpose in ("secondScore", "adjudication"):
            seconds[each.evidence, each.target].append(each.score)
    local: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    outside: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    cut, latest = cuts(world), world.latest()
    for each in scored:
        for stay in schools[each.learner]:
            if not (stay.begins <= each.effective_on and (stay.ends is None or each.effective_on < stay.ends)):
                continue
            key = (stay.school, world.targets[each.target].competency)
            if each.role == "educator" and each.purpose == "summative":
                local[key] += [(each.score, second) for second in seconds[each.evidence, each.target]]
            made = latest.get((each.learner, each.target))
            if each.role == "external" and made and made.status in ("proficient", "notYet"):
                reached = each.score >= cut[each.learner, each.target]
                outside[key].append((reached, made.status == "proficient"))
    found = []
    for key in {key for key, pairs in local.items() if pairs} | set(outside):
        pairs, results = local.get(key, []), outside.get(key, [])
        told = agreement([one for one, _ in pairs], [other for _, other in pairs], CUT)
        shift = told.mean_shift.value
        found.append(
            {
                "school": key[0],
                "competency": key[1],
                "n": told.n,
                "exact": sum(one == other for one, other in pairs),
                "exactShare": told.exact.value,
                "meanShift": shift,
                "flagged": shift is not None and abs(shift) >= 0.5,
                "external": len(results),
                "bothReached": results.count((True, True)),
                "onlyAtHome": results.count((False, True)),
                "onlyOutside": results.count((True, False)),
                "neither": results.count((False, False)),
            }
        )
    return found

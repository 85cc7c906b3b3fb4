"""The figures of section 3.12 for the scorers of a session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from fairmark.server.learning.continuum import Json
from fairmark.server.learning.figures import shown
from fairmark.validators.learning.agreement import FEWEST, agreement, alpha, intraclass, severity
from fairmark.validators.learning.measure import Measure, undefined

Unit = tuple[str, str]
"""A piece of evidence, and the target for which it was rated."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Scores by unit and scorer, what the anchors are to be given, the organisation of each scorer, and the cut."""

    scores: Mapping[Unit, Mapping[str, float]]
    anchors: Mapping[Unit, float]
    organisations: Mapping[str, str]
    cut: float | None

    def about(self, target: str) -> "Ratings":
        """Those for one target."""
        return replace(self, scores={unit: given for unit, given in self.scores.items() if unit[1] == target})

    def of(self, scorer: str) -> list[float | None]:
        return [given.get(scorer) for given in self.scores.values()]

    @property
    def anchored(self) -> list[float | None]:
        return [self.anchors.get(unit) for unit in self.scores]


def agreements(ratings: Ratings) -> Json:
    """How far all agree, each two of them, and how each rates against the anchors."""
    scorers = list(ratings.organisations)
    twice = [list(given.values()) for given in ratings.scores.values() if len(given) > 1]
    by_all = [[given[one] for one in scorers] for given in ratings.scores.values() if given.keys() >= set(scorers)]
    correlation = intraclass(by_all)
    return {
        "n": len(twice),
        "unstable": len(twice) < FEWEST,
        **shown(alpha=alpha(twice), iccSingle=correlation.single, iccAverage=correlation.average),
        "pairs": [_pair(ratings, *pair) for pair in combinations(scorers, 2)],
        "scorers": [
            {"scorer": one, "organisation": where, **_against_anchors(ratings, [one])}
            for one, where in ratings.organisations.items()
        ],
        "organisations": [
            {
                "organisation": where,
                **_against_anchors(ratings, [one for one in scorers if ratings.organisations[one] == where]),
            }
            for where in dict.fromkeys(ratings.organisations.values())
        ],
    }


def _pair(ratings: Ratings, one: str, other: str) -> Json:
    found = agreement(ratings.of(one), ratings.of(other), ratings.cut or 0)
    return {
        "scorers": [one, other],
        "n": found.n,
        "unstable": found.unstable,
        **shown(
            exact=found.exact,
            adjacent=found.adjacent,
            atCut=found.at_cut if ratings.cut is not None else undefined("noCut"),
            kappa=found.kappa,
            quadraticKappa=found.quadratic_kappa,
            alpha=found.alpha,
            meanShift=found.mean_shift,
        ),
    }


def _against_anchors(ratings: Ratings, scorers: Sequence[str]) -> Json:
    given = [score for scorer in scorers for score in ratings.of(scorer)]
    anchors = ratings.anchored * len(scorers)
    pairs = [(a, b) for a, b in zip(given, anchors, strict=True) if a is not None and b is not None]
    exact = Measure(sum(a == b for a, b in pairs) / len(pairs)) if pairs else undefined("noAnchors")
    severe = severity(given, anchors) if pairs else undefined("noAnchors")
    return {"n": len(pairs), **shown(exact=exact, severity=severe)}

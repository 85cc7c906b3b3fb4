"""The suite's oracle: it gives the worked values of the profile (section 3), and on whatever is drawn by chance the
same as the judge's own metrics, with which it shares no code."""

import math
from random import Random

import pytest
from suites.scl.story import ANCHORS, RATINGS
from worked_examples import SERIES, VALUES

from fairmark.validators.learning import agreement as judge_agreement
from fairmark.validators.learning import determining as judge
from fairmark.validators.learning import struggle as judge_struggle
from fairmark.validators.learning.disclosure import BOUNDS, withhold
from fairmark.validators.learning.gaps import Group, rate_gap
from fairmark.validators.learning.growth import learner_growth, required_growth
from fairmark.validators.learning.pace import Pace
from fairmark.validators.learning.standing import standing as judge_standing
from fairmark.validators.suites.scl.oracle import agreement, depth, disclosure, gaps, pace, struggle
from fairmark.validators.suites.scl.oracle.determining import BODY, NUMERIC, Score, expected
from fairmark.validators.suites.scl.oracle.standing import mean_growth, required, standing

GIVEN = {"cut": 3, "weight": 0.65, "k": 3}


@pytest.mark.parametrize("method", VALUES)
@pytest.mark.parametrize("series", SERIES)
def test_methods(method: str, series: str) -> None:
    found = expected(method, [Score(value) for value in SERIES[series]], GIVEN)
    assert found.value == pytest.approx(VALUES[method][list(SERIES).index(series)], abs=0.5e-4)


BODIES = {
    "J1": ([(2, "T1", "r1"), (3, "T2", "r1"), (3, "T3", "r2"), (4, "T3", "r2")], {"proficient"}),
    "J2": ([(3, "T1", "r1"), (3, "T1", "r1"), (4, "T1", "r1"), (3, "T1", "r1")], {"notYet", "insufficientEvidence"}),
    "J3": ([(3, "T1", "r1"), (3, "T2", "r2"), (4, "T3", "r2"), (1, "T4", "r1")], {"notYet"}),
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_of_evidence(name: str) -> None:
    scores, statuses = BODIES[name]
    given = {"cut": 3, "minCount": 3, "minTasks": 2, "minScorers": 2, "window": 2, "floor": 2}
    assert expected(BODY, [Score(*score) for score in scores], given).statuses == statuses


def test_determinations_are_those_of_the_judge() -> None:
    chance = Random(1)  # noqa: S311 - nothing is secret
    for _ in range(3000):
        method = chance.choice((*NUMERIC, BODY))
        few = chance.choice((1, 2, 4))
        given = {"cut": chance.choice((2, 2.5, 3)), "weight": chance.uniform(0.05, 0.95), "k": few, "minCount": few}
        given |= {"minTasks": chance.choice((1, 2)), "minScorers": chance.choice((1, 2)), "window": 2, "floor": 2}
        drawn = [
            (chance.choice((0, 1, 2, 2.5, 3, 4)), chance.choice("ab"), chance.choice("xy"))
            for _ in range(chance.randrange(7))
        ]
        own = expected(method, [Score(*each) for each in drawn], given)
        spelled = judge.Parameters(
            cut=given["cut"],
            weight=given["weight"],
            k=few,
            min_count=few,
            min_tasks=int(given["minTasks"]),
            min_scorers=int(given["minScorers"]),
            window=2,
            floor=2,
        )
        theirs = judge.conclude(method, [judge.Score(*each) for each in drawn], spelled)
        assert theirs.status in own.statuses, (method, drawn, given)
        if own.is_numeric:
            assert own.value == (
                None if theirs.measure.value is None else pytest.approx(theirs.measure.value, abs=1e-9)
            )


def test_standings_are_those_of_the_judge() -> None:
    assert standing({1, 2, 3, 5}, 6) == (3, 5, (4,), 4)
    chance = Random(2)  # noqa: S311
    for _ in range(500):
        levels = chance.randrange(1, 9)
        attained = {level for level in range(1, levels + 1) if chance.random() < 0.6}
        own, theirs = standing(attained, levels), judge_standing(attained, levels)
        assert own == (theirs.position, theirs.reach or 0, tuple(theirs.gaps), theirs.working_level)


def test_growth() -> None:
    pairs = [(4, 6.0), (5, 5.5), (3, None), (6, 7.0), (None, 6.0)]
    assert mean_growth(pairs) == (3, 5, pytest.approx(1.16667, abs=1e-4))
    assert mean_growth([(4, 6.0), (5, 5.5), (3, None), (6, None), (None, 6.0)]).value is None
    assert required(6.5, 12, 4.25, 1.5) == (pytest.approx(1.2941, abs=1e-4), pytest.approx(1.1591, abs=1e-4))
    chance = Random(3)  # noqa: S311
    for _ in range(300):
        pairs = [
            (chance.choice((None, 1, 2.5, 4)), chance.choice((None, 2, 3.5, 5))) for _ in range(chance.randrange(6))
        ]
        assert mean_growth(pairs).value == learner_growth(pairs, 100, 180).mean.value
        now, target, years = chance.uniform(0, 12), 12.0, chance.choice((0.0, 1.0, 3.5))
        theirs = required_growth(now, target, years, 1.0)
        assert required(now, target, years, 1.0) == (theirs.per_year.value, theirs.ratio.value)


CASES = {
    "L1": (9, 24, 90),
    "L2": (12, 24, 90),
    "L3": (14, 24, 90),
    "L4": (11, 24, 90),
    "L5": (0, 24, 5),
    "L6": (9, 20, 90),
}
STATUSES = ("behind", "onPace", "ahead", "onPace", "tooEarly", "onPace")


def test_pace() -> None:
    for (attained, planned, elapsed), status in zip(CASES.values(), STATUSES, strict=True):
        assert pace.status(attained, planned, elapsed, 180) == status
    assert pace.remaining(9, 24, 90) == 150
    assert pace.remaining(0, 24, 90) is None
    chance = Random(4)  # noqa: S311
    for _ in range(1000):
        planned, elapsed = chance.randrange(1, 30), chance.randrange(0, 200)
        attained = chance.randrange(planned + 1)
        theirs = Pace(attained, planned, elapsed, 180)
        assert pace.status(attained, planned, elapsed, 180) == theirs.status
        assert pace.remaining(attained, planned, elapsed) == theirs.remaining_days.value


def test_agreement() -> None:
    one, other, third = RATINGS.values()
    found = agreement.agreement([(a, b) for a, b in zip(one, other, strict=True) if a and b], 3)
    assert (found.n, found.adjacent) == (12, 1.0)
    assert (found.exact, found.at_cut) == (pytest.approx(7 / 12), pytest.approx(10 / 12))
    assert found.kappa == pytest.approx(0.4286, abs=0.5e-4)
    assert found.quadratic == pytest.approx(0.7826, abs=0.5e-4)
    assert found.alpha == pytest.approx(0.7872, abs=0.5e-4)
    units = [[value for value in unit if value] for unit in zip(one, other, third, strict=True)]
    assert agreement.alpha(units) == pytest.approx(0.8167, abs=0.5e-4)
    assert agreement.severity(list(zip(one, ANCHORS, strict=True))) == pytest.approx(-0.0833, abs=0.5e-4)  # type: ignore[arg-type]  # the first has rated all
    assert agreement.agreement([(3, 3)] * 5, 3)[4:7] == (None, None, None)


def test_agreement_is_that_of_the_judge() -> None:
    chance = Random(5)  # noqa: S311
    for _ in range(300):
        pairs = [(float(chance.randrange(1, 5)), float(chance.randrange(1, 5))) for _ in range(chance.randrange(1, 20))]
        own = agreement.agreement(pairs, 3)
        theirs = judge_agreement.agreement([a for a, _ in pairs], [b for _, b in pairs], 3)
        wanted = (theirs.exact, theirs.adjacent, theirs.at_cut, theirs.kappa, theirs.quadratic_kappa, theirs.alpha)
        for said, right in zip(own[1:7], wanted, strict=True):
            assert said == (None if right.value is None else pytest.approx(right.value, abs=1e-9))
        units = [[float(chance.randrange(1, 5)) for _ in range(chance.randrange(4))] for _ in range(6)]
        right_alpha = judge_agreement.alpha(units).value
        assert agreement.alpha(units) == (None if right_alpha is None else pytest.approx(right_alpha, abs=1e-9))


FLAGS = {
    "F1": ((1, 1.5, 2, 2.5), 5, "productiveStruggle"),
    "F2": ((2, 2, 2, 2), 25, "stuck"),
    "F3": ((2, 2, 2), 8, "watch"),
    "F4": ((2, 2), 30, "indeterminate"),
    "F5": ((2.5, 2, 1.5, 2), 22, "stuck"),
    "F6": ((1, 2, 3), 0, "attained"),
}


def test_flags() -> None:
    for scores, days, code in FLAGS.values():
        assert struggle.flag(scores, 3, days) == code
    chance = Random(6)  # noqa: S311
    for _ in range(500):
        scores = [chance.choice((1, 1.5, 2, 2.5, 3)) for _ in range(chance.randrange(1, 7))]
        days = chance.randrange(40)
        assert struggle.flag(scores, 3, days) == judge_struggle.flag(scores, 3, days)


def test_last_rises() -> None:
    assert struggle.last_rises((2.5, 2, 1.5, 2)) == {0, 3}, "above all before it, and above the one before it"
    assert struggle.last_rises((1, 2, 2)) == {1}
    assert struggle.last_rises((2, 1)) == {0}


PARTITIONS = {
    "P1": ({"A": 42, "B": 7, "C": 15, "D": 28}, {"B": "primary", "C": "complementary"}),
    "P2": ({"A": 42, "B": 3, "C": 4, "D": 28}, {"B": "primary", "C": "primary", "D": "complementary"}),
    "P3": ({"A": 42, "B": 12, "C": 15}, {}),
    "P4": ({"A": 90, "B": 4, "C": 0}, {"B": "primary", "A": "complementary"}),
}


def test_disclosure() -> None:
    for cells, withheld in PARTITIONS.values():
        found = disclosure.fates(cells)
        assert {name: fate for name, fate in found.items() if fate != "show"} == withheld
    chance = Random(7)  # noqa: S311
    for _ in range(500):
        cells = {name: chance.choice((0, 3, 4, 8, 9, 12, 20, 40)) for name in "abcdef"[: chance.randrange(1, 7)]}
        assert disclosure.fates(cells) == withhold(cells)
    for below, e in BOUNDS:
        assert disclosure.bound(below - 1) == e
    assert disclosure.bound(300) == 1


def test_what_is_withheld_alone_is_solved() -> None:
    equation = disclosure.Equation
    assert disclosure.solved([equation({"b": 1}, 7)]) == {"b": 7}  # type: ignore[arg-type]
    assert disclosure.solved([equation({"b": 1, "c": 1}, 22)]) == {}  # type: ignore[arg-type]
    rows = [equation({"b": 1, "c": 1}, 22), equation({"c": 1, "d": 1}, 30), equation({"b": 1, "d": 1}, 20)]  # type: ignore[arg-type]
    assert disclosure.solved(rows) == {"b": 6, "c": 16, "d": 14}
    assert disclosure.too_few([equation({"b": 1, "c": 1}, 7)]) == {"b", "c"}  # type: ignore[arg-type]


def test_gaps_and_turnaround() -> None:
    found = gaps.gap(21, 42, 66, 88)
    assert found == pytest.approx((-0.25, 0.6667, -0.4262, -0.0738), abs=0.5e-4)
    theirs = rate_gap(Group(21, 42), Group(66, 88))
    assert theirs.difference.value == found.difference
    assert gaps.turnaround((1, 2, 2, 3, 3, 5, 8, 13), 5) == (3.0, 13, 0.75)


def test_depth() -> None:
    values = [1, 2, 2, 3, 4, 2]
    assert depth.distribution(values) == {"1": 1, "2": 3, "3": 1, "4": 1}
    share = depth.share_deep(values, "webb-dok")
    assert share is not None and math.isclose(share, 1 / 3)
    assert not depth.is_legal("webb-dok", 5)
    assert depth.is_legal("solo", "relational")

"""Every measure gives the worked values of the profile (section 3), to the digits that are printed there."""

import math

import pytest
from worked_examples import SERIES, VALUES

from fairmark.validators.learning import agreement as agreeing
from fairmark.validators.learning.depth import depth_profile
from fairmark.validators.learning.determining import Missing, Parameters, Score, conclude
from fairmark.validators.learning.disclosure import percentage, withhold
from fairmark.validators.learning.gaps import Group, hedges_g, rate_gap, risk_ratio, years_to_close
from fairmark.validators.learning.growth import learner_growth, required_growth
from fairmark.validators.learning.measure import Measure
from fairmark.validators.learning.on_track import credits_on_track, on_track
from fairmark.validators.learning.pace import Pace
from fairmark.validators.learning.process import turnaround
from fairmark.validators.learning.rates import Step, proficiency_rate, progress
from fairmark.validators.learning.standing import count_grades, grade_gap, standing
from fairmark.validators.learning.struggle import flag, slope, wheel_spinning
from fairmark.validators.learning.survival import Spell, survival


def near(value: float | None, digits: int = 4) -> object:
    return pytest.approx(value, abs=0.5 * 10**-digits) if value is not None else None


# -- 3.2 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", VALUES)
@pytest.mark.parametrize("series", SERIES)
def test_methods(method: str, series: str) -> None:
    scores = [Score(value) for value in SERIES[series]]
    found = conclude(method, scores, Parameters(cut=3, weight=0.65, k=3))
    assert found.measure.value == near(VALUES[method][list(SERIES).index(series)])


def test_the_two_decaying_averages_part_at_the_cut() -> None:
    scores, rule = [Score(value) for value in SERIES["B"]], Parameters(cut=3)
    assert conclude("decayingRecursive", scores, rule).status == "proficient"
    assert conclude("decayingLastVsRest", scores, rule).status == "notYet"


BODIES = {
    "J1": ([(2, "T1", "r1"), (3, "T2", "r1"), (3, "T3", "r2"), (4, "T3", "r2")], "proficient"),
    "J2": ([(3, "T1", "r1"), (3, "T1", "r1"), (4, "T1", "r1"), (3, "T1", "r1")], "notYet"),
    "J3": ([(3, "T1", "r1"), (3, "T2", "r2"), (4, "T3", "r2"), (1, "T4", "r1")], "notYet"),
}
BODY = Parameters(cut=3, min_count=3, min_tasks=2, min_scorers=2, window=2, floor=2)


@pytest.mark.parametrize("name", BODIES)
def test_bodies_of_evidence(name: str) -> None:
    judgments, status = BODIES[name]
    assert conclude("bodyOfEvidence", [Score(*judgment) for judgment in judgments], BODY).status == status


def test_too_little_to_decide_is_no_decision() -> None:
    found = conclude("bodyOfEvidence", [Score(4, "T1", "r1")], BODY)
    assert (found.status, found.missing) == ("insufficientEvidence", (Missing("judgments", 3, 1),))


# -- 3.3 to 3.5 ------------------------------------------------------------------------------------------------------


def test_position_reach_and_gaps() -> None:
    found = standing({1, 2, 3, 5}, 6)
    assert (found.position, found.reach, found.gaps, found.working_level) == (3, 5, [4], 4)


def test_proficiency_rate() -> None:
    statuses = ["proficient"] * 13 + ["notYet"] * 5 + ["insufficientEvidence"] * 4 + ["notStarted"] * 3
    rate = proficiency_rate(statuses)
    assert (rate.enrolled, rate.determined, rate.proficient) == (25, 18, 13)
    assert rate.of_determined.value == near(0.7222)
    assert rate.of_enrolled.value == near(0.52)
    assert rate.coverage.value == near(0.72)


def test_progress() -> None:
    steps = [Step(score >= cut, weight, score, cut) for weight, score, cut in ((1, 3.5, 3), (2, 3.0, 3), (1, 2.0, 3))]
    found = progress([*steps, Step(False, 2, 0, 3)])
    assert found.progress.value == 0.5
    assert found.partial.value == near(0.6111)


# -- 3.6 -------------------------------------------------------------------------------------------------------------

PACES = {
    "L1": (Pace(9, 24, 90, 180), 0.375, 0.5, -12.5, 0.75, "behind"),
    "L2": (Pace(12, 24, 90, 180), 0.5, 0.5, 0, 1.0, "onPace"),
    "L3": (Pace(14, 24, 90, 180), 0.5833, 0.5, 8.33, 1.1667, "ahead"),
    "L4": (Pace(11, 24, 90, 180), 0.4583, 0.5, -4.17, 0.9167, "onPace"),
    "L5": (Pace(0, 24, 5, 180), 0, 0.0278, -2.78, 0, "tooEarly"),
    "L6": (Pace(9, 20, 90, 180), 0.45, 0.5, -5.0, 0.9, "onPace"),
}


@pytest.mark.parametrize("name", PACES)
def test_pace(name: str) -> None:
    pace, a, e, gap, index, status = PACES[name]
    assert pace.share_attained.value == near(a)
    assert pace.share_elapsed.value == near(e)
    assert pace.gap.value is not None
    assert 100 * pace.gap.value == near(gap, 2)
    assert pace.index.value == near(index)
    assert pace.status == status


def test_projected_days() -> None:
    assert PACES["L1"][0].remaining_days == Measure(150)
    assert PACES["L5"][0].remaining_days == Measure(None, "nothingAttained")


# -- 3.7 to 3.10 -----------------------------------------------------------------------------------------------------

PAIRS = [(4, 6.0), (5, 5.5), (3, None), (6, 7.0), (None, 6.0)]


def test_growth() -> None:
    found = learner_growth(PAIRS, days=135, year=180)
    assert (found.n, found.eligible) == (3, 5)
    assert found.mean.value == near(1.1667)
    assert found.annualised.value == near(1.5556)
    assert learner_growth([(4, 6.0), (5, 5.5), (3, None), (6, None), (None, 6.0)], 135, 180).mean.reason == "belowHalf"


def test_growth_against_a_standard() -> None:
    found = required_growth(6.5, 12, 4.25, 1.5)
    assert found.per_year.value == near(1.2941)
    assert found.ratio.value == near(1.1591)
    assert found.projected.value == 12.875


def test_depth() -> None:
    depths = [(1, True), (2, True), (2, True), (3, True), (3, False), (4, True), (2, True)]
    found = depth_profile("webb-dok", [depth for depth, proficient in depths if proficient])
    assert found.distribution == {1: 1, 2: 3, 3: 1, 4: 1}
    assert found.share_deep.value == near(0.3333)
    assert (found.median, found.deepest) == (2, 4)
    assert found.shortfall(0.5).value == near(0.1667)


def test_grade_levels() -> None:
    found = count_grades(grade_gap(6, level) for level in (4, 5, 6, 6, 7, 8, None))
    assert (found.below, found.at, found.above, found.unknown, found.two_or_more_below) == (2, 2, 2, 1, 1)
    assert found.mean_gap == Measure(0.0)


TRACKS = {
    "S0": (8.5, 1.0, 8.5, True, 12.0, True, "onTrack"),
    "S1": (8, 1.0, 8.5, True, 11.5, False, "onTrackButSlowing"),
    "S2": (6, 1.75, 8.5, False, 12.125, True, "catchingUp"),
    "S3": (6, 1.0, 8.5, False, 9.5, False, "offTrack"),
}


@pytest.mark.parametrize("name", TRACKS)
def test_on_track(name: str) -> None:
    position, rate, expected, status, projected, trajectory, cell = TRACKS[name]
    found = on_track(position, 9, 0.5, rate)
    assert (found.expected, found.status, found.projected.value) == (expected, status, projected)
    assert (found.trajectory, found.cell) == (trajectory, cell)


def test_credits_on_track() -> None:
    assert [credits_on_track(5.0, 1), credits_on_track(6.0, 2), credits_on_track(4.5, 0)] == [True, False, False]


def test_time_to_mastery() -> None:
    days = [(10, 1), (15, 1), (20, 0), (30, 1), (30, 0), (45, 1), (60, 0), (60, 0)]
    found = survival(Spell(day, bool(attained)) for day, attained in days)
    assert [point.at_risk for point in found.curve] == [8, 7, 5, 3]
    assert [point.survival for point in found.curve] == [near(value) for value in (0.875, 0.75, 0.6, 0.4)]
    assert found.median == Measure(45)
    assert found.attained_by(30).value == near(0.4)


# -- 3.11 ------------------------------------------------------------------------------------------------------------

FLAGS = {
    "F1": ((1, 1.5, 2, 2.5), 5, 0.5, "productiveStruggle"),
    "F2": ((2, 2, 2, 2), 25, 0, "stuck"),
    "F3": ((2, 2, 2), 8, 0, "watch"),
    "F4": ((2, 2), 30, 0, "indeterminate"),
    "F5": ((2.5, 2, 1.5, 2), 22, -0.3333, "stuck"),
    "F6": ((1, 2, 3), 0, 1.0, "attained"),
}


@pytest.mark.parametrize("name", FLAGS)
def test_flags(name: str) -> None:
    scores, days, rate, said = FLAGS[name]
    assert slope(scores).value == near(rate)
    assert flag(scores, 3, days) == said


def test_wheel_spinning() -> None:
    def of(text: str) -> tuple[str, int]:
        return wheel_spinning([digit == "1" for digit in text])

    assert of("0110111") == ("mastered", 7)
    assert of("01011011011") == ("wheelSpinning", 10)
    assert of("0101")[0] == "indeterminate"


# -- 3.12 ------------------------------------------------------------------------------------------------------------

R1 = [1, 2, 2, 3, 3, 3, 4, 4, 2, 3, 1, 4]
R2 = [1, 2, 3, 3, 3, 2, 4, 3, 2, 4, 2, 4]
R3 = [1, 2, 2, 3, 4, 3, 4, None, 2, 3, None, 4]
ANCHOR = [1, 2, 2, 3, 3, 3, 4, 4, 2, 4, 1, 4]


def test_agreement() -> None:
    found = agreeing.agreement(R1, R2, cut=3)
    assert (found.n, found.unstable) == (12, False)
    assert found.exact.value == near(0.5833)
    assert found.adjacent.value == 1.0
    assert found.kappa.value == near(0.4286)
    assert agreeing.kappa(R1, R2, "linear").value == near(0.6154)
    assert found.quadratic_kappa.value == near(0.7826)
    assert found.alpha.value == near(0.7872)
    assert found.at_cut.value == near(0.8333)
    units = [[value for value in row if value is not None] for row in zip(R1, R2, R3, strict=True)]
    assert agreeing.alpha(units).value == near(0.8167)
    correlation = agreeing.intraclass(list(zip(R1, R2, strict=True)))
    assert correlation.single.value == near(0.7970)
    assert correlation.average.value == near(0.8871)


def test_agreement_with_anchors() -> None:
    assert agreeing.agreement(R1, ANCHOR, cut=3).exact.value == near(0.9167)
    assert agreeing.agreement(R2, ANCHOR, cut=3).exact.value == near(0.6667)
    assert agreeing.severity(R1, ANCHOR).value == near(-0.0833)
    assert agreeing.severity(R2, ANCHOR).value == 0.0


def test_schools_against_moderated_ratings() -> None:
    x = agreeing.agreement([3, 3, 4, 2, 3, 3], [3, 3, 3, 2, 3, 3], cut=3)
    y = agreeing.agreement([4, 4, 3, 4, 3, 4], [3, 3, 3, 4, 2, 3], cut=3)
    assert (x.exact.value, x.mean_shift.value) == (near(0.8333), near(0.1667))
    assert (y.exact.value, y.mean_shift.value) == (near(0.3333), near(0.6667))
    assert x.unstable


# -- 3.13 to 3.15 ----------------------------------------------------------------------------------------------------


def test_gaps() -> None:
    found = rate_gap(Group(21, 42), Group(66, 88))
    assert (found.focal.value, found.reference.value, found.difference.value) == (0.5, 0.75, -0.25)
    assert found.ratio.value == near(0.6667)
    assert found.cohen_h.value == near(-0.5236)
    assert found.interval is not None
    assert [100 * end for end in found.interval] == [near(-42.62, 2), near(-7.38, 2)]
    assert hedges_g([2.0, 2.5, 3.0, 2.5, 3.5], [3.0, 3.5, 2.5, 4.0, 3.5]).value == near(-0.9506)
    assert risk_ratio(Group(18, 60), Group(24, 160)).value == near(2.0)
    assert years_to_close(-1.8, 0.3).value == near(6.0)
    assert years_to_close(-1.8, 0.0) == Measure(None, "notClosing")


PARTITIONS = {
    "P1": ({"A": 42, "B": 7, "C": 15, "D": 28}, {"B": "primary", "C": "complementary"}),
    "P2": ({"A": 42, "B": 3, "C": 4, "D": 28}, {"B": "primary", "C": "primary", "D": "complementary"}),
    "P3": ({"A": 42, "B": 12, "C": 15}, {}),
    "P4": ({"A": 90, "B": 4, "C": 0}, {"B": "primary", "A": "complementary"}),
}


@pytest.mark.parametrize("name", PARTITIONS)
def test_suppression(name: str) -> None:
    cells, withheld = PARTITIONS[name]
    assert {cell: fate for cell, fate in withhold(cells).items() if fate != "show"} == withheld


@pytest.mark.parametrize(
    ("count", "n", "said"),
    [
        (0, 15, "<=20%"),
        (8, 15, "53%"),
        (14, 15, ">=80%"),
        (38, 40, ">=95%"),
        (1, 120, "<=2%"),
        (299, 300, ">=99%"),
        (5, 9, None),
    ],
)
def test_extreme_percentages(count: int, n: int, said: str | None) -> None:
    assert percentage(count, n) == said


def test_feedback_turnaround() -> None:
    found = turnaround([1, 2, 2, 3, 3, 5, 8, 13], target=5)
    assert (found.median.value, found.within_target.value, found.p90.value) == (3.0, 0.75, 13)


def test_nothing_is_nan() -> None:
    for measure in (agreeing.kappa([3] * 5, [3] * 5, "quadratic"), hedges_g([1, 1], [1, 1]), agreeing.alpha([[3, 3]])):
        assert measure.value is None or not math.isnan(measure.value)
        assert measure.reason == "noVariation"

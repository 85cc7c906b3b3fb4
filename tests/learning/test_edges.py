"""Where measures are undefined, tied or at their bounds; and what holds whatever the numbers are."""

import json
import subprocess
import sys
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
import pytest

from conftest import ROOT
from fairmark.validators.learning import agreement, disclosure, gaps
from fairmark.validators.learning.depth import depth_profile
from fairmark.validators.learning.determining import METHODS, Missing, Parameters, Score, conclude
from fairmark.validators.learning.gaps import FEWEST_FOR_NORMAL, Group, rate_gap
from fairmark.validators.learning.growth import learner_growth, required_growth
from fairmark.validators.learning.measure import Measure, shown
from fairmark.validators.learning.on_track import on_track
from fairmark.validators.learning.pace import Pace, pace_rate
from fairmark.validators.learning.process import revision_rate, turnaround
from fairmark.validators.learning.rates import AtLeast, Step, proficiency_rate, progress
from fairmark.validators.learning.standing import standing
from fairmark.validators.learning.struggle import last_rise, slope
from fairmark.validators.learning.survival import Spell, survival

ORACLES = ROOT.parent / "shared" / "specs" / "metric_oracles.py"


@pytest.fixture(scope="module")
def published() -> Any:
    if not ORACLES.exists():
        pytest.skip("the profile's own computations are not at hand")
    done = subprocess.run([sys.executable, str(ORACLES)], capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_the_profiles_own_computations_agree(published: Any) -> None:
    """Beyond what its text prints: the cases that only its script computes."""
    slowing = published["onTrack"]["S4"]
    assert on_track(8.5, 9, 0.5, 0.75).cell == slowing["cell"]
    for name, series in (("A", (1, 2, 3, 4, 5)), ("B", (2, 3, 2, 4, 3)), ("C", (4, 3, 2, 2, 3))):
        found = conclude("powerLaw", [Score(value) for value in series], Parameters(cut=3)).measure.value
        assert found is not None
        assert float(shown(found, 4)) == published["determination"][name]["powerLaw"]


# -- determinations --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [*METHODS, "bodyOfEvidence"])
def test_without_scores_nothing_is_concluded(method: str) -> None:
    found = conclude(method, [], Parameters(cut=3))
    assert (found.status, found.measure) == ("insufficientEvidence", Measure(None, "noJudgments"))
    assert found.missing == (Missing("judgments", 1, 0),)


@pytest.mark.parametrize("method", METHODS)
def test_a_rule_that_wants_three_is_not_content_with_one(method: str) -> None:
    found = conclude(method, [Score(4)], Parameters(cut=3, min_count=3))
    assert (found.status, found.missing) == ("insufficientEvidence", (Missing("judgments", 3, 1),))


def test_the_unrounded_value_meets_the_cut() -> None:
    found = conclude("mean", [Score(2.9999)], Parameters(cut=3))
    assert found.status == "notYet"
    assert found.measure.value is not None
    assert shown(found.measure.value) == "3.00"


def test_a_curve_needs_three_scores_above_zero() -> None:
    assert conclude("powerLaw", [Score(1), Score(2)], Parameters(cut=3)).measure.reason == "tooFewJudgments"
    assert conclude("powerLaw", [Score(0)] * 3, Parameters(cut=3)).measure.reason == "scoreNotPositive"


def test_n_times_says_what_is_missing() -> None:
    found = conclude("nTimes", [Score(3), Score(2), Score(4)], Parameters(cut=3, k=3))
    assert (found.status, found.missing) == ("insufficientEvidence", (Missing("scoresAtCut", 3, 2),))


@given(st.lists(st.floats(0.5, 5), min_size=1, max_size=30), st.sampled_from(sorted(set(METHODS) - {"powerLaw"})))
def test_averages_lie_within_the_scores(values: list[float], method: str) -> None:
    measure = conclude(method, [Score(value) for value in values], Parameters(cut=0, k=1)).measure
    assert measure.value is not None
    assert min(values) - 1e-9 <= measure.value <= max(values) + 1e-9


# -- standing, rates, pace -------------------------------------------------------------------------------------------


def test_placement_counts_as_attained_below_it() -> None:
    found = standing({6}, 8, placed=4)
    assert (found.position, found.reach, found.gaps, found.working_level) == (4, 6, [5], 5)


def test_nothing_and_everything_attained() -> None:
    assert (standing(set(), 3).position, standing(set(), 3).reach) == (0, None)
    assert standing({1, 2, 3}, 3).working_level is None


def test_rates_of_nobody() -> None:
    nobody, undetermined = proficiency_rate([]), proficiency_rate(["notStarted"])
    assert [nobody.of_determined.value, nobody.of_enrolled.value, nobody.coverage.value] == [None, None, None]
    assert [undetermined.of_determined.value, undetermined.of_enrolled.value] == [None, None]
    assert undetermined.coverage == Measure(0.0)


def test_a_choice_weighs_what_it_asks_for_and_counts_no_more() -> None:
    done, open_ = Step(True), Step(False)
    assert progress([AtLeast(2, [done, done, done]), open_]).progress.value == pytest.approx(2 / 3)
    assert progress([AtLeast(2, [done, open_, open_])]).progress.value == 0.5
    assert progress([]).progress == Measure(None, "emptyPathway")


def test_steps_from_before_the_pathway_are_listed_apart() -> None:
    found = progress([Step(True, in_window=False), Step(True)])
    assert (found.progress.value, found.in_window.value) == (1.0, 0.5)


def test_pace_without_a_plan_is_undefined() -> None:
    assert Pace(0, 0, 20, 180).gap == Measure(None, "emptyPathway")
    assert Pace(1, 2, 20, 0).status is None
    assert Pace(0, 2, 0, 180).index == Measure(None, "nothingElapsed")
    assert Pace(4, 4, 50, 180).remaining_days == Measure(0)
    assert pace_rate(3, 90, 180) == Measure(6.0)


# -- growth, depth, time to mastery ----------------------------------------------------------------------------------


def test_growth_is_not_projected_from_a_few_weeks() -> None:
    found = learner_growth([(2, 1.0)], days=44, year=180)
    assert found.mean == Measure(-1.0)
    assert found.annualised == Measure(None, "tooShort")


def test_a_target_that_is_met_asks_for_nothing() -> None:
    found = required_growth(12, 12, 2, 1)
    assert (found.per_year, found.ratio.value, found.status) == (Measure(0.0), None, "met")
    assert required_growth(6, 12, 0, 1).per_year.reason == "noTimeLeft"


def test_taxonomies_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        depth_profile("webb-dok", [1, "apply"])
    assert depth_profile("bloom-revised", ["apply", "create"]).median == "apply"
    assert depth_profile("solo", []).share_deep.reason == "noQualifyingJudgment"


def test_a_curve_that_stays_above_one_half_has_no_median() -> None:
    found = survival([Spell(10, True), Spell(20, False), Spell(20, False)])
    assert found.median == Measure(None, "notReached")
    assert survival([]).median.reason == "nobodyEngaged"
    assert found.attained_by(5) == Measure(0.0)


def test_the_last_rise_is_over_all_before_it() -> None:
    assert last_rise([2.5, 2, 1.5, 2]) == 0
    assert last_rise([1, 2, 2]) == 1
    assert last_rise([]) is None
    assert slope([2]).value is None


# -- agreement, gaps, disclosure -------------------------------------------------------------------------------------


def test_agreement_of_nobody() -> None:
    found = agreement.agreement([1, None], [None, 2], cut=3)
    assert (found.n, found.exact.reason, found.quadratic_kappa.reason) == (0, "noPairs", "noPairs")


@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 60), st.integers(1, 60))
def test_intervals_hold_the_difference(a: int, n: int, b: int, m: int) -> None:
    found = rate_gap(Group(min(a, n), n), Group(min(b, m), m))
    assert found.interval is not None
    assert found.difference.value is not None
    low, high = found.interval
    assert low - 1e-9 <= found.difference.value <= high + 1e-9
    assert found.method == ("wald" if min(n, m) >= FEWEST_FOR_NORMAL else "newcombe")
    if found.method == "newcombe":
        assert low >= -1 - 1e-9
        assert high <= 1 + 1e-9


def test_newcombes_interval_is_the_published_one() -> None:
    """His example (a): 56 of 70 against 48 of 80, 0.0524 to 0.3339."""
    found = gaps.newcombe(Group(56, 70), Group(48, 80))
    assert found == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


@given(st.dictionaries(st.text("ABCDEFGH", min_size=1, max_size=2), st.integers(0, 60), min_size=1, max_size=8))
def test_withheld_groups_cannot_be_solved_for(cells: dict[str, int]) -> None:
    fates = disclosure.withhold(cells)
    withheld = [cells[name] for name, fate in fates.items() if fate != "show"]
    assert all(fates[name] != "show" for name, size in cells.items() if 0 < size < disclosure.SMALLEST)
    if withheld and any(fate == "show" and cells[name] for name, fate in fates.items()):
        assert len(withheld) >= 2
        assert sum(withheld) >= disclosure.SMALLEST


@given(st.lists(st.integers(0, 40), min_size=9, max_size=9))
def test_no_line_of_a_table_gives_one_cell_away(sizes: list[int]) -> None:
    cells = {(row, column): sizes[3 * i + j] for i, row in enumerate("xyz") for j, column in enumerate("abc")}
    fates = disclosure.withhold_table(cells)
    for axis in (0, 1):
        for name in "xyz" if axis == 0 else "abc":
            line = [place for place in cells if place[axis] == name]
            withheld = [place for place in line if fates[place] != "show"]
            left = [place for place in line if fates[place] == "show" and cells[place]]
            assert not withheld or not left or len(withheld) >= 2


def test_groups_that_differ_by_a_few_tell_on_them() -> None:
    everybody = [str(number) for number in range(40)]
    assert disclosure.isolates(everybody, everybody[:-3])
    assert not disclosure.isolates(everybody, everybody)
    assert not disclosure.isolates(everybody, everybody[:20])


def test_what_is_not_returned_is_counted_apart() -> None:
    found = turnaround([1, None, 3], target=2)
    assert (found.n, found.open, found.median.value) == (2, 1, 2.0)
    assert turnaround([None], target=5).median.reason == "nothingReturned"
    assert revision_rate(0, 0).value is None

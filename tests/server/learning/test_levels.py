"""Levels and methods give the values of the profile."""

from pathlib import Path
import runpy

from case_server import sample
import pytest
from stored_frameworks import association, thing

from conftest import SHARED
from fairmark.server.learning.methods import METHODS, shown, standing
from fairmark.server.storage.store import Store
from learning_api import CONTINUUM, DEVELOPING, PHRASING, SECURE, TARGET, Learning, put


def test_position_reach_and_gaps_are_those_of_the_profile(learning: Learning, store: Store) -> None:
    """Section 3.3: attained 1, 2, 3 and 5 of six levels; position 3, reach 5, a gap at 4."""
    package = sample()
    items = {item["identifier"]: item for item in package["CFItems"]}
    levels = [
        thing("CFItems", f"level {n}", fullStatement=f"Level {n}.", CFItemType="Continuum Level") for n in range(1, 7)
    ]
    for number, level in enumerate(reversed(levels)):
        package["CFItems"].append(level)
        package["CFAssociations"] += [
            association("isChildOf", level, items[PHRASING], sequenceNumber=number + 10),
            association("hasSkillLevel", items[PHRASING], level, sequenceNumber=(6 - number) * 10),
        ]
    put(store, package)
    latest = learning.rule()
    for number in (1, 2, 3, 4, 5):
        work = learning.evidence(target=levels[number - 1]["uri"])
        target = {"target": levels[number - 1]["uri"]}
        learning.judgment(work, DEVELOPING if number == 4 else SECURE, **target)
        learning.determination(latest, **target)
    (entry,) = learning.progress(continuum=CONTINUUM)["continuums"][0]["competencies"]
    assert entry["competency"] == TARGET
    assert (entry["position"], entry["reach"], entry["gaps"], entry["workingLevel"]) == (3, 5, [4], 4)
    assert "reasons" not in entry
    assert learning.progress(continuum="urn:other")["continuums"] == []


def test_standing_at_the_ends() -> None:
    assert (standing(set(), 3).position, standing(set(), 3).reach, standing(set(), 3).working_level) == (0, None, 1)
    assert (standing({1, 2, 3}, 3).position, standing({1, 2, 3}, 3).working_level) == (3, None)


SERIES = {"A": [1, 2, 3, 4, 5], "B": [2, 3, 2, 4, 3], "C": [4, 3, 2, 2, 3]}
VALUES = {"mostRecent": {"A": 5, "B": 3, "C": 3}, "highest": {"A": 5, "B": 4, "C": 4}}
"""Section 3.2 of the profile."""


def test_each_method_gives_the_values_of_the_profile() -> None:
    assert {name: {key: method(SERIES[key]) for key in SERIES} for name, method in METHODS.items()} == VALUES


def test_each_method_agrees_with_the_oracle() -> None:
    file: Path = SHARED / "specs" / "metric_oracles.py"
    if not file.is_file():
        pytest.skip("the oracle is not on this machine")
    oracle = runpy.run_path(str(file))
    names = {"mostRecent": "most_recent", "highest": "highest"}
    for name, method in METHODS.items():
        for scores in (*SERIES.values(), [2.9999], [0.5, -1.0, 0.5]):
            assert method(scores) == oracle[names[name]](scores)
    assert oracle["OUT"]["position"]["position"] == standing({1, 2, 3, 5}, 6).position


@pytest.mark.parametrize(("value", "text"), [(2.9999, "3.00"), (2.675, "2.68"), (-0.125, "-0.13"), (4, "4.00")])
def test_a_value_is_shown_rounded_half_away_from_zero(value: float, text: str) -> None:
    assert shown(value) == text

"""R-11 says what plain Python says, whatever it is asked by."""

import pytest

from fairmark.server.reports.measures.when import When
from plain_reports.comparing import Asked, figures, same
from plain_reports.proficiency import r_11
from plain_reports.world import World


@pytest.mark.parametrize("by", [(), ("school",), ("school", "grade"), ("lowIncome", "englishLearner"), ("cohort",)])
def test_r_11(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    expected = r_11(world, by)
    assert any(row["proficient"] for row in expected)
    same(asked("R-11", when, by), expected)


def test_groups_add_up_to_the_whole(asked: Asked, when: When) -> None:
    whole = {row["code"]: row for row in figures(asked("R-11", when))}
    parts = figures(asked("R-11", when, ("school", "lowIncome")))
    for code, row in whole.items():
        for name in ("enrolled", "determined", "proficient"):
            assert sum(part[name] for part in parts if part["code"] == code) == row[name]

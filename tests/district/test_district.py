"""What there is in the district, and that nobody in it is real."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
import tracemalloc

import pytest

from fairmark.fixtures.district import District
from fairmark.fixtures.district.calendar import EXPORTED, EXPORTED_LATER, YEARS
from fairmark.fixtures.district.continuums import GRADES, MET, USED, continuum
from fairmark.fixtures.district.evidence import gradebook, order
from fairmark.fixtures.district.model import Feeder, Judgment, Kind, SchoolClass, judgments
from fairmark.fixtures.district.oneroster import export
from fairmark.fixtures.district.vocabulary import GIVEN, MATERIALS, THINGS


@pytest.fixture(scope="module")
def feeder() -> Feeder:
    return next(District().feeders())


@pytest.fixture(scope="module")
def judged(feeder: Feeder) -> dict[int, list[tuple[SchoolClass, Judgment]]]:
    """All judgments of each school year, in the order of their days."""
    return {year: sorted(_judged(feeder, year), key=lambda each: each[1].judged) for year in YEARS}


def _judged(feeder: Feeder, year: int) -> Iterator[tuple[SchoolClass, Judgment]]:
    for taught, book in gradebook(feeder, 1, year):
        yield from ((taught, each) for task, work in book for each in judgments(task, work))


def test_three_schools_and_six_hundred_learners_in_all_grades(feeder: Feeder) -> None:
    assert [school.kind for school in feeder.schools] == list(Kind)
    assert len(feeder.learners) == 600
    assert {learner.grade for learner in feeder.learners} == set(range(len(GRADES)))
    assert len({person.id for person in (*feeder.learners, *feeder.staff, *feeder.guardians)}) == sum(
        map(len, (feeder.learners, feeder.staff, feeder.guardians))
    )


def test_names_are_words_and_addresses_are_those_of_examples() -> None:
    families = {material + thing for material in MATERIALS for thing in THINGS}
    users = [row for name, rows in export(District(), "1.2", EXPORTED) if name == "users" for row in rows]
    for row in users:
        given, family, email, phone = (str(row[at]) for at in (6, 7, 10, 12))
        assert given in GIVEN
        assert family in families
        assert email.endswith(".example.org")
        assert not phone or phone.startswith("555-01")


def test_learners_are_of_many_groups(feeder: Feeder) -> None:
    groups = [learner.groups for learner in feeder.learners]
    assert {race for each in groups for race in each.races} >= {"white", "asian", "blackOrAfricanAmerican"}
    for name in ("is_hispanic", "is_multilingual", "has_plan", "has_low_income"):
        assert 30 < sum(getattr(each, name) for each in groups) < 300
    assert sum(learner.joined is not None for learner in feeder.learners) >= 3
    assert sum(learner.left is not None for learner in feeder.learners) >= 2


def test_what_differs_between_learners_depends_on_neither_race_nor_sex() -> None:
    learners = [learner for feeder in District(learners=12_000).feeders() for learner in feeder.learners]
    for name in ("sex", "races"):
        starts: dict[object, list[float]] = {}
        for learner in learners:
            starts.setdefault(getattr(learner.groups, name), []).append(learner.head_start)
        means = [sum(each) / len(each) for each in starts.values() if len(each) > 1000]
        assert max(means) - min(means) < 0.1


def test_judgments_say_who_has_judged_what_and_when(judged: dict[int, list[tuple[SchoolClass, Judgment]]]) -> None:
    for year, these in judged.items():
        session = YEARS[year].session
        for taught, each in these:
            assert session.begins < each.judged <= min(EXPORTED_LATER, date(year, 8, 1))
            assert each.assessor == taught.teacher.id
            assert each.target in taught.course.targets
            assert each.quality in ("Emerging", "Developing", "Secure", "Extending")


def test_learners_get_on_over_three_years(judged: dict[int, list[tuple[SchoolClass, Judgment]]]) -> None:
    """The level of competencies that they work at, measured in mathematics by the grades it is for, rises each year."""
    reached: dict[int, dict[str, float]] = {}
    for year, these in judged.items():
        for _, each in these:
            if each.target.code.startswith(("NU", "AL", "SM", "DC")) and each.level >= MET:
                best = reached.setdefault(year, {})
                best[each.learner] = max(best.get(each.learner, 0.0), each.target.span[1])
    for before, after in pairwise(sorted(YEARS)):
        both = reached[before].keys() & reached[after].keys()
        assert len(both) > 100
        assert sum(reached[after][id] - reached[before][id] for id in both) > 0


def test_within_a_year_levels_rise(judged: dict[int, list[tuple[SchoolClass, Judgment]]]) -> None:
    levels: dict[tuple[str, str], list[int]] = {}
    for _, each in judged[2026]:
        levels.setdefault((each.learner, each.target.identifier), []).append(each.level)
    several = [of for of in levels.values() if len(of) > 2]
    assert sum(of[-1] - of[0] for of in several) / len(several) > 0.2


def test_evidence_is_uneven(judged: dict[int, list[tuple[SchoolClass, Judgment]]], feeder: Feeder) -> None:
    """Some targets and courses have none in the current year."""
    counts = Counter(each.target.identifier for _, each in judged[2027])
    for name in USED:
        targets = {target.identifier for target in continuum(name).targets}
        assert targets - counts.keys()
        assert targets & counts.keys()
    courses = {taught.course for taught, _ in gradebook(feeder, 1)}
    assert 0.3 < sum(not course.targets for course in courses) / len(courses) < 0.9


def test_no_learner_is_ever_secure_in_a_target_while_not_in_what_precedes_it(
    judged: dict[int, list[tuple[SchoolClass, Judgment]]],
) -> None:
    for these in judged.values():
        latest: dict[str, dict[str, int]] = {}
        for _, each in these:
            latest.setdefault(each.learner, {})[each.target.identifier] = each.level
    for of in latest.values():
        for id, level in of.items():
            before, _ = order()[id]
            assert level < MET or all(of.get(other, MET) >= MET for other in before)


def test_a_large_district_is_made_feeder_by_feeder() -> None:
    """Three times as many learners take no more memory."""

    def peak(learners: int) -> int:
        tracemalloc.start()
        rows = sum(len(found) for _, found in export(District(learners=learners), "1.2", EXPORTED))
        assert rows > 40 * learners
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(600)  # what is kept for ever is kept now
    assert peak(1800) < 1.5 * peak(600)


def test_numbers_of_users_are_unique_in_a_district_of_many_feeders() -> None:
    rows = [row for name, rows in export(District(learners=1800), "1.2", EXPORTED) if name == "users" for row in rows]
    assert len({row[0] for row in rows}) == len(rows)

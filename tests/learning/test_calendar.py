"""Instructional days (section 3.1)."""

from datetime import date

import pytest

from fairmark.validators.learning.calendar import Calendar, days_between, share_of_year

WEEKDAYS = frozenset((1, 2, 3, 4, 5))
AUTUMN = Calendar(date(2023, 9, 4), date(2023, 12, 23), WEEKDAYS, frozenset({date(2023, 11, 23), date(2023, 11, 24)}))
SPRING = Calendar(date(2024, 1, 8), date(2024, 6, 15), WEEKDAYS, year=180)


@pytest.mark.parametrize(
    ("begin", "until", "days"),
    [
        ((2023, 9, 4), (2023, 9, 4), 0),
        ((2023, 9, 4), (2023, 9, 5), 1),
        ((2023, 9, 4), (2023, 9, 11), 5),
        ((2023, 9, 9), (2023, 9, 11), 0),  # a weekend
        ((2023, 11, 20), (2023, 11, 27), 3),  # two holidays
        ((2023, 8, 1), (2023, 9, 5), 1),  # before it begins
        ((2023, 12, 18), (2024, 2, 1), 5),  # beyond its end
        ((2023, 10, 2), (2023, 9, 4), 0),  # the wrong way round
    ],
)
def test_days_are_those_that_are_taught(begin: tuple[int, int, int], until: tuple[int, int, int], days: int) -> None:
    assert days_between([AUTUMN], date(*begin), date(*until)) == days


def test_several_calendars_follow_each_other_and_no_day_counts_twice() -> None:
    assert days_between([AUTUMN, SPRING], date(2023, 12, 18), date(2024, 1, 15)) == 10
    assert days_between([AUTUMN, AUTUMN], date(2023, 9, 4), date(2023, 9, 11)) == 5
    assert days_between([], date(2023, 9, 4), date(2023, 9, 11)) == 0


def test_days_of_a_pause_do_not_count() -> None:
    week, day = (date(2023, 9, 11), date(2023, 9, 18)), (date(2023, 9, 20), date(2023, 9, 21))
    assert days_between([AUTUMN], date(2023, 9, 4), date(2023, 9, 25), [week, day]) == 15 - 5 - 1
    assert days_between([AUTUMN], date(2023, 9, 4), date(2023, 9, 25), [week, week]) == 10


def test_a_year_is_what_the_calendar_says_or_has() -> None:
    assert (SPRING.days_in_year, AUTUMN.days_in_year) == (180, 78)
    assert share_of_year(AUTUMN, date(2023, 9, 4)) == 0
    assert share_of_year(AUTUMN, date(2023, 10, 27)) == 39 / 78
    assert share_of_year(AUTUMN, date(2023, 12, 23)) is None
    assert share_of_year(Calendar(date(2024, 1, 6), date(2024, 1, 8), WEEKDAYS), date(2024, 1, 6)) is None


def test_a_calendar_of_a_thousand_years_takes_no_time() -> None:
    endless = Calendar(date(1000, 1, 1), date(9999, 12, 31), WEEKDAYS)
    assert len(endless.taught) < 36_525

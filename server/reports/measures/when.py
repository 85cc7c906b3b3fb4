"""What counts at one time as it was known at another."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import ibis

from fairmark.server.reports.tables import table


@dataclass(frozen=True, slots=True)
class When:
    """`as_of` is in effective time, `known_at` in record time, both as rows have moments; `day` is the day of `as_of`
    in the district. The two are never merged: profile, section 0.4.

    `calendar` is the one in whose instructional days time is counted. Of the school year that the day lies in, or the
    last one before it: `year` in which it ends, the day on which it begins, `share` of it that has passed, from 0 to 1,
    and its `year_days`. `number` counts the instructional days up to the day.
    """

    as_of: datetime
    known_at: datetime
    day: date
    calendar: str
    number: int
    year: int
    year_begins: date
    share: float
    year_days: int

    def known(self, row: type) -> ibis.Table:
        """Rows that counted at `known_at`."""
        return _counted(table(row), self.known_at)

    def facts(self, row: type) -> ibis.Table:
        """Facts that counted at `known_at`, of what was shown up to `as_of`."""
        known = self.known(row)
        return known.filter(known.effective_at <= self.as_of)

    def spells(self, row: type) -> ibis.Table:
        """What held on the day, as it was known at `known_at`."""
        known = self.known(row)
        return known.filter(known.begins <= self.day, known.ends.isnull() | (known.ends > self.day))

    def plans(self, row: type) -> ibis.Table:
        """Versions that were in force at `as_of`: what is changed is so from then on, and not before."""
        return _counted(table(row), min(self.as_of, self.known_at))

    def at(self, other: "When") -> "When":
        """The other time, as it is known now."""
        return replace(other, known_at=self.known_at)


def _counted(rows: ibis.Table, moment: datetime) -> ibis.Table:
    return rows.filter(rows.recorded_at <= moment, rows.void_from.isnull() | (rows.void_from > moment))

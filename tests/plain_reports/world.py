"""What counts at a time, as lists and dictionaries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from fairmark.server.reports.measures.when import When
from fairmark.server.reports.tables import Rows

Groups = dict[str, Any]
Figures = dict[str, Any]


class World:
    """The rows as they counted at a time, asked in plain words."""

    def __init__(self, rows: Rows, when: When) -> None:
        self.rows = rows
        self.when = when
        self.targets = {each.target: each for each in rows["targets"]}
        self.competencies = {each.competency: each for each in rows["competencies"]}
        self._taught = sorted(each.day for each in rows["days"] if each.is_instructional)

    def at(self, when: When) -> "World":
        return World(self.rows, when)

    # -- what counts -------------------------------------------------------------------------------------------------

    def known(self, name: str) -> list[Any]:
        return _counted(self.rows[name], self.when.known_at)

    def facts(self, name: str) -> list[Any]:
        return [each for each in self.known(name) if each.effective_at <= self.when.as_of]

    def spells(self, name: str) -> list[Any]:
        day = self.when.day
        return [each for each in self.known(name) if each.begins <= day and (each.ends is None or day < each.ends)]

    def plans(self, name: str) -> list[Any]:
        return _counted(self.rows[name], min(self.when.as_of, self.when.known_at))

    def days_between(self, earlier: date, later: date) -> int:
        """Instructional days after the earlier day, up to the later one."""
        if later < earlier:
            return -self.days_between(later, earlier)
        return sum(earlier < day <= later for day in self._taught)

    # -- who -----------------------------------------------------------------------------------------------------------

    def roster(self, groupings: Sequence[str]) -> list[tuple[str, Groups]]:
        """Learners with their groups; for groupings by class, a learner may be there several times."""
        stays: dict[str, Any] = {}
        for each in sorted(self.spells("enrolments"), key=lambda each: (each.begins, each.school)):
            if each.learner not in stays or stays[each.learner].begins < each.begins:
                stays[each.learner] = each
        values = {(each.learner, each.dimension): each.value for each in self.spells("memberships")}
        found = []
        for learner, stay in stays.items():
            own = {"school": stay.school, "grade": stay.grade, "cohort": self.when.year + 12 - stay.grade}
            found.append((learner, {name: own.get(name, values.get((learner, name), "unknown")) for name in groupings}))
        return found

    def groups(self, by: Sequence[str]) -> dict[tuple[Any, ...], list[str]]:
        """The values of the groupings to the learners of the group; everybody, where nothing is grouped by."""
        found: dict[tuple[Any, ...], list[str]] = defaultdict(list)
        if not by:
            found[()] = []
        for learner, groups in self.roster(by):
            found[tuple(groups[name] for name in by)].append(learner)
        return found

    # -- what they have attained ---------------------------------------------------------------------------------------

    def latest(self) -> dict[tuple[str, str], Any]:
        """Learner and target to the determination that was made last."""
        found = {}
        for each in sorted(self.facts("determinations"), key=lambda each: each.recorded_at):
            found[each.learner, each.target] = each
        return found


def _counted(rows: Iterable[Any], moment: Any) -> list[Any]:
    return [row for row in rows if row.recorded_at <= moment and (row.void_from is None or moment < row.void_from)]


def named(by: Sequence[str], group: Sequence[Any]) -> Groups:
    return dict(zip(by, group, strict=True))


def day_before(day: date) -> date:
    return day - timedelta(days=1)


Expected = list[Figures]
Parameters = Mapping[str, Any]

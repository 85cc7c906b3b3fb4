"""Questions to reports, and how they are answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import ibis

from fairmark.server.reports.clock import Clock
from fairmark.server.reports.measures.rostering import LEARNER, roster
from fairmark.server.reports.measures.when import When

Value = TypeVar("Value")


@dataclass(frozen=True)
class Question:
    """What is asked: at which times, by which groupings, about whom (`where`: grouping to the values that count), with
    which parameters of the report. `clock` is that of the engine which is asked."""

    when: When
    clock: Clock
    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def groupings(self) -> tuple[str, ...]:
        """Those that are asked by, and after them those that are only asked about. Single learners are no group."""
        return (*self.by, *(name for name in self.where if name not in self.by and name != LEARNER))

    def roster(self, times: ibis.Table | None = None) -> ibis.Table:
        """`learner` and the groupings of all who are asked about; at other `times`, as they were on each day `on`."""
        people = roster(self.when, self.groupings, times)
        for name, values in self.where.items():
            people = people.filter(people[name].isin(list(values)))
        return people

    def parameter(self, name: str, default: Value) -> Value:
        """The value of a parameter of the report; it has the type that the parameter is declared with."""
        found: Value = self.parameters.get(name, default)  # type: ignore[assignment]
        return found

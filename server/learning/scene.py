"""All that progress is made from: what was known of a learner at one time, of the learning up to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from fairmark.server.learning import times
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.kind import CALENDAR, PATHWAY, RULE
from fairmark.server.learning.known import Known
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.selection import Selection
from fairmark.server.learning.shape import Attained, Shape
from fairmark.validators.learning.calendar import Calendar, days_between


@dataclass(frozen=True)
class Scene:
    """`shapes` are the frameworks that the facts are about, by identifier; `calendars` those of the learner's pathways
    by the root of their facts, `chosen` those by which other days are counted, and `roots` those roots by the ids that
    pathways name; `rules` those that were known. `grade` is that of enrolment, None where nobody said it."""

    known: Known
    as_of: datetime
    shapes: Mapping[str, Shape]
    calendars: Mapping[str, Calendar]
    chosen: Mapping[str, Calendar]
    roots: Mapping[str, str]
    rules: Sequence[Fact]
    grade: float | None

    @property
    def today(self) -> date:
        """The day as of which, in UTC."""
        return self.as_of.date()

    @cached_property
    def judgments(self) -> Sequence[Fact]:
        return self.known.judgments(self.as_of)

    @cached_property
    def evidence(self) -> Sequence[Fact]:
        return self.known.evidence(self.as_of)

    @cached_property
    def conclusions(self) -> Sequence[Fact]:
        return self.known.conclusions(self.as_of)

    @cached_property
    def pathways(self) -> Sequence[Fact]:
        return self.known.standing(PATHWAY, self.as_of)

    @cached_property
    def attained(self) -> Attained:
        return self.attained_by(self.as_of)

    @cached_property
    def latest(self) -> Mapping[str, Fact]:
        """The determination that counts for each target, by identifier."""
        return {fact.target: fact for fact in self.conclusions}

    def attained_by(self, time: datetime) -> Attained:
        """What had been attained at that time."""
        conclusions = self.known.conclusions(time)
        placed = {fact.target for fact in conclusions if fact.status == "placed"}
        return Attained({fact.target: fact.status for fact in conclusions}, placed, self.shapes.values())

    def days(self, begin: datetime, until: date) -> int | None:
        """The instructional days between; None where no calendar says which are."""
        return days_between(self.chosen.values(), begin.date(), until) if self.chosen else None

    @property
    def year(self) -> int | None:
        """The instructional days of a school year, by the latest calendar."""
        latest = max(self.chosen.values(), key=lambda calendar: calendar.start, default=None)
        return latest.days_in_year if latest else None

    def rule_for(self, shape: Shape, target: str) -> Fact | None:
        """The rule by which the target was determined last; else the latest that is valid and applies to it."""
        about = [one for one in self.conclusions if one.target == target and "rule" in one.data]
        if about:
            return next((rule for rule in self.rules if rule.id == about[-1].data["rule"]), None)
        named = {shape.document, shape.uris.get(target), *shape.competencies.get(target, {}).values()}
        fit = [rule for rule in self.rules if self._is_valid(rule) and not named.isdisjoint(rule.data["appliesTo"])]
        return fit[-1] if fit else None

    def cut_of(self, determination: Fact) -> float | None:
        """The cut of the rule by which it was determined."""
        rule = next((rule for rule in self.rules if rule.id == determination.data.get("rule")), None)
        return float(rule.data["parameters"]["cut"]) if rule else None

    def _is_valid(self, rule: Fact) -> bool:
        end = times.read(rule.data["validTo"]) if "validTo" in rule.data else None
        return rule.effective_at <= self.as_of and (end is None or self.as_of < end)


def rules_at(ledger: Ledger, known_at: datetime) -> list[Fact]:
    """The rules that were known, whether or not others took their place: what was determined by them stays so."""
    return ledger.all(Selection(RULE, known_at=known_at, history=True))


def calendars_at(ledger: Ledger, ids: Sequence[str], known_at: datetime) -> dict[str, Calendar]:
    """The calendars with those ids, in the versions that were known, by the root of their facts."""
    found = {}
    for id in ids:
        named = ledger.find(CALENDAR, id)
        versions = [one for one in ledger.chain(named.root) if one.recorded_at <= known_at] if named else []
        if versions and (calendar := calendar_of(versions[-1].data)):
            found[versions[-1].root] = calendar
    return found


def calendar_of(data: Json) -> Calendar | None:
    """The calendar that a record says."""
    start, end = times.day(data["startDate"]), times.day(data["endDate"])
    if start is None or end is None:
        return None
    holidays = frozenset(day for text in data.get("holidays", ()) if (day := times.day(text)))
    return Calendar(start, end, frozenset(data["weekdays"]), holidays, data.get("yearDays"))

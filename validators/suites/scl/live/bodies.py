"""What a run posts: the bodies of records about the people of the run, at times of the past."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from fairmark.validators.suites.identities import Identity
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.scl.live.targets import Target

Json = dict[str, Any]

LEARNER, OTHER_LEARNER, TEACHER, SCORER = "learnerA", "learnerB", "teacher1", "scorer1"
LATEST = 300
"""The day of work that is later than that of all other checks."""
TURNS = 1e9
"""Seconds, some thirty years, after which the turns of runs begin anew."""


class Lacking(Exception):
    """Why a check cannot be made: somebody to act as is missing, nothing can be judged, or what it builds on was
    refused. The text is a whole sentence."""

    def __init__(self, sentence: str, *answers: Answer) -> None:
        super().__init__(sentence)
        self.answers = answers


class Bodies:
    """Bodies about these people; `seed` is that of all chance."""

    def __init__(self, people: Mapping[str, Identity], seed: int) -> None:
        self.people = people
        self.chance = Random(seed)  # noqa: S311 - nothing is secret

    def person(self, name: str) -> Identity:
        """Who is called so; Lacking where the user has not said."""
        if name not in self.people:
            raise Lacking(f"It takes {name}: name an id and a token of theirs in the file of --identities.")
        return self.people[name]

    def scores(self, target: Target, count: int) -> list[float]:
        """So many scores by chance, not all the same, and not in order."""
        while True:
            drawn = [self.chance.choice(target.scores) for _ in range(count)]
            if len(set(drawn)) > 1 and drawn != sorted(drawn):
                return drawn

    # -- facts ---------------------------------------------------------------------------------------------------------

    def alignment(self, target: Target) -> Json:
        return {"type": ["Alignment"], "targetName": "Item", "targetType": "CFItem", "targetUrl": target.uri}

    def work_of(self, target: Target, day: float, who: str = LEARNER, **more: Any) -> Json:
        """The body of a piece of the learner's work, done so many days after a day of the past."""
        learner = self.person(who).id
        return {
            "learners": [learner],
            "evidence": {"type": ["Evidence"], "name": "Conformance test"},
            "alignment": [self.alignment(target)],
            "submittedBy": learner,
            "submittedAt": self.moment(day),
            "effectiveAt": self.moment(day),
            "status": "submitted",
            "visibility": "team",
            **more,
        }

    def judgment_of(self, work: Json, target: Target, score: float, who: str = TEACHER, **more: Any) -> Json:
        """The body of a judgment of that work."""
        return {
            "learner": work["learners"][0],
            "evidence": work["id"],
            "evidenceVersion": work.get("version", 1),
            "target": target.uri,
            "rubricLevel": target.levels[score],
            "score": score,
            "scorer": self.person(who).id,
            "scorerRole": "educator",
            "purpose": "summative",
            "status": "scored",
            "effectiveAt": work["effectiveAt"],
            **more,
        }

    def rule_of(self, target: Target, method: str, parameters: Json, **more: Any) -> Json:
        """The body of a rule that is valid from long ago on."""
        return {
            "name": f"Conformance test {method}",
            "version": "1",
            "validFrom": self.moment(-1000),
            "method": method,
            "parameters": parameters,
            "admits": {"roles": ["educator"], "purposes": ["summative"]},
            "appliesTo": [target.framework],
            **more,
        }

    def determination_of(self, target: Target, rule: Json, who: str = LEARNER, **more: Any) -> Json:
        """The body by which a determination is asked for."""
        learner = self.person(who).id
        return {"learner": learner, "target": target.uri, "purpose": "attainment", "rule": rule["id"], **more}

    def portfolio_of(self, work: Json, purpose: str, **more: Any) -> Json:
        """The body of a portfolio of that work alone."""
        entry = {"evidence": work["id"], "evidenceVersion": work.get("version", 1), "order": 1, "caption": "First"}
        chosen = {"title": "Conformance test", "purpose": purpose, "entries": [entry], "status": "draft"}
        return {"learner": work["learners"][0], **chosen, **more}

    # -- plans ---------------------------------------------------------------------------------------------------------

    @cached_property
    def calendar(self) -> Json:
        """The body of a calendar of five days a week, with some holidays by chance, from before all work of a run until
        after it."""
        free = sorted(self.chance.sample(range(-390, 700), 20))
        return {
            "title": "Conformance test",
            "academicSession": "urn:example:academicSessions:conformance",
            "startDate": self.date(-430),
            "endDate": self.date(1400),
            "weekdays": [1, 2, 3, 4, 5],
            "holidays": [self.date(day) for day in free],
            "yearDays": 180,
        }

    def pathway_of(self, targets: Sequence[Target], calendar: Json, begin: float = 1, **more: Any) -> Json:
        """The body of a pathway through those items; a template, unless a learner is named."""
        steps = [{"id": f"s{number}", "target": target.uri} for number, target in enumerate(targets, 1)]
        return {
            "title": "Conformance test",
            "purpose": "plan",
            "steps": steps,
            "startDate": self.date(begin),
            "calendar": calendar["id"],
            **more,
        }

    # -- times ---------------------------------------------------------------------------------------------------------

    @cached_property
    def turn(self) -> float:
        """A part of a day that is later with every run, so that what earlier runs left behind lies before it."""
        return datetime.now(UTC).timestamp() % TURNS / TURNS

    @cached_property
    def latest(self) -> float:
        """A day after that of all earlier work: each run has a later one."""
        return LATEST + self.turn

    def date(self, day: float) -> str:
        """That day alone."""
        return self.moment(day)[:10]

    def moment(self, day: float) -> str:
        """So many days after the first of September of the year before last."""
        first = datetime(self._year, 9, 1, 10, tzinfo=UTC)
        return (first + timedelta(days=day)).isoformat().replace("+00:00", "Z")

    @cached_property
    def saturday(self) -> int:
        """A day of the past that is a Saturday."""
        return (6 - datetime(self._year, 9, 1, tzinfo=UTC).isoweekday()) % 7 + 7

    @cached_property
    def _year(self) -> int:
        return datetime.now(UTC).year - 2

"""What a determination earns: the level that was reached, by which rule, how deep, how far the learner had grown, and
when it was earned first.

Framework and rubric are quoted from the version that was judged by.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime

from fairmark.server.http import Refusal
from fairmark.server.learning.answers import found
from fairmark.server.learning.competencies import grown
from fairmark.server.learning.concluding import parameters_of
from fairmark.server.learning.kind import DETERMINATION, EVIDENCE, RULE
from fairmark.server.learning.known import Known
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.scene import Scene
from fairmark.server.learning.shape import shape_in
from fairmark.server.learning.sight import check_seen, sight_of
from fairmark.server.storage.kept import KeptVersions
from fairmark.server.storage.store import Store
from fairmark.validators.issuing.award import AnyResult, LevelReached, Measured
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.framework import Framework, score_of
from fairmark.validators.learning.depth import TAXONOMIES, depth_profile
from fairmark.validators.readers.case import Node

FRAMEWORKS = KeptVersions(Framework.read)

PROFICIENT = "proficient"
GROWTH = "Growth in levels"

CREDITS = "ext:fairmark.credits"
"""The member of a determination rule that says how many credits each determination by it is worth."""

CRITERIA = {
    "mostRecent": "The most recent score is at least {cut:g}",
    "highest": "The highest score is at least {cut:g}",
    "mean": "The mean of the scores is at least {cut:g}",
    "mode": "The most frequent score, the latest of several, is at least {cut:g}",
    "decayingRecursive": "The average of the scores, in which each newer one weighs {weight:g}, is at least {cut:g}",
    "decayingLastVsRest": "The last score, with the weight {weight:g}, and the mean of all before it reach {cut:g}",
    "nTimes": "{k} scores or more are at least {cut:g}",
    "powerLaw": "The curve through the scores reaches at least {cut:g}",
    "bodyOfEvidence": "{min_count} scores or more are at least {cut:g}, from {min_tasks} or more tasks and "
    "{min_scorers} or more scorers, and none of the last {window} is below the floor of the rule",
}
"""Method to what the criteria of an achievement say of its parameters."""


@dataclass(frozen=True, slots=True)
class Earned:
    """A determination that says proficient and stands, the rule, the judgments behind it, oldest first, and when this
    was determined first: what is corrected and still so was earned then. `facts` are all about the learner."""

    determination: Fact
    rule: Fact
    judgments: Sequence[Fact]
    awarded: datetime
    facts: Sequence[Fact]

    @property
    def learner(self) -> str:
        return str(self.determination.data["learner"])

    @property
    def works(self) -> list[str]:
        """The pieces of evidence behind it."""
        return list(dict.fromkeys(judgment.data["evidence"] for judgment in self.judgments))

    @property
    def criteria(self) -> str:
        """What had to be shown, in words."""
        rule = self.rule.data
        met = CRITERIA[rule["method"]].format(**asdict(parameters_of(rule)))
        return f"{met} ({rule['name']}, version {rule['version']})."

    @property
    def credits(self) -> float | None:
        """What its rule says that it is worth, None where it says nothing of the kind. SCL-CRD-06."""
        said = self.rule.data.get(CREDITS)
        return said if isinstance(said, (int, float)) and not isinstance(said, bool) and said >= 0 else None

    @property
    def telling(self) -> Fact:
        """The judgment that tells best what the value means: the latest with that score, else the latest of those that
        reach it, else the latest."""
        value = self.determination.data["value"]
        wanted = self.rule.data["parameters"]["cut"] if value is None else value
        same = [one for one in self.judgments if one.data["score"] == wanted]
        return (same or [one for one in self.judgments if one.data["score"] >= wanted] or list(self.judgments))[-1]

    def framework(self, store: Store) -> Framework:
        """The framework in the version that was judged by; a Refusal where it was deleted since."""
        pinned = self.telling
        held = FRAMEWORKS.find(store, pinned.framework, pinned.data["frameworkVersion"])
        if held is None:
            raise Refusal(404, "unknown", "The framework that was judged by is no longer here.")
        return held

    def results(self, store: Store, framework: Framework) -> tuple[AnyResult, ...]:
        """The level of the rubric, the depth that was shown, and the growth up to then."""
        return self._level(framework), *self._depth(), *self._growth(store)

    def _level(self, framework: Framework) -> LevelReached:
        """The highest level whose score the value reaches, and the highest whose score the cut reaches: so much was
        required. Where somebody decided otherwise than the rule, nothing was."""
        given = str(self.telling.data["rubricLevel"])
        node = framework.level(given)
        levels = [level for level in framework.levels_of(_criterion(node)) if score_of(level)]
        if "override" in self.determination.data:
            return LevelReached(level=given)
        cut = self.rule.data["parameters"]["cut"]
        value = self.determination.data["value"]
        return LevelReached(
            level=given if value is None else _reached(levels, value) or given,
            required=_reached(levels, cut),
        )

    def _depth(self) -> Iterator[Measured]:
        """The deepest that was shown, in the taxonomy that most judgments name."""
        shown = [one.data["depth"] for one in self.judgments if "depth" in one.data]
        if not shown:
            return
        taxonomy = Counter(depth["taxonomy"] for depth in shown).most_common(1)[0][0]
        profile = depth_profile(taxonomy, [depth["value"] for depth in shown if depth["taxonomy"] == taxonomy])
        yield Measured(
            name=f"Depth ({taxonomy})",
            kind="PerformanceLevel",
            value=str(profile.deepest),
            allowed=tuple(map(str, TAXONOMIES[taxonomy])),
        )

    def _growth(self, store: Store) -> Iterator[Measured]:
        """How many levels of the competency lie between where the learner began and where this has led, as it was known
        when it was determined; nothing where levels have no numbers, or there is nothing to grow from."""
        framework, pinned = self.determination.framework, self.determination.data["frameworkVersion"]
        shape = shape_in(store, framework, number=pinned)
        then = self.determination.recorded_at
        for competency in shape.competencies_of(self.determination.target) if shape else ():
            if shape and (levels := shape.levels.get(competency)):
                scene = Scene(Known(self.facts, then), then, {framework: shape}, {}, {}, {}, (), None)
                grew = grown(scene, levels)
                if grew.baseline is not None and grew.current is not None:
                    yield Measured(name=GROWTH, kind="Result", value=str(grew.current - grew.baseline))
                return


class NotEarned(Refusal):
    """A determination that earns nothing, or nothing any more."""

    def __init__(self, detail: str) -> None:
        super().__init__(409, "bad_query", detail)


def earned(ledger: Ledger, id: str, asker: str) -> Earned:
    """What the determination earns; a Refusal (409) where it earns nothing (any more)."""
    determination = found(ledger, DETERMINATION, id)
    if ledger.follower(determination) is not None:
        raise NotEarned("This determination has been superseded.")
    if determination.data["status"] != PROFICIENT:
        raise NotEarned("There is a credential only for what is determined to be proficient.")
    facts, now = ledger.of_learner(determination.data["learner"]), ledger.newest() or determination.recorded_at
    return _earned(ledger, facts, Known(facts, now).judgments(now), determination, asker)


def all_earned(ledger: Ledger, learner: str, asker: str) -> list[Earned]:
    """All that the learner has earned and that counts for its target, in the order in which it was determined."""
    facts, now = ledger.of_learner(learner), ledger.newest()
    if now is None:
        return []
    known = Known(facts, now)
    judgments = known.judgments(now)
    counting = {fact.target: fact for fact in known.conclusions(now)}
    every: list[Earned] = []
    for determination in counting.values():
        if determination.status == PROFICIENT and determination.data["judgments"]:
            with suppress(NotEarned):
                every.append(_earned(ledger, facts, judgments, determination, asker))
    return sorted(every, key=lambda one: one.determination.recorded_at)


def _earned(ledger: Ledger, facts: Sequence[Fact], judged: Sequence[Fact], determination: Fact, asker: str) -> Earned:
    """What it earns; of the facts about the learner the judgments `judged` stand."""
    standing = {fact.id: fact for fact in judged}
    if not standing.keys() >= set(determination.data["judgments"]):
        raise NotEarned("A judgment behind this determination no longer stands; determine anew.")
    if not determination.data["judgments"]:
        raise NotEarned("There is no judgment behind this determination that a badge could show.")
    judgments = [standing[id] for id in determination.data["judgments"]]
    _check_seen(ledger, judgments, asker)
    rule = found(ledger, RULE, determination.data["rule"])
    return Earned(determination, rule, judgments, _first(ledger, determination), facts)


def _check_seen(ledger: Ledger, judgments: Sequence[Fact], asker: str) -> None:
    """Refuse to tell somebody who scores the work blind whose it is."""
    sight = sight_of(ledger, EVIDENCE, asker)
    for judgment in judgments:
        work = ledger.find(EVIDENCE, judgment.data["evidence"])
        if work is not None:
            check_seen(ledger, work, sight)


def _first(ledger: Ledger, determination: Fact) -> datetime:
    """When it was determined first what the determination says, of those whose place it takes without a break."""
    first = determination
    for earlier in reversed(ledger.chain(determination.root)):
        if earlier.status != PROFICIENT:
            break
        first = earlier
    return first.recorded_at


def _reached(levels: Sequence[Node], score: float) -> str:
    """The URI of the highest level with at most that score; of the lowest where none has."""
    reached = [level for level in levels if float(score_of(level)) <= score]
    return (reached[-1] if reached else levels[0]).text("uri") if levels else ""


def _criterion(level: Node) -> Node:
    if level.parent is None:
        raise CannotIssue("the level stands in no criterion")
    return level.parent

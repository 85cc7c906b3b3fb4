"""A system under test as its checks see it: who asks, what it can be asked about, what it has recorded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from fairmark.validators.core.levels import ERROR, Severity
from fairmark.validators.core.rule import Declared, rule
from fairmark.validators.rules.learning.versions import ONLY, PROFILE
from fairmark.validators.suites.identities import Identity
from fairmark.validators.suites.recording import Answer, Recorder
from fairmark.validators.suites.scl.graph import Framework, Graph, as_objects, graph_of, identifier_of
from fairmark.validators.suites.scl.subject import OF_SYSTEMS, ROLE

Json = dict[str, Any]

CASE = "/ims/case/v1p1"
"""Where a system serves its frameworks, unless it is said otherwise."""
LEARNER, OTHER_LEARNER, TEACHER, SCORER = "learnerA", "learnerB", "teacher1", "scorer1"
FEWEST_LEVELS = 3
"""Levels with different scores that a criterion needs, so that series of scores differ."""
MOST_FRAMEWORKS = 20
TURNS = 1e9
"""Seconds, some thirty years, after which the turns of runs begin anew."""


class Lacking(Exception):
    """Why a check cannot be made: somebody to act as is missing, nothing can be judged, or what it builds on was
    refused. The text is a whole sentence."""

    def __init__(self, sentence: str, *answers: Answer) -> None:
        super().__init__(sentence)
        self.answers = answers


@dataclass(frozen=True, slots=True)
class Target:
    """An item that can be judged: its URI, that of its framework, the competency that it is or is a level of, and the
    levels of the rubric that judges it by their scores."""

    uri: str
    framework: str
    competency: str
    levels: Mapping[float, str]

    @property
    def scores(self) -> list[float]:
        return sorted(self.levels)


def check_of_system(
    id: str, requirement: str, message: str, *, severity: Severity = ERROR, needs: tuple[str, ...] = (), notes: str = ""
) -> Callable[[Declared], Declared]:
    """Declare the check `id` of a running system; `requirement` is the one that it is about."""
    return rule(
        id,
        scope="live",
        severity=severity,
        versions=ONLY,
        kinds=(ROLE, OF_SYSTEMS),
        basis=f"{PROFILE}, {requirement}",
        message=message,
        needs=needs,
        notes=notes,
    )


class System:
    """The system at the base of the recorder, such as https://vendor.example/scl/v1. `known` are identifiers that the
    user gives, by class; `seed` is that of all chance."""

    def __init__(
        self, recorder: Recorder, identities: Mapping[str, Identity], known: Mapping[str, Sequence[str]], seed: int
    ) -> None:
        self.recorder = recorder
        self.chance = Random(seed)  # noqa: S311 - nothing is secret
        self._recorded: dict[str, Json] = {}
        self.people = identities
        self._known = known
        self._used = 0

    # -- asking ------------------------------------------------------------------------------------------------------

    def person(self, name: str) -> Identity:
        """Who is called so; Lacking where the user has not said."""
        if name not in self.people:
            raise Lacking(f"It takes {name}: name an id and a token of theirs in the file of --identities.")
        return self.people[name]

    def ask(self, method: str, path: str, who: str = TEACHER, body: Json | None = None, **query: str) -> Answer:
        """The answer to what somebody asks."""
        target = f"{path}?{urlencode(query)}" if query else path
        headers = (*self.person(who).headers, *((("Content-Type", "application/json"),) if body is not None else ()))
        sent = orjson.dumps(body) if body is not None else b""
        return self.recorder.send(method, target, headers=headers, body=sent, anonymous=True)

    def record(self, path: str, body: Json, who: str = TEACHER) -> Json:
        """Record something and give it as it was recorded; Lacking where it is refused."""
        answer = self.ask("POST", path, who, body)
        recorded = answer.object()
        if answer.status not in (200, 201) or not isinstance(recorded.get("id"), str):
            raise Lacking(f"What the check builds on was not recorded ({answer.told()}).", answer)
        self._recorded[recorded["id"]] = recorded
        return recorded

    def read(self, path: str, id: str) -> Answer:
        """A record by its id."""
        return self.ask("GET", f"{path}/{quote(id, safe=':')}")

    def recorded(self, path: str, id: str) -> Json:
        """A record as it was recorded, which never changes: it is asked for once at most."""
        if id not in self._recorded:
            answer = self.read(path, id)
            if answer.status != 200:
                raise Lacking(f"What counted cannot be read ({answer.told()}).", answer)
            self._recorded[id] = answer.object()
        return self._recorded[id]

    def progress(self, learner: str, **times: str) -> Answer:
        return self.ask("GET", f"/learners/{quote(learner, safe=':')}/progress", TEACHER, None, **times)

    # -- what can be judged ------------------------------------------------------------------------------------------

    @cached_property
    def frameworks(self) -> list[Framework]:
        """The first of those that the system publishes; Lacking where it publishes none."""
        base = next(iter(self._known.get("CASE", ())), f"{self.recorder.base.origin}{CASE}")
        listed = self.recorder.send("GET", f"{base}/CFDocuments?limit={MOST_FRAMEWORKS}")
        documents = as_objects(listed.object().get("CFDocuments"))
        if not documents:
            raise Lacking(f"No framework is listed at {base} ({listed.told()}): name another base under CASE in --ids.")
        addresses = [f"{base}/CFPackages/{quote(str(each.get('identifier')))}" for each in documents[:MOST_FRAMEWORKS]]
        return [Framework(address, self.recorder.send("GET", address).object()) for address in addresses]

    @cached_property
    def _targets(self) -> list[Target]:
        found = [target for framework in self.frameworks for target in targets_in(framework)]
        if not found:
            raise Lacking("No framework has a rubric with three levels of different scores, so that nothing is judged.")
        self.chance.shuffle(found)
        return found

    def target(self) -> Target:
        """The next item to be judged: another one each time, as far as there are any."""
        found = self._targets[self._used % len(self._targets)]
        self._used += 1
        return found

    def scores(self, target: Target, count: int) -> list[float]:
        """So many scores by chance, not all the same, and not in order."""
        while True:
            drawn = [self.chance.choice(target.scores) for _ in range(count)]
            if len(set(drawn)) > 1 and drawn != sorted(drawn):
                return drawn

    # -- what is recorded --------------------------------------------------------------------------------------------

    def work(self, target: Target, day: float, who: str = LEARNER, **more: Any) -> Json:
        """Record a piece of the learner's work, done so many days after a day of the past."""
        learner = self.person(who).id
        aligned = {"type": ["Alignment"], "targetName": "Item", "targetType": "CFItem", "targetUrl": target.uri}
        body = {
            "learners": [learner],
            "evidence": {"type": ["Evidence"], "name": "Conformance test"},
            "alignment": [aligned],
            "submittedBy": learner,
            "submittedAt": self.moment(day),
            "effectiveAt": self.moment(day),
            "status": "submitted",
            "visibility": "team",
            **more,
        }
        return self.record("/evidence", body)

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

    def judge(self, work: Json, target: Target, score: float, who: str = TEACHER, **more: Any) -> Json:
        return self.record("/judgments", self.judgment_of(work, target, score, who, **more), who)

    def rule(self, target: Target, method: str, parameters: Json, roles: Iterable[str] = ("educator",)) -> Json:
        """Publish a rule that is valid from long ago on."""
        body = {
            "name": f"Conformance test {method}",
            "version": "1",
            "validFrom": self.moment(-1000),
            "method": method,
            "parameters": parameters,
            "admits": {"roles": list(roles), "purposes": ["summative"]},
            "appliesTo": [target.framework],
        }
        return self.record("/determination-rules", body)

    def determine(self, target: Target, rule: Json, who: str = LEARNER) -> Json:
        body = {"learner": self.person(who).id, "target": target.uri, "purpose": "attainment", "rule": rule["id"]}
        return self.record("/determinations", body)

    @cached_property
    def turn(self) -> float:
        """A part of a day that is later with every run, so that what earlier runs left behind lies before it."""
        return datetime.now(UTC).timestamp() % TURNS / TURNS

    def moment(self, day: float) -> str:
        """So many days after the first of September of the year before last."""
        first = datetime(self._year, 9, 1, 10, tzinfo=UTC)
        return (first + timedelta(days=day)).isoformat().replace("+00:00", "Z")

    @cached_property
    def _year(self) -> int:
        return datetime.now(UTC).year - 2


def targets_in(framework: Framework) -> list[Target]:
    """The items of a framework that a criterion with enough levels judges: levels of its competency, in their order;
    the item itself where it has none."""
    graph = graph_of([framework])
    found = []
    for item, levels in _judged(framework, graph).items():
        for each in graph.ordered(item) or [item]:
            uri = graph.items.get(each, {}).get("uri")
            if isinstance(uri, str) and len(levels) >= FEWEST_LEVELS:
                found.append(Target(uri, framework.uri, str(graph.items.get(item, {}).get("uri")), levels))
    return found


def _judged(framework: Framework, graph: Graph) -> dict[str, dict[float, str]]:
    """Items that criteria are about, each with the URIs of the levels by their scores."""
    found: dict[str, dict[float, str]] = {}
    for rubric in framework.objects("CFRubrics"):
        for criterion in as_objects(rubric.get("CFRubricCriteria")):
            for level in as_objects(criterion.get("CFRubricCriterionLevels")):
                known = graph.rubric_levels.get(str(level.get("identifier")))
                if known is not None and known.score is not None and isinstance(level.get("uri"), str):
                    found.setdefault(known.item, {})[known.score] = level["uri"]
    return found


def is_same_item(one: object, other: object) -> bool:
    return identifier_of(one) == identifier_of(other) != ""

"""A system under test as its checks see it: who asks, what it can be asked about, what it has recorded."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from fairmark.validators.net.messages import Headers
from fairmark.validators.suites.identities import Identity
from fairmark.validators.suites.recording import Answer, Recorder
from fairmark.validators.suites.scl.graph import Framework, as_objects, identifier_of
from fairmark.validators.suites.scl.live.bodies import LEARNER as LEARNER
from fairmark.validators.suites.scl.live.bodies import OTHER_LEARNER as OTHER_LEARNER
from fairmark.validators.suites.scl.live.bodies import SCORER as SCORER
from fairmark.validators.suites.scl.live.bodies import TEACHER as TEACHER
from fairmark.validators.suites.scl.live.bodies import Bodies
from fairmark.validators.suites.scl.live.bodies import Json as Json
from fairmark.validators.suites.scl.live.bodies import Lacking as Lacking
from fairmark.validators.suites.scl.live.targets import Target, runs_of, targets_in

CASE = "/ims/case/v1p1"
"""Where a system serves its frameworks, unless it is said otherwise."""
MOST_FRAMEWORKS = 20
MOST_KEPT = 6
"""Competencies that are kept for checks of growth, in which no other check judges."""
PAGE, MOST_PAGES = 100, 20
GROWN = (("first", 1, 3), ("second", 2, 3))
"""Competencies in which the learner of a run grows, with the level at which they begin and the one that they reach."""


class System(Bodies):
    """The system at the base of the recorder, such as https://vendor.example/scl/v1, and what is recorded there.
    `known` are identifiers that the user gives, by class."""

    def __init__(
        self, recorder: Recorder, identities: Mapping[str, Identity], known: Mapping[str, Sequence[str]], seed: int
    ) -> None:
        super().__init__(identities, seed)
        self.recorder = recorder
        self._recorded: dict[str, Json] = {}
        self._known = known
        self._used = 0

    # -- asking ------------------------------------------------------------------------------------------------------

    def ask(
        self, method: str, path: str, who: str = TEACHER, body: Any = None, headers: Headers = (), **query: str
    ) -> Answer:
        """The answer to what somebody asks."""
        target = f"{path}?{urlencode(query)}" if query else path
        typed = (("Content-Type", "application/json"),) if body is not None else ()
        headers = (*self.person(who).headers, *typed, *headers)
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

    def read(self, path: str, id: str, who: str = TEACHER, **query: Any) -> Answer:
        """A record by its id."""
        return self.ask("GET", f"{path}/{quote(id, safe=':')}", who, **query)

    def listed(self, path: str, who: str = TEACHER, *, page: int = PAGE, **query: Any) -> Iterator[Json]:
        """The records of a collection, page by page; nothing where it is refused."""
        for number in range(MOST_PAGES):
            places = {"limit": str(page), "offset": str(page * number)}
            answer = self.ask("GET", path, who, **{**query, **places})
            lists = [value for value in answer.object().values() if isinstance(value, list)]
            found = as_objects(lists[0]) if answer.status == 200 and lists else []
            yield from (dict(one) for one in found)
            if len(found) < page:
                return

    def recorded(self, path: str, id: str) -> Json:
        """A record as it was recorded, which never changes: it is asked for once at most."""
        if id not in self._recorded:
            answer = self.read(path, id)
            if answer.status != 200:
                raise Lacking(f"What counted cannot be read ({answer.told()}).", answer)
            self._recorded[id] = answer.object()
        return self._recorded[id]

    def progress(self, learner: str, **times: Any) -> Answer:
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
    def _judgeable(self) -> list[Target]:
        found = [target for framework in self.frameworks for target in targets_in(framework)]
        if not found:
            raise Lacking("No framework has a rubric with three levels of different scores, so that nothing is judged.")
        return found

    @cached_property
    def runs(self) -> list[list[Target]]:
        """Competencies with three or more levels, which are kept for checks of growth: at most half of all."""
        found = runs_of(self._judgeable)
        self.chance.shuffle(found)
        return found[: min(MOST_KEPT, (len(found) + 1) // 2)]

    @cached_property
    def _targets(self) -> list[Target]:
        kept = {target.competency for levels in self.runs for target in levels}
        others = [target for target in self._judgeable if target.competency not in kept]
        found = others or list(self._judgeable)
        self.chance.shuffle(found)
        return found

    def target(self) -> Target:
        """The next item to be judged: another one each time, as far as there are any."""
        found = self._targets[self._used % len(self._targets)]
        self._used += 1
        return found

    def fresh(self, who: str, count: int) -> list[list[Target]]:
        """The levels of so many competencies in which nothing is known of the learner; Lacking where there are not so
        many."""
        answer = self.progress(self.person(who).id)
        known = {
            identifier_of(part.get("competency"))
            for continuum in as_objects(answer.object().get("continuums"))
            for part in as_objects(continuum.get("competencies"))
        }
        found = [levels for levels in self.runs if identifier_of(levels[0].competency) not in known]
        found.sort(key=lambda levels: levels[0].framework)
        if len(found) < count:
            raise Lacking(f"{who} is known in too many competencies to begin in one: name a learner who is new.")
        return found[:count]

    # -- what is recorded --------------------------------------------------------------------------------------------

    def work(self, target: Target, day: float, who: str = LEARNER, **more: Any) -> Json:
        return self.record("/evidence", self.work_of(target, day, who, **more))

    def judge(self, work: Json, target: Target, score: float, who: str = TEACHER, **more: Any) -> Json:
        return self.record("/judgments", self.judgment_of(work, target, score, who, **more), who)

    def rule(self, target: Target, method: str, parameters: Json, **more: Any) -> Json:
        """Publish a rule that is valid from long ago on."""
        return self.record("/determination-rules", self.rule_of(target, method, parameters, **more))

    def determine(self, target: Target, rule: Json, who: str = LEARNER, **more: Any) -> Json:
        return self.record("/determinations", self.determination_of(target, rule, who, **more))

    def place(self, target: Target, day: float, who: str = LEARNER) -> Json:
        """Place the learner at a level, as an educator does who has seen them at work."""
        by = {"by": self.person(TEACHER).id, "method": "Conformance test"}
        body = {"learner": self.person(who).id, "target": target.uri, "purpose": "baseline", "placement": by}
        return self.record("/determinations", {**body, "effectiveAt": self.moment(day)})

    # -- what several checks build on --------------------------------------------------------------------------------

    @cached_property
    def running_calendar(self) -> Json:
        return self.record("/calendars", self.calendar)

    @cached_property
    def grown(self) -> list[list[Target]]:
        """The levels of two competencies, in which the learner of the run is placed and grows: GROWN."""
        found = self.fresh(LEARNER, len(GROWN))
        for (_, begins, reached), levels in zip(GROWN, found, strict=True):
            self.place(levels[begins - 1], 1)
            for day, target in enumerate(levels[begins:reached], 60):
                self._attain(target, day, LEARNER)
        return found

    @cached_property
    def gapped(self) -> list[Target]:
        """The levels of a competency of which the other learner attains the first and the third."""
        levels = self.fresh(OTHER_LEARNER, 1)[0]
        for target in (levels[0], levels[2]):
            self._attain(target, 60, OTHER_LEARNER)
        return levels

    def _attain(self, target: Target, day: float, who: str) -> None:
        best = target.scores[-1]
        self.judge(self.work(target, day, who), target, best)
        self.determine(target, self.rule(target, "highest", {"cut": best}), who)


def is_same_item(one: object, other: object) -> bool:
    return identifier_of(one) == identifier_of(other) != ""

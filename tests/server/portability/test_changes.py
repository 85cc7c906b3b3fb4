"""What came since a point in time, put on top of an earlier export, gives what a full export gives."""

from pathlib import Path
import random

from portability_packages import TENANT, breaches, content, judged, manifest_in, package, put_in, records_in, rows
import pytest

from fairmark.server.learning.times import read
from fairmark.server.portability.outcome import Status
from fairmark.server.portability.scope import Scope
from fairmark.server.storage.store import Store
from learning_api import APRIL, DEVELOPING, LEARNER, MARCH, MAY, SECURE, Json, Learning, on_both

SOMEBODY = "urn:uuid:5e0b9f1a-3f0e-4b52-9a55-0d5f0c1b2a03"


class Teaching:
    """Records whatever comes next, of two learners, by chance."""

    def __init__(self, learning: Learning, chance: random.Random) -> None:
        self._learning = learning
        self._chance = chance
        self._works: list[Json] = []
        self._judgments: list[Json] = []
        self._goals: list[Json] = []
        self._rule = learning.rule()

    def go_on(self) -> None:
        chance = self._chance
        acts = [self._hand_in, self._hand_in]
        acts += [self._judge, self._judge, self._revise, self._withdraw, self._determine] if self._works else []
        acts += [self._correct] if self._judgments else []
        chance.choice([*acts, self._aim])()

    def _hand_in(self) -> None:
        whose = self._chance.choice((LEARNER, SOMEBODY))
        at = self._chance.choice((MARCH, APRIL, MAY))
        self._works.append(self._learning.evidence(at, learners=[whose], submittedBy=whose))

    def _judge(self) -> None:
        work, level = self._chance.choice(self._works), self._chance.choice((DEVELOPING, SECURE))
        self._judgments.append(self._learning.judgment(work, level, learner=work["learners"][0]))

    def _correct(self) -> None:
        wrong = self._judgments.pop(self._chance.randrange(len(self._judgments)))
        work = {"id": wrong["evidence"], "version": wrong["evidenceVersion"]}
        more = {"learner": wrong["learner"], "supersedes": wrong["id"], "reason": "Heard again."}
        self._judgments.append(self._learning.judgment(work, SECURE, **more))

    def _next(self, **members: object) -> Json:
        work = self._works.pop(self._chance.randrange(len(self._works)))
        whose = work["learners"][0]
        more = {"learners": [whose], "submittedBy": whose, "previousVersion": work["id"]}
        return self._learning.evidence(work["effectiveAt"], **more, **members)

    def _revise(self) -> None:
        self._works.append(self._next())

    def _withdraw(self) -> None:
        self._next(status="withdrawn", withdrawnReason="Not mine")

    def _determine(self) -> None:
        self._learning.determination(self._rule, learner=self._chance.choice((LEARNER, SOMEBODY)))

    def _aim(self) -> None:
        before = {"previousVersion": self._goals.pop()["id"]} if self._goals else {}
        self._goals.append(self._learning.goal(**before))


@pytest.mark.parametrize("seed", range(4))
def test_changes_lead_from_one_export_to_the_next(
    learning: Learning, store: Store, empty: Store, seed: int, tmp_path: Path
) -> None:
    chance = random.Random(seed)  # noqa: S311 - what is recorded by chance, nothing secret
    teaching = Teaching(learning, chance)
    scope = Scope(chance.choice(("", LEARNER)))
    learning.evidence()
    first = package(store, scope)
    until = manifest_in(first)["period"]["until"]
    assert put_in(empty, first).status is Status.STORED
    for _ in range(5):
        for _ in range(chance.randrange(8)):
            teaching.go_on()
        changes = package(store, Scope(scope.learner, read(until)))
        manifest = manifest_in(changes)
        assert (manifest["kind"], manifest["period"]["from"]) == ("changes", until)
        assert breaches(judged(changes, tmp_path)) == []
        assert put_in(empty, changes).status in (Status.STORED, Status.UNCHANGED)
        assert content(package(empty, scope)) == content(package(store, scope))
        until = manifest["period"].get("until", until)
    if not scope.learner:
        assert rows(empty) == rows(store)


@on_both
def test_what_was_imported_since_is_a_change_whenever_it_was_recorded(
    learning: Learning, store: Store, empty: Store, other: Learning
) -> None:
    work = learning.evidence()
    learned = package(store)
    other.calendar()
    until = manifest_in(package(empty))["period"]["until"]
    assert until > work["recordedAt"]
    assert put_in(empty, learned).status is Status.STORED
    changes = other.ask("GET", "exports", updatedSince=until).data
    assert [one["id"] for one in records_in(changes, "EvidenceRecord")] == [work["id"]]
    assert records_in(changes, "Calendar") == []


def test_changes_need_what_they_refer_to(learning: Learning, store: Store, empty: Store) -> None:
    work = learning.evidence()
    until = manifest_in(package(store))["period"]["until"]
    learning.judgment(work, SECURE)
    outcome = put_in(empty, package(store, Scope(since=read(until)), TENANT))
    assert outcome.status is Status.CONFLICT
    assert [(one.path, one.detail) for one in outcome.conflicts] == [
        ("scl/Judgment.ndjson", "What it refers to is neither in these changes nor here.")
    ]

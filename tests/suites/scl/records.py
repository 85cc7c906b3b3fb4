"""Records of learning as a system that does everything right would hold them. What it computes it computes by the
judge's own metrics, so that the suite's oracle is held against them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import hashlib
import re
from typing import Any

from suites.scl.frameworks import Framework, Json, frameworks, named
from suites.scl.roster import person

from fairmark.validators.learning.determining import Parameters, Score, conclude
from fairmark.validators.learning.measure import shown

FIRST = datetime(2023, 9, 4, 10, tzinfo=UTC)
DOCUMENTS = {"FR": "Mathematics", "RA": "Mathematics", "DE": "Mathematics", "DX": "Mathematics 2", "ST": "State"}
DOCUMENTS |= {"CO": "Working together", "CE": "Juntos"}


def moment(day: float, hours: float = 0) -> str:
    """So many days after the first of September's Mondays, at ten o'clock or so many hours later."""
    return (FIRST + timedelta(days=day, hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def date(day: int) -> str:
    return moment(day)[:10]


def digest(data: bytes) -> str:
    return f"sha256-{hashlib.sha256(data).hexdigest()}"


@dataclass
class Records:
    """The records by class, each by a short name; `files` are those of evidence."""

    seed: int
    by_class: dict[str, dict[str, Json]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.frameworks: Mapping[str, Framework] = frameworks(self.seed)

    # -- names -------------------------------------------------------------------------------------------------------

    def urn(self, name: str) -> str:
        return f"urn:uuid:{named(self.seed, f'record {name}')}"

    def person(self, name: str) -> str:
        return person(self.seed, name)

    def home(self, code: str) -> Framework:
        return self.frameworks[DOCUMENTS[code[:2]]]

    def item(self, code: str) -> str:
        return self.home(code).uri("CFItems", code)

    def pinned(self, code: str) -> Json:
        framework = self.home(code)
        return {
            "target": self.item(code),
            "framework": framework.uri("CFDocuments", framework.name),
            "frameworkVersion": int(framework.version),
        }

    def rubric_level(self, code: str, score: int) -> str:
        return self.home(code).uri("CFRubricCriterionLevels", f"{code[:2]} scored {score}")

    def rubric(self, code: str) -> str:
        return self.home(code).uri("CFRubrics", f"rubric {self.home(code).name}")

    def add(self, cls: str, name: str, recorded: str, /, **members: Any) -> Json:
        record = {"id": self.urn(name), "type": cls, "recordedAt": recorded, **members}
        self.by_class.setdefault(cls, {})[name] = record
        return record

    def __getitem__(self, name: str) -> Json:
        return next(records[name] for records in self.by_class.values() if name in records)

    # -- what learners do --------------------------------------------------------------------------------------------

    def work(self, name: str, learners: str, codes: str, day: float, entered: float | None = None, **more: Any) -> Json:
        """A piece of work of learners, for items, both separated by spaces."""
        of = learners.split()
        aligned = [
            {"type": ["Alignment"], "targetName": code, "targetUrl": self.item(code), "targetType": "CFItem"}
            for code in codes.split()
        ]
        members: Json = {
            "learners": [self.person(each) for each in of],
            "evidence": {"type": ["Evidence"], "name": "A piece of work", "genre": "Paper"},
            "alignment": aligned,
            "submittedBy": self.person(of[0]),
            "submittedAt": moment(day if entered is None else entered),
            "effectiveAt": moment(day),
            "status": "submitted",
            "visibility": "team",
            "version": 1,
            **more,
        }
        return self.add("EvidenceRecord", name, moment(day if entered is None else entered, 1), **members)

    def judgment(self, name: str, work: str, code: str, score: int | None, by: str = "teacher", **more: Any) -> Json:
        """A judgment of a piece of work; without a score its status is to be named."""
        evidence = self[work]
        scored = {} if score is None else {"rubricLevel": self.rubric_level(code, score), "score": score}
        members: Json = {
            "learner": evidence["learners"][0],
            "evidence": evidence["id"],
            "evidenceVersion": evidence["version"],
            **self.pinned(code),
            **scored,
            "scorer": self.person(by),
            "scorerRole": "educator",
            "purpose": "summative",
            "status": "scored",
            "effectiveAt": evidence["effectiveAt"],
            **more,
        }
        entered = datetime.fromisoformat(evidence["recordedAt"]) + timedelta(hours=1)
        return self.add("Judgment", name, entered.strftime("%Y-%m-%dT%H:%M:%SZ"), **members)

    def series(self, name: str, learner: str, code: str, day: int, scores: Sequence[int], **more: Any) -> list[str]:
        """Work and judgments, three days apart; their names."""
        names = []
        for number, score in enumerate(scores):
            each = f"{name} {number}"
            self.work(f"{each} work", learner, code, day + 3 * number)
            self.judgment(each, f"{each} work", code, score, **more)
            names.append(each)
        return names

    # -- what is concluded -------------------------------------------------------------------------------------------

    def rule(self, name: str, method: str, valid: float = 0, **more: Any) -> Json:
        parameters = {"cut": 3, **more.pop("parameters", {})}
        members: Json = {
            "name": name,
            "version": "1",
            "validFrom": moment(valid, -9),
            "method": method,
            "parameters": parameters,
            "admits": {"roles": ["educator", "moderator"], "purposes": ["summative", "secondScore", "adjudication"]},
            "appliesTo": [each.uri("CFDocuments", each.name) for each in self.frameworks.values()],
            **more,
        }
        return self.add("DeterminationRule", name, moment(valid, -9), **members)

    def determination(self, name: str, rule: str, code: str, day: float, judgments: Sequence[str], **more: Any) -> Json:
        """What the rule makes of the judgments, in their order, on that day: `<name> determined`."""
        by, used = self[rule], [self[each] for each in judgments]
        found = conclude(by["method"], [self._score(each) for each in used], self._parameters(by["parameters"]))
        value = found.measure.value
        missing = [{"kind": each.kind, "needed": each.needed, "have": each.have} for each in found.missing]
        members: Json = {
            "learner": used[0]["learner"] if used else more.pop("learner"),
            **self.pinned(code),
            "purpose": "attainment",
            "rule": by["id"],
            "status": found.status,
            "value": value,
            **({"reason": found.measure.reason} if value is None else {"display": shown(value)}),
            **({"missing": missing} if missing else {}),
            "judgments": [each["id"] for each in used],
            "effectiveAt": max((each["effectiveAt"] for each in used), default=moment(day)),
            **more,
        }
        return self.add("Determination", f"{name} determined", moment(day), **members)

    def placement(self, name: str, learner: str, code: str, day: float) -> Json:
        members: Json = {
            "learner": self.person(learner),
            **self.pinned(code),
            "purpose": "baseline",
            "placement": {"by": self.person("teacher"), "method": "Interview"},
            "status": "placed",
            "value": None,
            "reason": "placed",
            "judgments": [],
            "effectiveAt": moment(day),
        }
        return self.add("Determination", name, moment(day, 1), **members)

    def _score(self, judgment: Json) -> Score:
        work = next(one for one in self.by_class["EvidenceRecord"].values() if one["id"] == judgment["evidence"])
        return Score(judgment["score"], work.get("task") or work["id"], judgment["scorer"])

    def _parameters(self, given: Json) -> Parameters:
        return Parameters(
            **{re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name): it for name, it in given.items()}
        )

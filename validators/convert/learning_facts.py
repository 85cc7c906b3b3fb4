"""What stands among the records of the learning API: the latest versions of evidence, and the judgments that count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fairmark.validators.convert.scl_records import EVIDENCE, JUDGMENT, TASK, Json, name_of
from fairmark.validators.convert.scl_terms import EXTENSION
from fairmark.validators.core.moments import Instant, instant

OF_RECORD = ("educator", "moderator", "external", "automated")
"""Roles of scorers whose judgments may stand in a gradebook: what learners say of themselves and of one another is no
grade."""

COUNTED = ("summative", "adjudication", "formative")
"""Purposes of judgments that may: second scores and calibrations are about scorers, baselines about where one began.
Formative ones are provisional."""

LATER_VERSION = "a later version has taken its place"


@dataclass(slots=True)
class Work:
    """A piece of evidence: its first version by `name`, its latest one, and what was judged of any of its versions.
    `row_ids` are the sourcedIds of the rows that earlier judgments came from, by learner and target; `others` are the
    facts about it in whose place others stand."""

    name: str
    latest: Json
    judgments: list[Json] = field(default_factory=list)
    row_ids: dict[tuple[str, str], str] = field(default_factory=dict)
    others: list[Json] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Task:
    """What work was done for: the first version by `name`, and the latest one."""

    name: str
    latest: Json


@dataclass(slots=True)
class Facts:
    """The records, sorted out. `tasks` leads from every version of a task to it. `lost` are those that become nothing,
    each with its class and the reason."""

    works: Mapping[str, Work]
    tasks: Mapping[str, Task]
    lost: Sequence[tuple[str, Json, str]]


def sort_out(records: Iterable[tuple[str, Json]]) -> Facts:
    """The works among the records, in the order of their first versions."""
    lost: list[tuple[str, Json, str]] = []
    evidence: dict[str, Json] = {}
    tasks: dict[str, Json] = {}
    judgments: list[Json] = []
    for cls, record in records:
        if cls == EVIDENCE:
            evidence.setdefault(name_of(record) or f"number {len(evidence)}", record)
        elif cls == JUDGMENT:
            judgments.append(record)
        elif cls == TASK and name_of(record):
            tasks.setdefault(name_of(record), record)
        else:
            lost.append((str(record.get("type", "record")), record, "OneRoster has no record of this kind"))
    first = {name: _first(name, evidence) for name in evidence}
    works = _works(evidence, first, lost)
    superseded = {str(judgment["supersedes"]) for judgment in judgments if "supersedes" in judgment}
    for judgment in judgments:
        work = works.get(first.get(str(judgment["evidence"]), ""))
        origin = judgment.get(EXTENSION)
        if work is not None and isinstance(origin, Mapping) and isinstance(origin.get("sourcedId"), str):
            work.row_ids.setdefault((judgment["learner"], judgment["target"]), origin["sourcedId"])
        why = "its evidence is not there, or was withdrawn" if work is None else _why_not(judgment, superseded)
        if work is not None:
            (work.others if why else work.judgments).append(judgment)
        if why:
            lost.append((JUDGMENT, judgment, why))
    return Facts(works, _tasks(tasks, lost), lost)


def _tasks(records: Mapping[str, Json], lost: list[tuple[str, Json, str]]) -> dict[str, Task]:
    """The tasks by the name of each of their versions, of which the last one in a chain counts."""
    revised = {str(record["previousVersion"]) for record in records.values() if "previousVersion" in record}
    first = {name: _first(name, records) for name in records}
    latest = {first[name]: record for name, record in records.items() if name not in revised}
    for name, record in records.items():
        if name in revised:
            lost.append((TASK, record, LATER_VERSION))
    return {name: Task(whole, latest[whole]) for name, whole in first.items() if whole in latest}


def _works(
    evidence: Mapping[str, Json], first: Mapping[str, str], lost: list[tuple[str, Json, str]]
) -> dict[str, Work]:
    """The works by the names of their first versions; what becomes nothing is added to `lost`."""
    revised = {str(record["previousVersion"]) for record in evidence.values() if "previousVersion" in record}
    works = {}
    for name, record in evidence.items():
        if name in revised:
            lost.append((EVIDENCE, record, LATER_VERSION))
        elif record["status"] == "withdrawn":
            lost.append((EVIDENCE, record, "it was withdrawn; whether a result is deleted, somebody must decide"))
        elif instant(record["effectiveAt"]) is None:
            lost.append((EVIDENCE, record, "there is no such day as that of its effectiveAt"))
        else:
            works[first[name]] = Work(first[name], record)
    for name in revised & evidence.keys():
        if work := works.get(first[name]):
            work.others.append(evidence[name])
    return works


def _why_not(judgment: Json, superseded: set[str]) -> str:
    if judgment.get("id") in superseded:
        return "a later judgment supersedes it"
    if judgment["scorerRole"] not in OF_RECORD:
        return "what learners say of themselves and of one another is no grade"
    if judgment["purpose"] not in COUNTED:
        return "a judgment for this purpose is no grade"
    return ""


def _first(name: str, evidence: Mapping[str, Json]) -> str:
    """The name of the first version; chains that go round end somewhere."""
    seen = {name}
    while (before := str(evidence[name].get("previousVersion"))) in evidence and before not in seen:
        name = before
        seen.add(name)
    return name


def latest_of(work: Work, learner: str) -> tuple[dict[str, Json], list[Json]]:
    """Of each target the judgment of a learner that counts, and those that do not: OneRoster has room for one. Final
    ones count before provisional ones, later before earlier ones."""
    judgments = [judgment for judgment in work.judgments if judgment["learner"] == learner]

    def weight(judgment: Json) -> tuple[bool, Instant]:
        at = instant(judgment.get("effectiveAt") or work.latest["effectiveAt"])
        return judgment["purpose"] != "formative", at or (0, "")

    found = {str(judgment["target"]): judgment for judgment in sorted(judgments, key=weight)}
    chosen = {id(judgment) for judgment in found.values()}
    return found, [judgment for judgment in judgments if id(judgment) not in chosen]

"""Evidence and judgments of the learning API to OneRoster 1.2: line items, results, and the mastery of standards.

    evidence of a learner                  result; its line item is the one that it came from, else that of the task
                                           that it was done for, else one of its own
    task                                   line item
    alignment                              lineItemLearningObjectiveIds
    judgment that counts, of each target   resultLearningObjectiveIds: its score, and the name of its level

The package holds changes (delta), so it can refer to users and classes that the receiver has already; or the records
are put into an export. Evidence that came from no class hangs on one class of its own, as every line item needs one.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from fairmark.validators.convert import oneroster_fates
from fairmark.validators.convert.cell_account import dropped
from fairmark.validators.convert.errors import UnknownSource, WrongSettings
from fairmark.validators.convert.export_users import Users
from fairmark.validators.convert.inputs import SourceFile
from fairmark.validators.convert.learning_facts import Facts, Task, Work, latest_of, sort_out
from fairmark.validators.convert.loss import Fate, LossReport, Supplied, one_line
from fairmark.validators.convert.oneroster_package import Records
from fairmark.validators.convert.origins import IS_GUID, NOWHERE, Origin, guid_in
from fairmark.validators.convert.output import Output
from fairmark.validators.convert.outside_classes import OutsideClasses, shown
from fairmark.validators.convert.scl_records import EVIDENCE, JUDGMENT, TASK, Json, read_records
from fairmark.validators.convert.scl_terms import (
    IN_PROGRESS_FLAGS,
    Stage,
    record_id_of,
    status_of,
)
from fairmark.validators.convert.settings import Settings
from fairmark.validators.convert.standards import Standards
from fairmark.validators.core.moments import instant
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.objectives import CASE, OF_LINE_ITEMS, OF_RESULTS, uuid_in
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.roster_input import NoRoster, open_roster

SCORES = ("score", "textScore")
OF_WHOLE = (*SCORES, "scoreStatus", "late", *IN_PROGRESS_FLAGS)
UNTITLED = "Evidence"
BETWEEN_COMMENTS = " / "


def to_oneroster(source: SourceFile, output: Output, settings: Settings) -> LossReport:
    """Write a package of the records in a file, or in all files of a folder.

    Raises UnknownSource where nothing in them becomes a result, BrokenSource for what cannot be read.
    """
    export = _export(settings.into, source.limits) if settings.into else None
    facts = sort_out(read_records(source))
    made = gradebook_of(facts, Standards.on(settings.shelf, source.limits), Users(export), settings.at)
    if made.records.is_empty:
        raise UnknownSource("the file holds no evidence that could become a result")
    if export is None:
        made.records.write(output)
    else:
        made.records.write_into(export, output)
    return LossReport.counted("SCL to OneRoster 1.2", made.account.counts, made.supplied)


def gradebook_of(facts: Facts, standards: Standards, users: Users, at: datetime) -> "GradebookRows":
    """The rows that the facts become, and the account of it; `at` is when what has no recordedAt is taken to be
    recorded."""
    made = GradebookRows(facts.tasks, standards, users, at)
    for cls, record, why in facts.lost:
        made.account.lost(cls, record, dropped(why))
    for work in facts.works.values():
        made.take(work)
    made.finish()
    return made


def line_item_of(name: str, carried: str, task: Task | None) -> str:
    """The sourcedId of the line item of a work whose first version has that name: that of the line item that it came
    from, else of the task that it was done for, else one of its own."""
    return carried or record_id_of(task.name if task else name)


def results_of(name: str, carried: str, learners: int) -> list[str]:
    """The sourcedIds of the results of a work, one for each of its learners; a single one may have been carried."""
    if learners > 1:
        return [f"{record_id_of(name)}-{number}" for number in range(1, learners + 1)]
    return [carried or record_id_of(name)]


def _export(path: Path, limits: Limits) -> Roster:
    try:
        return open_roster(path, limits)
    except NoRoster as error:
        raise WrongSettings(f"{path} {error}") from None


class GradebookRows:
    """One conversion: `take` makes rows of one work after the other, and says what becomes of its records."""

    def __init__(self, tasks: Mapping[str, Task], standards: Standards, users: Users, at: datetime) -> None:
        self.records = Records()
        self._tasks = tasks
        self._done_for: set[str] = set()
        self.outside = OutsideClasses(self.records)
        self.account = oneroster_fates.MemberAccount()
        self.supplied: Supplied = Counter()
        self._standards = standards
        self._users = users
        self._at = at

    def take(self, work: Work) -> None:
        record, origin = work.latest, Origin.of(work.latest)
        learners: list[str] = list(record["learners"])
        students = {learner: self._users.find(learner, origin.student) for learner in learners}
        if not any(students.values()):
            self._lose(work, oneroster_fates.NOT_IN_EXPORT)
            return
        line_item = self._line_item(work, origin)
        own = origin if len(learners) == 1 else NOWHERE
        for learner, id in zip(learners, results_of(work.name, guid_in(own.result), len(learners)), strict=True):
            if student := students[learner]:
                self._result(work, own, learner, student, id, line_item)
        for judgment in work.judgments:
            if not students.get(judgment["learner"]):
                known = judgment["learner"] in students
                why = oneroster_fates.NOT_IN_EXPORT if known else oneroster_fates.NO_LEARNER
                self.account.lost(JUDGMENT, judgment, why)
        unnamed = {"alignment/targetUrl": oneroster_fates.NO_STANDARD} if not _targets(record) else {}
        done_for = oneroster_fates.DONE_FOR_TASK if self._task(record) else {}
        self.account.used(EVIDENCE, record, {**unnamed, **done_for})

    def finish(self) -> None:
        """Add what line items hang on, and account for the tasks."""
        self.outside.finish()
        for task in {task.name: task for task in self._tasks.values()}.values():
            if task.name in self._done_for:
                self.account.used(TASK, task.latest, {})
            else:
                self.account.lost(TASK, task.latest, oneroster_fates.NO_WORK)

    def _lose(self, work: Work, why: Fate) -> None:
        self.account.lost(EVIDENCE, work.latest, why)
        for judgment in work.judgments:
            self.account.lost(JUDGMENT, judgment, why)

    # -- line items --------------------------------------------------------------------------------------------------

    def _line_item(self, work: Work, origin: Origin) -> str:
        """The line item of a work, put into the package where more than its sourcedId is known."""
        record, changed = work.latest, self._changed(work.latest)
        said = record["evidence"]
        title, description = (one_line(str(said.get(name) or "")) for name in ("name", "description"))
        line_item = line_item_of(work.name, guid_in(origin.line_item), self._tasks.get(str(record.get("task"))))
        if not guid_in(origin.line_item):
            self.supplied["lineItems", "evidence that came from no class hangs on a class of its own"] += 1
            if task := self._task(record):
                self._line_item_of_task(line_item, task)
                return line_item
            self.outside.hang(line_item, title or UNTITLED, description, record["effectiveAt"][:10], changed)
        elif origin.has_line_item and not self.records.has("lineItems", line_item):
            cells = {name: value for name, value in origin.line_item.items() if name != "sourcedId"}
            texts = {"title": title or UNTITLED, "description": description}
            self.records.put("lineItems", line_item, changed, **{**cells, **texts})
        for target in _targets(record):
            named = origin.objectives.get(target, "" if origin.line_item else f"{line_item}-{target}")
            if IS_GUID(named):
                cells = {"lineItemSourcedId": line_item, **_objective(target)}
                self.records.put(OF_LINE_ITEMS, named, changed, **cells)
            if not origin.line_item:
                self.outside.give_scale(line_item, target, self._standards.levels_of(target), changed)
        return line_item

    def _task(self, record: Json) -> Task | None:
        """The task for which a work was done; None for one that came from a line item, which says more."""
        return None if guid_in(Origin.of(record).line_item) else self._tasks.get(str(record.get("task")))

    def _line_item_of_task(self, line_item: str, task: Task) -> None:
        said, changed = task.latest, self._changed(task.latest)
        self._done_for.add(task.name)
        title, description = one_line(said["title"]), one_line(said["purpose"])
        self.outside.hang(line_item, title or UNTITLED, description, changed.date().isoformat(), changed)
        for target in filter(None, map(uuid_in, dict.fromkeys(map(str, said["targets"])))):
            cells = {"lineItemSourcedId": line_item, **_objective(target)}
            self.records.put(OF_LINE_ITEMS, f"{line_item}-{target}", changed, **cells)
            self.outside.give_scale(line_item, target, self._standards.levels_of(target), changed)

    # -- results -----------------------------------------------------------------------------------------------------

    def _result(self, work: Work, origin: Origin, learner: str, student: str, id: str, line_item: str) -> None:
        chosen, others = latest_of(work, learner)
        for judgment in others:
            self.account.lost(JUDGMENT, judgment, oneroster_fates.ONE_JUDGMENT)
        stage = _stage(work.latest, chosen)
        scored = self._scored(chosen, stage)
        before = [fact for fact in work.others if fact.get("learner", learner) == learner]
        changed = max(map(self._changed, (work.latest, *chosen.values(), *before)))
        cells = {
            "lineItemSourcedId": line_item,
            "studentSourcedId": student,
            "scoreDate": _day(work.latest, chosen),
            "comment": _comment(scored) if scored else origin.result.get("comment", ""),
            **self._whole(work.latest, origin, chosen, scored),
        }
        if class_ := origin.result.get("classSourcedId"):
            cells["classSourcedId"] = class_
        self.records.put("results", id, changed, **cells)
        self._objectives(work, origin, id, scored, changed)

    def _scored(self, chosen: Mapping[str, Json], stage: Stage) -> dict[str, Json]:
        """The judgments that give scores, by the identifier of their target; the others are accounted for."""
        found: dict[str, Json] = {}
        comments = {judgment["comment"] for judgment in chosen.values() if "comment" in judgment}
        for target, judgment in chosen.items():
            identifier = uuid_in(target)
            if judgment["status"] != "scored" or stage is Stage.IN_PROGRESS:
                lost = judgment["status"] == "scored"
                fates: Mapping[str, Fate] = dict.fromkeys(("score", "rubricLevel"), oneroster_fates.NOT_HANDED_IN)
                self.account.used(JUDGMENT, judgment, fates if lost else {})
            elif not identifier:
                self.account.lost(JUDGMENT, judgment, oneroster_fates.NO_STANDARD)
            else:
                found[identifier] = judgment
                unnamed = {} if self._name_of_level(judgment) else oneroster_fates.NO_NAME_OF_LEVEL
                several = oneroster_fates.SEVERAL_COMMENTS if len(comments) > 1 else {}
                self.account.used(JUDGMENT, judgment, {**unnamed, **several})
        return found

    def _objectives(
        self, work: Work, origin: Origin, result: str, scored: Mapping[str, Json], changed: datetime
    ) -> None:
        """The standards of a result: those that are judged, and those that only the result is about."""
        for target, judgment in scored.items():
            named = work.row_ids.get((judgment["learner"], judgment["target"]), "")
            self._objective(result, target, named, self._score(judgment), changed)
        task = self._task(work.latest)
        shared = bool(origin.line_item or task)
        named_there = {uuid_in(target) for target in task.latest["targets"]} if task else origin.objectives.keys()
        for target in _targets(work.latest):
            carried = origin.unjudged.get(target)
            if target not in scored and (carried is not None or (shared and target not in named_there)):
                score = {name: carried[name] for name in SCORES if name in carried} if carried else {}
                self._objective(result, target, guid_in(carried or {}), score, changed)

    def _objective(self, result: str, target: str, named: str, score: Mapping[str, str], changed: datetime) -> None:
        id = named if IS_GUID(named) else f"{result}-{target}"
        self.records.put(OF_RESULTS, id, changed, **{"resultSourcedId": result, **_objective(target), **score})

    def _score(self, judgment: Json) -> dict[str, str]:
        score = judgment.get("score")
        level = self._standards.level(str(judgment.get("rubricLevel")))
        if score is None and level is not None:
            score = level.score
        return {"score": shown(score), "textScore": self._name_of_level(judgment)}

    def _name_of_level(self, judgment: Json) -> str:
        level = self._standards.level(str(judgment.get("rubricLevel")))
        return one_line(level.quality) if level else ""

    def _whole(
        self, record: Json, origin: Origin, chosen: Mapping[str, Json], scored: Mapping[str, Json]
    ) -> dict[str, str]:
        """What a result says of the work as a whole: what it came with while nothing has been changed since, else the
        status that follows from the facts, and the score of its standard where it is about one."""
        if origin.still_holds(record, chosen):
            return {name: cell for name, cell in origin.result.items() if name in OF_WHOLE}
        late = {"late": origin.result["late"]} if "late" in origin.result else {}
        cells = {"scoreStatus": status_of(_stage(record, chosen), is_scored=bool(scored)), **late}
        if len(scored) != 1 or len(_targets(record)) != 1:
            return cells
        self.supplied["results/score", "that of the only standard"] += 1
        return {**cells, **self._score(next(iter(scored.values())))}

    def _changed(self, record: Json) -> datetime:
        """When a record became known; the time of the settings for one that is yet to be recorded."""
        try:
            return datetime.fromisoformat(record["recordedAt"])
        except (KeyError, ValueError):
            return self._at


def _comment(scored: Mapping[str, Json]) -> str:
    said = (one_line(judgment.get("comment", "")) for judgment in scored.values())
    return BETWEEN_COMMENTS.join(dict.fromkeys(filter(None, said)))


def _stage(record: Json, chosen: Mapping[str, Json]) -> Stage:
    if record["status"] == "draft":
        return Stage.IN_PROGRESS
    scored = {judgment["purpose"] for judgment in chosen.values() if judgment["status"] == "scored"}
    if scored:
        return Stage.JUDGED if scored != {"formative"} else Stage.PROVISIONAL
    told = {judgment["status"] for judgment in chosen.values()}
    if "exempt" in told:
        return Stage.EXEMPT
    return Stage.IN_PROGRESS if "missing" in told else Stage.PROVISIONAL


def _day(record: Json, chosen: Mapping[str, Json]) -> str:
    """The day of the latest judgment, else of the work, where the clock of the record hangs."""
    said = [judgment.get("effectiveAt") or record["effectiveAt"] for judgment in chosen.values()]
    dated = [(at, text) for text in said if (at := instant(text)) is not None]
    return str(max(dated)[1] if dated else record["effectiveAt"])[:10]


def _targets(record: Json) -> list[str]:
    """The identifiers of the items that evidence is aligned to, each once."""
    found = (uuid_in(str(alignment["targetUrl"])) for alignment in record["alignment"])
    return [target for target in dict.fromkeys(found) if target]


def _objective(target: str) -> dict[str, str]:
    return {"source": CASE, "learningObjectiveId": f"urn:uuid:{target}"}

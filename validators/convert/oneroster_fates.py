"""What becomes of the members of evidence, judgments and tasks on the way to OneRoster."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from fairmark.validators.convert.cell_account import changed, dropped, kept
from fairmark.validators.convert.loss import Fate
from fairmark.validators.convert.scl_records import EVIDENCE, JUDGMENT, TASK, Json
from fairmark.validators.convert.scl_terms import EXTENSION, LOCAL_ID

NO_PLACE = dropped("OneRoster has no place for it")
NO_ASSESSOR = dropped("OneRoster does not say who judged")
ONE_JUDGMENT = dropped("another judgment of the standard counts, and OneRoster has room for one")
NOT_HANDED_IN = dropped("what was not handed in has no score in OneRoster")
NO_WORK = dropped("no work was done for it")
NO_LEARNER = dropped("the learner is none of those of the evidence")
NOT_IN_EXPORT = dropped("its learner is none of the users of the export")
NO_STANDARD = dropped("its target is not named by a UUID, so that OneRoster cannot name it")

RESULT_ID, STUDENT, STATUS = "results/sourcedId", "results/studentSourcedId", "results/scoreStatus"
OBJECTIVE = "learningObjectiveId"

EVIDENCE_FATES: Mapping[str, Fate] = {
    "type": kept("results"),
    "id": kept(RESULT_ID),
    LOCAL_ID: kept(RESULT_ID),
    "learners": kept(STUDENT),
    "evidence": dropped("OneRoster has no place for the work itself"),
    "evidence/name": kept("lineItems/title"),
    "evidence/description": kept("lineItems/description"),
    "alignment": dropped("the framework says it"),
    "alignment/targetUrl": changed(OBJECTIVE, "the identifier of the item stands for its address"),
    "effectiveAt": changed("results/scoreDate", "only its day, in its own time zone"),
    "status": kept(STATUS),
    "recordedAt": changed("results/dateLastModified", "of a result it is the latest of all its facts"),
    EXTENSION: kept("lineItems, results"),
}
JUDGMENT_FATES: Mapping[str, Fate] = {
    "type": kept("resultLearningObjectiveIds"),
    "evidence": kept("resultLearningObjectiveIds/resultSourcedId"),
    "learner": kept(STUDENT),
    "target": changed(OBJECTIVE, "the identifier of the item stands for its address"),
    "rubricLevel": kept("resultLearningObjectiveIds/textScore"),
    "score": kept("resultLearningObjectiveIds/score"),
    "scorer": NO_ASSESSOR,
    "scorerRole": NO_ASSESSOR,
    "purpose": changed(STATUS, "fully graded, or partially where all that is judged is formative"),
    "status": kept(STATUS),
    "effectiveAt": changed("results/scoreDate", "only its day, in its own time zone"),
    "recordedAt": changed("results/dateLastModified", "of a result it is the latest of all its facts"),
    "comment": kept("results/comment"),
    EXTENSION: kept("resultLearningObjectiveIds/sourcedId"),
}
TASK_FATES: Mapping[str, Fate] = {
    "type": kept("lineItems"),
    "id": kept("lineItems/sourcedId"),
    LOCAL_ID: kept("lineItems/sourcedId"),
    "title": kept("lineItems/title"),
    "purpose": kept("lineItems/description"),
    "targets": changed(OBJECTIVE, "the identifier of the item stands for its address"),
    "recordedAt": changed("lineItems/dateLastModified, assignDate", "a task has no days of its own"),
}
FATES = {EVIDENCE: EVIDENCE_FATES, JUDGMENT: JUDGMENT_FATES, TASK: TASK_FATES}
DONE_FOR_TASK = {"task": kept("results/lineItemSourcedId")}
NO_NAME_OF_LEVEL = {"rubricLevel": dropped("no framework on the shelf says what the level is called")}
SEVERAL_COMMENTS = {"comment": changed("results/comment", "several comments stand one behind the other")}


class MemberAccount:
    """Counts the values in records by class, member and fate."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, Fate]] = Counter()

    def used(self, cls: str, record: Json, more: Mapping[str, Fate]) -> None:
        """A record that became part of the package; `more` says what is different with this one."""
        fates = {**FATES[cls], **more}
        for path in _leaves(record, ""):
            fate = fates.get(path) or fates.get(path.partition("/")[0], NO_PLACE)
            self.counts[f"{cls}/{path}", fate] += 1

    def lost(self, cls: str, record: Json, why: Fate) -> None:
        """A record that became nothing."""
        for path in _leaves(record, ""):
            self.counts[f"{cls}/{path}", why] += 1


def _leaves(value: Any, path: str) -> Iterator[str]:
    """The path of every value in a record; what stands in an extension counts as the extension's."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, path if path.startswith("ext:") else f"{path}/{name}".lstrip("/"))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, path)
    else:
        yield path

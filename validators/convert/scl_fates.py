"""What becomes of the cells of a gradebook on the way to the learning API, column by column."""

from collections.abc import Mapping

from fairmark.validators.convert.cell_account import changed, dropped, kept
from fairmark.validators.convert.gradebook import Cells
from fairmark.validators.convert.loss import Fate
from fairmark.validators.convert.scl_terms import EXTENSION, Stage
from fairmark.validators.readers.frameworks import Level
from fairmark.validators.readers.objectives import ID, OF_LINE_ITEMS, OF_RESULTS, SOURCE
from fairmark.validators.readers.tables.values import number

CARRIED = changed(EXTENSION, "carried as it is, for the way back")
NO_STANDARD = dropped("it names no standard of a framework on the shelf")
REPEATED = dropped("the result names the standard twice")
WITHOUT_RESULT = dropped("no result of the line item became evidence")
WITHOUT_OWNER = dropped("its line item or result is not in the package")
EXEMPT = dropped("nothing is issued for a result that is exempt")
GONE = dropped("the profile deletes nothing: withdraw the evidence on the server")
UNDATED = dropped("the result has no date, and every fact needs one")
NAMELESS = dropped("the result has no sourcedId or no student")
ROSTERS = "who people, classes and schools are stays with OneRoster: the profile has no place for it"
SCALES = "the levels are those of rubrics, and a scale only helps to find them"

OF_OTHER_TABLES: Mapping[str, str] = {
    **dict.fromkeys(("lineItems", "results", OF_LINE_ITEMS, OF_RESULTS), ""),
    **dict.fromkeys(("scoreScales", "lineItemScoreScales", "resultScoreScales"), SCALES),
}
"""Why tables are dropped as a whole; "" for those of which each row is told."""

SUPPLIED = {
    "EvidenceRecord.submittedBy": "the learner, as the export does not say who handed it in",
    "EvidenceRecord.submittedAt": "the day of the score, as the export does not say when it was handed in",
    "EvidenceRecord.visibility": "team, the least that lets educators see it",
    "Judgment.scorer": "a name for the teachers of the class, as the export does not say who judged",
    "Judgment.scorerRole": "educator, as scores of a gradebook are theirs",
}
"""Member that the learning API asks for to what it gets, and why."""

MARKS: Mapping[str, Fate] = {
    "status": dropped("all that is recorded is active"),
    "dateLastModified": dropped("the server says when it learned of it"),
}
ALIGNED = kept("EvidenceRecord.alignment")
OF_LINE_ITEM: Mapping[str, Fate] = {
    **MARKS,
    "title": kept("EvidenceRecord.evidence.name"),
    "description": kept("EvidenceRecord.evidence.description"),
}
OF_LINE_ITEM_STANDARD: Mapping[str, Fate] = {**MARKS, ID: ALIGNED, SOURCE: ALIGNED}


def of_result(stage: Stage, judgments: int, *, uses_overall: bool) -> Mapping[str, Fate]:
    """The cells of a result that became evidence with so many judgments. `uses_overall` says that its own score stands
    for that of a standard."""
    score = changed("Judgment.rubricLevel", "the score of the result stands for that of its standard")
    if not uses_overall:
        score = changed(EXTENSION, "only carried: it is of the work as a whole, and the profile judges standards")
    return {
        **MARKS,
        "studentSourcedId": changed("EvidenceRecord.learners", "a URN that tells nothing stands for it"),
        "scoreStatus": _of_status(stage, judgments),
        "scoreDate": changed("EvidenceRecord.effectiveAt", "the day became the moment at which it begins, in UTC"),
        "score": score,
        "textScore": score,
        "comment": _of_comment(judgments),
    }


def _of_status(stage: Stage, judgments: int) -> Fate:
    if stage is Stage.IN_PROGRESS:
        return changed("EvidenceRecord.status", "a draft: what was not handed in is in progress, and has not failed")
    if not judgments and stage is Stage.JUDGED:
        return changed("EvidenceRecord.status", "submitted: it has no judgment by the level of a rubric")
    if not judgments:
        return kept("EvidenceRecord.status")
    if stage is Stage.JUDGED:
        return kept("Judgment.purpose")
    return changed("Judgment.purpose", "formative: a score that is not final is none of record")


def _of_comment(judgments: int) -> Fate:
    if not judgments:
        return changed(EXTENSION, "only carried: nothing was judged that it could stand with")
    if judgments == 1:
        return kept("Judgment.comment")
    return changed("Judgment.comment", "said of the work as a whole, it stands with each judgment")


def of_objective(stage: Stage, level: Level | None, cells: Cells) -> Mapping[str, Fate]:
    """The cells of a standard that a result names, judged by that level where there is one."""
    fates = {**MARKS, ID: ALIGNED, SOURCE: ALIGNED, "resultSourcedId": kept("Judgment.evidence")}
    if level is None:
        why = "no level of a rubric of the standard has this name or score"
        if stage is Stage.IN_PROGRESS:
            why = "what was not handed in is not judged"
        score = changed(EXTENSION, f"only carried: {why}")
        return {**fates, "resultSourcedId": ALIGNED, "score": score, "textScore": score}
    differs = number(cells.get("score", "")) not in (None, level.score)
    return {
        **fates,
        "score": dropped("the level that the words name has another score") if differs else kept("Judgment.score"),
        "textScore": kept("Judgment.rubricLevel"),
    }

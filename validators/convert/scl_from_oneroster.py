"""OneRoster results to what the learning API records: evidence, and judgments of it by the levels of rubrics.

    result of a line item that is about standards   EvidenceRecord, aligned to each of them
    score of one of the standards                   Judgment by the rubric level that has that name, else that score

What the profile has no member for is carried in `ext:oneroster`, so that the way back leads to the same records.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from fairmark.validators.convert import scl_fates
from fairmark.validators.convert.cell_account import CellAccount
from fairmark.validators.convert.errors import UnknownSource, WrongSettings
from fairmark.validators.convert.gradebook import LINE_ITEMS, RESULTS, Cells, Gradebook, LineItem, Objective, Result
from fairmark.validators.convert.inputs import SourceFile
from fairmark.validators.convert.loss import Fate, LossReport, Supplied, one_line
from fairmark.validators.convert.output import Output
from fairmark.validators.convert.scl_terms import EXTENSION, FILES, LOCAL_ID, Stage, stage_of, urn_of
from fairmark.validators.convert.settings import Settings
from fairmark.validators.convert.standards import Standards
from fairmark.validators.readers.frameworks import Framework, Level, Standard
from fairmark.validators.readers.objectives import OF_LINE_ITEMS, OF_RESULTS
from fairmark.validators.readers.oneroster import DELETED
from fairmark.validators.readers.roster_input import NoRoster, open_roster
from fairmark.validators.readers.tables.values import IS_DATE, number

Json = dict[str, Any]
Aligned = Sequence[tuple[Objective, Standard, Framework]]

TOLD_OTHERWISE = ("lineItemSourcedId", "studentSourcedId", "scoreDate", "status", "dateLastModified")
"""Columns of a result that are not carried, as a member of the record or of the extension has them."""

UNJUDGED = ("sourcedId", "score", "textScore")
"""Columns that are carried of a standard for which there is no judgment."""


def to_scl(source: SourceFile, output: Output, settings: Settings) -> LossReport:
    """Write evidence.ndjson and judgments.ndjson: a line for each record that the learning API takes.

    Raises UnknownSource where there is no package or nothing in it is evidence, WrongSettings without a shelf.
    """
    if settings.shelf is None:
        raise WrongSettings("scl needs the CASE packages that the export refers to: name their folder with --shelf")
    try:
        roster = open_roster(source.path, source.limits)
    except NoRoster as error:
        raise UnknownSource(f"the file {error}") from None
    walk = _Walk(Gradebook(roster), Standards.on(settings.shelf, source.limits))
    evidence, judgments = (output.open(FILES[name]) for name in ("evidence", "judgments"))
    for record, scored in walk.records():
        evidence.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
        judgments.writelines(orjson.dumps(judgment, option=orjson.OPT_APPEND_NEWLINE) for judgment in scored)
    if not walk.made:
        raise UnknownSource("no result in the file names a standard of a framework on the shelf")
    walk.account.other_tables(roster, scl_fates.OF_OTHER_TABLES, scl_fates.ROSTERS)
    return LossReport.counted(f"OneRoster {roster.version} to SCL", walk.account.counts, walk.supplied)


class _Walk:
    """One conversion: `records` walks over the results, and says what becomes of each cell."""

    def __init__(self, gradebook: Gradebook, standards: Standards) -> None:
        self.account = CellAccount()
        self.supplied: Supplied = Counter()
        self.made = 0
        self._gradebook = gradebook
        self._standards = standards
        self._used: set[int] = set()
        """Rows of the line items whose results became evidence."""

    def records(self) -> Iterator[tuple[Json, list[Json]]]:
        """Each piece of evidence with the judgments of it."""
        for result in self._gradebook.results():
            aligned = self._aligned(result.objectives or result.line_item.objectives)
            why = _why_none(result, aligned)
            if why:
                self._lose(result, why)
                continue
            self.made += 1
            self._used.add(result.line_item.row)
            record = self._evidence(result, aligned)
            yield record, self._judgments(result, aligned, record)
        self._account_for_line_items()
        for name, cells in self._gradebook.ownerless():
            self.account.row(name, cells, {}, scl_fates.WITHOUT_OWNER)

    def _aligned(self, objectives: Sequence[Objective]) -> Aligned:
        """The standards among objectives that are on the shelf, each once."""
        known = {one.identifier: one for one in reversed(objectives) if one.identifier}
        return [
            (one, *found)
            for one in objectives
            if known.get(one.identifier) is one and (found := self._standards.find(one.identifier))
        ]

    # -- evidence ----------------------------------------------------------------------------------------------------

    def _evidence(self, result: Result, aligned: Aligned) -> Json:
        cells, item = result.cells, result.line_item
        learner, at = urn_of("users", cells["studentSourcedId"]), f"{cells['scoreDate']}T00:00:00Z"
        work = {"type": ["Evidence"], "name": one_line(item.cells.get("title", ""))}
        work["description"] = one_line(item.cells.get("description", ""))
        self._supply("EvidenceRecord.submittedBy", "EvidenceRecord.submittedAt", "EvidenceRecord.visibility")
        return {
            LOCAL_ID: urn_of(RESULTS, cells["sourcedId"]),
            "learners": [learner],
            "evidence": {name: value for name, value in work.items() if value},
            "alignment": [_alignment(standard, framework) for _, standard, framework in aligned],
            "submittedBy": learner,
            "submittedAt": at,
            "effectiveAt": at,
            "status": "draft" if _stage(cells) is Stage.IN_PROGRESS else "submitted",
            "visibility": "team",
            EXTENSION: {
                "student": cells["studentSourcedId"],
                "result": {name: cell for name, cell in cells.items() if name not in TOLD_OTHERWISE},
                "lineItem": _carried_of(item) or {"sourcedId": cells.get("lineItemSourcedId", "")},
                "objectives": {one.identifier: one.cells.get("sourcedId", "") for one in item.objectives},
            },
        }

    # -- judgments ---------------------------------------------------------------------------------------------------

    def _judgments(self, result: Result, aligned: Aligned, evidence: Json) -> list[Json]:
        """The judgments of a piece of evidence; what becomes of the cells of its result is said here."""
        stage = _stage(result.cells)
        found: list[Json] = []
        uses_overall = False
        for objective, standard, _ in aligned:
            level = self._level(result, objective) if stage is not Stage.IN_PROGRESS else None
            if result.objectives:
                fates = scl_fates.of_objective(stage, level, objective.cells)
                self.account.row(OF_RESULTS, objective.cells, fates, scl_fates.CARRIED)
            if level is not None:
                uses_overall |= not _is_scored(objective)
                found.append(self._judgment(result, objective, standard, level, evidence))
            elif result.objectives:
                carried = {name: objective.cells[name] for name in UNJUDGED if name in objective.cells}
                evidence[EXTENSION].setdefault("unjudged", {})[objective.identifier] = carried
        self._account_for_the_others(result.objectives, aligned)
        fates = scl_fates.of_result(stage, len(found), uses_overall=uses_overall)
        self.account.row(RESULTS, result.cells, fates, scl_fates.CARRIED)
        return found

    def _level(self, result: Result, objective: Objective) -> Level | None:
        """The rubric level that a score stands for: the score of the objective, else that of the result as a whole."""
        cells = objective.cells if _is_scored(objective) else result.cells
        words = cells.get("textScore", "")
        score = number(cells.get("score", ""))
        if words and score is None:
            score = self._gradebook.points(result, words)
        return self._standards.level_called(objective.identifier, words, score)

    def _judgment(self, result: Result, objective: Objective, standard: Standard, level: Level, evidence: Json) -> Json:
        class_ = result.cells.get("classSourcedId") or result.line_item.cells.get("classSourcedId", "")
        self._supply("Judgment.scorer", "Judgment.scorerRole")
        comment = one_line(result.cells.get("comment", ""))
        own = objective.cells.get("sourcedId", "") if result.objectives else ""
        return {
            "learner": evidence["learners"][0],
            "evidence": evidence[LOCAL_ID],
            "evidenceVersion": 1,
            "target": standard.uri,
            "rubricLevel": level.uri,
            "score": level.score,
            "scorer": urn_of("teachers of class", class_),
            "scorerRole": "educator",
            "purpose": "summative" if _stage(result.cells) is Stage.JUDGED else "formative",
            "status": "scored",
            "effectiveAt": evidence["effectiveAt"],
            **({"comment": comment} if comment else {}),
            EXTENSION: {"result": result.cells["sourcedId"], **({"sourcedId": own} if own else {})},
        }

    def _supply(self, *members: str) -> None:
        for member in members:
            self.supplied[member, scl_fates.SUPPLIED[member]] += 1

    # -- what is lost ------------------------------------------------------------------------------------------------

    def _account_for_the_others(self, objectives: Sequence[Objective], aligned: Aligned) -> None:
        """Say why objectives of a result are not among those that it is aligned to."""
        used, known = {one.row for one, _, _ in aligned}, {one.identifier for one, _, _ in aligned}
        for objective in objectives:
            if objective.row not in used:
                why = scl_fates.REPEATED if objective.identifier in known else scl_fates.NO_STANDARD
                self.account.row(OF_RESULTS, objective.cells, {}, why)

    def _lose(self, result: Result, why: Fate) -> None:
        self.account.row(RESULTS, result.cells, {}, why)
        for objective in result.objectives:
            self.account.row(OF_RESULTS, objective.cells, {}, why)

    def _account_for_line_items(self) -> None:
        for item in self._gradebook.line_items():
            used = item.row in self._used
            fates, rest = (scl_fates.OF_LINE_ITEM, scl_fates.CARRIED) if used else ({}, scl_fates.WITHOUT_RESULT)
            self.account.row(LINE_ITEMS, item.cells, fates, rest)
            for objective in item.objectives:
                if used and self._standards.find(objective.identifier):
                    fates, rest = scl_fates.OF_LINE_ITEM_STANDARD, scl_fates.CARRIED
                else:
                    fates, rest = {}, scl_fates.NO_STANDARD if used else scl_fates.WITHOUT_RESULT
                self.account.row(OF_LINE_ITEMS, objective.cells, fates, rest)


def _stage(cells: Cells) -> Stage:
    return stage_of(cells.get("scoreStatus", ""), cells)


def _is_scored(objective: Objective) -> bool:
    """Whether an objective has a score of its own."""
    return "score" in objective.cells or "textScore" in objective.cells


def _why_none(result: Result, aligned: Aligned) -> Fate | None:
    """Why a result becomes nothing, None where it becomes evidence."""
    if result.cells.get("status") == DELETED:
        return scl_fates.GONE
    if not aligned:
        return scl_fates.NO_STANDARD
    if _stage(result.cells) is Stage.EXEMPT:
        return scl_fates.EXEMPT
    if not IS_DATE(result.cells.get("scoreDate", "")):
        return scl_fates.UNDATED
    return None if {"sourcedId", "studentSourcedId"} <= result.cells.keys() else scl_fates.NAMELESS


def _alignment(standard: Standard, framework: Framework) -> Json:
    said = {
        "targetName": standard.code or standard.statement,
        "targetUrl": standard.uri,
        "targetType": "CFItem",
        "targetCode": standard.code,
        "targetDescription": standard.statement,
        "targetFramework": framework.title,
    }
    return {"type": ["Alignment"], **{name: value for name, value in said.items() if value}}


def _carried_of(item: LineItem) -> dict[str, str]:
    return {name: value for name, value in item.cells.items() if name not in scl_fates.OF_LINE_ITEM}

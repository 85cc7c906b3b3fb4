"""OR-SEM and OR-LO: scores in words, and the scales that they are on."""

from collections.abc import Iterator
from dataclasses import dataclass
import re

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.objectives import OF_LINE_ITEMS, OF_RESULTS
from fairmark.validators.readers.oneroster import BULK, DELTA, NOWHERE, Roster, RosterTable
from fairmark.validators.readers.score_scales import pairs_in
from fairmark.validators.rules.oneroster.frameworks import lookup, rows_of_items
from fairmark.validators.rules.oneroster.values import DELETED, Meanings, number
from fairmark.validators.rules.oneroster.versions import ONLY_1_2

RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scale:
    """A scoreScaleValue: its pairs, each as its two sides in small letters, and the ranges of numbers among them."""

    pairs: tuple[frozenset[str], ...]
    ranges: tuple[tuple[float, float], ...]

    def holds(self, text: str) -> bool:
        """Whether a textScore is on the scale: one side of a pair, or a number in a range."""
        value, plain = number(text.strip()), text.strip().casefold()
        return any(plain in pair for pair in self.pairs) or (
            value is not None and any(low <= value <= high for low, high in self.ranges)
        )

    def is_worded_as(self, labels: frozenset[str]) -> bool:
        """Whether each of its pairs has a side among these labels, or is of numbers only."""
        return all(pair & labels or all(map(_is_numeric, pair)) for pair in self.pairs)


def _is_numeric(side: str) -> bool:
    return number(side) is not None or RANGE.fullmatch(side) is not None


def scale_in(cell: str) -> Scale | None:
    """The scale in a cell, None where it is not one."""
    sides = pairs_in(cell)
    if sides is None:
        return None
    pairs = tuple(frozenset(side.casefold() for side in pair) for pair in sides)
    found = (RANGE.fullmatch(side) for pair in pairs for side in pair)
    return Scale(pairs, tuple((float(match[1]), float(match[2])) for match in found if match))


def scales(roster: Roster) -> dict[str, Scale | None]:
    """sourcedId of each scoreScale to what it holds."""
    table, read = roster.get("scoreScales"), Meanings(scale_in)  # most classes have the same one
    return {} if table is None else {id: read[cell] for id, cell in table.cells("sourcedId", "scoreScaleValue")}


def scales_of_line_items(roster: Roster) -> dict[str, list[str]]:
    """sourcedId of each line item to those of its scales."""
    table = roster.get("lineItemScoreScales")
    found: dict[str, list[str]] = {}
    for item, scale, status in table.cells("lineItemSourcedId", "scoreScaleSourcedId", "status") if table else ():
        if status != DELETED:
            found.setdefault(item, []).append(scale)
    return found


@rule(
    "OR-SEM-007",
    severity=ERROR,
    versions=ONLY_1_2,
    basis="OneRoster CSV 1.2, results.csv textScore and scoreScales.csv",
    message="not on the scale of the result or of its line item",
    follows=("OR-TYP-009",),
    notes="Either side of a pair of the scale is taken, and capital and small letters count as equal. A result without "
    "a scale is not judged, nor is the textScore of an objective: the standard does not say whose scale it is on.",
)
def text_scores_are_on_the_scale(roster: Roster) -> Findings:
    """The `textScore` of a result is on the scale that is assigned to it or to its line item.

    Why: The importer cannot tell how good the result is, and drops it.

    Example: `textScore` Good on the scale "{Exceeds:4},{Meets:3},{Approaching:2},{Beginning:1}".

    Repair: Write a level of the scale, or assign the scale that was used.
    """
    table, known = roster.get("results"), scales(roster)
    if table is None or not known:
        return
    suspects = _not_on_the_scale_of_the_line_item(roster, table, known)
    own = roster.get("resultScoreScales")
    if own is not None and any(suspects):
        leads = roster.leads("resultScoreScales", "resultSourcedId")
        for row, (id, status) in zip(leads, own.cells("scoreScaleSourcedId", "status"), strict=True):
            if row != NOWHERE and suspects[row] and status != DELETED:
                scale = known.get(id)
                suspects[row] = FINE if scale is None or scale.holds(table.cell(row, "textScore")) else NOT_ON_IT
    for row, suspect in enumerate(suspects):
        if suspect == NOT_ON_IT:
            yield finding(at=table.at(row, "textScore"), observed=table.cell(row, "textScore"))


FINE, WITHOUT, NOT_ON_IT = range(3)
"""What is known of a result: nothing speaks against it, its textScore is not on some scale but it has none, or is not
on its own."""


def _not_on_the_scale_of_the_line_item(roster: Roster, table: RosterTable, known: dict[str, Scale | None]) -> bytearray:
    """What is known of each result, by row, as long as scales of its own are not looked at."""
    every = {scale for scale in known.values() if scale is not None}
    doubtful = Meanings(lambda text: bool(text) and not all(scale.holds(text) for scale in every))
    assigned = scales_of_line_items(roster)
    found = bytearray(table.rows)
    for row, (item, text, status) in enumerate(table.cells("lineItemSourcedId", "textScore", "status")):
        if not text or not doubtful[text] or status == DELETED:
            continue
        own = [known.get(id) for id in assigned.get(item, ())]
        if not any(scale is None or scale.holds(text) for scale in own):
            found[row] = NOT_ON_IT if own else WITHOUT
    return found


GIVERS = ("scoreScales", "lineItemScoreScales", "resultScoreScales")
"""The files by which something is on a scale."""


@rule(
    "OR-LO-009",
    severity=WARNING,
    versions=ONLY_1_2,
    basis="best practice: a level means something only on a scale",
    message="neither the result, its line item nor its class has a scoreScale",
    follows=("OR-MAN-005",),
    notes="Judged only in bulk files: a delta may leave scales out that were sent before.",
)
def mastery_is_on_a_scale(roster: Roster) -> Findings:
    """The score of a learning objective is on a scale: of the result, of its line item or of its class.

    Why: The receiver cannot tell whether 3 is mastery or far from it, and shows the number or nothing.

    Example: A score of 3 for a standard, without any row in `scoreScales.csv`.

    Repair: Send the scale, and assign it in `lineItemScoreScales.csv`.
    """
    table, results, line_items = (roster.get(name) for name in (OF_RESULTS, "results", "lineItems"))
    if table is None or results is None or line_items is None:
        return
    givers = [roster.get(name) for name in GIVERS]
    if any(each.mode != BULK for each in (table, *filter(None, givers))):
        return
    missing = any(roster.declared(name) in (BULK, DELTA) and roster.get(name) is None for name in GIVERS)
    why = "OR-MAN-005" if missing else ""
    with_own = bytearray(results.rows)
    for at in roster.leads("resultScoreScales", "resultSourcedId"):
        if at != NOWHERE:
            with_own[at] = 1
    for row, at in _scored_without_a_scale(roster, table, results, line_items):
        if not with_own[at]:
            yield finding(at=table.at(row, "learningObjectiveId"), follows=why)


def _scored_without_a_scale(
    roster: Roster, table: RosterTable, results: RosterTable, line_items: RosterTable
) -> Iterator[tuple[int, int]]:
    """Rows of scored objectives, with that of their result, where neither the line item nor the class has a scale."""
    scales_table = roster.get("scoreScales")
    classes = scales_table.column("classSourcedId") if scales_table is not None else None
    scaled = set(classes.distinct()) if classes is not None else set()
    fine = set(scales_of_line_items(roster))
    fine.update(id for id, class_ in line_items.cells("sourcedId", "classSourcedId") if class_ in scaled)
    of_results = results.column("lineItemSourcedId")
    if of_results is None:
        return
    scored = zip(table.cells("score", "textScore", "status"), roster.leads(OF_RESULTS, "resultSourcedId"), strict=True)
    for row, ((score, text, status), at) in enumerate(scored):
        if (score or text) and at != NOWHERE and status != DELETED and of_results[at] not in fine:
            yield row, at


@rule(
    "OR-LO-010",
    severity=WARNING,
    versions=ONLY_1_2,
    basis="best practice: a scale speaks of mastery in the words of the framework's rubric",
    message="levels of the scale are none of the rubric in the framework ({expected})",
    notes="Compared are the words of the scale, not its numbers, with the quality of the rubric levels that judge an "
    "objective of the line item; capital and small letters count as equal.",
)
def scales_have_the_levels_of_the_rubric(roster: Roster) -> Findings:
    """The levels of a scale are those of the rubric that the framework has for the learning objective.

    Why: The receiver, who knows the rubric, cannot tell which of its levels is meant.

    Example: A scale with Gold and Silver for a standard whose rubric has Exceeds, Meets and Beginning.

    Repair: Name the levels of the scale as the rubric does.
    """
    table, scale_table = roster.get(OF_LINE_ITEMS), roster.get("scoreScales")
    if table is None or scale_table is None:
        return
    known, assigned = scales(roster), scales_of_line_items(roster)
    told = set[str]()
    for row, _, item in rows_of_items(table, lookup(roster), lambda it: it.standing.rubric):
        for id in assigned.get(table.cell(row, "lineItemSourcedId"), ()):
            scale = known.get(id)
            if scale is not None and id not in told and not scale.is_worded_as(item.standing.rubric):
                told.add(id)
                at = scale_table.row_of.get(id)
                if at is not None:
                    levels = ", ".join(sorted(item.standing.rubric))
                    yield finding(at=scale_table.at(at, "scoreScaleValue"), expected=levels)

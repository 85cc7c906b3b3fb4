"""OR-LO: how learning objectives are named."""

import re

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.objectives import CASE, ID, SOURCE, UUID, is_case, tables_of_objectives
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.rules.oneroster.values import DELETED
from fairmark.validators.rules.oneroster.versions import ONLY_1_1, ONLY_1_2

BASIS = f"OneRoster CSV 1.2, lineItemLearningObjectiveIds.csv and resultLearningObjectiveIds.csv {ID}"

IS_URN = re.compile(f"urn:uuid:{UUID.pattern}", re.ASCII | re.IGNORECASE).fullmatch
KNOWN = ("case", "unknown")
PRIVATE = "ext:"


@rule(
    "OR-LO-001",
    severity=ERROR,
    versions=ONLY_1_2,
    basis=BASIS,
    message="holds no UUID, though the source is case",
)
def case_ids_hold_a_uuid(roster: Roster) -> Findings:
    """A learning objective whose source is `case` is named by the UUID of its CFItem.

    Why: The importer cannot find the standard, so the mastery of it is lost.

    Example: `source` case with the code of the standard, `5.NF.A.1`, as `learningObjectiveId`.

    Repair: Write `urn:uuid:` and the identifier of the CFItem; or, where there is none, the source `unknown`.
    """
    for table in tables_of_objectives(roster):
        column = table.column(ID)
        for row, id in column.rows_where(lambda text: text and not UUID.search(text)) if column is not None else ():
            if is_case(table, row):
                yield finding(at=table.at(row, ID), observed=id, expected="urn:uuid: and a UUID")


@rule(
    "OR-LO-002",
    severity=WARNING,
    versions=ONLY_1_2,
    basis=BASIS,
    message="{observed} is no UUID URN",
    notes="What is meant is clear, so the UUID is used in the other rules.",
)
def case_ids_are_uuid_urns(roster: Roster) -> Findings:
    """The identifier of a CFItem is written as a UUID URN.

    Why: An importer that compares character by character does not find the standard.

    Example: The bare UUID, or the address of the CFItem (`https://.../CFItems/...`).

    Repair: Write `urn:uuid:` and then the UUID, without blanks.
    """
    for table in tables_of_objectives(roster):
        column = table.column(ID)
        for row, id in column.rows_where(lambda text: UUID.search(text) and not IS_URN(text)) if column else ():
            if is_case(table, row):
                yield finding(at=table.at(row, ID), observed=id)


@rule(
    "OR-LO-003",
    severity=ERROR,
    versions=ONLY_1_2,
    basis=f"{BASIS.removesuffix(ID)}{SOURCE}",
    message="{observed} is none of {expected}",
)
def sources_of_objectives_are_known(roster: Roster) -> Findings:
    """The `source` of a learning objective is `case`, `unknown`, or a term of one's own that begins with `ext:`.

    Why: The importer does not know where to look the objective up, and drops it.

    Example: `CASE` in capital letters, or the name of a product.

    Repair: Write `case` for CASE frameworks, else `unknown`, or `ext:` and a name that was agreed.
    """
    for table in tables_of_objectives(roster):
        column = table.column(SOURCE)
        for row, source in column.rows_where(_is_unknown) if column is not None else ():
            if table.cell(row, "status") != DELETED:
                hint = "Write case, in small letters." if source.strip().lower() == CASE else ""
                yield finding(at=table.at(row, SOURCE), observed=source, expected="case, unknown or ext:...", hint=hint)


def _is_unknown(source: str) -> bool:
    return bool(source) and source not in KNOWN and not (source.startswith(PRIVATE) and source != PRIVATE)


CODE = re.compile(
    r"CCSS\.[A-Z][\w.-]*\.[\w-]+"  # CCSS.MATH.CONTENT.5.NF.A.1
    r"|(?:K|[1-8])\.[A-Z]{1,3}\.[A-Z]\.[1-9]\d?[a-z]?"  # 5.NF.A.1
    r"|HS[A-Z]-[A-Z]{2,4}\.[A-Z]\.[1-9]\d?[a-z]?"  # HSA-REI.B.3
    r"|(?:K|[1-5]|MS|HS)-(?:PS|LS|ESS|ETS)[1-4]-[1-9]",  # MS-PS1-2
    re.ASCII,
)
MASTERY = re.compile(
    r"(?:mastery|proficiency|learningobjectives?|learningstandards?|competency|competencies|outcomes?)"
    r"(?:ids?|codes?|scores?|levels?|uri)?"
    r"|(?:case|standards?|cfitem)(?:ids?|codes?|scores?|uri|identifiers?)"
)
GRADEBOOK = ("lineItems", "results", "categories")
EXTENSION = "metadata."


@rule(
    "OR-LO-013",
    severity=WARNING,
    versions=ONLY_1_1,
    basis="best practice: OneRoster 1.1 has no place for the mastery of a standard, 1.2 has",
    message="{expected}",
    notes="A line item counts as one for a standard where its title is nothing but the code of one (Common Core, NGSS) "
    "or holds the UUID of one.",
)
def mastery_is_sent_where_it_has_a_place(roster: Roster) -> Findings:
    """A gradebook of OneRoster 1.1 holds no mastery of standards in disguise.

    Why: The receiver takes it for grades of tasks, counts it into averages, and finds no standard.

    Example: A line item with the title `5.NF.A.1`, or a column `metadata.masteryLevel` in `results.csv`.

    Repair: Export OneRoster 1.2, with `lineItemLearningObjectiveIds.csv` and `resultLearningObjectiveIds.csv`.
    """
    for name in GRADEBOOK:
        table = roster.get(name)
        for header in table.data.header if table is not None else ():
            if table is not None and header.startswith(EXTENSION) and _means_mastery(header.removeprefix(EXTENSION)):
                yield finding(at=table.at_header(header), expected="the column seems to hold the mastery of standards")
    line_items = roster.get("lineItems")
    titles = line_items.column("title") if line_items is not None else None
    if line_items is None or titles is None:
        return
    for row, title in titles.rows_where(lambda text: CODE.fullmatch(text.strip()) or UUID.search(text)):
        if line_items.cell(row, "status") != DELETED:
            at = line_items.at(row, "title")
            yield finding(at=at, observed=title, expected="the line item seems to stand for a standard")


def _means_mastery(name: str) -> bool:
    return MASTERY.fullmatch(re.sub(r"[^a-z]", "", name.lower())) is not None

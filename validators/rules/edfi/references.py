"""EF-REF: what records refer to is there, in the same file or another one of the same call."""

from collections.abc import Iterator

from fairmark.schemas import edfi
from fairmark.validators.core.cycles import cycles
from fairmark.validators.core.levels import ERROR, WARNING, Severity
from fairmark.validators.core.rule import Draft, Findings, finding, rule
from fairmark.validators.readers.edfi import Mark, element_of
from fairmark.validators.rules.edfi.subjects import BATCH, STANDARD, EdfiBatch, Member
from fairmark.validators.rules.edfi.versions import ALL

GUIDELINE = "Ed-Fi XSD guidelines, Extended Reference Types"

PARENT = "ParentLearningStandardReference"
ID = f"{STANDARD}Id"

LOADED_BEFORE = (
    "A reference may be to a record in another file, or to one that the target has already: where no file of the call "
    "holds any {}, it is a warning, and so it is where only capital letters differ: some targets tell them apart, some "
    "do not. A reference that names its record by something else than its key is not followed, and nothing is said to "
    "be missing where a file could not be read to its end."
)


@rule(
    "EF-REF-001",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ALL,
    kinds=(BATCH,),
    basis=GUIDELINE,
    message="{observed} leads nowhere; expected: {expected}",
    follows=("EF-XML-001",),
    notes=LOADED_BEFORE.format("learning standard") + " A standard on the shelf counts as known.",
)
def standards_resolve(batch: EdfiBatch) -> Findings:
    """Every reference to a learning standard leads to one.

    Why: An importer drops the record that holds it: the grade of the standard, the gradebook entry, the item.

    Example: A `LearningStandardGrade` for `MATH.3.NF.1`, where the standards have `MA.3.NF.1`.

    Repair: Send the standards along, or write their `LearningStandardId` as they have it.
    """
    for member, mark in _unresolved(batch, STANDARD):
        id = mark.value.text(ID)
        if element_of(mark.path) != PARENT and id not in batch.shelved:
            yield _dangling(batch, member, mark, STANDARD, id)


@rule(
    "EF-REF-002",
    severity=ERROR,
    versions=ALL,
    kinds=(BATCH,),
    basis=GUIDELINE,
    message="{observed}, where {expected} belongs",
    follows=("EF-XML-001",),
    notes="A parent is looked for in the files of the call and on the shelf. Of a circle the one standard is named "
    "that closes it.",
)
def parents_resolve(batch: EdfiBatch) -> Findings:
    """The parent of every learning standard is there, and no standard is its own ancestor.

    Why: An importer drops a standard whose parent it does not know, and what refers to it; in a circle, none can be the
    first.

    Example: A `ParentLearningStandardReference` to a cluster that was left out of the file.

    Repair: Send the parents along, in the same file or one that is loaded before, and break the circle.
    """
    parents = [(member, mark) for member, mark in batch.references(STANDARD) if element_of(mark.path) == PARENT]
    known = batch.of(STANDARD)
    steps: dict[str, dict[str, tuple[Member, Mark]]] = {}
    for member, mark in parents:
        id = mark.value.text(ID)
        if mark.value in known:
            own = member.interchange.rows[mark.row].key
            steps.setdefault(own.text(ID) if own else "", {})[id] = (member, mark)
        elif batch.is_whole and id not in batch.shelved:
            expected = "the LearningStandardId of a standard that is sent"
            yield finding(at=member.at(mark), observed=f"the parent is {id}", expected=expected)
    for cycle in cycles(steps):
        member, mark = cycle.closing
        seen = f"the parents go round: {cycle.way_round()}"
        yield finding(at=member.at(mark), observed=seen, expected="a parent that stands above")


@rule(
    "EF-REF-003",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ALL,
    kinds=(BATCH,),
    basis=f"{GUIDELINE}; CompetencyObjective: Objective, ObjectiveGradeLevel and EducationOrganizationReference",
    message="{observed} leads nowhere; expected: {expected}",
    follows=("EF-XML-001",),
    notes=LOADED_BEFORE.format("competency objective"),
)
def objectives_resolve(batch: EdfiBatch) -> Findings:
    """Every reference to a competency objective names one by its objective, grade level and organization.

    Why: An importer drops the level that a student has achieved of it.

    Example: The objective of the district, referred to with the id of a school.

    Repair: Write all three as the objective has them, and send the objectives along.
    """
    for member, mark in _unresolved(batch, "CompetencyObjective"):
        yield _dangling(batch, member, mark, "CompetencyObjective", mark.value.label)


@rule(
    "EF-REF-004",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ALL,
    kinds=(BATCH,),
    basis=f"{GUIDELINE}; GradebookEntry: GradebookEntryIdentifier and Namespace",
    message="{observed} leads nowhere; expected: {expected}",
    follows=("EF-XML-001",),
    notes=LOADED_BEFORE.format("gradebook entry") + " In version 3 the key is the section, the date and the title.",
)
def gradebook_entries_resolve(batch: EdfiBatch) -> Findings:
    """Every reference to a gradebook entry names one by its identifier and namespace.

    Why: An importer drops what a student has achieved in it.

    Example: A StudentGradebookEntry whose entry has another `Namespace`.

    Repair: Write both as the GradebookEntry has them, and send the entries along.
    """
    for member, mark in _unresolved(batch, "GradebookEntry"):
        yield _dangling(batch, member, mark, "GradebookEntry", mark.value.label)


@rule(
    "EF-REF-005",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ALL,
    kinds=(BATCH,),
    basis=f"{GUIDELINE}; ReportCard: StudentCompetencyObjectiveReference",
    message="{observed} leads nowhere; expected: {expected}",
    follows=("EF-XML-001",),
    notes=LOADED_BEFORE.format("competency level of a student"),
)
def report_cards_resolve(batch: EdfiBatch) -> Findings:
    """Every competency level that a report card refers to is there.

    Why: An importer drops the report card.

    Example: A ReportCard of the second period that refers to a level of the first one, which is not sent.

    Repair: Send the StudentCompetencyObjective, or correct its objective, grading period or student.
    """
    for member, mark in _unresolved(batch, "StudentCompetencyObjective"):
        yield _dangling(batch, member, mark, "StudentCompetencyObjective", mark.value.label)


def _unresolved(batch: EdfiBatch, entity: str) -> Iterator[tuple[Member, Mark]]:
    if not batch.is_whole:
        return
    known = batch.of(entity)
    for member, mark in batch.references(entity):
        if mark.value not in known:
            yield member, mark


def _dangling(batch: EdfiBatch, member: Member, mark: Mark, entity: str, observed: str) -> Draft:
    records = edfi.entities(member.interchange.generation)[entity].records
    severity: Severity | None = None
    expected = f"one of the {records} that are sent"
    if not batch.of(entity):
        severity, expected = WARNING, f"one of the {records} that the target has already, for none are sent"
    elif batch.differs_in_case(entity, mark.value):
        severity, expected = WARNING, f"{expected}, with the same capital letters"
    return finding(at=member.at(mark), observed=observed, expected=expected, severity=severity)

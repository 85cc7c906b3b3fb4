"""OR-REF: whether a reference that resolves leads to the right record."""

from array import array
from collections.abc import Callable, Mapping
from functools import lru_cache

from fairmark.validators.core.cycles import cycles
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import Roster, RosterTable, items
from fairmark.validators.rules.oneroster.references import stays
from fairmark.validators.rules.oneroster.values import DELETED
from fairmark.validators.rules.oneroster.versions import BOTH, ONLY_1_2

PRIVATE = "ext:"
STUDENT = "student"

IN_USE = 4096
"""Classes whose members are known as a set at a time."""


@rule(
    "OR-REF-004",
    severity=ERROR,
    versions=BOTH,
    basis="best practice: importers walk up from a record to its parents until there is none",
    message="the parents go round in a circle: {observed}",
)
def parents_do_not_go_round(roster: Roster) -> Findings:
    """No organisation, and no academic session, is its own parent, directly or through others.

    Why: An importer walks up in a circle, or drops all records of it.

    Example: A school whose parent is the district, while the parent of the district is that school.

    Repair: Empty `parentSourcedId` of the record that stands highest.
    """
    for table in roster.tables.values():
        for spec, _ in table.columns():
            if spec.target != table.name or spec.many:
                continue
            graph: dict[str, dict[str, int]] = {}
            for row, (id, parent, status) in enumerate(table.cells("sourcedId", spec.name, "status")):
                if parent and status != DELETED:
                    graph.setdefault(id, {parent: row})
            for cycle in cycles(graph):
                yield finding(at=table.at(cycle.closing, spec.name), observed=cycle.way_round())


@rule(
    "OR-REF-005",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, schoolSourcedId of classes.csv, enrollments.csv and lineItems.csv",
    message="it refers to an organisation of type {expected}, not school",
    notes="A type that somebody has added may be a kind of school: it is let pass.",
)
def schools_are_schools(roster: Roster) -> Findings:
    """`schoolSourcedId` refers to an organisation whose type is school.

    Why: An importer that looks among its schools does not find it, and drops the record.

    Example: A class whose school is the district.

    Repair: Refer to the school, or correct the type in `orgs.csv`.
    """
    yield from _of_other_type(roster, "schoolSourcedId", "school")


@rule(
    "OR-REF-006",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, courses.csv (schoolYearSourcedId)",
    message="it refers to a session of type {expected}, not schoolYear",
    notes="A type that somebody has added may be a kind of school year: it is let pass.",
)
def school_years_are_school_years(roster: Roster) -> Findings:
    """`schoolYearSourcedId` of a course refers to an academic session whose type is schoolYear.

    Why: An importer cannot tell to which year the course belongs, and drops the reference or the course.

    Example: A course that refers to the fall term.

    Repair: Refer to the school year that the term is a part of.
    """
    yield from _of_other_type(roster, "schoolYearSourcedId", "schoolYear")


def _of_other_type(roster: Roster, name: str, due: str) -> Findings:
    """Findings for references in columns of this name that lead to a record of another type of the standard."""
    for table in roster.tables.values():
        spec = table.spec.columns.get(name)
        column, target = table.column(name), roster.get(spec.target) if spec else None
        if column is None or target is None:
            continue
        others = {*target.spec.columns["type"].vocabulary} - {due}
        wrong = {id: type for id, type in target.cells("sourcedId", "type") if type in others}
        for row, id in column.rows_where(wrong.__contains__):
            if stays(table, row):
                yield finding(at=table.at(row, name), observed=id, expected=wrong[id])


@rule(
    "OR-REF-008",
    severity=WARNING,
    versions=BOTH,
    basis="OneRoster CSV 1.2, results.csv (studentSourcedId)",
    message="{observed} has roles, but none as a student",
    notes="Of a user without any role OR-SEM-012 speaks. A role that somebody has added may be one of a student.",
)
def results_are_those_of_students(roster: Roster) -> Findings:
    """The user to whom a result belongs is a student.

    Why: A gradebook shows results of students only, so this one is lost.

    Example: A result that carries the sourcedId of the teacher who gave it.

    Repair: Name the student, or give the user the role of a student.
    """
    results = roster.get("results")
    column = results.column("studentSourcedId") if results else None
    if results is None or column is None:
        return
    others = {id for id, may_be_student in _roles(roster).items() if not may_be_student}
    for row, id in column.rows_where(others.__contains__):
        if stays(results, row):
            yield finding(at=results.at(row, "studentSourcedId"), observed=id)


def _roles(roster: Roster) -> Mapping[str, bool]:
    """The users whose roles are known, each with whether one of them may be that of a student. Of the roles in a delta
    file there may be others."""
    users, roles = roster.get("users"), roster.get("roles")
    if users is not None and "role" in users.spec.columns:
        pairs = users.cells("sourcedId", "role")
    elif roles is not None and not roster.is_delta(roles) and roles.data.complete:
        pairs = roles.cells("userSourcedId", "role")
    else:
        return {}
    found: dict[str, bool] = {}
    for id, role in pairs:
        if role:
            found[id] = found.get(id, False) or role.lower() == STUDENT or role.startswith(PRIVATE)
    return found


@rule(
    "OR-REF-009",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: a gradebook shows the results of those who are enrolled",
    message="{observed} is not enrolled in the class of the line item",
    general=True,
    notes="Silent where enrollments are not sent as a whole. Where the result names another class than its line item, "
    "OR-REF-010 speaks.",
)
def results_are_those_of_the_class(roster: Roster) -> Findings:
    """The student to whom a result belongs is enrolled in the class of the line item.

    Why: A gradebook that lists the students of the class does not show the result.

    Example: A student who has changed to another class, with results in the one that was left.

    Repair: Export the enrollment too, with its endDate, or let the result refer to a line item of the student's class.
    """
    results, enrollments = roster.get("results"), roster.get("enrollments")
    if results is None or enrollments is None or not enrollments.data.complete or roster.is_delta(enrollments):
        return
    users = roster.get("users")
    class_of = _by_id(roster, "lineItems", "classSourcedId")
    members = _members(enrollments)
    cells = results.cells("lineItemSourcedId", "studentSourcedId", "classSourcedId")
    for row, (item, student, said) in enumerate(cells):
        class_id = class_of.get(item)
        if not class_id or said not in ("", class_id) or student in members(class_id):
            continue
        if student and (users is None or users.has(student)) and stays(results, row):
            yield finding(at=results.at(row, "studentSourcedId"), observed=student)


def _members(enrollments: RosterTable) -> Callable[[str], frozenset[str]]:
    """Class to who is enrolled in it. Millions of them are kept as numbers; results come class by class as a rule, so
    that few classes are in use at a time."""
    numbers: dict[str, int] = {}
    enrolled: dict[str, array[int]] = {}
    for class_id, user in enrollments.cells("classSourcedId", "userSourcedId"):
        so_far = enrolled.get(class_id)
        if so_far is None:
            so_far = enrolled[class_id] = array("I")
        so_far.append(numbers.setdefault(user, len(numbers)))
    users = list(numbers)

    @lru_cache(maxsize=IN_USE)
    def members(class_id: str) -> frozenset[str]:
        return frozenset(map(users.__getitem__, enrolled.get(class_id, ())))

    return members


@rule(
    "OR-REF-010",
    severity=ERROR,
    versions=ONLY_1_2,
    basis="OneRoster CSV 1.2, results.csv (classSourcedId)",
    message="{observed} is not the class of the line item",
)
def results_name_the_class_of_the_line_item(roster: Roster) -> Findings:
    """The class that a result names is that of its line item.

    Why: One importer shows the result in the one class, another in the other.

    Example: A result that was copied from a parallel class.

    Repair: Correct classSourcedId or lineItemSourcedId, or leave classSourcedId empty.
    """
    class_of = _by_id(roster, "lineItems", "classSourcedId")
    yield from _unlike(roster, "results", "classSourcedId", "lineItemSourcedId", class_of)


@rule(
    "OR-REF-011",
    severity=WARNING,
    versions=ONLY_1_2,
    basis="best practice: a line item belongs to the school of its class",
    message="{observed} is not the school of the class",
    general=True,
)
def line_items_are_of_the_school_of_the_class(roster: Roster) -> Findings:
    """The school that a line item names is that of its class.

    Why: It is counted for one school in one report, and for the other in the next.

    Example: A class that was moved to another school, while its line items still name the former one.

    Repair: Give the line item the school of its class, or correct the school of the class.
    """
    yield from _of_another_school(roster, "lineItems")


@rule(
    "OR-REF-012",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: an enrollment belongs to the school of its class",
    message="{observed} is not the school of the class",
    general=True,
)
def enrollments_are_of_the_school_of_the_class(roster: Roster) -> Findings:
    """The school that an enrollment names is that of its class.

    Why: An importer that works school by school finds the user in one school and the class in another.

    Example: A student of one school who takes a class in another, whose enrollment names the school of the student.

    Repair: Give the enrollment the school of its class.
    """
    yield from _of_another_school(roster, "enrollments")


def _of_another_school(roster: Roster, name: str) -> Findings:
    school_of = _by_id(roster, "classes", "schoolSourcedId")
    yield from _unlike(roster, name, "schoolSourcedId", "classSourcedId", school_of)


def _by_id(roster: Roster, table: str, name: str) -> Mapping[str, str]:
    """The cells in a column by the sourcedId of their row; none where the table was not sent."""
    found = roster.get(table)
    return {id: text for id, text in found.cells("sourcedId", name)} if found else {}  # noqa: C416 - tuples of any length


def _unlike(roster: Roster, table: str, name: str, through: str, due: Mapping[str, str]) -> Findings:
    """Findings for rows whose cell `name` is not what is `due` by the record that `through` refers to. Cells that are
    empty, and references that lead nowhere, say nothing."""
    found = roster.get(table)
    if found is None or not due:
        return
    for row, (said, id) in enumerate(found.cells(name, through)):
        if said and (wanted := due.get(id)) and said != wanted and stays(found, row):
            yield finding(at=found.at(row, name), observed=said)


@rule(
    "OR-REF-018",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: agents are the parents, guardians and relatives of a student, and the other way round",
    message="{expected}",
    notes="Silent about agents who are not in the package.",
)
def agents_name_each_other(roster: Roster) -> Findings:
    """A user whom `agentSourcedIds` names is not a student where this one is a student, and names this one in return.

    Why: An importer that reads one of the two records only shows a parent no child, or a student another one's marks.

    Example: A student with a brother as agent, or a mother who is named by her child but does not name it.

    Repair: Name parents and guardians, and write the relation into the records of both.
    """
    users = roster.get("users")
    column = users.column("agentSourcedIds") if users else None
    if users is None or column is None:
        return
    named = {id: items(cell) for id, cell in users.cells("sourcedId", "agentSourcedIds") if cell}
    students = {id for id, may_be_student in _roles(roster).items() if may_be_student}
    for row, cell in column.rows_where(str.strip):
        id = users.cell(row, "sourcedId")
        for agent in items(cell) if stays(users, row) else ():
            if id in students and agent in students:
                told = "a student is named as agent of a student"
            elif users.has(agent) and id not in named.get(agent, ()):
                told = "an agent does not name this user in return"
            else:
                continue
            yield finding(at=users.at(row, "agentSourcedIds"), expected=told)

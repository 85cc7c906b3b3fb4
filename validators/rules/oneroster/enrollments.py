"""OR-SEM: who is in which class, and when."""

from collections.abc import Mapping

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import BULK, Roster, RosterTable, items
from fairmark.validators.rules.oneroster.people import users_with
from fairmark.validators.rules.oneroster.values import DELETED, Meanings, date, overlapping
from fairmark.validators.rules.oneroster.versions import BOTH

BASIS = "OneRoster CSV 1.2, enrollments.csv"
STUDENT, TEACHER = "student", "teacher"
OF_TERMS, OF_REFERENCES = "OR-TYP-006", "OR-REF-002"
"""Rules that may say why a class seems empty: its role is misspelt, or enrollments name a class that is not there."""


@rule(
    "OR-SEM-013",
    severity=WARNING,
    versions=BOTH,
    basis=f"{BASIS} primary",
    message="primary, though {expected}",
    follows=("OR-REF-001",),
    notes="Teachers whose enrollments follow one another in time, by beginDate and endDate, are not counted together.",
)
def classes_have_one_primary_teacher(roster: Roster) -> Findings:
    """A class has at most one primary teacher at a time, and no student is primary.

    Why: The receiver shows one of the teachers as responsible for the class, which may be the wrong one.

    Example: Two teachers of one class, both with `primary` true, without dates.

    Repair: Keep `primary` true for the teacher who is responsible; leave it empty for students.
    """
    table = roster.get("enrollments")
    primary = table.column("primary") if table is not None else None
    if table is None or primary is None:
        return
    classes: dict[str, list[tuple[str, str, int]]] = {}
    for row, _ in primary.rows_where("true".__eq__):
        role = table.cell(row, "role")
        if table.cell(row, "status") == DELETED:
            continue
        if role == STUDENT:
            yield finding(at=table.at(row, "primary"), observed="true", expected="the role is student")
        elif role == TEACHER:
            period = (table.cell(row, "beginDate"), table.cell(row, "endDate"), row)
            classes.setdefault(table.cell(row, "classSourcedId"), []).append(period)
    for periods in classes.values():
        for row, other in overlapping(periods):
            if table.cell(row, "userSourcedId") != table.cell(other, "userSourcedId"):
                expected = "the class has another primary teacher at that time"
                yield finding(at=table.at(row, "primary"), observed="true", expected=expected)


@rule(
    "OR-SEM-014",
    severity=WARNING,
    versions=BOTH,
    basis=f"{BASIS} beginDate and endDate",
    message="{observed} is outside the terms of the class",
    follows=("OR-SEM-001", "OR-REF-002"),
)
def enrollments_lie_within_the_terms(roster: Roster) -> Findings:
    """An enrollment begins and ends within the terms of its class.

    Why: Days outside the terms are ignored, so that learners are in the class for a shorter time than was meant.

    Example: `beginDate` 2025-08-17 in a class of the fall of 2026.

    Repair: Correct the date, or the terms of the class; leave dates empty if the enrollment lasts as long as the class.
    """
    table, classes, sessions = (roster.get(name) for name in ("enrollments", "classes", "academicSessions"))
    if table is None or classes is None or sessions is None:
        return
    terms = _terms(classes, sessions)
    for row, (class_, begin, end, status) in enumerate(table.cells("classSourcedId", "beginDate", "endDate", "status")):
        if not (begin or end) or (term := terms.get(class_)) is None or status == DELETED:
            continue
        first, last = term
        for name, day in (("beginDate", begin), ("endDate", end)):
            if day and not first <= day <= last and date(day):
                yield finding(at=table.at(row, name), observed=day)


def _terms(classes: RosterTable, sessions: RosterTable) -> dict[str, tuple[str, str]]:
    """sourcedId of a class to the begin of its first and the end of its last term, where all of them are known."""
    periods = {id: (date(begin), date(end)) for id, begin, end in sessions.cells("sourcedId", "startDate", "endDate")}
    found: dict[str, tuple[str, str]] = {}
    for id, cell in classes.cells("sourcedId", "termSourcedIds"):
        terms = [periods.get(term, ("", "")) for term in items(cell)]
        if terms and all(begin and begin < end for begin, end in terms):
            found.setdefault(id, (min(begin for begin, _ in terms), max(end for _, end in terms)))
    return found


@rule(
    "OR-SEM-016",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: a class is made for its learners and teachers",
    message="{expected}",
    follows=(OF_TERMS, OF_REFERENCES),
    notes="Judged only where all enrollments are sent (bulk). A class with an enrollment of an extended role (ext:...) "
    "is not told to have no teacher; users who are not enabled need no enrollment.",
)
def classes_and_students_belong_together(roster: Roster) -> Findings:
    """Every class has a student and a teacher, and every student is in a class.

    Why: Such a class is invisible, and such a student sees nothing after signing in: usually an extract was cut short.

    Example: A class in `classes.csv` without any row in `enrollments.csv`.

    Repair: Add the enrollments that are missing, or leave out classes and students that are not active.
    """
    table = roster.get("enrollments")
    if table is None or table.mode != BULK or not table.data.complete or table.data.faults.ragged:
        return
    roles: dict[str, set[str]] = {}
    learners = set[str]()
    misspelt: dict[str, str] = {}
    vocabulary = table.spec.columns["role"].vocabulary
    for class_, role, user in table.cells("classSourcedId", "role", "userSourcedId"):
        roles.setdefault(role, set()).add(class_)
        if role == STUDENT:
            learners.add(user)
        elif role not in vocabulary:
            misspelt[class_] = misspelt[user] = OF_TERMS
    taught = set[str]().union(
        *(classes for role, classes in roles.items() if role == TEACHER or role.startswith("ext:"))
    )
    strayed = _strayed(roster, set[str]().union(*roles.values()))
    why = Meanings(lambda class_: misspelt.get(class_, strayed))
    yield from _empty_classes(roster, roles.get(STUDENT, set()), "no student is in the class", why)
    yield from _empty_classes(roster, taught, "the class has no teacher", why)
    if (users := roster.get("users")) is not None:
        idle = users_with(roster, frozenset((STUDENT,))) - learners
        for row, (id, enabled, status) in enumerate(users.cells("sourcedId", "enabledUser", "status")):
            if id in idle and enabled != "false" and status != DELETED:
                expected, follows = "the student is in no class", misspelt.get(id, "")
                yield finding(at=users.at(row, "sourcedId"), observed=id, expected=expected, follows=follows)


def _strayed(roster: Roster, named: set[str]) -> str:
    """The rule that speaks of enrollments in classes that are not there, where there are any: others may be meant."""
    classes = roster.get("classes")
    return OF_REFERENCES if classes and not all(map(classes.has, named)) else ""


def _empty_classes(roster: Roster, known: set[str], expected: str, why: Mapping[str, str]) -> Findings:
    """The classes that are not among the `known` ones, each with the rule that says `why`."""
    table = roster.get("classes")
    if table is None:
        return
    for row, (id, status) in enumerate(table.cells("sourcedId", "status")):
        if id and id not in known and status != DELETED:
            yield finding(at=table.at(row, "sourcedId"), observed=id, expected=expected, follows=why[id])

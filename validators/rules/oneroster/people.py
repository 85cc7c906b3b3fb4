"""OR-SEM: users, their roles and their grades."""

from collections.abc import Callable

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import BULK, Roster, RosterTable, items
from fairmark.validators.rules.case.grades import CEDS_LEVELS, repair
from fairmark.validators.rules.oneroster.values import DELETED, overlapping
from fairmark.validators.rules.oneroster.versions import BOTH, ONLY_1_1, ONLY_1_2

STAFF = frozenset(
    (
        "administrator",
        "aide",
        "counselor",
        "districtAdministrator",
        "principal",
        "proctor",
        "siteAdministrator",
        "systemAdministrator",
        "teacher",
    )
)
FAMILY = frozenset(("guardian", "parent", "relative"))


def users_with(roster: Roster, roles: frozenset[str]) -> set[str]:
    """The sourcedIds of users who have one of these roles, by users.csv (1.1) or roles.csv (1.2)."""
    name, user = ("users", "sourcedId") if roster.version == "1.1" else ("roles", "userSourcedId")
    table = roster.get(name)
    if table is None:
        return set()
    return {id for id, role, status in table.cells(user, "role", "status") if role in roles and status != DELETED}


@rule(
    "OR-SEM-011",
    severity=ERROR,
    versions=ONLY_1_2,
    basis="OneRoster CSV 1.2, roles.csv roleType",
    message="another primary role of the same user in the same org stands before it",
    follows=("OR-REF-001",),
    notes="Roles that follow one another in time, by beginDate and endDate, are not counted together.",
)
def users_have_one_primary_role_in_an_org(roster: Roster) -> Findings:
    """A user has at most one primary role in an org at a time.

    Why: The importer cannot tell what the user mainly is there, and drops one of the roles.

    Example: Two rows for one user and one school, teacher and aide, both with `roleType` primary.

    Repair: Make all but one of them secondary.
    """
    table = roster.get("roles")
    if table is None:
        return
    first: dict[tuple[str, str], int] = {}
    rows: dict[tuple[str, str], list[int]] = {}
    for row, (type, user, org, status) in enumerate(table.cells("roleType", "userSourcedId", "orgSourcedId", "status")):
        if type == "primary" and user and org and status != DELETED:
            earlier = first.setdefault((user, org), row)
            if earlier != row:
                rows.setdefault((user, org), [earlier]).append(row)
    for these in rows.values():
        periods = ((table.cell(row, "beginDate"), table.cell(row, "endDate"), row) for row in these)
        for row, _ in overlapping(periods):
            yield finding(at=table.at(row, "roleType"), observed="primary")


@rule(
    "OR-SEM-012",
    severity=WARNING,
    versions=ONLY_1_2,
    basis="OneRoster CSV 1.2, users.csv and roles.csv",
    message="the user has no role",
    notes="Where roles.csv was not sent, or not read to its end, nothing is said.",
)
def users_have_a_role(roster: Roster) -> Findings:
    """Every user has a role in an org.

    Why: Without a role a user belongs to no school: the importer creates an account that can do nothing, or none.

    Example: A student in `users.csv` whose sourcedId stands in no row of `roles.csv`.

    Repair: Add the role of the user, or leave the user out.
    """
    users, roles = roster.get("users"), roster.get("roles")
    if users is None or roles is None or roles.mode != BULK or not roles.data.complete:
        return
    column, ids = roles.column("userSourcedId"), users.column("sourcedId")
    if column is None or ids is None or roles.data.faults.ragged:
        return
    known = {"", *column.distinct()}
    for row, id in ids.rows_where(lambda text: text not in known):
        if users.cell(row, "status") != DELETED:
            yield finding(at=users.at(row, "sourcedId"), observed=id)


@rule(
    "OR-SEM-018",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: users sign in by their username or email",
    message="is also {expected}",
    follows=("OR-REF-001",),
    notes="Capital and small letters count as equal. Users who are not enabled are not counted.",
)
def usernames_and_emails_are_not_shared(roster: Roster) -> Findings:
    """No two users have the same username or email.

    Why: One of them cannot sign in, or sees what is the other's.

    Example: A teacher with a second record as a parent, with the same email in both.

    Repair: Keep one record for a person (OneRoster 1.2 allows several roles of a user), and correct shared addresses.
    """
    table = roster.get("users")
    if table is None:
        return
    yield from _shared(table, "username", lambda _: "the username of an earlier user")
    staff, family = users_with(roster, STAFF), users_with(roster, FAMILY)

    def whose(users: tuple[str, str]) -> str:
        both = any(here in staff and there in family for here, there in (users, users[::-1]))
        return "the email of a staff and a family member" if both else "the email of an earlier user"

    yield from _shared(table, "email", whose)


def _shared(table: RosterTable, name: str, whose: Callable[[tuple[str, str]], str]) -> Findings:
    first: dict[str, int] = {}
    for row, (text, enabled, status) in enumerate(table.cells(name, "enabledUser", "status")):
        if not text or enabled == "false" or status == DELETED:
            continue
        earlier = first.setdefault(text.strip().casefold(), row)
        if (
            earlier != row
            and (users := (table.cell(earlier, "sourcedId"), table.cell(row, "sourcedId")))[0] != users[1]
        ):
            yield finding(at=table.at(row, name), observed=text, expected=whose(users))


@rule(
    "OR-SEM-020",
    severity=WARNING,
    versions=ONLY_1_1,
    basis="OneRoster CSV 1.1, grades (CEDS grade levels)",
    message="{observed} is no CEDS code for a grade",
    notes="OneRoster 1.2 leaves the codes of grades to local agreement, so it is not judged there.",
)
def grades_are_ceds_codes(roster: Roster) -> Findings:
    """Every grade of a class, course or user is a CEDS code.

    Why: Platforms sort by grade; one that they do not know is dropped, or makes a grade of its own.

    Example: `5` or `5th grade` where `05` is meant.

    Repair: Write the CEDS code: PK, KG, 01 to 13, UG and so on, with two digits.
    """
    for table in roster.tables.values():
        column = table.column("grades") if table.name in ("classes", "courses", "users") else None
        for row, cell in column.rows_where(lambda cell: not CEDS_LEVELS.issuperset(items(cell))) if column else ():
            at = table.at(row, "grades")
            for grade in items(cell):
                if grade not in CEDS_LEVELS:
                    yield finding(at=at, observed=grade, hint=_hint(at, grade))


def _hint(at: Location, grade: str) -> str:
    """What to write, where that tells nothing of a person."""
    return repair(grade) if at.privacy is Privacy.PUBLIC else ""

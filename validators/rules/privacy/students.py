"""The names of the students of a roster."""

from collections.abc import Iterator

from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.rules.privacy.names import Names, names_of

STUDENT = "student"


def student_names(roster: Roster) -> Names:
    """What the students of the roster are called, by sourcedId: the names that are given and those that are preferred,
    in every combination."""
    return names_of(_called(roster))


def _called(roster: Roster) -> Iterator[tuple[str, str, str]]:
    users, students = roster.get("users"), _students(roster)
    if users is None or not students:
        return
    columns = ("sourcedId", "givenName", "familyName", "preferredGivenName", "preferredFamilyName")
    for id, given, family, preferred_given, preferred_family in users.cells(*columns):
        if id in students:
            for first in {given, preferred_given} - {""}:
                for last in {family, preferred_family} - {""}:
                    yield id, first, last


def _students(roster: Roster) -> set[str]:
    """The users with the role of a student, by users.csv (1.1) or roles.csv (1.2)."""
    for name, user in (("users", "sourcedId"), ("roles", "userSourcedId")):
        table = roster.get(name)
        if table is not None and table.column("role") is not None:
            return {id for id, role in table.cells(user, "role") if role == STUDENT}
    return set()

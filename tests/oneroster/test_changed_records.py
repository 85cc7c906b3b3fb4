"""What has become of single records since the last export, and of the frameworks that they refer to."""

from dataclasses import replace
from pathlib import Path

from oneroster.exports import changes, export
from oneroster.packages import roster
import pytest

from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.core.shelf import EmptyShelf, Shelf, Shelved
from fairmark.validators.exports.changes import changes_since
from fairmark.validators.exports.people import is_same_name
from fairmark.validators.judge import load_rules

load_rules()

NAMES = "enabledUser,username,givenName,middleName,familyName"
BORN = "birthDate,sex"


# -- people ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        (("Mia", "", "Lund"), ("Mia", "", "Lund"), True),
        (("Ben", "", "Osei"), ("Benjamin", "Kwame", "OSEI"), True),
        (("José", "", "García López"), ("Jose", "", "Garcia-Lopez"), True),
        (("Mia", "", "Lund"), ("Lund", "", "Mia"), True),
        (("Mia", "", "Lund"), ("Mia", "", "Berg"), False),
        (("Mia", "", "Lund"), ("Tom", "", "Lund"), False),
        (("", "", ""), ("Tom", "", "Lund"), True),
    ],
)
def test_names_may_be_spelled_out(before: tuple[str, ...], now: tuple[str, ...], same: bool) -> None:
    assert is_same_name([*before], [*now]) is same
    assert is_same_name([*now], [*before]) is same


@pytest.mark.parametrize(
    ("given", "born", "is_other"),
    [
        ("Tom", "2015-01-02", True),
        ("Tom", "2016-03-04", False),
        ("Mia", "2015-01-02", False),
        ("Tom", "01/02/2015", False),
        ("Tom", "", False),
    ],
)
def test_another_person_has_another_name_and_another_birth_date(
    tmp_path: Path, given: str, born: str, is_other: bool
) -> None:
    old = export(tmp_path / "old", users=[NAMES, "s,true,m,Mia,,Lund"], demographics=[BORN, "s,2016-03-04,"])
    new = export(
        tmp_path / "new",
        users=[NAMES, "new,true,n,Neo,,Nash", f"s,true,m,{given},,Lund"],
        demographics=[BORN, f"s,{born},"],
    )
    assert changes(old, new).other_people == ([1] if is_other else [])


# -- scores ----------------------------------------------------------------------------------------------------------

RESULTS = "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,textScore"
SESSIONS = "title,type,startDate,endDate"


def graded(folder: Path, *results: str) -> Path:
    """An export with a session that ends on 2026-12-19."""
    return export(
        folder,
        academicSessions=[SESSIONS, "t,Fall,term,2026-08-17,2026-12-19"],
        lineItems=["title,classSourcedId,academicSessionSourcedId", "i,Quiz,c,t", "open,Quiz,c,nowhere"],
        results=[RESULTS, *results],
    )


OLD = "r,i,s,fully graded,3,2026-10-09,Meets"
LATER = "x,i,z,fully graded,2,2026-12-20,"
"""A score that shows that the export which has it was made after the end of the session."""


@pytest.mark.parametrize(
    ("now", "column"),
    [
        ("r,i,s,fully graded,4,2026-10-09,Meets", "score"),
        ("r,i,s,fully graded,,2026-10-09,Meets", "score"),
        ("r,i,s,fully graded,3.0,2026-10-09,Meets", ""),
        ("r,i,s,fully graded,3,2026-10-09,Exceeds", "textScore"),
        ("r,i,s,submitted,4,2026-10-09,Meets", ""),
        ("r,open,s,fully graded,4,2026-10-09,Meets", ""),
    ],
)
def test_final_scores_that_have_changed(tmp_path: Path, now: str, column: str) -> None:
    found = changes(graded(tmp_path / "old", OLD, LATER), graded(tmp_path / "new", LATER, now), at="2027-02-01")
    assert [(one.row, one.column, one.ended) for one in found.regraded] == (
        [(1, column, "2026-12-19")] if column else []
    )


@pytest.mark.parametrize(
    ("last", "scored", "today", "is_told"),
    [
        ("2026-12-20", "2026-10-09", "2027-02-01", True),  # the last export was made when it was over
        ("2026-12-18", "2026-10-09", "2027-02-01", False),  # nobody knows: it may have been changed in time
        ("2026-12-18", "2026-12-19", "2027-02-01", True),  # the score itself is dated later
        ("2026-12-18", "2062-10-09", "2027-02-01", False),  # a slip
        ("2062-12-20", "2026-10-09", "2027-02-01", False),
        ("2026-12-01", "2026-10-09", "2026-12-02", False),  # it is not over
    ],
)
def test_a_change_is_told_where_it_was_made_too_late_for_certain(
    tmp_path: Path, last: str, scored: str, today: str, is_told: bool
) -> None:
    other = f"x,i,z,fully graded,2,{last},"
    old = graded(tmp_path / "old", OLD, other)
    new = graded(tmp_path / "new", f"r,i,s,fully graded,4,{scored},Meets", other)
    assert bool(changes(old, new, at=today).regraded) is is_told


# -- frameworks ------------------------------------------------------------------------------------------------------


class TwoFrameworks:
    """A shelf on which items that begin with 1 are of one framework, and all others but 9 of another."""

    def find(self, identifier: str) -> Shelved | None:
        if identifier.startswith("9"):
            return None
        document = "first" if identifier.startswith("1") else "second"
        return Shelved(identifier, "CFItem", "", "", "", document)


def objective(*begins: str) -> list[str]:
    rows = (f"o{n},i,case,urn:uuid:{one}f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e11" for n, one in enumerate(begins))
    return ["lineItemSourcedId,source,learningObjectiveId", *rows]


@pytest.mark.parametrize(
    ("old", "new", "shelf", "said"),
    [
        ("1", "2", TwoFrameworks(), "not in the last export: second; only in the last export: first"),
        ("1", "12", TwoFrameworks(), "not in the last export: second"),
        ("112", "21", TwoFrameworks(), None),
        ("1", "19", TwoFrameworks(), None),
        ("9", "1", TwoFrameworks(), None),
        ("1", "2", EmptyShelf(), None),
    ],
)
def test_frameworks_are_known_from_the_shelf(
    tmp_path: Path, old: str, new: str, shelf: Shelf, said: str | None
) -> None:
    before = roster(export(tmp_path / "old", lineItemLearningObjectiveIds=objective(*old)))
    now = roster(export(tmp_path / "new", lineItemLearningObjectiveIds=objective(*new)))
    found = list(REGISTRY["OR-DIF-006"].check(changes_since([before], replace(now, shelf=shelf))))
    assert [draft.observed for draft in found] == ([said] if said else [])

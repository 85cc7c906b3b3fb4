"""OR-REF: references that lead nowhere, go round, or lead to the wrong record."""

from collections.abc import Hashable
from pathlib import Path

from oneroster.packages import package, roster, written
import pytest

from fairmark.validators.core.finding import Finding
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.judge import load_rules
from fairmark.validators.rules.oneroster.repeats import repeated

load_rules()

ORG = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
CHANGED = "active,2026-08-01T06:00:00Z"
ROLE = "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\n"
CLASSROOM = ("orgs", "users", "roles", "userProfiles", "academicSessions", "courses", "classes", "enrollments")
GRADEBOOK = (*CLASSROOM, "categories", "lineItems", "results")


def said(rule: str, folder: Path, *names: str, version: str = "1.2", **tables: str) -> list[Finding]:
    """What a rule says of a package of these tables of the sample, of which some are replaced."""
    files = {name: text.encode() for name, text in tables.items()}
    found = roster(written(folder, package(*dict.fromkeys((*names, *tables)), version=version, **files)))
    return [Finding.of(REGISTRY[rule], draft) for draft in REGISTRY[rule].check(found)]


def orgs(*pairs: tuple[str, str], marks: str = ",") -> str:
    """Organisations, each with its parent."""
    return ORG + "".join(f"{id},{marks},Pier,school,,{parent}\n" for id, parent in pairs)


def test_a_dangling_reference_is_an_error_in_bulk_and_a_warning_in_delta(tmp_path: Path) -> None:
    (finding,) = said("OR-REF-002", tmp_path / "1", orgs=orgs(("a", "b")))
    assert (finding.severity, finding.location.path, finding.observed) == (
        ERROR,
        ("orgs.csv", 2, "parentSourcedId"),
        "b",
    )
    (finding,) = said("OR-REF-002", tmp_path / "2", orgs=orgs(("a", "b"), marks=CHANGED))
    assert finding.severity == WARNING


def test_where_the_whole_file_is_missing_only_that_is_said(tmp_path: Path) -> None:
    assert not said("OR-REF-002", tmp_path / "1", "courses")
    (finding,) = said("OR-REF-003", tmp_path / "1", "courses")
    assert (finding.observed, finding.expected) == ("courses.csv", "academicSessions.csv, orgs.csv")


def test_a_delta_file_needs_no_other_file(tmp_path: Path) -> None:
    roles = f"{ROLE}r,{CHANGED},u,primary,student,,,o\n"
    assert not said("OR-REF-003", tmp_path, roles=roles)
    assert {finding.severity for finding in said("OR-REF-002", tmp_path, roles=roles)} == {WARNING}


def test_a_file_without_identifiers_does_not_make_all_references_wrong(tmp_path: Path) -> None:
    assert not said("OR-REF-002", tmp_path, "users", "userProfiles", "roles", orgs="id,status\norg-school,\n")


@pytest.mark.parametrize(
    ("id", "reference", "told"),
    [("000815", "815", "zeros"), ("815", "0815", "zeros"), ("ABC-1", "abc-1", "capital"), ("x", "y", "Add the record")],
)
def test_what_a_reference_seems_to_mean_is_hinted_at(tmp_path: Path, id: str, reference: str, told: str) -> None:
    (finding,) = said("OR-REF-002", tmp_path, orgs=orgs((id, ""), ("other", reference)))
    assert told in finding.hint
    assert id not in finding.hint.split()


def test_what_is_no_identifier_is_not_looked_for(tmp_path: Path) -> None:
    assert not said("OR-REF-002", tmp_path, orgs=orgs(("a", "b;c")))


def test_a_sourced_id_is_spoken_of_once_for_each_surplus_row(tmp_path: Path) -> None:
    findings = said("OR-REF-001", tmp_path, orgs=orgs(("a", ""), ("b", ""), ("a", ""), ("", ""), ("", ""), ("a", "")))
    assert [finding.location.path[1] for finding in findings] == [4, 7]


@pytest.mark.parametrize(
    ("keys", "again"),
    [([], []), (["a", "b", "a", "a"], [2, 3]), ([-1, -2], []), ([-1, -2, -1], [2])],  # -1 and -2 have one hash
)
def test_repeated_keys_are_told_from_such_with_one_hash(keys: list[Hashable], again: list[int]) -> None:
    assert list(repeated(lambda: keys)) == again


@pytest.mark.parametrize(
    ("pairs", "rows"),
    [
        ([("a", "a")], [2]),
        ([("a", "b"), ("b", "c"), ("c", "a")], [4]),
        ([("a", ""), ("b", "a"), ("c", "a"), ("d", "b")], []),
        ([("a", "gone")], []),
        ([(f"o{number}", f"o{number + 1}") for number in range(5000)], []),
    ],
)
def test_a_circle_of_parents_is_spoken_of_once(tmp_path: Path, pairs: list[tuple[str, str]], rows: list[int]) -> None:
    assert [finding.location.path[1] for finding in said("OR-REF-004", tmp_path, orgs=orgs(*pairs))] == rows


@pytest.mark.parametrize(("type", "speaks"), [("district", True), ("ext:campus", False), ("School", False)])
def test_a_type_that_is_added_or_misspelled_may_be_a_school(tmp_path: Path, type: str, speaks: bool) -> None:
    found = said("OR-REF-005", tmp_path, "classes", orgs=f"{ORG}org-school,,,Pier,{type},,\n")
    assert bool(found) == speaks


@pytest.mark.parametrize(
    ("marks", "role", "speaks"),
    [(",", "teacher", True), (",", "ext:learner", False), (",", "Student", False), (CHANGED, "teacher", False)],
)
def test_a_student_is_known_by_roles_that_are_sent_as_a_whole(
    tmp_path: Path, marks: str, role: str, speaks: bool
) -> None:
    roles = f"{ROLE}r,{marks},student-1,primary,{role},,,org-school\n"
    findings = said("OR-REF-008", tmp_path, *GRADEBOOK, roles=roles)
    assert [finding.observed for finding in findings] == (["student-1"] if speaks else [])


def test_who_is_in_no_class_is_not_enrolled_in_that_of_the_line_item(tmp_path: Path) -> None:
    header = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role\n"
    bulk = f"{header}e,,,class-math5,org-school,student-1,student\n"
    (finding,) = said("OR-REF-009", tmp_path / "1", *GRADEBOOK, enrollments=bulk)
    assert finding.observed == "student-2"
    delta = bulk.replace("e,,", f"e,{CHANGED}")
    assert not said("OR-REF-009", tmp_path / "2", *GRADEBOOK, enrollments=delta)


def test_only_what_stays_may_not_refer_to_what_is_deleted(tmp_path: Path) -> None:
    gone = "tobedeleted,2026-08-01T06:00:00Z"
    rows = f"{ORG}a,{gone},Pier,school,,\nb,{CHANGED},Pier,school,,a\nc,{gone},Pier,school,,a\n"
    (finding,) = said("OR-REF-017", tmp_path, orgs=rows)
    assert finding.location.path == ("orgs.csv", 3, "parentSourcedId")


@pytest.mark.parametrize(
    ("own", "other", "told"),
    [
        ("teacher-1", "student-1", ""),
        ("teacher-1", "", "in return"),
        ("", "student-1", "in return"),
        ("gone-1", "", ""),
        ("student-2", "", "a student"),
    ],
)
def test_agents_name_each_other(tmp_path: Path, own: str, other: str, told: str) -> None:
    header = "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,agentSourcedIds\n"
    users = f"{header}student-1,,,true,a,,A,A,{own}\nstudent-2,,,true,b,,B,B,\nteacher-1,,,true,c,,C,C,{other}\n"
    findings = said("OR-REF-018", tmp_path, *CLASSROOM, users=users)
    assert len(findings) == bool(told)
    assert all(told in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("id", "speaks"),
    [
        ("0F7A6A2E-6D63-4C1B-9A2D-5B0F2F1C7E11", False),
        ("https://case.example/items/0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e11", False),
        ("urn:uuid:0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e12", True),
    ],
)
def test_one_objective_may_be_written_in_several_ways(tmp_path: Path, id: str, speaks: bool) -> None:
    header = "sourcedId,status,dateLastModified,resultSourcedId,source,learningObjectiveId,score,textScore\n"
    rows = f"{header}x,,,result-1,case,{id},3,\n"
    findings = said("OR-REF-014", tmp_path, *GRADEBOOK, "lineItemLearningObjectiveIds", resultLearningObjectiveIds=rows)
    assert bool(findings) == speaks


def test_a_row_that_is_deleted_does_not_repeat_another(tmp_path: Path) -> None:
    header = "sourcedId,status,dateLastModified,lineItemSourcedId,source,learningObjectiveId\n"
    gone, came = "tobedeleted,2026-08-01T06:00:00Z", CHANGED
    rows = f"{header}x,{gone},i,ext:a,1\ny,{came},i,ext:a,1\nz,{came},i,ext:a,1\n"
    (finding,) = said("OR-REF-015", tmp_path, lineItemLearningObjectiveIds=rows)
    assert finding.location.path[1] == 4

"""OR-SEM: users, roles and enrollments."""

from pathlib import Path

from oneroster.asking import findings, places

USERS = "enabledUser,username,email,grades"
ROLES = "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId"
ENROLLMENTS = "classSourcedId,userSourcedId,role,primary,beginDate,endDate"


def test_primary_roles_may_follow_one_another(tmp_path: Path) -> None:
    rows = [
        "...,u,primary,student,2025-08-01,2026-07-01,o",
        "...,u,primary,aide,2026-07-01,,o",
        "...,u,primary,teacher,2027-01-01,,o",
        "...,u,primary,teacher,,,other",
        "...,,primary,teacher,,,o",
    ]
    assert places(findings(tmp_path, "OR-SEM-011", roles=[ROLES, *rows])) == [(4, "roleType")]


def test_roles_of_a_delta_are_not_all_roles(tmp_path: Path) -> None:
    roles = [ROLES, "r,active,2026-10-01T00:00:00.000Z,u,primary,student,,,o"]
    assert not findings(tmp_path, "OR-SEM-012", users=[USERS, "v,,,true,v,,"], roles=roles)


def test_an_email_of_a_staff_and_a_family_member_is_told_as_that(tmp_path: Path) -> None:
    roles = [ROLES, "...,t,primary,teacher,,,o", "...,p,primary,parent,,,o", "...,q,primary,parent,,,o"]
    users = [f"{id},,,true,{id},{email}," for id, email in (("t", "A@b.example"), ("p", "a@b.example"))]
    others = ["q,,,false,q,a@b.example,", "x,,,true,T,x@b.example,", "gone,tobedeleted,,true,t,,", "t,,,true,t,,"]
    found = findings(tmp_path, "OR-SEM-018", roles=roles, users=[USERS, *users, *others])
    assert [(*draft.at.path[1:], draft.expected) for draft in found] == [
        (5, "username", "the username of an earlier user"),
        (3, "email", "the email of a staff and a family member"),
    ]


def test_no_hint_tells_the_grade_of_a_user(tmp_path: Path) -> None:
    users = [USERS, '...,true,a,,"5,06"', "...,true,b,,"]
    found = findings(tmp_path, "OR-SEM-020", version="1.1", users=users, classes=["grades", "...,5th grade"])
    assert [(draft.at.path[0], draft.observed, draft.hint) for draft in found] == [
        ("classes.csv", "5th grade", "Write 05."),
        ("users.csv", "5", ""),
    ]


def test_one_teacher_with_two_rows_is_one_primary_teacher(tmp_path: Path) -> None:
    rows = ["...,c,t,teacher,true,,", "...,c,t,teacher,true,2026-10-01,", "...,c,a,administrator,true,,"]
    assert not findings(tmp_path, "OR-SEM-013", enrollments=[ENROLLMENTS, *rows])


def test_enrollments_are_compared_with_terms_that_are_all_known(tmp_path: Path) -> None:
    sessions = ["startDate,endDate", "f,,,2026-08-17,2026-12-19", "s,,,2027-01-04,2027-06-12"]
    classes = ["termSourcedIds", '...,"f, s"', '...,"f,unknown"', "...,"]
    rows = [f"...,{id},u,student,,2026-08-01,2027-06-12" for id in ("row-0", "row-1", "row-2", "nowhere")]
    found = findings(
        tmp_path, "OR-SEM-014", academicSessions=sessions, classes=classes, enrollments=[ENROLLMENTS, *rows]
    )
    assert places(found) == [(2, "beginDate")]


def test_classes_and_students_are_told_apart(tmp_path: Path) -> None:
    classes = ["title", "full,,,F", "no-teacher,,,N", "shared,,,S", "empty,,,E"]
    rows = [
        "...,full,u,student,,,",
        "...,full,t,teacher,,,",
        "...,no-teacher,u,student,,,",
        "...,shared,u,student,,,",
        "...,shared,t,ext:coTeacher,,,",
    ]
    roles = [ROLES, *(f"...,{id},primary,student,,,o" for id in ("u", "idle", "off"))]
    found = findings(
        tmp_path,
        "OR-SEM-016",
        classes=classes,
        enrollments=[ENROLLMENTS, *rows],
        roles=roles,
        users=[USERS, "u,,,true,u,,", "idle,,,true,i,,", "off,,,false,o,,"],
    )
    assert [(draft.observed, draft.expected) for draft in found] == [
        ("empty", "no student is in the class"),
        ("no-teacher", "the class has no teacher"),
        ("empty", "the class has no teacher"),
        ("idle", "the student is in no class"),
    ]


def test_no_class_is_told_empty_where_rows_could_not_be_read(tmp_path: Path) -> None:
    enrollments = [ENROLLMENTS, "...,full,u,student,,,", "...,c,too,wide,for,,,its,header"]
    assert not findings(tmp_path, "OR-SEM-016", classes=["title", "c,,,C"], enrollments=enrollments)

"""OR-TYP: forms of values and terms of enumerations."""

from pathlib import Path

from oneroster.packages import package, roster, written
import pytest

from fairmark.validators.core.finding import Finding
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.judge import load_rules

load_rules()

SESSION = "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n"
ORG = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
CATEGORY = "sourcedId,status,dateLastModified,title,weight\n"


def said(rule: str, folder: Path, *, version: str = "1.2", **tables: str) -> list[Finding]:
    """What a rule says of a package of these tables."""
    files = {name: text.encode() for name, text in tables.items()}
    found = roster(written(folder, package(*tables, version=version, **files)))
    return [Finding.of(REGISTRY[rule], draft) for draft in REGISTRY[rule].check(found)]


@pytest.mark.parametrize(
    ("date", "is_right"),
    [
        ("2028-02-29", True),
        ("2027-02-29", False),
        ("2026-8-17", False),
        ("8/17/2026", False),
        ("2026-08-17T00:00:00Z", False),
        ("46251", False),
        ("\uff12026-08-17", False),
    ],
)
def test_a_date_has_its_form_and_is_in_the_calendar(tmp_path: Path, date: str, is_right: bool) -> None:
    row = f"a,,,Year,schoolYear,{date},2028-06-12,,2028\n"
    assert [finding.observed for finding in said("OR-TYP-003", tmp_path, academicSessions=SESSION + row)] == (
        [] if is_right else [date]
    )


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("8/17/2026", "hyphens"),
        ("17.08.2026", "hyphens"),
        ("2026-02-30", "no such day"),
        ("2026-08-17T00:00:00", "Leave the time"),
        ("46251", "spreadsheet"),
        ("in fall", "Export dates"),
    ],
)
def test_how_to_mend_a_date_depends_on_what_stands_there(tmp_path: Path, date: str, told: str) -> None:
    row = f"a,,,Year,schoolYear,{date},2028-06-12,,2028\n"
    (finding,) = said("OR-TYP-003", tmp_path, academicSessions=SESSION + row)
    assert told in finding.hint


@pytest.mark.parametrize(
    ("moment", "is_right"),
    [
        ("2026-08-01T06:00:00Z", True),
        ("2026-08-01T06:00:00.511Z", True),
        ("2026-08-01T06:00Z", True),
        ("2026-08-01T06:00:00+00:00", True),
        ("2026-08-01T08:00:00+02:00", False),
        ("2026-08-01T06:00:00", False),
        ("2026-08-01 06:00:00Z", False),
        ("2026-08-01T25:00:00Z", False),
        ("2026-08-01", False),
    ],
)
def test_a_moment_is_one_of_utc(tmp_path: Path, moment: str, is_right: bool) -> None:
    assert bool(said("OR-TYP-003", tmp_path, orgs=f"{ORG}a,active,{moment},Pier,school,,\n")) != is_right


def test_of_the_marks_in_a_bulk_file_nothing_is_said(tmp_path: Path) -> None:
    orgs = f"{ORG}a,Active,yesterday,Pier,school,,\nb,,,Dock,school,,\nc,,,Bay,school,,\n"
    assert not said("OR-TYP-003", tmp_path, orgs=orgs)
    assert not said("OR-TYP-006", tmp_path, orgs=orgs)


@pytest.mark.parametrize(
    ("number", "is_right"),
    [("3", True), ("-3", True), ("3.0", False), ("", True), ("1.11E+08", False), ("3%", False), ("\u0663", False)],
)
def test_a_weight_is_a_whole_number(tmp_path: Path, number: str, is_right: bool) -> None:
    assert bool(said("OR-TYP-004", tmp_path, categories=f"{CATEGORY}a,,,Tasks,{number}\n")) != is_right


@pytest.mark.parametrize(
    ("number", "is_right"), [("4", True), ("4.", True), (".5", True), ("-0.5", True), ('"3,5"', False), ("NaN", False)]
)
def test_a_score_is_a_plain_number(tmp_path: Path, number: str, is_right: bool) -> None:
    header = (
        "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment\n"
    )
    results = f"{header}a,,,i,s,submitted,{number},2026-09-01,\n"
    findings = said("OR-TYP-004", tmp_path, version="1.1", results=results)
    assert bool(findings) != is_right
    assert all(finding.observed == f"text({len(number.strip(chr(34)))})" for finding in findings)


def test_what_a_spreadsheet_has_rounded_is_named_as_such(tmp_path: Path) -> None:
    (finding,) = said("OR-TYP-002", tmp_path, orgs=f"{ORG}1.11E+08,,,Pier,school,,\n")
    assert "spreadsheet" in finding.hint


@pytest.mark.parametrize("id", [" a", "a\u200b", "a\u00a0"])
def test_blanks_around_an_identifier_are_not_spoken_of_twice(tmp_path: Path, id: str) -> None:
    orgs = f"{ORG}{id},,,Pier,school,,\n"
    assert said("OR-CSV-006", tmp_path, orgs=orgs)
    assert not said("OR-TYP-002", tmp_path, orgs=orgs)


@pytest.mark.parametrize(
    ("id", "is_right"), [("a" * 255, True), ("a" * 256, False), ("a.b-c_d/e@f", True), ("a b", False)]
)
def test_an_identifier_has_the_characters_of_a_guid(tmp_path: Path, id: str, is_right: bool) -> None:
    assert bool(said("OR-TYP-002", tmp_path, orgs=f"{ORG}{id},,,Pier,school,,\n")) != is_right


@pytest.mark.parametrize(
    ("pairs", "is_right"),
    [
        ("{A+:100},{A:94},{A-:90}", True),
        ("{Pass:50}", True),
        ("{A:7-10}, {B:1-6}", True),
        ("{60-69:B}", True),
        ("A:4,B:3", False),
        ("{A:4};{B:3}", False),
        ("{A:4},", False),
        ("{A}", False),
        ("{:4}", False),
        ("{A:{B:3}}", False),
    ],
)
def test_pairs_are_in_braces(tmp_path: Path, pairs: str, is_right: bool) -> None:
    header = (
        "sourcedId,status,dateLastModified,title,type,orgSourcedId,courseSourcedId,classSourcedId,scoreScaleValue\n"
    )
    scales = f'{header}a,,,Levels,levels,o,c,k,"{pairs}"\n'
    assert bool(said("OR-TYP-009", tmp_path, scoreScales=scales)) != is_right


@pytest.mark.parametrize(
    ("ids", "lost"),
    [
        (["000815", "000816", "4711"], ["4711"]),
        (["8", "9", "10", "11", "12"], []),
        (["01", "02", "03", "100"], []),
        (["990815", "990816", "4711"], []),
        (["a1", "b2", "4711"], []),
        (["000815", "000816", "04711"], []),
    ],
)
def test_zeros_are_missed_only_where_others_have_them(tmp_path: Path, ids: list[str], lost: list[str]) -> None:
    orgs = ORG + "".join(f"{id},,,Pier,school,,\n" for id in ids)
    assert [finding.observed for finding in said("OR-TYP-010", tmp_path, orgs=orgs)] == lost


@pytest.mark.parametrize(
    ("version", "type", "rule"),
    [
        ("1.2", "school", ""),
        ("1.2", "ext:campus", ""),
        ("1.2", "School", "OR-TYP-006"),
        ("1.2", "schol", "OR-TYP-006"),
        ("1.2", "campus", "OR-TYP-007"),
        ("1.2", "Ext:campus", "OR-TYP-007"),
        ("1.2", "ext:", "OR-TYP-007"),
        ("1.1", "ext:campus", "OR-TYP-007"),
        ("1.1", "campus", "OR-TYP-006"),
    ],
)
def test_a_term_is_spoken_of_by_one_rule(tmp_path: Path, version: str, type: str, rule: str) -> None:
    orgs = f"{ORG}a,,,Pier,{type},,\n"
    spoken = [id for id in ("OR-TYP-006", "OR-TYP-007") if said(id, tmp_path / id, version=version, orgs=orgs)]
    assert spoken == ([rule] if rule else [])


def test_a_hint_tells_nothing_personal(tmp_path: Path) -> None:
    header = "sourcedId,status,dateLastModified,birthDate,sex,asian\n"
    demographics = f"{header}a,,,17.8.2016,Female,TRUE\n"
    for rule in ("OR-TYP-003", "OR-TYP-005", "OR-TYP-006"):
        (finding,) = said(rule, tmp_path / rule, demographics=demographics)
        assert finding.observed == "(hidden)"
        assert not any(told in finding.hint for told in ("write female", "Perhaps", "2016"))
    (finding,) = said("OR-TYP-006", tmp_path, orgs=f"{ORG}a,,,Pier,School,,\n")
    assert "write school" in finding.hint


def test_each_wrong_member_of_a_list_is_found(tmp_path: Path) -> None:
    header = "sourcedId,status,dateLastModified,vendorResourceId,title,roles,importance,vendorId,applicationId\n"
    resources = f'{header}a,,,book,Book,"student, Teacher,janitor",primary,v,a\n'
    assert [finding.observed for finding in said("OR-TYP-006", tmp_path, resources=resources)] == ["Teacher"]
    assert [finding.observed for finding in said("OR-TYP-007", tmp_path / "2", resources=resources)] == ["janitor"]


def test_of_a_record_that_is_deleted_only_the_identifier_is_asked(tmp_path: Path) -> None:
    orgs = f"{ORG},tobedeleted,2026-08-01T06:00:00Z,,,,\na,tobedeleted,2026-08-01T06:00:00Z,,,,\n"
    (finding,) = said("OR-TYP-001", tmp_path, orgs=orgs)
    assert finding.location.path == ("orgs.csv", 2, "sourcedId")

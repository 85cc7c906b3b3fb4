"""OneRoster results to evidence and judgments: what each becomes, what is lost, and that the account is whole."""

from collections.abc import Callable
import csv
import json
from pathlib import Path
from typing import Any

from gradebooks import CASE, Row, framework, gradebook, item, level, objective, result, rubric, shelf
import pytest

from conftest import ROOT, Run
from fairmark.schemas import load
from fairmark.validators.convert.learning_facts import COUNTED
from fairmark.validators.convert.registry import Converted, convert_file
from fairmark.validators.convert.scl_terms import EXTENSION, FILES, IN_PROGRESS_FLAGS, LOCAL_ID, STAGES
from fairmark.validators.convert.settings import Settings
from fairmark.validators.rules.shape import by_gate

Json = dict[str, Any]
Convert = Callable[..., tuple[list[Json], list[Json], Converted]]
SCHEMA = "scl/scl-v1.schema.json"
TREE: dict[str, Any] = {"A": {"A.1": {}, "A.2": {}, "A.3": {}}}


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A framework with rubrics about A.1 and A.2."""
    return shelf(tmp_path / "shelf", framework("Reading", TREE, CFRubrics=[rubric("A.1"), rubric("A.2")]))


@pytest.fixture
def converted(tmp_path: Path, books: Path) -> Convert:
    """Convert a gradebook; what comes of it is valid."""

    def run(**tables: list[Row]) -> tuple[list[Json], list[Json], Converted]:
        export = gradebook(tmp_path / "export", **tables)
        made = convert_file(export, tmp_path / "made", target="scl", settings=Settings(shelf=books))
        assert [path.name for path in made.files] == ["evidence.ndjson", "judgments.ndjson"]
        evidence, judgments = (
            [json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in made.files
        )
        assert [breach for one in evidence for breach in by_gate(SCHEMA, "NewEvidenceRecord", one)] == []
        assert [breach for one in judgments for breach in by_gate(SCHEMA, "NewJudgment", one)] == []
        return evidence, judgments, made

    return run


def test_a_result_becomes_evidence_and_a_judgment(converted: Convert) -> None:
    (evidence,), (judgment,), _ = converted(
        lineItems=[{"sourcedId": "i1", "title": "Retelling", "description": "A story", "classSourcedId": "c1"}],
        lineItemLearningObjectiveIds=[objective("i1", "A.1", sourcedId="o1")],
        resultLearningObjectiveIds=[objective("r1", "A.1", sourcedId="m1", score="3.0", textScore="Meets")],
        results=[result("r1", "i1", "north-1", comment="Well told", late="true")],
    )
    learner = evidence["learners"][0]
    assert evidence == {
        "ext:fairmark.id": judgment["evidence"],
        "learners": [learner],
        "evidence": {"type": ["Evidence"], "name": "Retelling", "description": "A story"},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": "A.1",
                "targetUrl": f"{CASE}/CFItems/{item('A.1')}",
                "targetType": "CFItem",
                "targetCode": "A.1",
                "targetDescription": "Knows A.1.",
                "targetFramework": "Reading",
            }
        ],
        "submittedBy": learner,
        "submittedAt": "2026-10-09T00:00:00Z",
        "effectiveAt": "2026-10-09T00:00:00Z",
        "status": "submitted",
        "visibility": "team",
        "ext:oneroster": {
            "student": "north-1",
            "result": {"sourcedId": "r1", "scoreStatus": "fully graded", "comment": "Well told", "late": "true"},
            "lineItem": {"sourcedId": "i1", "classSourcedId": "c1"},
            "objectives": {item("A.1"): "o1"},
        },
    }
    assert judgment == {
        "learner": learner,
        "evidence": evidence["ext:fairmark.id"],
        "evidenceVersion": 1,
        "target": f"{CASE}/CFItems/{item('A.1')}",
        "rubricLevel": level("A.1", "Meets"),
        "score": 3.0,
        "scorer": judgment["scorer"],
        "scorerRole": "educator",
        "purpose": "summative",
        "status": "scored",
        "effectiveAt": "2026-10-09T00:00:00Z",
        "comment": "Well told",
        "ext:oneroster": {"result": "r1", "sourcedId": "m1"},
    }


@pytest.mark.parametrize(
    ("status", "flags", "evidence", "purposes"),
    [
        ("fully graded", {}, ["submitted"], ["summative"]),
        ("fully graded", {"late": "true", "missing": "false"}, ["submitted"], ["summative"]),
        ("partially graded", {}, ["submitted"], ["formative"]),
        ("submitted", {}, ["submitted"], ["formative"]),
        ("ext:checked", {}, ["submitted"], ["formative"]),
        ("not submitted", {}, ["draft"], []),
        ("fully graded", {"inProgress": "true"}, ["draft"], []),
        ("fully graded", {"incomplete": "true"}, ["draft"], []),
        ("submitted", {"missing": "true"}, ["draft"], []),
        ("exempt", {}, [], []),
        ("exempt", {"missing": "true"}, [], []),
    ],
)
def test_statuses(converted: Convert, status: str, flags: Row, evidence: list[str], purposes: list[str]) -> None:
    """Nothing is issued for what is exempt, and what was not handed in is in progress: no failure is ever stated."""
    made, judged, _ = converted(
        resultLearningObjectiveIds=[objective(id, "A.1", textScore="Beginning") for id in ("r1", "r2")],
        results=[result("r1", "i1", "north-1", status, **flags), result("r2", "i1", "north-2")],
    )
    assert [one["status"] for one in made[:-1]] == evidence
    assert [one["purpose"] for one in judged[:-1]] == purposes


@pytest.mark.parametrize(
    ("score", "found"),
    [
        ({"textScore": "Meets"}, "Meets"),
        ({"textScore": " meets "}, "Meets"),
        ({"score": "3"}, "Meets"),
        ({"score": "3.0", "textScore": "Exceeds"}, "Exceeds"),
        ({"score": "4", "textScore": "M"}, "Exceeds"),
        ({"textScore": "M"}, "Meets"),
        ({"textScore": "B"}, None),
        ({"score": "2"}, None),
        ({"score": "", "textScore": ""}, None),
        ({}, None),
    ],
)
def test_levels_are_found_by_name_by_score_and_by_scale(converted: Convert, score: Row, found: str | None) -> None:
    _, judgments, _ = converted(
        scoreScales=[{"sourcedId": "s1", "title": "Scale", "scoreScaleValue": "{M:3},{B:all}"}],
        lineItemScoreScales=[{"lineItemSourcedId": "i1", "scoreScaleSourcedId": "s1"}],
        resultLearningObjectiveIds=[objective("r1", "A.1", **score)],
        results=[result("r1", "i1", "north-1")],
    )
    assert [judgment["rubricLevel"] for judgment in judgments] == ([level("A.1", found)] if found else [])


def test_the_score_of_a_result_stands_for_its_standards_without_scores(converted: Convert) -> None:
    evidence, judgments, made = converted(
        lineItemLearningObjectiveIds=[objective("i1", "A.1"), objective("i1", "A.2"), objective("i1", "A.3")],
        results=[result("r1", "i1", "north-1", textScore="Exceeds", comment="All of it")],
    )
    assert [alignment["targetCode"] for alignment in evidence[0]["alignment"]] == ["A.1", "A.2", "A.3"]
    assert [one["rubricLevel"] for one in judgments] == [level("A.1", "Exceeds"), level("A.2", "Exceeds")]
    assert {one["comment"] for one in judgments} == {"All of it"}
    fates = {entry.source: entry.fate.how for entry in made.loss.entries}
    assert fates["results/textScore"] == "the score of the result stands for that of its standard"


def test_what_has_no_level_is_evidence_all_the_same(converted: Convert) -> None:
    (evidence,), judgments, _ = converted(
        resultLearningObjectiveIds=[objective("r1", "A.3", sourcedId="m1", score="2", textScore="Good")],
        results=[result("r1", "i1", "north-1")],
    )
    assert judgments == []
    carried = {item("A.3"): {"sourcedId": "m1", "score": "2", "textScore": "Good"}}
    assert evidence["ext:oneroster"]["unjudged"] == carried


def test_a_learner_is_a_name_that_tells_nothing(converted: Convert) -> None:
    uuid = "1f0c2d5e-77b1-4b0a-9c39-3f2f6a1b7e01"
    evidence, _, _ = converted(
        lineItemLearningObjectiveIds=[objective("i1", "A.1")],
        results=[result(f"r{at}", "i1", who) for at, who in enumerate(["ann.lee@pier.example", uuid, "7", "7"])],
    )
    learners = [one["learners"][0] for one in evidence]
    assert learners[1] == f"urn:uuid:{uuid}"
    assert learners[2] == learners[3] != learners[0]
    assert "ann" not in learners[0]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"scoreStatus": "exempt"}, "nothing is issued for a result that is exempt"),
        ({"status": "tobedeleted"}, "the profile deletes nothing: withdraw the evidence on the server"),
        ({"scoreDate": "soon"}, "the result has no date, and every fact needs one"),
        ({"studentSourcedId": ""}, "the result has no sourcedId or no student"),
        ({"lineItemSourcedId": "i2"}, "it names no standard of a framework on the shelf"),
        ({"lineItemSourcedId": "i9"}, "it names no standard of a framework on the shelf"),
    ],
)
def test_results_that_become_nothing_say_why(converted: Convert, more: Row, why: str) -> None:
    evidence, _, made = converted(
        lineItemLearningObjectiveIds=[objective("i1", "A.1"), objective("i2", "Q")],
        results=[result("r1", "i1", "north-1"), {**result("r2", "i1", "north-2"), **more}],
    )
    assert len(evidence) == 1
    assert why in {entry.fate.how for entry in made.loss.entries if entry.source == "results/sourcedId"}


def test_the_account_is_whole_and_tells_of_nobody(converted: Convert, tmp_path: Path) -> None:
    """Each cell that is not empty meets one fate, in whatever table it stands."""
    _, _, made = converted(
        users=[{"sourcedId": "north-1", "givenName": "UNTOLD"}],
        scoreScales=[{"sourcedId": "s1", "title": "Scale", "scoreScaleValue": "{M:3}"}],
        lineItemLearningObjectiveIds=[
            objective("i1", "A.1"),
            objective("i1", "Q"),
            objective("i2", "A.1"),
            objective("i9", "A.1"),
            {**objective("i1", "A.2"), "source": "unknown"},
        ],
        resultLearningObjectiveIds=[
            objective("r1", "A.1", score="4", textScore="Meets"),
            objective("r1", "A.1", textScore="Meets"),
            objective("r1", "Q", textScore="UNTOLD"),
            objective("r9", "A.1"),
            objective("r2", "A.2", textScore="UNTOLD"),
        ],
        results=[
            result("r1", "i1", "north-1", comment="UNTOLD", score="3"),
            result("r2", "i1", "north-2", "not submitted"),
            result("r3", "i1", "north-3", "exempt"),
            result("r4", "i3", "north-4"),
            result("r5", "i9", "north-4", status="tobedeleted", dateLastModified="2026-10-09T00:00:00Z"),
        ],
    )
    cells = 0
    for path in (tmp_path / "export").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells += sum(bool(cell) for row in list(csv.reader(file))[1:] for cell in row) * (
                path.name != "manifest.csv"
            )
    assert made.loss.statements == sum(entry.count for entry in made.loss.entries) == cells
    for said in (made.loss.as_text(), json.dumps(made.loss.as_json())):
        assert "UNTOLD" not in said
        assert "north-" not in said


def test_a_second_conversion_is_equal(converted: Convert) -> None:
    tables: dict[str, list[Row]] = {
        "lineItemLearningObjectiveIds": [objective("i1", "A.1")],
        "results": [result("r1", "i1", "north-1", textScore="Meets")],
    }
    assert converted(**tables)[:2] == converted(**tables)[:2]


def test_what_cannot_be_converted_is_said(fairmark: Run, tmp_path: Path, books: Path) -> None:
    export = gradebook(tmp_path / "export")
    made = tmp_path / "made"
    (tmp_path / "empty").mkdir()
    for options, code, words in (
        ([], 2, "--shelf"),
        (["--shelf", tmp_path / "empty"], 2, "holds no CASE package"),
        (["--shelf", books], 1, "no result in the file names a standard"),
        (["--shelf", books, "--base", "https://a.example"], 2, "base means nothing"),
    ):
        done = fairmark("convert", export, "--to", "scl", "--output", made, *options)
        assert (done.exit_code, made.exists()) == (code, False), done.output
        assert words in done.stderr
    single = fairmark("convert", export, "--to", "scl", "--shelf", books, "--output", tmp_path / "made.ndjson")
    assert single.exit_code == 2
    assert "folder" in single.stderr
    done = fairmark(
        "convert", tmp_path / "empty", "--from", "oneroster", "--to", "scl", "--shelf", books, "--output", made
    )
    assert (done.exit_code, made.exists()) == (1, False)
    assert "holds no OneRoster package" in done.stderr


def test_every_member_that_is_supplied_is_in_the_contract() -> None:
    from fairmark.validators.convert.scl_fates import SUPPLIED

    definitions = load(SCHEMA)["$defs"]
    for cls, _, member in (name.partition(".") for name in SUPPLIED):
        assert member in definitions[f"{cls.removesuffix('Record')}Fields"]["properties"]


def test_the_page_tells_of_every_status() -> None:
    page = (ROOT / "docs" / "convert-results.md").read_text("utf-8")
    for term in (*STAGES, *IN_PROGRESS_FLAGS, *COUNTED, *FILES.values(), EXTENSION, LOCAL_ID):
        assert f"`{term}`" in page, term

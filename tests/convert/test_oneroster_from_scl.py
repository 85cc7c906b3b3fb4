"""Evidence and judgments to OneRoster: packages that hold up, facts that survive both ways, and a whole account."""

from collections.abc import Callable
import csv
import io
import json
from pathlib import Path
from typing import Any
import zipfile

from gradebooks import CASE, framework, gradebook, item, level, rubric, shelf
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
import jsonschema
import pytest

from conftest import ROOT, Run
from fairmark.fixtures import frameworks
from fairmark.fixtures.district import District
from fairmark.fixtures.district.calendar import EXPORTED
from fairmark.fixtures.district.continuums import USED
from fairmark.fixtures.district.oneroster import export
from fairmark.fixtures.district.oneroster.package import write_folder
from fairmark.schemas import load
from fairmark.validators.convert.errors import ConversionError
from fairmark.validators.convert.registry import convert_file
from fairmark.validators.convert.settings import Settings

Json = dict[str, Any]
Tables = dict[str, list[dict[str, str]]]
LEARNER, OTHER, TEACHER = (f"urn:uuid:00000000-0000-4000-8000-00000000000{at}" for at in range(1, 4))
EVENING = "2026-10-02T23:00:00-05:00"
EXAMPLES = ROOT / "schemas" / "scl" / "examples" / "v1"


def evidence(at: int = 1, *targets: str, **members: Any) -> Json:
    """The version of a piece of work, as the learning API answers it."""
    aligned = [
        {"type": ["Alignment"], "targetName": name, "targetType": "CFItem", "targetUrl": f"{CASE}/CFItems/{item(name)}"}
        for name in targets or ("A.1",)
    ]
    return {
        "id": fact(at),
        "type": "EvidenceRecord",
        "learners": [LEARNER],
        "evidence": {"type": ["Evidence"], "name": "A reading", "genre": "Recording"},
        "alignment": aligned,
        "submittedBy": LEARNER,
        "submittedAt": "2026-10-01T08:00:00Z",
        "effectiveAt": "2026-10-01T08:00:00Z",
        "status": "submitted",
        "visibility": "team",
        "version": 1,
        "recordedAt": "2026-10-01T09:00:00Z",
        **members,
    }


def judgment(at: int = 50, work: int = 1, name: str = "Meets", target: str = "A.1", **members: Any) -> Json:
    return {
        "id": fact(at),
        "type": "Judgment",
        "learner": LEARNER,
        "evidence": fact(work),
        "evidenceVersion": 1,
        "target": f"{CASE}/CFItems/{item(target)}",
        "frameworkVersion": 1,
        "framework": f"{CASE}/CFDocuments/{item('Reading')}",
        "rubricLevel": level(target, name),
        "score": {"Beginning": 1, "Meets": 3, "Exceeds": 4}[name],
        "scorer": TEACHER,
        "scorerRole": "educator",
        "purpose": "summative",
        "status": "scored",
        "effectiveAt": "2026-10-02T08:00:00Z",
        "recordedAt": "2026-10-02T09:00:00Z",
        **members,
    }


def unscored(status: str, **members: Any) -> Json:
    return {
        name: value
        for name, value in judgment(**members, status=status).items()
        if name not in ("score", "rubricLevel")
    }


def fact(at: int) -> str:
    return f"urn:uuid:00000000-0000-4000-9000-0000000000{at:02}"


@pytest.fixture
def books(tmp_path: Path) -> Path:
    tree: Json = {"A": {"A.1": {}, "A.2": {}}}
    return shelf(tmp_path / "shelf", framework("Reading", tree, CFRubrics=[rubric("A.1"), rubric("A.2")]))


@pytest.fixture
def converted(tmp_path: Path, books: Path) -> Callable[..., tuple[Tables, Any]]:
    """Convert records; the tables that come of it, and the account."""

    def run(*records: Json, shelf: Path | None = books, into: Path | None = None) -> tuple[Tables, Any]:
        source, target = tmp_path / "records.ndjson", tmp_path / "package.zip"
        source.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
        made = convert_file(source, target, target="oneroster", settings=Settings(shelf=shelf, into=into))
        return read_tables(target), made.loss

    return run


def read_tables(path: Path) -> Tables:
    with zipfile.ZipFile(path) as archive:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in archive.namelist()
        }


def filled(row: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if cell}


# -- what facts become -------------------------------------------------------------------------------------------------


def test_evidence_becomes_a_result_with_its_mastery(converted: Any) -> None:
    tables, _ = converted(evidence(), judgment(comment="Clear"))
    result = "scl-" + fact(1).removeprefix("urn:uuid:")
    standard = {"source": "case", "learningObjectiveId": f"urn:uuid:{item('A.1')}"}
    changed = {"status": "active", "dateLastModified": "2026-10-02T09:00:00.000Z"}
    assert list(map(filled, tables["results"])) == [
        {
            "sourcedId": result,
            **changed,
            "lineItemSourcedId": result,
            "studentSourcedId": LEARNER.removeprefix("urn:uuid:"),
            "scoreStatus": "fully graded",
            "score": "3",
            "textScore": "Meets",
            "scoreDate": "2026-10-02",
            "comment": "Clear",
        }
    ]
    (mastery,) = tables["resultLearningObjectiveIds"]
    assert filled(mastery) == {
        "sourcedId": f"{result}-{item('A.1')}",
        **changed,
        "resultSourcedId": result,
        **standard,
        "score": "3",
        "textScore": "Meets",
    }
    (line_item,) = tables["lineItems"]
    assert (line_item["title"], line_item["assignDate"], line_item["classSourcedId"]) == (
        "A reading",
        "2026-10-01",
        "scl-class",
    )
    (named,) = tables["lineItemLearningObjectiveIds"]
    assert filled(named).items() >= standard.items()
    (scale,) = tables["scoreScales"]
    assert scale["scoreScaleValue"] == "{Beginning:1},{Meets:3},{Exceeds:4}"
    assert filled(tables["lineItemScoreScales"][0])["scoreScaleSourcedId"] == scale["sourcedId"]
    assert {row["value"] for row in tables["manifest"] if row["propertyName"].startswith("file.")} == {
        "delta",
        "absent",
    }


@pytest.mark.parametrize(
    ("work", "judged", "status"),
    [
        ({}, [judgment()], "fully graded"),
        ({}, [judgment(purpose="adjudication")], "fully graded"),
        ({}, [judgment(purpose="formative")], "partially graded"),
        ({}, [], "submitted"),
        ({}, [unscored("notYet")], "submitted"),
        ({}, [unscored("notAssessable")], "submitted"),
        ({}, [unscored("missing")], "not submitted"),
        ({}, [unscored("exempt")], "exempt"),
        ({"status": "draft"}, [], "not submitted"),
        ({"status": "draft"}, [judgment()], "not submitted"),
    ],
)
def test_statuses(converted: Any, work: Json, judged: list[Json], status: str) -> None:
    tables, _ = converted(evidence(**work), *judged)
    (result,) = tables["results"]
    assert result["scoreStatus"] == status
    has_score = status in ("fully graded", "partially graded")
    assert [row["score"] for row in tables.get("resultLearningObjectiveIds", [])] == (["3"] if has_score else [])
    assert result["score"] == ("3" if has_score else "")


@pytest.mark.parametrize(
    ("judged", "score"),
    [
        ([judgment(50), judgment(51, name="Exceeds", effectiveAt="2026-10-03T08:00:00Z")], "4"),
        ([judgment(50, name="Exceeds", effectiveAt=EVENING), judgment(51, effectiveAt="2026-10-03T01:00:00Z")], "4"),
        ([judgment(50), judgment(51, name="Beginning")], "1"),
        ([judgment(50), judgment(51, name="Exceeds", purpose="formative", effectiveAt="2026-11-01T08:00:00Z")], "3"),
        ([judgment(50), judgment(51, name="Exceeds", supersedes=fact(50), reason="Misread.")], "4"),
        ([judgment(50, name="Exceeds", supersedes=fact(51), reason="Misread."), judgment(51)], "4"),
        ([judgment(50), judgment(51, name="Exceeds", scorerRole="self")], "3"),
        ([judgment(50), judgment(51, name="Exceeds", scorerRole="peer")], "3"),
        ([judgment(50), judgment(51, name="Exceeds", purpose="secondScore")], "3"),
        ([judgment(50), judgment(51, name="Exceeds", purpose="calibration")], "3"),
        ([judgment(50), judgment(51, name="Exceeds", purpose="baseline")], "3"),
        ([judgment(50), judgment(51, name="Exceeds", learner=OTHER)], "3"),
        ([judgment(50), judgment(51, work=9, name="Exceeds")], "3"),
    ],
)  # fmt: skip
def test_of_several_judgments_one_counts(converted: Any, judged: list[Json], score: str) -> None:
    """A final one before a provisional one, a later one before an earlier one, and those of record only."""
    tables, loss = converted(evidence(), *judged)
    assert [row["score"] for row in tables["resultLearningObjectiveIds"]] == [score]
    assert sum(entry.count for entry in loss.entries if entry.source == "Judgment/id") == len(judged)


def test_versions_are_one_result(converted: Any) -> None:
    later = evidence(2, version=2, previousVersion=fact(1), effectiveAt="2026-10-05T08:00:00Z")
    tables, _ = converted(evidence(), later, judgment(work=1), judgment(51, work=2, name="Exceeds", target="A.2"))
    assert len(tables["results"]) == 1
    assert sorted(row["score"] for row in tables["resultLearningObjectiveIds"]) == ["3", "4"]
    with pytest.raises(ConversionError):
        converted(evidence(), {**later, "status": "withdrawn"}, judgment())


def test_work_of_a_group_is_a_result_each(converted: Any) -> None:
    tables, _ = converted(evidence(learners=[LEARNER, OTHER]), judgment(learner=OTHER))
    assert [(row["studentSourcedId"][-1], row["scoreStatus"]) for row in tables["results"]] == [
        ("1", "submitted"),
        ("2", "fully graded"),
    ]
    assert len({row["sourcedId"] for row in tables["results"]}) == 2
    assert len(tables["lineItems"]) == 1


def test_without_a_shelf_levels_have_no_names(converted: Any) -> None:
    tables, loss = converted(evidence(), judgment(), shelf=None)
    (mastery,) = tables["resultLearningObjectiveIds"]
    assert (mastery["score"], mastery["textScore"]) == ("3", "")
    assert "scoreScales" not in tables
    assert "no framework on the shelf says what the level is called" in {entry.fate.how for entry in loss.entries}


def test_pages_folders_and_lines_hold_the_same_records(tmp_path: Path, books: Path) -> None:
    records = {"evidence": [evidence()], "judgments": [judgment()]}
    (tmp_path / "page.json").write_text(json.dumps(records), "utf-8")
    (tmp_path / "folder").mkdir()
    for name, found in records.items():
        (tmp_path / "folder" / f"{name}.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in found), "utf-8")
    made = []
    for name in ("page.json", "folder"):
        convert_file(tmp_path / name, tmp_path / f"{name}.zip", target="oneroster", settings=Settings(shelf=books))
        made.append((tmp_path / f"{name}.zip").read_bytes())
    assert made[0] == made[1]


# -- packages that hold up -------------------------------------------------------------------------------------------


def test_changes_are_judged_without_errors(tmp_path: Path, books: Path, judged: Any, converted: Any) -> None:
    """All that is warned of is that the users are elsewhere: that is what a delta is."""
    converted(evidence(), evidence(2, "A.1", "A.2", status="draft"), judgment())
    report = judged(tmp_path / "package.zip", "--shelf", books, "--fail-on", "warning")
    loud = {finding["rule"] for finding in report["findings"] if finding["severity"] != "info"}
    assert (loud, report["counts"]["error"]) == ({"OR-REF-002"}, 0)
    (finding,) = (finding for finding in report["findings"] if finding["rule"] == "OR-REF-002")
    assert {sample["field"] for sample in finding["samples"]} == {"studentSourcedId"}


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of a small sample district, and the frameworks that it refers to."""
    folder = tmp_path_factory.mktemp("district")
    write_folder(export(District(learners=100), "1.2", EXPORTED), "1.2", folder / "export")
    (folder / "shelf").mkdir()
    for name in USED:
        (folder / "shelf" / f"{name}.json").write_bytes(frameworks()[name].read_bytes())
    return folder


def test_a_district_goes_there_and_back(fairmark: Run, district: Path, tmp_path: Path) -> None:
    """All that the export says of results survives, and the package passes."""
    books = ["--shelf", district / "shelf"]
    for source, target, more in (
        (district / "export", "scl", []),
        (tmp_path / "scl", "oneroster", ["--into", district / "export"]),
    ):
        done = fairmark("convert", source, "--to", target, "--output", tmp_path / target, *books, *more)
        assert done.exit_code == 0, done.output
    for path in (district / "export").iterdir():
        before, after = (place.read_text("utf-8").splitlines() for place in (path, tmp_path / "oneroster" / path.name))
        assert sorted(before) == sorted(after)
    assert fairmark("validate", tmp_path / "oneroster", *books, "--fail-on", "warning").exit_code == 0


def test_as_changes_it_says_the_same(fairmark: Run, district: Path, tmp_path: Path) -> None:
    settings = Settings(shelf=district / "shelf")
    convert_file(district / "export", tmp_path / "scl", target="scl", settings=settings)
    convert_file(tmp_path / "scl", tmp_path / "changes.zip", target="oneroster", settings=settings)
    changes = read_tables(tmp_path / "changes.zip")
    assert changes.keys() == {
        "manifest", "lineItems", "results", "lineItemLearningObjectiveIds", "resultLearningObjectiveIds",
    }  # fmt: skip
    for name, rows in changes.items():
        if name != "manifest":
            text = (district / "export" / f"{name}.csv").read_text("utf-8")
            known = {row["sourcedId"]: row for row in csv.DictReader(io.StringIO(text))}
            for row in rows:
                assert {**row, "status": "", "dateLastModified": ""} == known[row["sourcedId"]]


def test_facts_go_there_and_back(tmp_path: Path, books: Path, converted: Any) -> None:
    """What OneRoster has a place for is the same afterwards: who, about what, how good, on which day, for what."""
    converted(evidence(), evidence(2, "A.2", learners=[OTHER]), judgment(comment="Clear"),
              judgment(51, work=2, name="Exceeds", target="A.2", learner=OTHER, purpose="formative"))  # fmt: skip
    convert_file(tmp_path / "package.zip", tmp_path / "scl", target="scl", settings=Settings(shelf=books))
    found, judged = (
        [json.loads(line) for line in (tmp_path / "scl" / f"{name}.ndjson").read_text("utf-8").splitlines()]
        for name in ("evidence", "judgments")
    )
    assert [(one["ext:fairmark.id"], one["learners"], one["evidence"]["name"], one["status"]) for one in found] == [
        (fact(1), [LEARNER], "A reading", "submitted"),
        (fact(2), [OTHER], "A reading", "submitted"),
    ]
    assert [[alignment["targetUrl"] for alignment in one["alignment"]] for one in found] == [
        [f"{CASE}/CFItems/{item('A.1')}"],
        [f"{CASE}/CFItems/{item('A.2')}"],
    ]
    same = ("learner", "evidence", "target", "rubricLevel", "score", "purpose", "status")
    assert [tuple(one[name] for name in same) for one in judged] == [
        tuple(one[name] for name in same)
        for one in (
            judgment(),
            judgment(51, work=2, name="Exceeds", target="A.2", learner=OTHER, purpose="formative"),
        )
    ]
    assert [(one["effectiveAt"][:10], one.get("comment")) for one in judged] == [
        ("2026-10-02", "Clear"),
        ("2026-10-02", None),
    ]


# -- into an export ----------------------------------------------------------------------------------------------------


def test_what_is_put_into_an_export_leaves_the_rest_as_it_is(tmp_path: Path, converted: Any) -> None:
    me = LEARNER.removeprefix("urn:uuid:")
    users = [{"sourcedId": me, "givenName": "A"}, {"sourcedId": "s2", "givenName": "B", "userMasterIdentifier": OTHER}]
    into = gradebook(tmp_path / "export", users=users)
    (into / "results.csv").write_text(
        (into / "results.csv").read_text("utf-8").rstrip()
        + ",metadata.own\nold,,,i1,s2,exempt,,2026-10-01,,,,,,,,kept\n",
        "utf-8",
    )
    stranger = evidence(3, learners=[TEACHER])
    tables, loss = converted(evidence(), evidence(2, learners=[OTHER]), stranger, judgment(), into=into)
    assert [(row["sourcedId"][-1], row["studentSourcedId"], row["metadata.own"]) for row in tables["results"]] == [
        ("d", "s2", "kept"),
        ("1", me, ""),
        ("2", "s2", ""),
    ]
    assert {row["status"] for name in ("results", "lineItems", "classes", "scoreScales") for row in tables[name]} == {
        ""
    }
    assert [row["sourcedId"] for row in tables["classes"]] == ["c1", "c2", "c3", "scl-class"]
    told = {entry.fate.how: entry.count for entry in loss.entries if entry.source == "EvidenceRecord/id"}
    assert told["its learner is none of the users of the export"] == 1


@pytest.mark.parametrize("into", ["nothing", "1.1"])
def test_an_export_that_cannot_take_it_exits_with_2(fairmark: Run, tmp_path: Path, into: str) -> None:
    place = tmp_path / "export"
    if into == "nothing":
        place.mkdir()
    else:
        gradebook(place)
        manifest = (place / "manifest.csv").read_text("utf-8")
        (place / "manifest.csv").write_text(manifest.replace("oneroster.version,1.2", "oneroster.version,1.1"), "utf-8")
    (tmp_path / "one.ndjson").write_text(json.dumps(evidence()), "utf-8")
    done = fairmark(
        "convert", tmp_path / "one.ndjson", "--to", "oneroster", "--into", place, "--output", tmp_path / "made"
    )
    assert done.exit_code == 2, done.output
    assert not (tmp_path / "made").exists()


# -- the account, and what comes in ------------------------------------------------------------------------------------


def leaves(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(leaves, value.values()))
    return sum(map(leaves, value)) if isinstance(value, list) else 1


def test_the_account_is_whole_and_tells_of_nobody(converted: Any) -> None:
    records = [
        evidence(evidence={"type": ["Evidence"], "name": "UNTOLD", "narrative": "UNTOLD"}),
        evidence(2, status="withdrawn"),
        evidence(3, previousVersion=fact(1), version=2),
        judgment(comment="UNTOLD"),
        judgment(51, target="A.2", comment="UNTOLD too"),
        judgment(52, work=2),
        unscored("notYet", at=53, target="A.2"),
        json.loads((EXAMPLES / "Determination.json").read_text("utf-8")),
        {"some": {"thing": [1, 2]}},
    ]
    _, loss = converted(*records)
    assert loss.statements == sum(entry.count for entry in loss.entries) == sum(map(leaves, records))
    jsonschema.Draft202012Validator(load("report/loss.schema.json")).validate(loss.as_json())
    for said in (loss.as_text(), json.dumps(loss.as_json())):
        assert "UNTOLD" not in said
        assert LEARNER not in said


NO_EVIDENCE, NO_JSON = "holds no evidence that could become a result", "records.ndjson cannot be read as JSON"


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ([], NO_JSON),
        ([{}], NO_EVIDENCE),
        ([{"a": 1}], NO_EVIDENCE),
        ([{"learners": [], "alignment": []}], "record 1 of records.ndjson is no EvidenceRecord"),
        ([evidence(), judgment(score="3")], "record 2 of records.ndjson is no Judgment"),
        ([evidence(), "broken"], NO_JSON),
        ([evidence(effectiveAt="2026-02-30T00:00:00Z")], NO_EVIDENCE),
        ([judgment()], NO_EVIDENCE),
    ],
)
def test_what_cannot_be_converted_is_said(fairmark: Run, tmp_path: Path, records: list[Any], words: str) -> None:
    source = tmp_path / "records.ndjson"
    lines = ("{" if record == "broken" else json.dumps(record) for record in records)
    source.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    done = fairmark("convert", source, "--from", "scl", "--to", "oneroster", "--output", tmp_path / "made")
    assert (done.exit_code, (tmp_path / "made").exists()) == (1, False), done.output
    assert words in done.stderr


def test_a_package_is_a_folder_or_a_zip(fairmark: Run, tmp_path: Path) -> None:
    (tmp_path / "one.ndjson").write_text(json.dumps(evidence()), "utf-8")
    done = fairmark("convert", tmp_path / "one.ndjson", "--to", "oneroster", "--output", tmp_path / "made.csv")
    assert (done.exit_code, (tmp_path / "made.csv").exists()) == (2, False)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
carried = st.dictionaries(
    st.sampled_from(["student", "result", "lineItem", "objectives", "unjudged", "sourcedId"]),
    json_values
    | st.dictionaries(st.sampled_from(["sourcedId", "scoreStatus", "score"]), st.text(max_size=8), max_size=3),
)


@hypothesis_settings(max_examples=60, deadline=None)
@given(origin=carried, mark=json_values, said=st.text(max_size=20), more=st.booleans())
def test_whatever_is_carried_the_package_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, origin: Json, mark: Any, said: str, more: bool
) -> None:
    """What stands in extensions and texts is anybody's."""
    folder = tmp_path_factory.mktemp("hostile")
    work = evidence(evidence={"type": ["Evidence"], "name": said}, **{"ext:oneroster": origin})
    records = [work, judgment(comment=said, **{"ext:oneroster": mark})] + [evidence(2)] * more
    (folder / "in.json").write_text(json.dumps({"evidence": records[:1], "judgments": records[1:2]}), "utf-8")
    made = convert_file(folder / "in.json", folder / "out.zip", source="scl", target="oneroster")
    assert made.loss.statements == sum(map(leaves, records[:2]))
    for name, rows in read_tables(folder / "out.zip").items():
        for row in rows:
            assert None not in row
            assert name == "manifest" or row["sourcedId"].isascii()
            assert not {"\r", "\n", "\0"} & set("".join(row.values()))

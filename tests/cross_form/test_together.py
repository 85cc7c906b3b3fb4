"""Records of learning beside the gradebook that they come from."""

from collections.abc import Callable
import hashlib
import json
from pathlib import Path
import shutil
from typing import Any

from click.testing import Result
from cross_form.calls import Judged, changed, roster, samples, saved, spoken
import pytest

from credential_twins.signing import Json
from mixed_twins.cross_form import (
    achieving,
    aligned_elsewhere,
    coded,
    of_somebody_else,
    scored,
    scoring,
    subject_of,
    with_derived_identifier,
)
from mixed_twins.samples import HOST, badge_in, identifier, record

EXCEEDS = achieving(f"{HOST}/levels/4")
MASTER = "5b0f2f1c-7e11-4c1b-9a2d-6d630f7a6a2e"


def known_as(*identifiers: Json, id: str = "") -> Callable[[Json], None]:
    """A record whose learner has other identifiers, and another level than in the gradebook."""

    def change(document: Json) -> None:
        for subject in (document["credentialSubject"], subject_of(document)):
            subject["identifier"] = list(identifiers)
            if id:
                subject["id"] = id
            if not identifiers:
                del subject["identifier"]
        EXCEEDS(document)

    return change


def hashed(kind: str, value: str, salt: str) -> Json:
    digest = hashlib.sha256((value + salt).encode()).hexdigest()
    return {**identifier(kind, f"sha256${digest}"), "hashed": True, "salt": salt}


# -- who it is -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        known_as(identifier("sourcedId", "student-1")),
        known_as(identifier("systemId", "1001")),
        known_as(identifier("userName", "mia.l")),
        known_as(identifier("emailAddress", "MIA@pier.example")),
        known_as(hashed("emailAddress", "mia@pier.example", "Kosher")),
        known_as(id=f"urn:uuid:{MASTER}"),
    ],
    ids=["sourcedId", "systemId", "userName", "emailAddress", "hashed", "id"],
)
def test_a_learner_is_found_by(tmp_path: Path, judged: Judged, change: Callable[[Json], None]) -> None:
    folder = roster(
        tmp_path / "roster",
        ("users", "Mia,Lund,,1001,,,,,05,,,", f"Mia,Lund,,1001,mia@pier.example,,,,05,,{MASTER},"),
    )
    report = judged(folder, saved(tmp_path / "record.json", changed(change)))
    assert spoken(report) == {"X-MAP-002"}
    assert not {"student-1", "mia@pier.example", "1001"} & set(str(samples(report, "X-MAP-002")).split("'"))


@pytest.mark.parametrize(
    ("change", "edits"),
    [
        (known_as(identifier("name", "Mia Lund")), ()),
        (known_as(id="did:example:mia"), ()),
        (known_as(identifier("systemId", "1001")), [("users", "{SIS:1002}", "{SIS:1001}")]),  # two have it
        (known_as(identifier("systemId", "1001"), identifier("userName", "ben.o")), ()),  # two are meant
    ],
    ids=["name", "wallet", "ambiguous", "contradictory"],
)
def test_of_a_learner_of_whom_nobody_is_certain_nothing_is_said(
    tmp_path: Path, judged: Judged, change: Callable[[Json], None], edits: Any
) -> None:
    folder = roster(tmp_path / "roster", *edits)
    assert spoken(judged(folder, saved(tmp_path / "record.json", changed(change)))) == set()


def test_a_learner_is_missed_only_in_all_rosters(tmp_path: Path, judged: Judged) -> None:
    one = roster(tmp_path / "one")
    other = roster(tmp_path / "other", *((name, "student-1", "student-9") for name in ("users", "roles", "results")))
    stranger = saved(tmp_path / "record.json", changed(of_somebody_else))
    assert spoken(judged(one, stranger)) == {"X-MAP-006"}
    assert spoken(judged(one, other, stranger)) == set()


def test_nobody_is_missed_in_a_delta(tmp_path: Path, judged: Judged) -> None:
    folder = roster(
        tmp_path / "roster",
        *(
            ("users", f"{id},,,", f"{id},active,2026-10-01T00:00:00Z,")
            for id in ("student-1", "student-2", "teacher-1")
        ),
    )
    report = judged(folder, saved(tmp_path / "record.json", changed(of_somebody_else)))
    assert spoken(report) == set()


# -- what was achieved -----------------------------------------------------------------------------------------------

AGAIN = "results", "result-2,", "result-3,,,item-1,student-1,fully graded,{0},{1},,{2},class-math5,,,,\nresult-2,"
AND_SO = (
    "resultLearningObjectiveIds",
    "rlo-1,",
    "rlo-3,,,result-3,case,urn:uuid:0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e11,{0},{2}\nrlo-1,",
)


def again(score: str, day: str, level: str) -> list[tuple[str, str, str]]:
    """Another result of the same learner for the same standard."""
    return [(table, old, new.format(score, day, level)) for table, old, new in (AGAIN, AND_SO)]


@pytest.mark.parametrize(
    ("edits", "value", "differs"),
    [
        ([], "3", False),
        ([], "2", True),
        (again("1.0", "2026-10-12", "Beginning"), "2", False),  # between the two: an average, it may be
        (again("3.0", "2026-10-12", "Meets"), "2", True),
        (again("2.0", "2026-12-12", "Approaching"), "2", True),  # judged after the award
        (again("4.0", "2026-10-12", "Exceeds"), "4", False),
        ([("results", "fully graded,3.0", "exempt,3.0")], "2", False),
        ([("resultLearningObjectiveIds", "7e11,3.0,Meets", "7e11,,")], "2", False),
        ([("lineItems", "0.0,4.0,org-school\nitem-2", "0.0,100.0,org-school\nitem-2")], "2", False),
    ],
)
def test_points_are_compared_with_all_that_the_gradebook_says(
    tmp_path: Path, judged: Judged, edits: Any, value: str, differs: bool
) -> None:
    document = scored()
    scoring(value)(document)
    report = judged(roster(tmp_path / "roster", *edits), saved(tmp_path / "record.json", document))
    assert ("X-MAP-002" in spoken(report)) is differs


def test_a_result_about_two_standards_is_not_compared(tmp_path: Path, judged: Judged) -> None:
    def change(document: Json) -> None:
        EXCEEDS(document)
        alignments = subject_of(document)["achievement"]["alignment"]
        alignments.append({**alignments[0], "targetUrl": alignments[0]["targetUrl"].replace("7e11", "7e12")})

    report = judged(roster(tmp_path / "roster"), saved(tmp_path / "record.json", changed(change)))
    assert "X-MAP-002" not in spoken(report)


# -- what is judged, and what is only compared with ------------------------------------------------------------------


def test_in_a_record_that_is_judged_its_own_rules_speak(tmp_path: Path, judged: Judged) -> None:
    impossible = saved(tmp_path / "record.json", changed(achieving(f"{HOST}/levels/5")))
    folder = roster(tmp_path / "roster")
    assert spoken(judged(folder, impossible), "X", "OB") == {"OB-RESULT-004"}
    assert spoken(judged(folder, "--compare-with", impossible), "X", "OB") == {"X-MAP-003"}


def test_records_can_be_compared_with_a_roster_in_an_archive(tmp_path: Path, judged: Judged) -> None:
    folder = roster(tmp_path / "roster")
    archive = shutil.make_archive(str(tmp_path / "export"), "zip", folder)
    shutil.rmtree(folder)
    different = saved(tmp_path / "records" / "one.json", changed(EXCEEDS))
    report = judged(different.parent, "--compare-with", archive)
    assert spoken(report) == {"X-MAP-002"}
    assert "row 2 of resultLearningObjectiveIds.csv" in samples(report, "X-MAP-002")[0]["message"]
    assert not any(input["kind"].startswith("oneroster") for input in report["inputs"])


def test_what_is_compared_with_has_to_be_there(tmp_path: Path, fairmark: Callable[..., Result]) -> None:
    done = fairmark("validate", saved(tmp_path / "record.json", record()), "--compare-with", tmp_path / "none")
    assert done.exit_code == 2


def test_a_record_in_a_line_is_named_by_its_id(tmp_path: Path, judged: Judged) -> None:
    lines = saved(tmp_path / "records.ndjson", record("student-2"), changed(EXCEEDS))
    (sample,) = samples(judged(lines, "--compare-with", roster(tmp_path / "roster")), "X-MAP-002")
    assert sample["recordId"] == f"{HOST}/records/student-1"


def test_processes_say_the_same_as_one(tmp_path: Path, judged: Judged) -> None:
    folder = roster(tmp_path / "roster")
    for name in ("a", "b"):
        saved(tmp_path / name / "one.json", changed(EXCEEDS))
    inputs = (folder, tmp_path / "a", tmp_path / "b")
    at = ("--at", "2026-11-01T00:00:00Z")
    alone, several = (judged(*inputs, *at, "--jobs", jobs) for jobs in ("1", "2"))
    assert len(samples(alone, "X-MAP-002")) == 2
    assert alone == several


# -- identifiers of standards ----------------------------------------------------------------------------------------


def test_the_shelf_tells_what_the_objectives_of_a_roster_are(tmp_path: Path, judged: Judged) -> None:
    shelf = tmp_path / "shelf" / "framework.json"
    shelf.parent.mkdir()
    source = Path(__file__).parents[2] / "fixtures" / "oneroster" / "shelf" / "framework.json"
    shelf.write_text(
        source.read_text("utf-8").replace(
            '"fullStatement": "Place fractions', '"humanCodingScheme": "5.NF.A.1",\n"fullStatement": "Place fractions'
        ),
        "utf-8",
    )
    document = coded()
    with_derived_identifier(document)
    report = judged(roster(tmp_path / "roster"), saved(tmp_path / "record.json", document), "--shelf", shelf.parent)
    assert spoken(report) == {"X-MAP-008"}
    (sample,) = samples(report, "X-MAP-008")
    assert sample["input"].endswith("LearningObjectiveIds.csv")


def test_another_standard_of_the_gradebook_is_no_derived_one(tmp_path: Path, judged: Judged) -> None:
    folder = roster(tmp_path / "roster", ("lineItemLearningObjectiveIds", "7e11", "7e12"))
    report = judged(folder, saved(tmp_path / "record.json", changed(lambda document: None)))
    assert spoken(report) == {"X-MAP-001"}
    both = roster(tmp_path / "both", ("lineItems", "Fractions on a line", "Number lines"))
    assert spoken(judged(both, saved(tmp_path / "other.json", changed(aligned_elsewhere)))) == {"X-MAP-006"}


# -- whatever stands there -------------------------------------------------------------------------------------------

JUNK: list[Any] = [None, 1, "x", [], {}, [[]], [None], {"id": 1}, [{"id": []}], "\ud800", 1e308, "9" * 5000]


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize(
    "member", ["achievement", "result", "identifier", "id", "alignment", "resultDescription", "issuer", "credentials"]
)
def test_no_document_makes_a_rule_fail(tmp_path: Path, judged: Judged, member: str, junk: Any) -> None:
    document = record()
    subject = subject_of(document)
    match member:
        case "alignment" | "resultDescription":
            subject["achievement"][member] = junk
        case "issuer":
            document["issuer"] = badge_in(document)["issuer"] = junk
        case "credentials":
            document["credentialSubject"]["verifiableCredential"] = junk
        case _:
            subject[member] = junk
    path = tmp_path / "record.json"
    path.write_text(json.dumps(document), "utf-8")
    report = judged(path, "--compare-with", roster(tmp_path / "roster"))
    assert report["faults"] == []

"""`fairmark diff OLD NEW` on two exports."""

import json
from pathlib import Path
from typing import Any

import jsonschema
from oneroster.exports import export
from oneroster.packages import package, written, zipped
import pytest

from conftest import ROOT, Run

USERS = "enabledUser,username,givenName,familyName,email"
SECRETS = ("private-name", "private-given", "private-family", "private-mail")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    rows = [f"u{n},true,private-name{n},private-given,private-family,private-mail{n}" for n in range(10)]
    return export(
        tmp_path / "old",
        users=[USERS, *rows],
        orgs=["name,type,identifier", "o,School,school,1"],
        demographics=["sex", "u1,"],
    )


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Three users are gone, one is new, one has another identifier, none has an email; orgs are not sent."""
    rows = [f"u{n},true,private-name{n},private-given,private-family," for n in range(6)]
    last = ["x6,true,private-name6,private-given,private-family,", "new,true,other,private-given,private-family,"]
    demographics = ["sex", "=u1,active,2026-10-01T00:00:00Z,"]
    return export(tmp_path / "new", users=[USERS, *rows, *last], demographics=demographics)


@pytest.fixture
def all_sent(tmp_path: Path, new: Path) -> Path:
    """The same without the delta, so that what is not sent is missing."""
    (new / "demographics.csv").unlink()
    return new


def told(fairmark: Run, *arguments: str | Path) -> dict[str, Any]:
    done = fairmark("diff", *arguments, "--format", "json")
    assert done.exit_code in (0, 1), done.output
    found: dict[str, Any] = json.loads(done.stdout)
    schema = json.loads((ROOT / "schemas" / "report" / "exports-diff.schema.json").read_text("utf-8"))
    jsonschema.validate(found, schema)
    assert (done.exit_code == 1) is found["onHold"]
    return found


def test_json_says_what_has_become_of_each_file(fairmark: Run, old: Path, all_sent: Path) -> None:
    found = told(fairmark, old, all_sent, "--samples", "2")
    _, _, users = found["tables"]
    assert (users["file"], users["before"], users["now"], users["lost"]) == ("users.csv", 10, 8, 3)
    assert users["deleted"] == {"count": 4, "samples": ["u6", "u7"]}
    assert users["added"] == {"count": 2, "samples": ["x6", "new"]}
    assert users["renumbered"] == {"count": 1, "samples": ["u6 → x6"]}
    assert users["changed"] == {"count": 6, "samples": ["u0", "u1"]}
    assert users["emptied"] == [{"column": "email", "count": 6, "had": 6}]
    assert users["shares"] == {"lost": 30.0, "changed": 60.0, "churn": 10.0}
    assert [(crossing["rule"], crossing["share"]) for crossing in found["crossings"]] == [
        ("OR-DIF-001", 30.0),
        ("OR-DIF-004", 10.0),
        ("OR-DIF-005", 100.0),
    ]
    assert found["emptiedFiles"] == ["demographics.csv", "orgs.csv"]


def test_text_says_the_same(fairmark: Run, old: Path, new: Path) -> None:
    done = fairmark("diff", old, new)
    lines = done.stdout.splitlines()
    assert done.exit_code == 1
    assert lines[0] == "On hold: 3 thresholds crossed, so somebody has to look before it goes."
    assert "users.csv   10    8      2  4 (40.0 %)  6 (60.0 %)  1 (10.0 %)" in lines
    assert "  users.csv: 3 of 10 records (30.0 %) are no longer there; up to 10 % may be (OR-DIF-001)" in lines
    assert (
        "  users.csv email: 6 of 6 records (100.0 %) have lost what they had there; up to 20 % may be (OR-DIF-005)"
        in lines
    )
    assert "  demographics.csv: it holds changes only" in lines
    assert "  users.csv deleted: u6, u7, u8, u9" in lines


def test_a_file_that_is_empty_now_is_told(fairmark: Run, old: Path, all_sent: Path) -> None:
    assert "  orgs.csv: had 1 record (OR-DIF-003)" in fairmark("diff", old, all_sent).stdout.splitlines()


def test_no_personal_value_is_told(fairmark: Run, old: Path, new: Path) -> None:
    for form in ("text", "json"):
        said = fairmark("diff", old, new, "--samples", "all", "--format", form).stdout
        assert not [secret for secret in SECRETS if secret in said]


def test_nothing_crossed_exits_with_0(fairmark: Run, old: Path, new: Path) -> None:
    done = fairmark("diff", old, old)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (
        0,
        "No threshold is crossed; 0 of 3 compared files differ.",
    )
    wide = [f"--threshold={name}=100%" for name in ("lost", "changed", "churn", "emptied")]
    assert fairmark("diff", old, new, *wide).exit_code == 0
    files = package("orgs")
    changed = {**files, "orgs.csv": files["orgs.csv"].replace(b"Pier", b"Quay")}
    found = told(fairmark, zipped(old / "a.zip", files), zipped(old / "b.zip", changed))
    assert found["headline"] == "No threshold is crossed; 1 of 1 compared files differ."


def test_the_answer_can_be_written_to_a_file(fairmark: Run, old: Path, tmp_path: Path) -> None:
    assert fairmark("diff", old, old, "--output", tmp_path / "said.txt").exit_code == 0
    assert (tmp_path / "said.txt").read_text("utf-8").startswith("No threshold is crossed")


@pytest.mark.parametrize("sides", ["{old} {report}", "{report} {old}", "{old} {empty}", "{empty} {old}", "{xml} {xml}"])
def test_what_cannot_be_compared_exits_with_2(fairmark: Run, tmp_path: Path, old: Path, sides: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "report.json").write_text("{}")
    (tmp_path / "edfi.xml").write_text("<InterchangeStandards/>")
    places = {"old": old, "empty": tmp_path / "empty", "report": tmp_path / "report.json", "xml": tmp_path / "edfi.xml"}
    done = fairmark("diff", *sides.format(**places).split())
    assert done.exit_code == 2
    assert "OneRoster CSV" in done.stderr


def test_thresholds_are_of_exports(fairmark: Run, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("{}")
    done = fairmark("diff", tmp_path / "report.json", tmp_path / "report.json", "--threshold", "lost=5%")
    assert (done.exit_code, "--threshold" in done.stderr) == (2, True)


def test_control_characters_do_not_reach_the_terminal(fairmark: Run, tmp_path: Path) -> None:
    old = export(tmp_path / "old", orgs=["name,type", "a\x1b[31m,A,school", "b,B,school"])
    assert "\x1b" not in fairmark("diff", old, written(tmp_path / "new", package("orgs"))).stdout

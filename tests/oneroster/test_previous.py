"""`fairmark validate NEW --previous OLD`."""

from collections.abc import Callable
import json
from pathlib import Path
import pickle
from typing import Any

from oneroster.packages import package, written, zipped
import pytest

from conftest import Run
from fairmark.validators.exports import comparing
from fairmark.validators.exports.last import Export
from fairmark.validators.options import Options
from fairmark.validators.readers.limits import Limits

Judged = Callable[..., dict[str, Any]]
SECRET = "rosa.ames.private"
NAMES = ("orgs", "users", "roles", "userProfiles")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    files = package(*NAMES)
    files["users.csv"] = files["users.csv"].replace(b"r.ames,", SECRET.encode() + b",")
    return written(tmp_path / "old", files)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """The same export, in which a school has another identifier."""
    files = package(*NAMES)
    for name in ("orgs.csv", "users.csv", "roles.csv"):
        files[name] = files[name].replace(b"org-school", b"school-1")
    return written(tmp_path / "new", files)


def spoken(report: dict[str, Any]) -> dict[str, str]:
    """Rule to severity, without what is said of privacy."""
    return {group["rule"]: group["severity"] for group in report["findings"] if not group["rule"].startswith("PV-")}


def test_without_the_last_export_nothing_is_compared(judged: Judged, new: Path) -> None:
    report = judged(new)
    assert not spoken(report)
    assert (report["configuration"]["previous"], report["configuration"]["thresholds"]) == (None, [])


def test_what_crosses_a_threshold_puts_the_export_on_hold(judged: Judged, fairmark: Run, old: Path, new: Path) -> None:
    report = judged(new, "--previous", old)
    assert spoken(report) == {"OR-DIF-002": "warning", "OR-DIF-004": "warning"}
    assert report["verdict"] == "fail"
    assert "on hold" in report["headline"]
    assert (report["causes"][0]["rule"], report["causes"][0]["explains"]) == ("OR-DIF-004", ["OR-DIF-002"])
    assert fairmark("validate", new, "--previous", old).exit_code == 1


def test_thresholds_are_set_and_stand_in_the_report(judged: Judged, old: Path, new: Path) -> None:
    report = judged(new, "--previous", old, "--threshold", "churn=50%", "--threshold", "changed=100")
    assert not spoken(report)
    assert report["configuration"]["previous"] == str(old)
    assert report["configuration"]["thresholds"] == ["lost=10%", "changed=100%", "churn=50%", "emptied=20%"]


@pytest.mark.parametrize("container", ["folder", "zip"])
def test_the_last_export_may_be_a_folder_or_a_zip(judged: Judged, tmp_path: Path, new: Path, container: str) -> None:
    files = package(*NAMES)
    last = written(tmp_path / "last", files) if container == "folder" else zipped(tmp_path / "last.zip", files)
    assert "OR-DIF-004" in spoken(judged(new, "--previous", last))


def test_no_personal_value_is_told(fairmark: Run, old: Path, new: Path) -> None:
    for form in ("json", "console", "html", "csv"):
        assert SECRET.encode() not in fairmark("validate", new, "--previous", old, "--format", form).stdout_bytes


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--previous", "{old}", "--threshold", "chrun=5%"], "the nearest: churn"),
        (["--previous", "{old}", "--threshold", "lost=200%"], "from 0 to 100"),
        (["--threshold", "lost=5%"], "--previous"),
        (["--previous", "{file}"], "is no export in OneRoster CSV"),
        (["--previous", "{empty}"], "is no export in OneRoster CSV"),
        (["--previous", "{missing}"], "does not exist"),
    ],
)
def test_wrong_usage_exits_with_2(
    fairmark: Run, tmp_path: Path, old: Path, new: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("{}")
    places = {"old": old, **{name: tmp_path / name for name in ("empty", "file", "missing")}}
    done = fairmark("validate", new, *(argument.format(**places) for argument in arguments))
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr


def test_a_damaged_archive_is_no_last_export(fairmark: Run, tmp_path: Path, new: Path) -> None:
    (tmp_path / "old.zip").write_bytes(b"PK\x03\x04 and no more")
    assert fairmark("validate", new, "--previous", tmp_path / "old.zip").exit_code == 2


def test_an_input_that_is_no_export_is_not_silently_left_uncompared(fairmark: Run, tmp_path: Path, old: Path) -> None:
    (tmp_path / "framework.json").write_text('{"CFItems": []}')
    done = fairmark("validate", tmp_path / "framework.json", "--previous", old, "--kind", "case-cfitem-set")
    assert done.exit_code != 0
    assert "Nothing was compared" in done.stderr or done.exit_code == 2


@pytest.mark.parametrize(
    "data",
    [b"", b"\xef\xbb\xbf", b'"', b"\0", b",,,,\n,,,,\n", b"sourcedId", b"sourcedId\n\n", b"\xff\xfes\0", b"\x1f\n\x1f"],
)
def test_no_bytes_in_either_export_make_it_fail(judged: Judged, old: Path, new: Path, data: bytes) -> None:
    for folder in (old, new):
        for name in ("users.csv", "orgs.csv", "manifest.csv"):
            (folder / name).write_bytes(data)
        assert not judged(new, "--previous", old, "--profile", "oneroster-1.2")["faults"]


def test_what_cannot_be_read_in_an_archive_is_not_compared(judged: Judged, tmp_path: Path, new: Path) -> None:
    archive = zipped(tmp_path / "old.zip", package(*NAMES))
    archive.write_bytes(
        archive.read_bytes().replace(b"Harbor District", b"Harbour Distric")
    )  # the checksum is wrong now
    report = judged(new, "--previous", archive)
    (sample,) = next(one for one in report["findings"] if one["rule"] == "OR-DIF-009")["samples"]
    assert (sample["file"], sample["observed"]) == ("orgs.csv", "the last one cannot be read")
    assert "OR-DIF-004" not in spoken(report)


def test_the_choice_travels_to_other_processes(old: Path) -> None:
    options = Options(previous=Export(old, Limits()).checked())
    assert pickle.loads(pickle.dumps(options)).previous == options.previous  # noqa: S301


# -- findings --------------------------------------------------------------------------------------------------------


@pytest.fixture
def worse(tmp_path: Path) -> tuple[Path, Path]:
    """Two exports: one reference leads nowhere in both, a second one in the old and a third one in the new."""
    files = package(*NAMES)
    users, roles = files["users.csv"], files["roles.csv"].replace(b"student-1,primary", b"nobody,primary")
    old = {**files, "users.csv": users.replace(b"org-school,\nstudent-2", b"gone,\nstudent-2"), "roles.csv": roles}
    new = {**files, "users.csv": users.replace(b"org-school,\nteacher-1", b"gone,\nteacher-1"), "roles.csv": roles}
    return written(tmp_path / "old", old), written(tmp_path / "new", new)


def test_findings_are_new_fixed_and_still_open(judged: Judged, worse: tuple[Path, Path]) -> None:
    old, new = worse
    group = next(one for one in judged(new, "--previous", old)["findings"] if one["rule"] == "OR-DIF-008")
    (sample,) = group["samples"]
    assert (group["severity"], sample["pointer"]) == ("info", "/OR-REF-002")
    assert sample["observed"] == "1 new, 1 fixed, 1 still open"


def test_what_is_still_open_alone_is_not_told(judged: Judged, worse: tuple[Path, Path]) -> None:
    assert "OR-DIF-008" not in spoken(judged(worse[0], "--previous", worse[0]))


def test_findings_of_great_exports_are_not_compared(
    judged: Judged, worse: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "CHEAP", 100)
    assert "OR-DIF-008" not in spoken(judged(worse[1], "--previous", worse[0]))


def test_findings_that_are_too_many_are_not_compared(
    judged: Judged, worse: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "OR-DIF-008" not in spoken(judged(worse[1], "--previous", worse[0], "--limit", "findings=1"))


# -- waivers ---------------------------------------------------------------------------------------------------------

WAIVER = """
[[waiver]]
rule = "{rule}"
location = "/{file}/*"
reason = "The schools were merged."
owner = "data@district.example"
expires = 2027-08-31
"""


def test_a_waiver_lifts_the_hold_until_its_day(judged: Judged, tmp_path: Path, old: Path, new: Path) -> None:
    waivers = tmp_path / "waivers.toml"
    rules = (("OR-DIF-002", "users.csv"), ("OR-DIF-002", "roles.csv"), ("OR-DIF-004", "orgs.csv"))
    waivers.write_text("".join(WAIVER.format(rule=rule, file=file) for rule, file in rules))
    report = judged(new, "--previous", old, "--waivers", waivers, "--at", "2027-08-31")
    assert (report["verdict"], report["waived"], spoken(report)) == ("pass", 3, {})
    report = judged(new, "--previous", old, "--waivers", waivers, "--at", "2027-09-01")
    assert set(spoken(report)) == {"OR-DIF-002", "OR-DIF-004", "FM-WAIVER-001"}
    assert "on hold" in report["headline"]


def test_a_baseline_knows_what_has_changed_already(judged: Judged, tmp_path: Path, old: Path, new: Path) -> None:
    (tmp_path / "baseline.json").write_text(json.dumps(judged(new, "--previous", old)))
    report = judged(new, "--previous", old, "--baseline", tmp_path / "baseline.json")
    assert (report["verdict"], report["findings"]) == ("pass", [])

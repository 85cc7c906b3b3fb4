"""No personal value gets into any report; in one to be shared no identifier of a record either."""

import csv
import io
import json
from pathlib import Path
import re
from typing import Any
import zipfile

from click.testing import Result
from oneroster.packages import package, written
import pytest
from reports.read_back import text
from test_twins import flags, twins

from conftest import Run
from fairmark.schemas.oneroster import VERSIONS, tables
from fairmark.validators.reports import FORMATS

ROWS = 3
TOKEN = re.compile(r"zqP[1-5]\w*")
KEY = "a key that nobody guesses, for tests"


def marked(version: str) -> dict[str, bytes]:
    """A package in which every cell of a class from P1 on is a text that occurs nowhere else, so that nearly all of
    them are wrong."""
    names = list(tables(version))
    files = package(*names, version=version)
    for name, spec in tables(version).items():
        rows = [list(spec.header)]
        for row in range(ROWS):
            cells = ((at, column) for at, column in enumerate(spec.columns.values()))
            rows.append([f"zq{c.privacy}x{name}x{row}x{at}" if c.privacy != "P0" else "?" for at, c in cells])
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([[*rows[0]], *rows[1:]])
        files[f"{name}.csv"] = out.getvalue().replace("?", "").encode()
    return files


@pytest.fixture(params=VERSIONS)
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return written(tmp_path / "Rosa Ames" / "export", marked(request.param))


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "share.key"
    path.write_text(KEY + "\n", "utf-8")
    return path


def rendered(done: Result, form: str) -> str:
    assert done.exit_code == 1, done.stderr
    return text(form, done.stdout_bytes)


@pytest.mark.parametrize("form", FORMATS)
def test_no_form_shows_a_personal_value(fairmark: Run, export: Path, form: str) -> None:
    shown = TOKEN.findall(rendered(fairmark("validate", export, "--format", form, "--samples", "all"), form))
    assert {token[:4] for token in shown} <= {"zqP1"}
    assert shown or form == "badge"


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_to_be_shared_shows_no_identifier_either(fairmark: Run, export: Path, form: str) -> None:
    said = rendered(fairmark("validate", export, "--share", "--format", form, "--samples", "all"), form)
    assert not TOKEN.findall(said)
    assert "Rosa Ames" not in said
    assert re.search(r"id-[0-9a-f]{16}", said) or form == "badge"
    assert "keyed hashes" in said or re.search(r"redaction\W+(?:value\W+)?share", said)


def test_a_manifest_that_is_a_table_of_persons_is_not_shown(judged: Any, tmp_path: Path) -> None:
    files = package("orgs")
    files["manifest.csv"] += b"zqP2Lund,zqP2Mia\nzqP2Lund,zqP2Ben\n"
    report = judged(written(tmp_path / "export", files))
    assert any(group["rule"] == "OR-MAN-009" for group in report["findings"])
    assert not TOKEN.findall(json.dumps(report))


# -- the twins: every rule once --------------------------------------------------------------------------------------


def personal(twin: Path) -> dict[str, set[str]]:
    """The values in a package by class, but those that stand in a public column too, and those that tell nothing."""
    found: dict[str, set[str]] = {}
    for name, data in files_of(twin).items():
        rows = list(csv.reader(io.StringIO(data.decode("utf-8", "replace").lstrip("\ufeff"))))
        for row in rows[1:]:
            for header, cell in zip(rows[0], row, strict=False):
                for value in (cell, *cell.split(",")):
                    found.setdefault(class_of(name, header), set()).add(value.strip())
    public = found.pop("P0", set())
    return {privacy: {value for value in values - public if telling(value)} for privacy, values in found.items()}


def telling(value: str) -> bool:
    return len(value) > 3 and value not in ("true", "false")


def class_of(file: str, header: str) -> str:
    if file == "manifest.csv":
        return "P0"
    specs = [tables(version).get(file.removesuffix(".csv")) for version in reversed(VERSIONS)]
    return next((spec.columns[header].privacy for spec in specs if spec and header in spec.columns), "P2")


def files_of(twin: Path) -> dict[str, bytes]:
    if twin.is_dir():
        return {path.name: path.read_bytes() for path in twin.rglob("*.csv")}
    try:
        with zipfile.ZipFile(twin) as archive:
            return {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, RuntimeError):  # broken or locked, as the twin is to be
        return {}


OF_ONEROSTER = [param for param in twins("bad") if str(param.values[0]).startswith("OR-")]


@pytest.mark.parametrize("mode", [(), ("--share",)], ids=["default", "share"])
@pytest.mark.parametrize(("id", "path"), OF_ONEROSTER)
def test_no_rule_tells_a_personal_value(id: str, path: Path, mode: tuple[str, ...], judged: Any) -> None:
    hidden = ("P1", "P2", "P3", "P4", "P5") if mode else ("P2", "P3", "P4", "P5")
    if "--show-values" in flags(path):
        pytest.skip("it is about showing values")
    values = personal(path)
    known = set() if mode else values.get("P1", set())
    said = [
        str(sample.get(name) or "")
        for group in judged(path, *flags(path), *mode)["findings"]
        for sample in group["samples"]
        for name in ("recordId", "message", "observed", "expected", "hint", "field")
    ]
    leaked = {
        value for privacy in hidden for value in values.get(privacy, set()) - known if any(value in s for s in said)
    }
    assert not leaked


# -- keys, baselines, waivers ----------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A package in which a role refers to nobody."""
    files = package("orgs", "users", "roles")
    files["roles.csv"] = files["roles.csv"].replace(b"student-1,primary", b"student-9,primary")
    return written(tmp_path / "export", files)


def sample(report: dict[str, Any], rule: str) -> dict[str, Any]:
    found: dict[str, Any] = next(group["samples"][0] for group in report["findings"] if group["rule"] == rule)
    return found


def test_the_same_key_gives_the_same_hashes_and_no_key_other_ones(judged: Any, small: Path, key: Path) -> None:
    plain = sample(judged(small), "OR-REF-002")
    first, second = (sample(judged(small, "--share-key", key), "OR-REF-002") for _ in range(2))
    third, fourth = (sample(judged(small, "--share"), "OR-REF-002") for _ in range(2))
    assert (first["recordId"], first["fingerprint"]) == (second["recordId"], second["fingerprint"])
    assert len({each["recordId"] for each in (plain, first, third, fourth)}) == 4
    assert len({each["fingerprint"] for each in (plain, first, third, fourth)}) == 4
    assert len({each["observed"] for each in (plain, first, third, fourth)}) == 4


def test_one_record_has_one_hash_wherever_it_is_named(judged: Any, small: Path, key: Path) -> None:
    roles = small / "roles.csv"
    roles.write_bytes(roles.read_bytes().replace(b"role-2,", b"student-9,"))
    report = judged(small, "--share-key", key)
    assert sample(report, "OR-REF-002")["observed"].startswith("id-")
    assert report["configuration"]["redaction"] == "share"
    assert judged(small, "--share-key", key)["configuration"]["shareKey"] == report["configuration"]["shareKey"]
    assert KEY not in json.dumps(report)


def test_names_of_inputs_lose_their_folders(judged: Any, small: Path, tmp_path: Path) -> None:
    other = written(tmp_path / "again" / "export", package("orgs"))
    report = judged(small, other, "--share")
    names = [each["name"] for each in report["inputs"]]
    assert names[0] == "export"
    assert "export (2)" in names
    assert "export (2)!orgs.csv" in names
    assert str(tmp_path) not in json.dumps(report)


def test_a_baseline_is_known_in_the_share_form_too(
    judged: Any, fairmark: Run, small: Path, tmp_path: Path, key: Path
) -> None:
    plain, shared = tmp_path / "plain.json", tmp_path / "shared.json"
    for path, mode in ((plain, ()), (shared, ("--share-key", key))):
        fairmark("validate", small, *mode, "--format", "json", "--samples", "all", "--output", path)
    for path in (plain, shared):
        report = judged(small, "--share-key", key, "--baseline", path)
        assert not report["counts"]["error"]
        assert report["known"]
    assert judged(small, "--share", "--baseline", shared)["counts"]["error"]


def test_a_waiver_names_the_input_as_the_user_does(judged: Any, small: Path, tmp_path: Path) -> None:
    waivers = tmp_path / "waivers.toml"
    waivers.write_text(
        f"[[waiver]]\nrule = 'OR-REF-002'\ninput = '{small}!roles.csv'\nreason = 'known'\nowner = 'x'\n"
        "expires = 2099-01-01\n",
        "utf-8",
    )
    report = judged(small, "--share", "--waivers", waivers)
    assert report["waived"] == 1
    assert not any(group["rule"] == "OR-REF-002" for group in report["findings"])


def test_values_cannot_be_shown_in_it(fairmark: Run, small: Path, tmp_path: Path) -> None:
    done = fairmark("validate", small, "--share", "--show-values")
    assert done.exit_code == 2
    assert "contradict" in done.stderr
    short = tmp_path / "short.key"
    short.write_text("short\n", "utf-8")
    done = fairmark("validate", small, "--share-key", short)
    assert done.exit_code == 2
    assert "16 bytes" in done.stderr
    assert fairmark("validate", small, "--share-key", tmp_path / "none").exit_code == 2


def test_several_processes_hide_alike(fairmark: Run, tmp_path: Path, key: Path) -> None:
    exports = [written(tmp_path / name, package("orgs", "users", "roles")) for name in ("a", "b")]
    for folder in exports:
        (folder / "roles.csv").write_bytes((folder / "roles.csv").read_bytes().replace(b"student-1", b"student-9"))
    one, two = (
        fairmark(
            "validate", *exports, "--share-key", key, "--at", "2026-11-01", "--format", "json", "--jobs", jobs
        ).stdout
        for jobs in ("1", "2")
    )
    assert one == two
    assert "student-9" not in one


def test_steps_of_verification_show_no_values(judged: Any) -> None:
    badge = Path(__file__).parents[2] / "fixtures" / "credentials" / "OB-PROOF-002" / "good.json"
    report = judged(badge, "--share")
    assert report["steps"]
    assert {step["detail"] for step in report["steps"]} == {"(hidden)"}

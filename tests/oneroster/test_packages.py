"""Packages as they come: recognised where they are one, judged whatever is wrong with them, never trusted."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any
import zipfile

from oneroster.packages import builder, package, roster, written, zipped
import pytest

from conftest import ROOT, SHARED
from fairmark.schemas.oneroster import VERSIONS, tables

Judged = Callable[..., dict[str, Any]]
PEOPLE = ("orgs", "users", "roles", "userProfiles")


def spoken(report: dict[str, Any]) -> dict[str, str]:
    """Rule to severity of all that spoke above info."""
    return {group["rule"]: group["severity"] for group in report["findings"] if group["severity"] != "info"}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_sample_with_all_its_files_is_clean(tmp_path: Path, judged: Judged, version: str) -> None:
    report = judged(written(tmp_path, package(*tables(version), version=version)))
    assert spoken(report) == {}
    assert (report["verdict"], report["profile"]) == ("pass", f"oneroster-{version}")
    kinds = [input["kind"] for input in report["inputs"]]
    assert (kinds[0], set(kinds[1:]), len(kinds)) == ("oneroster", {"oneroster-file"}, len(tables(version)) + 2)


def test_the_twins_are_those_that_are_described(tmp_path: Path) -> None:
    """The folders of twins are made by a script; nobody has changed them by hand."""
    builder().build(tmp_path)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    there = ROOT / "fixtures" / "oneroster"
    kept = {path.relative_to(there): path.read_bytes() for path in there.glob("OR-*/**/*") if path.is_file()}
    assert made == kept


# -- recognition -----------------------------------------------------------------------------------------------------


def test_a_zip_and_a_folder_say_the_same(tmp_path: Path, judged: Judged) -> None:
    files = package(*PEOPLE, orgs=b"sourcedId,status,dateLastModified,name,type,identifier\n")
    folder, archive = judged(written(tmp_path / "x", files)), judged(zipped(tmp_path / "x.zip", files))
    assert spoken(folder) == spoken(archive) != {}
    names = {sample["input"] for group in archive["findings"] for sample in group["samples"]}
    assert names <= {input["name"] for input in archive["inputs"]}
    assert f"{tmp_path / 'x.zip'}!orgs.csv" in names


def test_other_tables_are_not_taken_for_a_package(tmp_path: Path, judged: Judged) -> None:
    (tmp_path / "users.csv").write_text("name,email\nx,y\n", "utf-8")
    assert "FM-INPUT-018" in spoken(judged(tmp_path))


def test_a_folder_of_other_tables_can_be_judged_as_one(tmp_path: Path, judged: Judged) -> None:
    (tmp_path / "users.csv").write_text("name,email\nx,y\n", "utf-8")
    assert {"OR-PKG-002", "OR-COL-001"} <= set(spoken(judged(tmp_path, "--profile", "oneroster-1.2")))


def test_a_package_without_a_manifest_is_known_by_its_columns(tmp_path: Path, judged: Judged) -> None:
    for version in VERSIONS:
        files = (
            package("orgs", "users", "roles", version=version)
            if version == "1.2"
            else package("orgs", "users", version=version)
        )
        del files["manifest.csv"]
        report = judged(written(tmp_path / version, files))
        assert report["profile"] == f"oneroster-{version}"
        assert "OR-PKG-002" in spoken(report)


def test_what_lies_beside_a_package_is_judged_too(tmp_path: Path, judged: Judged) -> None:
    good = ROOT / "fixtures" / "case" / "CASE-ID-001" / "good.json"
    report = judged(written(tmp_path, {**package("orgs"), "framework.json": good.read_bytes()}))
    assert {"oneroster", "case-package"} <= {input["kind"] for input in report["inputs"]}
    assert spoken(report) == {"OR-PKG-004": "warning"}


def test_the_user_decides_on_the_version(tmp_path: Path, judged: Judged) -> None:
    folder = written(tmp_path, package(*PEOPLE))
    assert "OR-COL-006" in spoken(judged(folder, "--profile", "oneroster-1.1"))


# -- attacks ---------------------------------------------------------------------------------------------------------


def test_a_package_in_a_folder_of_its_archive_is_found(tmp_path: Path, judged: Judged) -> None:
    files = {f"a/b/c/{name}": data for name, data in package("orgs").items()}
    report = judged(zipped(tmp_path / "x.zip", files))
    assert spoken(report) == {"OR-PKG-002": "error", "OR-PKG-003": "error"}
    assert len(report["causes"]) == 1


def test_an_archive_in_the_archive_is_an_unknown_file(tmp_path: Path, judged: Judged) -> None:
    inner = zipped(tmp_path / "inner.zip", package("orgs")).read_bytes()
    report = judged(zipped(tmp_path / "x.zip", {**package("orgs"), "inner.zip": inner}))
    assert spoken(report) == {"OR-PKG-004": "warning"}


@pytest.mark.parametrize("name", ["../orgs2.csv", "/etc/orgs2.csv", "C:/orgs2.csv", "a/../../orgs2.csv"])
def test_a_name_that_leads_out_is_not_read(tmp_path: Path, judged: Judged, name: str) -> None:
    report = judged(zipped(tmp_path / "x.zip", {**package("orgs"), name: b"sourcedId\n"}))
    assert spoken(report) == {"OR-PKG-001": "error"}


def test_several_members_of_one_name(tmp_path: Path, judged: Judged) -> None:
    path = zipped(tmp_path / "x.zip", package("orgs"))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("orgs.csv", package("orgs")["orgs.csv"])
    assert spoken(judged(path)) == {"OR-PKG-003": "error"}


def test_encrypted_members_are_not_guessed(tmp_path: Path, judged: Judged) -> None:
    path = zipped(tmp_path / "x.zip", package(*PEOPLE))
    data = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            data[at + flags] |= 1
    path.write_bytes(data)
    report = judged(path)
    assert spoken(report) == {"OR-PKG-001": "error"}
    assert report["partial"]


def test_a_damaged_file_does_not_make_references_to_it_dangle(tmp_path: Path, judged: Judged) -> None:
    path = zipped(tmp_path / "x.zip", package(*PEOPLE))
    path.write_bytes(path.read_bytes().replace(b"Harbor", b"Barhor", 1))
    report = judged(path)
    assert spoken(report) == {"OR-PKG-001": "error"}
    assert report["partial"]


def test_a_bomb_is_not_unpacked(tmp_path: Path, judged: Judged) -> None:
    files = package(*PEOPLE)
    files["users.csv"] += b"x\n" * 10_000_000
    report = judged(zipped(tmp_path / "x.zip", files, zipfile.ZIP_DEFLATED))
    assert spoken(report) == {"OR-PKG-001": "error"}
    assert report["partial"]


def test_limits_count_for_tables(tmp_path: Path, judged: Judged) -> None:
    folder = written(tmp_path, package(*PEOPLE))
    assert "OR-PKG-001" in spoken(judged(folder, "--limit", "bytes=400"))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, judged: Judged) -> None:
    folder = written(tmp_path / "x", package("orgs"))
    (tmp_path / "secret.csv").write_text("secret\n", "utf-8")
    try:
        (folder / "courses.csv").symlink_to(tmp_path / "secret.csv")
    except OSError:
        pytest.skip("this system does not let this user make links")
    assert spoken(judged(folder)) == {"OR-PKG-001": "error"}


def test_an_unclosed_quote_loses_rows_and_says_so(tmp_path: Path, judged: Judged) -> None:
    files = package(*PEOPLE)
    files["roles.csv"] += b'role-9,,,"student-1\n' + b"role-8,,,student-1,primary,student,,,org-school,\n" * 5000
    report = judged(written(tmp_path, files))
    assert spoken(report) == {"OR-CSV-007": "error"}
    assert report["partial"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf",
        b"\n\n",
        bytes(range(256)) * 40,
        b"<html></html>",
        b'"',
        b",,,,\n,,,,\n",
        b"\0",
        b"sourcedId",
    ],
)
def test_no_bytes_make_it_fail(tmp_path: Path, judged: Judged, data: bytes) -> None:
    for name in ("users", "manifest"):
        report = judged(written(tmp_path / name, package(*PEOPLE, **{name: data})))
        assert report["faults"] == []
        assert report["verdict"] == "fail"


def test_a_first_row_of_data_is_not_shown_as_names(tmp_path: Path, judged: Judged) -> None:
    files = package(*PEOPLE)
    files["users.csv"] = files["users.csv"].partition(b"\n")[2]
    report = judged(written(tmp_path, files))
    assert "OR-COL-001" in spoken(report)
    shown = json.dumps(report)
    assert not any(value in shown for value in ("Mia", "Lund", "mia.l", "SIS:1001"))


# -- reading ---------------------------------------------------------------------------------------------------------


def test_columns_are_found_by_what_they_mean(tmp_path: Path) -> None:
    files = package(*PEOPLE)
    files["roles.csv"] = files["roles.csv"].replace(b"userSourcedId", b" USERSOURCEDID ")
    roles = roster(written(tmp_path, files))["roles"]
    assert roles.cell(0, "userSourcedId") == "student-1"
    assert next(roles.cells("role", "nothing")) == ("student", "")


def test_places_tell_row_record_and_privacy(tmp_path: Path) -> None:
    users = roster(written(tmp_path, package(*PEOPLE)))["users"]
    place = users.at(1, "givenName")
    assert (place.path, place.record, place.privacy) == (("users.csv", 3, "givenName"), "student-2", "P2")
    assert place.pattern == "users.csv/givenName"
    assert users.at(0, "password").privacy == "P5"
    assert users.at(0, "made up").privacy == "P2"


def test_a_real_package_of_1_1(judged: Judged) -> None:
    real = next((SHARED / "data" / "oneroster").glob("Ed-Fi*/**/manifest.csv"), None)
    if real is None:
        pytest.skip("the reference data is not beside the project")
    report = judged(real.parent)
    assert report["profile"] == "oneroster-1.1"
    mine = {
        rule: level
        for rule, level in spoken(report).items()
        if rule.startswith(("OR-PKG", "OR-MAN", "OR-CSV", "OR-COL"))
    }
    assert mine == {"OR-MAN-002": "error", "OR-CSV-004": "error"}


def test_a_rule_with_too_much_to_say_does_not_silence_the_others(tmp_path: Path, judged: Judged) -> None:
    files = package(*PEOPLE)
    files["roles.csv"] += b"role-x,,\n" * 50
    files["roles.csv"] = files["roles.csv"].replace(b"student-1,primary", b"student-9,primary")
    report = judged(written(tmp_path, files), "--limit", "findings=20")
    counts = {group["rule"]: group["count"] for group in report["findings"]}
    assert (counts["OR-CSV-004"], counts["OR-REF-002"], counts["FM-INPUT-038"]) == (20, 1, 1)
    assert report["partial"]

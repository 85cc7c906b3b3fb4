"""PowerSchool's standards."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.judge import load_rules
from fairmark.validators.readers.tables.alone import LoneTable
from fairmark.validators.rules.powerschool.standards import LARGEST

load_rules()
Judged = Callable[..., dict[str, Any]]

HEADER = "abbreviatedStatement,fullStatement,humanCodingScheme,identifier,parentIdentifier"
TOP = "Fractions,Understand fractions,5.NF,0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e10,"
BELOW = "Adding,Add fractions,5.NF.A.1,0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e11,5.NF"


def said(report: dict[str, Any], rule: str) -> list[str]:
    return [sample["message"] for group in report["findings"] if group["rule"] == rule for sample in group["samples"]]


def judge(tmp_path: Path, judged: Judged, *rows: str, end: str = "\n") -> dict[str, Any]:
    path = tmp_path / "standards.csv"
    path.write_bytes("".join(f"{row}{end}" for row in rows).encode())
    return judged(path, "--profile", "powerschool-standards")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_good_file_is_clean(tmp_path: Path, judged: Judged, end: str) -> None:
    report = judge(tmp_path, judged, HEADER, BELOW, TOP, end=end)
    assert (report["verdict"], report["counts"]["error"], report["counts"]["warning"]) == ("pass", 0, 0)


def test_more_columns_may_follow(tmp_path: Path, judged: Judged) -> None:
    rows = (f"{HEADER},order,gradeLevels", f"{TOP},1,05", f"{BELOW},1,05")
    assert judge(tmp_path, judged, *rows)["verdict"] == "pass"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ((HEADER[:-1],), "the file has 80 bytes, where PowerSchool takes no fewer than 81"),
        ((HEADER,), "there is no standard in it"),
        ((HEADER, TOP, BELOW.replace("5.NF.A.1", "5.NF")), "an earlier row has the humanCodingScheme 5.NF"),
        ((HEADER, TOP.replace("Understand fractions", "")), "fullStatement is empty"),
        ((HEADER, TOP.replace("0f7a6a2e-", "0f7a6a2e")), "0f7a6a2e6d63-4c1b-9a2d-5b0f2f1c7e10 is no UUID"),
        ((HEADER.replace("fullStatement", "FullStatement"), TOP), "column 2 should be called fullStatement"),
        ((HEADER.replace("parentIdentifier", "parent"), TOP), "the column parentIdentifier is missing"),
        ((HEADER.replace(",", ";"), TOP.replace(",", ";")), "cells are separated by semicolons, not by commas"),
        ((HEADER, TOP.replace("Understand fractions", "<p>Understand</p>")), "there is HTML in the text"),
    ],
)
def test_what_powerschool_refuses(tmp_path: Path, judged: Judged, rows: tuple[str, ...], message: str) -> None:
    assert message in said(judge(tmp_path, judged, *rows), "PS-LSM-001")


def test_a_sign_for_less_is_no_html(tmp_path: Path, judged: Judged) -> None:
    row = TOP.replace("Understand fractions", "Know that 1/3 < 1/2 and 3 > 2; x<y")
    assert judge(tmp_path, judged, HEADER, row)["verdict"] == "pass"


def test_parents_are_named_by_code(tmp_path: Path, judged: Judged) -> None:
    named_by_id = BELOW.removesuffix("5.NF") + "0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e10"
    report = judge(tmp_path, judged, HEADER, TOP, named_by_id)
    (group,) = [group for group in report["findings"] if group["rule"] == "PS-LSM-002"]
    assert group["samples"][0]["hint"] == "Write the humanCodingScheme of the row with this identifier."


def test_a_file_may_be_too_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, judged: Judged) -> None:
    monkeypatch.setattr("fairmark.validators.rules.powerschool.standards.LARGEST", 100)
    assert LARGEST == 100_000_000
    found = said(judge(tmp_path, judged, HEADER, TOP, BELOW), "PS-LSM-001")
    assert any("100 megabytes at most" in message for message in found)


def test_the_rules_look_at_a_lone_table() -> None:
    assert REGISTRY["PS-LSM-001"].check.__annotations__["standards"] is LoneTable

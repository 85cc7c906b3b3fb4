"""The block about verification in the console report."""

import json
from pathlib import Path

from conftest import ROOT, Run

TWINS = ROOT / "fixtures" / "credentials"


def console(fairmark: Run, *inputs: Path) -> str:
    return fairmark("validate", *inputs).stdout


def test_the_steps_of_one_credential_are_shown(fairmark: Run) -> None:
    lines = console(fairmark, TWINS / "OB-PROOF-002" / "bad.json").splitlines()
    block = lines[lines.index("Verification") :]
    assert [line.split()[:2] for line in block if line.startswith(("pass", "fail", "warn"))] == [
        ["pass", "key"],
        ["pass", "proof"],
        ["pass", "document"],
        ["fail", "signature"],
        ["pass", "dates"],
        ["fail", "result"],
    ]


def test_of_what_is_in_a_record_the_results_are_shown(fairmark: Run) -> None:
    text = console(fairmark, TWINS / "CLR-VC-002" / "bad.json")
    assert text.count("signature  ") == 1
    assert "1 of the 2 credentials" in " ".join(text.split())


def test_several_inputs_have_no_such_block(fairmark: Run) -> None:
    assert "\nVerification\n" not in console(fairmark, *(TWINS / "OB-PROOF-002").glob("*.json"))


def test_several_credentials_in_one_input_have_no_such_block(fairmark: Run, tmp_path: Path) -> None:
    line = json.dumps(json.loads((TWINS / "OB-PROOF-002" / "good.json").read_text("utf-8")))
    path = tmp_path / "badges.ndjson"
    path.write_text(f"{line}\n{line}\n", "utf-8")
    assert "\nVerification\n" not in console(fairmark, path)


def test_what_was_not_verified_has_no_such_block(fairmark: Run) -> None:
    assert "\nVerification\n" not in console(fairmark, ROOT / "fixtures" / "case" / "CASE-ID-001" / "good.json")

"""OR-MODE: whether a file is bulk or delta is told by its rows, and where these do not tell it, by the manifest."""

from pathlib import Path

from oneroster.packages import package, roster, written
import pytest

from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.judge import load_rules

load_rules()

HEADER = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
MARKS = {
    "both": "active,2026-08-01T06:00:00Z",
    "status": "active,",
    "date": ",2026-08-01T06:00:00Z",
    "none": ",",
}
MODES = ("OR-MAN-007", "OR-MODE-001", "OR-MODE-002", "OR-MODE-003")


def places(folder: Path, rows: list[str], declared: str = "bulk") -> dict[str, list[tuple[int, str]]]:
    """Rule to the rows and fields of the file of which it speaks, where its rows are marked so."""
    orgs = HEADER + "".join(f"o{row},{MARKS[marks]},Pier,school,,\n" for row, marks in enumerate(rows))
    files = package("orgs", orgs=orgs.encode())
    files["manifest.csv"] = files["manifest.csv"].replace(b"file.orgs,bulk", f"file.orgs,{declared}".encode())
    found = roster(written(folder, files))
    spoken = {rule: [draft.at.path for draft in REGISTRY[rule].check(found)] for rule in MODES}
    return {
        rule: [(row, field) for file, row, field in places if file == "orgs.csv"]
        for rule, places in spoken.items()
        if places
    }


@pytest.mark.parametrize(
    ("rows", "declared", "expected"),
    [
        (["none"] * 3, "bulk", {}),
        (["both"] * 3, "delta", {}),
        (["both"] * 3, "bulk", {"OR-MAN-007": []}),
        (["none"] * 3, "delta", {"OR-MAN-007": []}),
        (["none", "none", "status"], "bulk", {"OR-MODE-001": [(4, "status")]}),
        (["none", "none", "date"], "bulk", {"OR-MODE-001": [(4, "dateLastModified")]}),
        (["status", "status"], "bulk", {"OR-MODE-001": [(2, "status"), (3, "status")]}),
        (["status", "status"], "delta", {"OR-MODE-002": [(2, "dateLastModified"), (3, "dateLastModified")]}),
        (["both", "both", "date"], "delta", {"OR-MODE-002": [(4, "status")]}),
        (["both", "none", "none"], "bulk", {"OR-MODE-003": [(2, "")]}),
        (["both", "both", "none"], "delta", {"OR-MODE-003": [(4, "")]}),
        (["both", "both", "none", "date"], "delta", {"OR-MODE-002": [(5, "status")], "OR-MODE-003": [(4, "")]}),
    ],
)
def test_each_row_is_spoken_of_by_one_rule(
    tmp_path: Path, rows: list[str], declared: str, expected: dict[str, list[tuple[int, str]]]
) -> None:
    assert places(tmp_path, rows, declared) == expected


@pytest.mark.parametrize(
    ("moment", "is_future"),
    [
        ("2026-11-01T00:05:00Z", False),  # five minutes after the moment as of which tests judge
        ("2026-11-01T00:05:01Z", True),
        ("2026-11-01T02:00:00+02:00", False),
        ("2026-11-01T00:06Z", True),
        ("soon", False),
    ],
)
def test_clocks_may_differ_a_little(tmp_path: Path, moment: str, is_future: bool) -> None:
    orgs = f"{HEADER}a,active,{moment},Pier,school,,\n"
    found = roster(written(tmp_path, package("orgs", orgs=orgs.encode())))
    assert len(list(REGISTRY["OR-MODE-004"].check(found))) == is_future

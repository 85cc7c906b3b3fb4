"""Calls of several inputs: rosters made of the sample, and records that are signed as those of the twins are."""

from collections.abc import Callable, Mapping, Sequence
import json
from pathlib import Path
from typing import Any

from oneroster.packages import package, written

from credential_twins.signing import Json, embedded
from mixed_twins.cross_form import GRADEBOOK
from mixed_twins.samples import record

Judged = Callable[..., dict[str, Any]]
Edit = tuple[str, str, str]


def roster(folder: Path, *edits: Edit, modes: Mapping[str, str] | None = None) -> Path:
    """A gradebook with texts replaced: table, what stands there, what takes its place."""
    files = package(*GRADEBOOK)
    for name, old, new in edits:
        data = files[f"{name}.csv"].decode()
        assert old in data, (name, old)
        files[f"{name}.csv"] = data.replace(old, new).encode()
    return written(folder, files)


def saved(path: Path, *documents: Json) -> Path:
    """Signed documents, one a line where there are several."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(embedded(document))}\n" for document in documents), "utf-8")
    return path


def changed(change: Callable[[Json], None], id: str = "student-1") -> Json:
    document = record(id)
    change(document)
    return document


def spoken(report: dict[str, Any], *standards: str) -> set[str]:
    """The rules of these families that spoke, X where none is named."""
    rules = {group["rule"] for group in report["findings"]}
    return {rule for rule in rules if rule.split("-")[0] in (standards or ("X",))}


def samples(report: dict[str, Any], rule: str) -> Sequence[dict[str, Any]]:
    return [sample for group in report["findings"] if group["rule"] == rule for sample in group["samples"]]

"""Labels held against findings."""

from collections import Counter
from collections.abc import Iterable, Mapping
import json
from pathlib import Path
from typing import Any

Place = tuple[str, str, int, str, str]
"""Rule, file, row, field and record of a finding; "" where there is none."""


def labels_in(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["labels"]
    return found


def place(rule: str, at: Mapping[str, Any]) -> Place:
    return rule, at.get("file", ""), at.get("row", 0), at.get("field") or "", at.get("recordId") or ""


def labelled(labels: Iterable[Mapping[str, Any]]) -> Counter[Place]:
    """All findings that there must be."""
    return Counter(place(found["rule"], found) for label in labels for found in label["found"])


def found(report: Mapping[str, Any], *severities: str) -> Counter[Place]:
    """All findings of these severities that there are."""
    return Counter(
        place(finding["rule"], sample)
        for finding in report["findings"]
        if finding["severity"] in severities
        for sample in finding["samples"]
    )

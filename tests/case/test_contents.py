"""What a package holds as a whole."""

from typing import Any

from framework import framework
from one_rule import findings
import pytest


@pytest.mark.parametrize(("items", "count"), [(None, 1), ([], 1), ([{}], 0), ("none", 0), ({}, 0)])
def test_a_package_without_items_is_told_unless_the_field_is_no_list(items: Any, count: int) -> None:
    assert len(findings("CASE-PKG-001", {"CFDocument": {}, "CFItems": items})) == count


@pytest.mark.parametrize(
    ("document", "member", "count"),
    [
        ("2026-01-15T09:00:00Z", "2026-01-15T09:00:00.001Z", 1),
        ("2026-01-15T09:00:00Z", "2026-01-15T10:00:00+01:00", 0),
        ("2026-01-15T09:00:00Z", "2026-01-15T08:00:00-02:00", 1),
        ("2026-01-15T09:00:00Z", "2026-01-16T09:00:00", 0),
        ("2026-01-15T09:00:00", "2026-01-16T09:00:00", 0),
        ("soon", "2026-01-16T09:00:00Z", 0),
        ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", 1),
        (None, 5, 0),
    ],
)
def test_dates_are_compared_as_instants(document: Any, member: Any, count: int) -> None:
    package = framework("a")
    package["CFDocument"]["lastChangeDateTime"] = document
    package["CFItems"][0]["lastChangeDateTime"] = member
    assert len(findings("CASE-PKG-008", package)) == count

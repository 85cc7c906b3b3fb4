"""Asks one rule about a small package."""

from dataclasses import replace
from pathlib import Path

from oneroster.packages import package, roster, written

from fairmark.validators.core.rule import REGISTRY, Draft
from fairmark.validators.core.shelf import EmptyShelf, Shelf
from fairmark.validators.judge import load_rules

load_rules()


def findings(
    folder: Path, rule: str, *, version: str = "1.2", shelf: Shelf | None = None, **tables: list[str]
) -> list[Draft]:
    """What `rule` says of a package with these tables, each as its header and rows. The header comes without, and the
    rows with, the columns that every file begins with; `...,` at the beginning of a row stands for those of a bulk row
    without a sourcedId of interest."""
    files = {name: _text(rows) for name, rows in tables.items()}
    read = roster(written(folder, package(version=version, **files)), version)
    return list(REGISTRY[rule].check(replace(read, shelf=shelf or EmptyShelf())))


def places(found: list[Draft]) -> list[tuple[str | int, ...]]:
    """Physical row and field of each finding."""
    return [draft.at.path[1:] for draft in found]


def _text(rows: list[str]) -> bytes:
    header, *rest = rows
    lines = [f"sourcedId,status,dateLastModified,{header}"]
    lines += [row.replace("...,", f"row-{at},,,", 1) if row.startswith("...,") else row for at, row in enumerate(rest)]
    return "".join(f"{line}\n" for line in lines).encode()

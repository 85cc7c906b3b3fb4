"""Every recipe."""

from spreadsheet_twins import csv_files, workbooks


def files() -> dict[str, bytes]:
    """Path below fixtures/ to content, of all recipes. ValueError when two recipes make the same file differently."""
    made: dict[str, bytes] = {}
    for twins in (*workbooks.TWINS, *csv_files.TWINS):
        for name, content in twins.files().items():
            if made.setdefault(name, content) != content:
                raise ValueError(f"two recipes make {name}")
    return made

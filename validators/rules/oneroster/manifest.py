"""OR-MAN: manifest.csv."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import ABSENT, BULK, DELTA, Roster
from fairmark.validators.rules.oneroster.versions import BOTH


@rule(
    "OR-MAN-005",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, manifest.csv",
    message="the manifest announces {observed}, but the package does not hold it",
    follows=("OR-PKG-001", "OR-PKG-004", "OR-PKG-003"),
)
def announced_files_are_there(roster: Roster) -> Findings:
    """Every file that the manifest announces as bulk or delta is in the package.

    Why: An importer stops with an error, for it cannot know what is missing.

    Example: `file.roles,bulk` in a package without `roles.csv`.

    Repair: Add the file, or change its value in the manifest to absent.
    """
    if roster.manifest is None:
        return
    for name, spec in roster.specs.items():
        if roster.declared(name) in (BULK, DELTA) and f"{roster.prefix}{spec.file}" not in roster.names:
            yield finding(at=roster.manifest.at(f"file.{name}"), observed=spec.file, expected=ABSENT)

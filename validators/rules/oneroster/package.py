"""OR-PKG: the files of a package as a whole."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from fairmark.validators.core.levels import ERROR, INFO
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import REGISTRY, Findings, finding, rule
from fairmark.validators.readers.oneroster import MANIFEST, Roster
from fairmark.validators.readers.problem import Reading
from fairmark.validators.rules.input.text import said_by
from fairmark.validators.rules.oneroster.versions import BOTH

WHOLE = Location(privacy=Privacy.PUBLIC)
"""The package itself."""

NOT_READ = ("FM-INPUT-035",)
"""What keeps a file from being read without being a fault of it: an archive within the archive is an unknown file."""

READING = {f"FM-INPUT-{number:03}": "OR-PKG-001" for number in (11, 14, 15, 16, 17, 31, 32, 33, 34, 37)}
"""What the reader says of the container, as rule of this family."""

DEBRIS = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini", "~$", "._")
"""Beginnings of names that systems and programs leave behind."""


def is_debris(name: str) -> bool:
    return any(part.lower().startswith(DEBRIS) for part in PurePosixPath(name).parts)


def _own_names(roster: Roster) -> Iterator[str]:
    """The names of files that somebody put there."""
    return (name for name in roster.names if not is_debris(name))


@rule(
    "OR-PKG-001",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster 1.2 CSV, zip file (RFC 1951); best practice: an importer refuses archives that may be attacks",
    message="cannot be unpacked safely and completely: {observed}",
)
def archive_can_be_unpacked(package: Roster | Reading) -> Findings:
    """The archive can be unpacked by every importer: it is sound, not encrypted, within the limits of size, and no name
    in it leads out of it.

    Why: An importer that cannot unpack a file refuses the package, or imports it without that file.

    Example: A zip with a password, or a member that is called `../users.csv`.

    Repair: Make the archive again, with the usual method and without a password, from within the folder with the files.
    """
    if isinstance(package, Reading):
        yield from said_by(package, "OR-PKG-001")
        return
    for name, problem in package.unread.items():
        if problem.rule not in NOT_READ:
            said = REGISTRY[problem.rule].message.format(observed=problem.observed, expected=problem.expected)
            yield finding(at=package.at_file(name), observed=said)


@rule(
    "OR-PKG-002",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster 1.2 CSV, manifest.csv",
    message="there is no manifest.csv at the root of the package{observed}",
)
def manifest_is_at_the_root(roster: Roster) -> Findings:
    """The package has a file `manifest.csv` at its root.

    Why: An importer reads the manifest first; without it the package is taken for OneRoster 1.0, or refused.

    Example: A zip of a folder, so that all files in it are called `export/users.csv` and so on.

    Repair: Put the manifest beside the other files, and zip the files themselves, not the folder that they are in.
    """
    if MANIFEST in roster.names:
        return
    found = roster.manifest.file if roster.manifest else ""
    yield finding(at=WHOLE, observed=f": there is {found}" if found else "")


@rule(
    "OR-PKG-006",
    severity=INFO,
    versions=BOTH,
    basis="OneRoster 1.2 CSV, manifest.csv",
    message="the package holds nothing but its manifest",
)
def package_holds_data(roster: Roster) -> Findings:
    """The package holds at least one file of data.

    Why: A manifest alone is allowed and says that nothing has changed; see whether that is what was meant.

    Example: A zip that holds only a manifest in which every file is absent.

    Repair: Nothing, if there was nothing to send; otherwise run the export again.
    """
    if roster.manifest and not roster.tables and not roster.unread:
        yield finding(at=roster.at_file(roster.manifest.file))

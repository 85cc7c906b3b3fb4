"""OR-PKG: the files of a package as a whole."""

from collections import Counter
from collections.abc import Iterable, Iterator
import difflib
from pathlib import PurePosixPath

from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import REGISTRY, Findings, finding, rule
from fairmark.validators.readers.oneroster import KNOWN, MANIFEST, Roster
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
    """The names of files that somebody put there, but those of which OR-PKG-001 speaks."""
    for name in roster.names:
        problem = roster.unread.get(name)
        if not is_debris(name) and (problem is None or problem.rule in NOT_READ):
            yield name


@rule(
    "OR-PKG-001",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, zip file (RFC 1951); best practice: an importer refuses archives that may be attacks",
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
    basis="OneRoster CSV 1.2, manifest.csv",
    message="there is no manifest.csv at the root of the package: {observed}",
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
    yield finding(at=WHOLE, observed=f"it is {found}" if found else "it is nowhere in it")


@rule(
    "OR-PKG-003",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, zip file",
    message="{observed}",
    follows=("OR-PKG-002",),
)
def files_stand_once_at_the_root(roster: Roster) -> Findings:
    """Every file of data stands at the root of the package, and there once.

    Why: An importer looks at the root only, and of two copies it may take the one that was not meant.

    Example: `old/users.csv` beside `users.csv`, or two members called `users.csv` in one archive.

    Repair: Put all files at the root of the archive, and remove what is not to be sent.
    """
    at_root = Counter(name.lower() for name in roster.names if "/" not in name)
    for name in _own_names(roster):
        base = PurePosixPath(name).name.lower()
        if base not in KNOWN and base != MANIFEST:
            continue
        if "/" in name:
            yield finding(at=roster.at_file(name), observed="it stands in a folder of the package, not at its root")
        elif name in roster.repeated:
            yield finding(at=roster.at_file(name), observed="the archive has several members of this name")
        elif at_root[base] > 1 and name != _exact(base):
            yield finding(at=roster.at_file(name), observed="another file has this name in other capital letters")


def _exact(base: str) -> str:
    """The name of the file as it is spelled in the standard, from the name in lower case."""
    return f"{KNOWN[base]}.csv" if base in KNOWN else base


@rule(
    "OR-PKG-004",
    severity=WARNING,
    versions=BOTH,
    basis="OneRoster CSV 1.2, zip file",
    message="no file of OneRoster {expected}",
)
def files_are_known(roster: Roster) -> Findings:
    """Every file of the package is one of those that the standard names, in the same capital and small letters.

    Why: An importer does not look for a file of another name, so what stands in it is not imported.

    Example: `Users.csv` for `users.csv`, or `courseResourses.csv` for `courseResources.csv`.

    Repair: Give the file the name that the standard gives it, or leave it out.
    """
    known = {MANIFEST, *(spec.file for spec in roster.specs.values())}
    newer = {f"{name}.csv" for name in roster.tables if name not in roster.specs}  # OR-MAN-008 speaks of these
    for name in _own_names(roster):
        base = PurePosixPath(name).name
        if base in known | newer:
            continue
        near = _nearest(base, known)
        hint = f"Call it {near}, if that is what it holds." if near else ""
        yield finding(at=roster.at_file(name), expected=roster.version, hint=hint)


def why_missing(roster: Roster, file: str) -> str:
    """The rule that says why a file is not found where an importer looks for it: it stands elsewhere, or under another
    name. "" where nothing explains it."""
    known = {spec.file for spec in roster.specs.values()}
    for name in _own_names(roster):
        base = PurePosixPath(name).name
        if base == file:
            return "OR-PKG-003"
        if base not in known and _nearest(base, known) == file:
            return "OR-PKG-004"
    return ""


def _nearest(base: str, known: Iterable[str]) -> str:
    by_lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(base.lower(), by_lower, n=1, cutoff=0.8)
    return by_lower[near[0]] if near else ""


@rule(
    "OR-PKG-005",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: importers stop at files that they do not expect",
    message="a system or a program has left it behind",
)
def nothing_was_left_behind(roster: Roster) -> Findings:
    """The package holds nothing that an operating system or a program has left behind.

    Why: Some importers stop at a file that they do not expect, and such files may hold what was not to be sent.

    Example: `__MACOSX/._users.csv`, `.DS_Store`, or `~$users.csv` of a spreadsheet that is still open.

    Repair: Make the archive again without these files, for instance with `zip -X` or from a clean folder.
    """
    seen: set[str] = set()
    for name in roster.names:
        part = next((part for part in PurePosixPath(name).parts if part.lower().startswith(DEBRIS)), "")
        if part and part not in seen:
            seen.add(part)
            yield finding(at=roster.at_file(name))


@rule(
    "OR-PKG-006",
    severity=INFO,
    versions=BOTH,
    basis="OneRoster CSV 1.2, manifest.csv",
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

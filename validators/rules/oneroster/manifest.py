"""OR-MAN: manifest.csv."""

from fairmark.schemas.oneroster import VERSIONS, manifest, tables
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import ABSENT, BULK, DELTA, Roster
from fairmark.validators.rules.oneroster.package import why_missing
from fairmark.validators.rules.oneroster.versions import BOTH, ONLY_1_1

BASIS = "OneRoster CSV 1.2, manifest.csv"
FILE = "file."
"""What the names of properties about files begin with."""


@rule(
    "OR-MAN-001",
    severity=ERROR,
    versions=BOTH,
    basis=BASIS,
    message="the header is not {expected}",
)
def manifest_has_its_header(roster: Roster) -> Findings:
    """The header of the manifest is exactly `propertyName,value`.

    Why: An importer that reads columns by name finds no property, and refuses the package.

    Example: A manifest whose first row is already `manifest.version,1.0`, or with the header `Property,Value`.

    Repair: Make `propertyName,value` the first row of the manifest.
    """
    due = manifest(roster.version).header
    if roster.manifest and roster.manifest.data.header != due:
        yield finding(at=roster.at_file(roster.manifest.file), expected=",".join(due))


@rule(
    "OR-MAN-002",
    severity=ERROR,
    versions=BOTH,
    basis=BASIS,
    message="manifest.version is {observed}, not {expected}",
    follows=("OR-MAN-001",),
)
def manifest_version_is_known(roster: Roster) -> Findings:
    """The property `manifest.version` is 1.0.

    Why: An importer that does not know the version of the manifest refuses the package.

    Example: `manifest.version,1`, as a spreadsheet program writes it.

    Repair: Write 1.0, with a text editor if a spreadsheet program shortens it to 1.
    """
    if roster.manifest:
        said = roster.manifest.properties.get("manifest.version", "")
        due = manifest(roster.version).properties["manifest.version"].values
        if said not in due:
            at = roster.manifest.at("manifest.version")
            yield finding(at=at, observed=said or None, expected=" or ".join(due))


@rule(
    "OR-MAN-003",
    severity=ERROR,
    versions=BOTH,
    basis=BASIS,
    message="oneroster.version is {observed}, not {expected}",
    follows=("OR-MAN-001",),
)
def oneroster_version_is_known(roster: Roster) -> Findings:
    """The property `oneroster.version` is 1.1 or 1.2.

    Why: An importer does not know by which tables to read the files, and refuses the package.

    Example: `v1p2` as in the addresses of the services, `1.20`, or `1.2.1` after the document.

    Repair: Write 1.1 or 1.2, and nothing else.
    """
    if not roster.manifest:
        return
    said = roster.manifest.properties.get("oneroster.version", "")
    if said not in VERSIONS:
        hint = ""
        if said.startswith(("1.2", "v1p2", "v1.2", "1.1", "v1p1", "v1.1")):
            hint = f"Write {roster.version}: that is the version of the tables, in this form alone."
        at = roster.manifest.at("oneroster.version")
        yield finding(at=at, observed=said or None, expected=" or ".join(VERSIONS), hint=hint)


@rule(
    "OR-MAN-004",
    severity=ERROR,
    versions=BOTH,
    basis=BASIS,
    message="{observed}, where {expected} is due",
    follows=("OR-MAN-001",),
    notes="Of a file that is there without being listed OR-MAN-006 speaks.",
)
def manifest_lists_every_file(roster: Roster) -> Findings:
    """The manifest says of every file of the standard whether it is absent, bulk or delta, in small letters.

    Why: An importer that does not find a property, or does not know its value, refuses the package or skips the file.

    Example: No row for `file.demographics`, because it is not sent; or `file.users,Bulk`.

    Repair: List each file of the standard, those that are not sent as absent.
    """
    if not roster.manifest:
        return
    modes = manifest(roster.version).modes
    for name in roster.specs:
        property = f"{FILE}{name}"
        said = roster.manifest.properties.get(property)
        if said is None:
            if name not in roster.tables:
                at = roster.manifest.at(property)
                yield finding(at=at, observed=f"{property} is missing", expected=" or ".join(modes))
        elif said not in modes:
            hint = f"Write {said.lower()}." if said.lower() in modes else ""
            seen = "a value that is none of the three" if said else "no value"
            yield finding(at=roster.manifest.at(property), observed=seen, expected=" or ".join(modes), hint=hint)


@rule(
    "OR-MAN-005",
    severity=ERROR,
    versions=BOTH,
    basis=BASIS,
    message="the manifest announces {observed}, but the package does not hold it",
    follows=("OR-PKG-001", "OR-PKG-002", "OR-PKG-003", "OR-PKG-004"),
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
            place, why = roster.manifest.at(f"{FILE}{name}"), why_missing(roster, spec.file)
            yield finding(at=place, observed=spec.file, expected=ABSENT, follows=why)


@rule(
    "OR-MAN-006",
    severity=ERROR,
    versions=BOTH,
    basis=BASIS,
    message="the package holds {observed}, but the manifest {expected}",
    follows=("OR-MAN-001",),
)
def files_that_are_there_are_announced(roster: Roster) -> Findings:
    """Every file of data in the package is listed in the manifest as bulk or delta.

    Why: An importer stops with an error, or does not read the file.

    Example: `file.results,absent` in a package that holds `results.csv`.

    Repair: Say in the manifest whether the file is bulk or delta, or leave the file out.
    """
    if roster.manifest is None:
        return
    for name, table in roster.tables.items():
        if name not in roster.specs or table.is_misnamed:
            continue
        said = roster.manifest.properties.get(f"{FILE}{name}")
        if said is None or said == ABSENT:
            told = "does not list it" if said is None else "says that it is absent"
            yield finding(at=roster.manifest.at(f"{FILE}{name}"), observed=table.spec.file, expected=told)


@rule(
    "OR-MAN-007",
    severity=WARNING,
    versions=BOTH,
    basis=BASIS,
    message="the manifest says {expected}, but the rows of the file are those of a {observed} file",
    notes="The rows win. A file in which both kinds of rows are mixed is OR-MODE-003's.",
)
def declared_mode_is_that_of_the_rows(roster: Roster) -> Findings:
    """The mode that the manifest gives for a file is that of its rows: in a delta file each has a status and a moment
    of change, in a bulk file none.

    Why: The rows decide. A bulk file that is read as a delta deletes nothing; the other way round, all that is not in
    it is deleted.

    Example: `file.users,bulk`, while every row of `users.csv` is active with a moment of change.

    Repair: Correct the manifest, or empty the columns status and dateLastModified.
    """
    if roster.manifest is None:
        return
    for name, table in roster.tables.items():
        said = roster.declared(name)
        if not table.rows:
            continue
        seen = BULK if not table.marked else DELTA if table.changed == table.rows else ""
        if seen and said in (BULK, DELTA) and said != seen:
            yield finding(at=roster.manifest.at(f"{FILE}{name}"), observed=seen, expected=said)


@rule(
    "OR-MAN-008",
    severity=WARNING,
    versions=ONLY_1_1,
    basis="OneRoster CSV 1.1, manifest.csv",
    message="{observed} does not exist in OneRoster 1.1",
)
def package_of_1_1_has_nothing_newer(roster: Roster) -> Findings:
    """A package of OneRoster 1.1 has no file, and lists none, that only OneRoster 1.2 has.

    Why: An importer of 1.1 ignores it, so that what it holds is lost.

    Example: `roles.csv` in a package whose manifest says 1.1.

    Repair: Send the package as 1.2 if the receiver reads that; otherwise leave the file out.
    """
    newer = [name for version in VERSIONS for name in tables(version) if name not in roster.specs]
    for name in newer:
        if name in roster.tables:
            yield finding(at=roster.at_file(roster.tables[name].file), observed=f"{name}.csv")
        elif roster.manifest and f"{FILE}{name}" in roster.manifest.properties:
            yield finding(at=roster.manifest.at(f"{FILE}{name}"), observed=f"{FILE}{name}")


@rule(
    "OR-MAN-009",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: of two rows for one property nobody knows which counts",
    message="the property is listed a second time",
)
def properties_are_unique(roster: Roster) -> Findings:
    """The manifest lists each property once.

    Why: One importer takes the first row, another the last.

    Example: `file.users,absent` and, further down, `file.users,bulk`.

    Repair: Remove the row that does not hold.
    """
    if roster.manifest is None:
        return
    seen: set[str] = set()
    for row, name, _ in roster.manifest.rows:
        if name.strip() in seen:
            yield finding(at=roster.manifest.at(name.strip(), row=row))
        seen.add(name.strip())

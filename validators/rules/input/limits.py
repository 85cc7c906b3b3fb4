"""FM-INPUT rules about the stated limits, each of which an option can change."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, rule
from fairmark.validators.readers.problem import Reading
from fairmark.validators.rules.input.text import ALWAYS, said_by


@rule("FM-INPUT-011", severity=ERROR, versions=ALWAYS, basis="Fairmark", message="too big: {expected} are read")
def size_is_within_limit(reading: Reading) -> Findings:
    """The input is no bigger than the limit.

    Why: Without a limit a file made to exhaust the memory would do so; beyond it nothing was read and nothing judged.

    Example: A file of 2 GB under the limit of 1 GB that holds unless --limit says otherwise.

    Repair: If the file is meant to be so big, raise the limit, as with --limit bytes=4GB; else split it.
    """
    return said_by(reading, "FM-INPUT-011")


@rule(
    "FM-INPUT-012", severity=ERROR, versions=ALWAYS, basis="RFC 8259 section 9", message="nested too deep: {expected}"
)
def nesting_is_within_limit(reading: Reading) -> Findings:
    """Objects and arrays are nested no deeper than the limit.

    Why: Consumers set such limits, many below a thousand, and crash or refuse beyond them.

    Example: An object within an object, and so on, 201 times.

    Repair: Look for the export's endless loop; if the depth is meant, raise the limit, as with --limit depth=300.
    """
    return said_by(reading, "FM-INPUT-012")


@rule(
    "FM-INPUT-014", severity=ERROR, versions=ALWAYS, basis="Fairmark", message="too many entries: {expected} are read"
)
def entries_are_within_limit(reading: Reading) -> Findings:
    """A folder or archive has no more entries than the limit.

    Why: Reading the list alone would exhaust the memory; beyond the limit nothing in it was judged.

    Example: The root of a disk typed by mistake.

    Repair: Name the folder that holds the data; if all of it is meant, raise the limit, as with --limit entries=500000.
    """
    return said_by(reading, "FM-INPUT-014")


@rule(
    "FM-INPUT-015",
    severity=ERROR,
    versions=ALWAYS,
    basis="Fairmark",
    message="unpacks to more than it may: {expected} is read",
)
def member_unpacks_to_a_plausible_size(reading: Reading) -> Findings:
    """A member of an archive, or a text in an image, does not unpack to many times its packed size.

    Why: Data of this kind packs to a tenth or a fiftieth; what packs far better is made to exhaust whoever unpacks it.

    Example: A member of 10 kB that unpacks to 10 MB of one letter.

    Repair: Find out who made the archive; if it is meant, raise the limit, as with --limit ratio=1000.
    """
    return said_by(reading, "FM-INPUT-015")


@rule(
    "FM-INPUT-016",
    severity=ERROR,
    versions=ALWAYS,
    basis="Fairmark",
    message="the archive unpacks to more than it may: {expected} are read",
)
def archive_unpacks_within_limit(reading: Reading) -> Findings:
    """All members of an archive together unpack to no more than the limit.

    Why: Many members of a harmless size add up; this one and those behind it were not read.

    Example: An archive of a thousand members of 10 MB each under the limit of 4 GB.

    Repair: If the archive is meant to be so big, raise the limit, as with --limit total=20GB; else split it.
    """
    return said_by(reading, "FM-INPUT-016")


@rule(
    "FM-INPUT-038",
    severity=ERROR,
    versions=ALWAYS,
    basis="Fairmark",
    message="there are more findings than the limit of {expected}: the rest of the document was not looked at",
)
def findings_are_within_limit(reading: Reading) -> Findings:
    """A document has no more findings than the limit.

    Why: The rest of it was not looked at, so the totals of this report are too low.

    Example: A file of a million empty objects where items belong, under the limit of 500,000 findings.

    Repair: Mend the causes that are named and validate again; or raise the limit, as with --limit findings=5000000.
    """
    return said_by(reading, "FM-INPUT-038")

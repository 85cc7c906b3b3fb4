"""FM-INPUT rules about files, folders and archives: what could be read, and what was left out."""

from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.rule import Findings, rule
from fairmark.validators.readers.problem import Reading
from fairmark.validators.rules.input.text import ALWAYS, said_by


@rule("FM-INPUT-017", severity=ERROR, versions=ALWAYS, basis="Fairmark", message="cannot be read: {observed}")
def input_can_be_read(reading: Reading) -> Findings:
    """The input can be read to its end.

    Why: Nothing of it was judged, and a receiver may not be able to read it either.

    Example: A file that belongs to another user, or a member of an archive whose checksum is wrong.

    Repair: Give the account that runs Fairmark the right to read it; make or download an archive again.
    """
    return said_by(reading, "FM-INPUT-017")


UNREAD = (1, 2, 11, 12, 13, 15, 16, 17, 30, 31, 32, 33, 34, 35, 37, 39, 40, 41)
"""Numbers of the rules that tell why a member could not be judged."""


@rule(
    "FM-INPUT-018",
    severity=ERROR,
    versions=ALWAYS,
    basis="Fairmark",
    message="nothing in it is of a known kind",
    follows=tuple(f"FM-INPUT-{number:03}" for number in UNREAD),
)
def container_holds_something_to_judge(reading: Reading) -> Findings:
    """A folder or archive holds at least one input of a known kind.

    Why: With nothing to judge, silence would look like a pass.

    Example: An empty folder, or an archive of pictures.

    Repair: Name the folder or archive that holds the data.
    """
    return said_by(reading, "FM-INPUT-018")


@rule(
    "FM-INPUT-019",
    severity=INFO,
    versions=ALWAYS,
    basis="Fairmark",
    message="left out, as no data that is known here: {observed}",
)
def everything_in_a_container_is_data(reading: Reading) -> Findings:
    """Everything in a folder or archive is data.

    Why: What is left out is not judged; see whether something is among it that should have been.

    Example: A folder with a framework, a read-me file and a spreadsheet of the same framework.

    Repair: Nothing, unless a file is among them that should be judged: name that file itself.
    """
    return said_by(reading, "FM-INPUT-019")


@rule(
    "FM-INPUT-031",
    severity=ERROR,
    versions=ALWAYS,
    basis="ZIP APPNOTE section 4.3",
    message="damaged, or no zip archive at all",
)
def archive_is_sound(reading: Reading) -> Findings:
    """A file that is called or looks like a zip archive is one.

    Why: The list of what is in it cannot be read, so nothing was judged, and receivers cannot unpack it either.

    Example: A download that was interrupted, or a JSON file named .zip.

    Repair: Make or download the archive again; name a file by what it is.
    """
    return said_by(reading, "FM-INPUT-031")


@rule(
    "FM-INPUT-032", severity=ERROR, versions=ALWAYS, basis="ZIP APPNOTE section 6.1", message="the member is encrypted"
)
def member_is_not_encrypted(reading: Reading) -> Findings:
    """The members of an archive are not encrypted.

    Why: Without the password nothing of it could be judged.

    Example: An archive with a password, as mail programs ask for.

    Repair: Unpack it with the password and validate the folder.
    """
    return said_by(reading, "FM-INPUT-032")


@rule(
    "FM-INPUT-033",
    severity=ERROR,
    versions=ALWAYS,
    basis="ZIP APPNOTE section 4.4.5",
    message="packed with {observed}; only members that are {expected} are read",
)
def member_is_packed_as_usual(reading: Reading) -> Findings:
    """The members of an archive are stored or deflated, the two methods that every receiver unpacks.

    Why: Nothing of it could be judged, and many receivers cannot unpack it either.

    Example: An archive made with LZMA or bzip2 for a smaller size.

    Repair: Make the archive again with the usual method (deflate).
    """
    return said_by(reading, "FM-INPUT-033")


@rule(
    "FM-INPUT-034",
    severity=ERROR,
    versions=ALWAYS,
    basis="ZIP APPNOTE section 4.4.17",
    message="the name of the member leads out of the folder that it is unpacked to",
)
def member_name_stays_inside(reading: Reading) -> Findings:
    """The name of a member is a relative path without "..", so that it is unpacked where the archive is unpacked.

    Why: Unpacking it could overwrite files elsewhere, which is how such archives attack; it was not read.

    Example: A member called `../../package.json`, or one with a drive letter.

    Repair: Make the archive again from within the folder that holds the data.
    """
    return said_by(reading, "FM-INPUT-034")


@rule(
    "FM-INPUT-035",
    severity=WARNING,
    versions=ALWAYS,
    basis="Fairmark",
    message="an archive within a folder or archive is not opened",
)
def container_holds_no_archive(reading: Reading) -> Findings:
    """A folder or archive holds no further archive.

    Why: What is in it was not judged.

    Example: An archive of the archives of all schools.

    Repair: Unpack it, or name it as an input of its own.
    """
    return said_by(reading, "FM-INPUT-035")


@rule(
    "FM-INPUT-036",
    severity=ERROR,
    versions=ALWAYS,
    basis="ZIP APPNOTE section 4.4.17",
    message="the archive has several members of this name",
    notes="The last one is judged: it is what unpacking leaves behind. The format itself does not forbid it.",
)
def member_names_are_unique(reading: Reading) -> Findings:
    """The names of the members of an archive are unique.

    Why: One receiver takes the first, another the last: they would not receive the same data.

    Example: A file that was added again without removing its first version.

    Repair: Make the archive again.
    """
    return said_by(reading, "FM-INPUT-036")


@rule(
    "FM-INPUT-037",
    severity=WARNING,
    versions=ALWAYS,
    basis="Fairmark",
    message="a link that leads out of the folder or archive is not followed",
)
def container_holds_no_link_out(reading: Reading) -> Findings:
    """A folder or archive holds no link to something outside it.

    Why: What it leads to was not judged, and whoever receives the folder or archive does not receive it.

    Example: A link to a shared drive.

    Repair: Replace the link by the file, or name the file as an input of its own.
    """
    return said_by(reading, "FM-INPUT-037")

"""The free texts of Ed-Fi XML."""

from collections.abc import Iterator
from html import unescape
import re

from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy, disclosed
from fairmark.validators.rules.edfi.subjects import FILE, EdfiFile

EDFI = FILE
TEXTS = re.compile(rb"<(?:[\w.-]+:)?(DiagnosticStatement|EvidenceStatement)(?:\s[^<>]*)?>([^<]{6,8192})<", re.ASCII)
"""The elements, whose texts the index of the file does not keep."""


def statements(file: EdfiFile) -> Iterator[tuple[Location, str]]:
    """What was written about a student, each with its place. A file that is not UTF-8 holds none that can be found."""
    privacy = disclosed(Privacy.EDUCATION_RECORD, file.interchange.show_values)
    line, seen = 1, 0
    for found in TEXTS.finditer(file.data):
        line += file.data.count(b"\n", seen, found.start())
        seen = found.start()
        path = (file.interchange.root, found[1].decode("ascii"))
        yield Location(path, privacy=privacy, line=line), unescape(found[2].decode("utf-8", "replace"))

"""EF: the rules of Ed-Fi interchange XML, a module per topic. They are generic over the tables in `schemas`."""

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.readers.edfi_reading import read_interchange
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.rules.edfi import descriptors as descriptors
from fairmark.validators.rules.edfi import files as files
from fairmark.validators.rules.edfi import identifiers as identifiers
from fairmark.validators.rules.edfi import keys as keys
from fairmark.validators.rules.edfi import order as order
from fairmark.validators.rules.edfi import references as references
from fairmark.validators.rules.edfi import results as results
from fairmark.validators.rules.edfi import schemas as schemas
from fairmark.validators.rules.edfi.subjects import EdfiFile, Gathered


def subject(data: bytes, recognition: Recognition, circumstances: Circumstances) -> EdfiFile:
    """The file that `data` is."""
    interchange = read_interchange(data, show_values=circumstances.show_values)
    return EdfiFile(interchange, data, circumstances.shelf, circumstances.schemas)


def gathering() -> Gathered:
    """What is kept of the files of one call."""
    return Gathered()

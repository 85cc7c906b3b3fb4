"""PE: the rules of PESC transcripts."""

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.readers.pesc import read_transcript
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.rules.pesc import envelope as envelope
from fairmark.validators.rules.pesc import schemas as schemas
from fairmark.validators.rules.pesc.subjects import PescFile


def subject(data: bytes, recognition: Recognition, circumstances: Circumstances) -> PescFile:
    """The transcript that `data` is."""
    return PescFile(read_transcript(data), data, circumstances.schemas)

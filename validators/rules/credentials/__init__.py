"""The rules of Open Badges 2.0 and 3.0 and of CLR 2.0, a module per topic, and the subject that they look at."""

from typing import Any

from fairmark.schemas.credentials import ACCEPTED
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.credentials.document import Credential
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.rules.credentials import baking as baking
from fairmark.validators.rules.credentials import endorsements as endorsements
from fairmark.validators.rules.credentials import nested as nested
from fairmark.validators.rules.credentials import proofs as proofs
from fairmark.validators.rules.credentials import refresh as refresh
from fairmark.validators.rules.credentials import status as status
from fairmark.validators.rules.credentials import tokens as tokens
from fairmark.validators.rules.credentials import types as types
from fairmark.validators.rules.shape import accepts


def subject(data: Any, recognition: Recognition, circumstances: Circumstances) -> Credential:
    """The index over the recognised `data`, with the word of the fast schema engine on the outermost credential."""
    credential = data
    for step in recognition.root:
        credential = credential[step]
    document = Credential(
        credential, recognition.kind, recognition.version, recognition.root, circumstances=circumstances, payload=data
    )
    if recognition.version != "2.0" or recognition.standard == "CLR":
        document.well_formed = accepts(ACCEPTED[document.top.model], document.top.cls, credential)
    return document

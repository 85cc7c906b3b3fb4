"""The rules of Open Badges 2.0 and 3.0 and of CLR 2.0, a module per topic, and the subject that they look at."""

from typing import Any

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.credentials.document import Credential
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.rules.credentials import achievements as achievements
from fairmark.validators.rules.credentials import alignments as alignments
from fairmark.validators.rules.credentials import associations as associations
from fairmark.validators.rules.credentials import baking as baking
from fairmark.validators.rules.credentials import contexts as contexts
from fairmark.validators.rules.credentials import credential_schemas as credential_schemas
from fairmark.validators.rules.credentials import dates as dates
from fairmark.validators.rules.credentials import endorsements as endorsements
from fairmark.validators.rules.credentials import evidence as evidence
from fairmark.validators.rules.credentials import identities as identities
from fairmark.validators.rules.credentials import images as images
from fairmark.validators.rules.credentials import issuers as issuers
from fairmark.validators.rules.credentials import linked_data as linked_data
from fairmark.validators.rules.credentials import nested as nested
from fairmark.validators.rules.credentials import parsing as parsing
from fairmark.validators.rules.credentials import proofs as proofs
from fairmark.validators.rules.credentials import records as records
from fairmark.validators.rules.credentials import refresh as refresh
from fairmark.validators.rules.credentials import repeated_achievements as repeated_achievements
from fairmark.validators.rules.credentials import result_descriptions as result_descriptions
from fairmark.validators.rules.credentials import results as results
from fairmark.validators.rules.credentials import schema as schema
from fairmark.validators.rules.credentials import serialization as serialization
from fairmark.validators.rules.credentials import status as status
from fairmark.validators.rules.credentials import subjects as subjects
from fairmark.validators.rules.credentials import tokens as tokens
from fairmark.validators.rules.credentials import types as types
from fairmark.validators.rules.credentials import vocabulary as vocabulary
from fairmark.validators.rules.credentials.parsing import READING as READING
from fairmark.validators.rules.credentials.schema import is_well_formed


def subject(data: Any, recognition: Recognition, circumstances: Circumstances) -> Credential:
    """The index over the recognised `data`, with the word of the fast schema engine on every credential."""
    credential = data
    for step in recognition.root:
        credential = credential[step]
    document = Credential(
        credential, recognition.kind, recognition.version, recognition.root, circumstances=circumstances, payload=data
    )
    if recognition.version != "2.0" or recognition.standard == "CLR":
        document.well_formed = is_well_formed(document)
    return document

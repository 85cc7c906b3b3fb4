"""The rules of Open Badges 2.0 and 3.0 and of CLR 2.0, a module per topic, and the subject that they look at."""

from typing import Any

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.credentials.badge2 import Badge2
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
from fairmark.validators.rules.credentials import open_badges_2 as open_badges_2
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
from fairmark.validators.rules.credentials.open_badges_2 import shape as shape_of_open_badges_2
from fairmark.validators.rules.credentials.parsing import READING as READING
from fairmark.validators.rules.credentials.schema import is_well_formed

OLDER = ("open-badge-1", "open-badge-2")
"""Beginnings of the kinds of what is older than the W3C's credentials."""


def subject(data: Any, recognition: Recognition, circumstances: Circumstances) -> Credential | Badge2:
    """The index over the recognised `data`, with the word of the fast schema engine on every object of it."""
    kind, version, root = recognition.kind, recognition.version, recognition.root
    inner = data
    for step in root:
        inner = inner[step]
    if kind.startswith(OLDER):
        badge = Badge2(inner, kind, version, root, circumstances)
        badge.well_formed = shape_of_open_badges_2.is_well_formed(badge)
        return badge
    document = Credential(inner, kind, version, root, circumstances=circumstances, payload=data)
    document.well_formed = is_well_formed(document)
    return document

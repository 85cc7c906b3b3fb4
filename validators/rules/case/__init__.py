"""The rules of CASE 1.0 and 1.1, a module per topic, and the subject that they look at."""

from typing import Any

from fairmark.schemas.case import SCHEMAS
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.readers.case import ROOTS, Package
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.rules.case import associations as associations
from fairmark.validators.rules.case import contents as contents
from fairmark.validators.rules.case import dates as dates
from fairmark.validators.rules.case import definitions as definitions
from fairmark.validators.rules.case import documents as documents
from fairmark.validators.rules.case import extensions as extensions
from fairmark.validators.rules.case import hierarchy as hierarchy
from fairmark.validators.rules.case import identity as identity
from fairmark.validators.rules.case import ids as ids
from fairmark.validators.rules.case import items as items
from fairmark.validators.rules.case import links as links
from fairmark.validators.rules.case import payload as payload
from fairmark.validators.rules.case import rubrics as rubrics
from fairmark.validators.rules.case import shapes as shapes
from fairmark.validators.rules.case import siblings as siblings
from fairmark.validators.rules.case import targets as targets
from fairmark.validators.rules.case import text as text
from fairmark.validators.rules.case import uris as uris
from fairmark.validators.rules.case import versions_served as versions_served
from fairmark.validators.rules.case import vocabulary as vocabulary
from fairmark.validators.rules.shape import accepts


def subject(data: Any, recognition: Recognition, circumstances: Circumstances) -> Package:
    """The index over the recognised `data`, with the word of the fast schema engine on it."""
    payload = data
    for step in recognition.root:
        payload = payload[step]
    return Package(
        payload,
        recognition.kind,
        recognition.version,
        root=recognition.root,
        forced=circumstances.forced,
        served=circumstances.served,
        well_formed=not recognition.root and accepts(SCHEMAS[recognition.version], ROOTS[recognition.kind], payload),
        shelf=circumstances.shelf,
        show_values=circumstances.show_values,
        text=circumstances.text,
        now=circumstances.now,
    )

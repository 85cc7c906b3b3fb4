"""Words that pages use for what CASE says in tokens."""

from typing import NamedTuple

ITEM, DOCUMENT = "CFItem", "CFDocument"


class Heading(NamedTuple):
    """What an association says of the object at its origin, and of the one at its destination."""

    forward: str
    backward: str


HEADINGS = {
    "isChildOf": Heading("Is a child of", "Is the parent of"),
    "isPeerOf": Heading("Is a peer of", "Is named as a peer by"),
    "isPartOf": Heading("Is part of", "Has the part"),
    "exactMatchOf": Heading("Is an exact match of", "Is named as an exact match by"),
    "precedes": Heading("Precedes", "Is preceded by"),
    "isRelatedTo": Heading("Is related to", "Is named as related by"),
    "replacedBy": Heading("Is replaced by", "Replaces"),
    "exemplar": Heading("Has the exemplar", "Is an exemplar of"),
    "hasSkillLevel": Heading("Has the skill level", "Is the skill level of"),
    # CASE 1.1 calls the destination the translation, against the name of the token: neither side is called it here.
    "isTranslationOf": Heading("Says the same in another language as", "Is named as the same in another language by"),
}


def heading(type: str, *, forward: bool) -> str:
    """What an association of this type says of the object at that end. A type of the publisher's own stays a token."""
    known = HEADINGS.get(type)
    if known:
        return known.forward if forward else known.backward
    return f"{type} (from here)" if forward else f"{type} (to here)"

"""The texts of credentials that rules of privacy look at."""

from collections.abc import Iterator
from typing import Any

from fairmark.schemas.credentials import tables
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.credentials.document import Credential, Node

CREDENTIALS = ("clr", "open-badge")
"""Kinds of input that are credentials of a learner."""

PUBLIC = ("Achievement", "Criteria", "ResultDescription", "RubricCriterionLevel", "Alignment")
"""Classes of what is the same for everybody who has earned it, and is published."""

PERSONAL = ("Evidence", "AchievementSubject")
"""Classes with texts about what this learner has done."""


def public_texts(document: Credential) -> Iterator[tuple[Location, str]]:
    """The texts that anybody may see: of achievements and what belongs to them, and names of badges."""
    for node in document.of(*PUBLIC):
        yield from _texts(document, node, Privacy.PUBLIC)
    for node in document.of("AchievementCredential"):
        if name := node.text("name"):
            yield document.at(node, "name"), name


def personal_texts(document: Credential) -> Iterator[tuple[Node, Location, str]]:
    """The texts that somebody has written about the work of the learner, each with the object that holds it."""
    for node in document.of(*PERSONAL):
        for place, text in _texts(document, node, Privacy.EDUCATION_RECORD):
            yield node, place, text


def _texts(document: Credential, node: Node, privacy: Privacy) -> Iterator[tuple[Location, str]]:
    """The texts of an object in fields of that class. Identifiers and tokens have no blank in them."""
    known = tables(node.model).get(node.cls, {})
    for name, value in node.data.items():
        if name in known and known[name].privacy == privacy:
            for steps, text in _each(name, value):
                if " " in text:
                    yield document.at(node, *steps), text


def _each(name: str, value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield (name,), value
    elif isinstance(value, list):
        yield from (((name, number), text) for number, text in enumerate(value) if isinstance(text, str))


def names_of_learner(document: Credential) -> Iterator[str]:
    """What a credential itself calls its learner."""
    for node in document.of("IdentityObject"):
        if node.text("identityType") == "name" and node.data.get("hashed") is not True:
            yield node.text("identityHash")

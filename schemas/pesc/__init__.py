"""PESC transcripts: which versions of the parts of a message go together, as data."""

from dataclasses import dataclass
from functools import cache

from fairmark.schemas import load


@dataclass(frozen=True, slots=True)
class Message:
    """A message in one version. `core` and `sector` are the versions of the schemas that it is made of; `certain` says
    that this is known for sure."""

    name: str
    version: str
    core: str
    sector: str
    certain: bool


@cache
def transcripts() -> frozenset[str]:
    """The names of the messages that are transcripts."""
    return frozenset(load("pesc/messages.json")["transcripts"])


@cache
def messages() -> tuple[Message, ...]:
    """The messages whose parts are known."""
    return tuple(Message(**each) for each in load("pesc/messages.json")["messages"])

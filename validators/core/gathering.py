"""What a family of rules keeps of the inputs of one call, so that they can be compared with one another at the end."""

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from fairmark.validators.core.engine import Subject


class Gathering(Protocol):
    """Keeps of each input no more than its rules compare. It can be pickled: inputs may be judged in other processes,
    each with a gathering of its own, which are merged in the order of the inputs."""

    def add(self, input: str, subject: Any) -> None:
        """Keep what matters of a subject, which is a document of the input of that name. Most do not matter."""

    def merge(self, other: Any) -> None:
        """Add what a gathering of the same family has kept, of inputs that come next."""

    def subject(self) -> Subject | None:
        """What the rules look at once all inputs are known; None where there is nothing to compare. Their findings say
        by the `input` of the location which input they are about."""


@runtime_checkable
class Comparing(Gathering, Protocol):
    """A gathering that also takes what the inputs are compared with, and what is not judged itself."""

    def compare(self, input: str, subject: Any) -> None:
        """Keep what matters of a subject that is no input of the call."""


class Batch:
    """The inputs of one call, as all families have kept them."""

    def __init__(self, gatherings: Sequence[Gathering]) -> None:
        self.gatherings = gatherings

    def add(self, input: str, subject: Subject) -> None:
        for gathering in self.gatherings:
            gathering.add(input, subject)

    def compare(self, input: str, subject: Subject) -> None:
        for gathering in self.gatherings:
            if isinstance(gathering, Comparing):
                gathering.compare(input, subject)

    def merge(self, others: Sequence[Gathering]) -> None:
        """Add what was kept elsewhere, by the same families in the same order."""
        for own, other in zip(self.gatherings, others, strict=True):
            own.merge(other)

    def subjects(self) -> list[Subject]:
        found = (gathering.subject() for gathering in self.gatherings)
        return [subject for subject in found if subject is not None]

"""What the rules look at: a transcript."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fairmark.validators.core.events import Taken
from fairmark.validators.core.location import Location, Path
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.readers.pesc import Transcript
from fairmark.validators.readers.xml_schemas import SchemaFolder

ALL = ("1",)
"""The rules apply to every version of a message."""


@dataclass(frozen=True)
class PescFile:
    """A transcript, its bytes, and the schemas that the user has supplied, None for none."""

    transcript: Transcript
    data: bytes = field(repr=False)
    schemas: SchemaFolder | None = None
    kind: str = "pesc"
    applies: Mapping[str, str] = field(default_factory=lambda: {"PE": ALL[0]})
    well_formed: bool = False
    steps: Sequence[Taken] = ()

    @property
    def is_whole(self) -> bool:
        return self.transcript.obstacle is None

    @property
    def root(self) -> Location:
        return whole(self.transcript.line)


def whole(line: int = 0, column: int = 0) -> Location:
    """The place of the transcript as a whole; 0 for a line or column that is not known."""
    return Location(privacy=Privacy.PUBLIC, line=line or None, column=column or None, whole=True)


def place(path: Path, line: int) -> Location:
    """The place of an element of which no value is shown."""
    return Location(path, privacy=Privacy.PUBLIC, line=line or None)

"""The event stream of a run: what happened, in order. Reports and progress displays subscribe to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fairmark.validators.core.finding import Finding
from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.location import Location, Position

if TYPE_CHECKING:
    from fairmark.validators.core.engine import Subject

Locate = Callable[[Sequence[Location]], Sequence[Position | None]]
"""Looks up line and column of several places of one input in one pass; None where there is none."""


@dataclass(frozen=True, slots=True)
class InputOpened:
    """An input is about to be judged. `sha256` is that of its bytes, "" where it has none, as a folder. `outer` is the
    name of the folder or archive that it is a member of, "" for none; that one is closed after its members."""

    name: str
    kind: str
    version: str | None
    sha256: str
    outer: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """An open input has `records` of one sort, or so many more where that was told before: it is told before what is
    found in them. `what` they are called, in the plural, such as results. `table` is the file or sheet that holds them,
    as the places of findings name it; "" where they do not stand in a table, and a place names the record.

    Only of inputs that are counted a report says how many records are dropped.
    """

    input: str
    records: int
    what: str
    table: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A rule has spoken about the input of that name."""

    input: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Judged:
    """The rules have looked at a document of the input. `subject` is what they have looked at, for whoever wants to
    show it."""

    input: str
    subject: "Subject"


@dataclass(frozen=True, slots=True)
class InputClosed:
    """An input is done. `locate` may be called until the event has been handled; `judged` is False where nothing
    could be looked at, `partial` True where only a part of it was. `whole` is False where this was only the first or
    next part of an input that is judged piece by piece."""

    name: str
    locate: Locate
    judged: bool = True
    partial: bool = False
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` bytes; `total` is None while unknown. `note` says in a word or two what is going on. `overall`
    says that the bytes are those of all inputs, not of the one at hand."""

    done: int
    total: int | None
    note: str
    overall: bool = False


@dataclass(frozen=True, slots=True)
class Faulted:
    """The tool failed at something. `where` names the rule or the part, `message` says what, without input values."""

    where: str
    message: str


class Taken(NamedTuple):
    """A step as the subject took it: what was looked at, how that came out, and the value that it came to."""

    name: str
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a verification, with the value that it came to."""

    input: str
    name: str
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer as text, redacted, and the curl line that repeats it."""

    request: str
    response: str
    curl: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A check of a suite has come to an outcome."""

    rule: str
    operation: str
    outcome: Outcome
    reason: str
    blocked_by: str | None = None
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True)
class Required:
    """How a requirement of the standard came out: the worst outcome of the checks of its `rules`. `level` is MUST,
    SHOULD or MAY."""

    id: str
    level: str
    clause: str
    summary: str
    rules: tuple[str, ...]
    outcome: Outcome
    reason: str


Event = InputOpened | Counted | Found | Judged | InputClosed | Progress | Faulted | Step | Checked | Required
Subscriber = Callable[[Event], None]

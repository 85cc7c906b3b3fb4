"""Each credential of a document as linked data (JSON-LD): whether it can be processed, and what of it is lost.

What no context defines is dropped silently by processors, so a proof over the statements does not cover it. Each
credential is read by itself, as a verifier of its own proof reads it; what is inside an inner one is told there alone.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from fairmark.validators.core.location import Path
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.proofs.errors import NotProcessable, UnknownContext

if TYPE_CHECKING:
    from fairmark.validators.proofs.json_ld import JsonLd

REDEFINED = "protected term redefinition"
"""What JSON-LD processors call it (JSON-LD 1.1 API section 9.3)."""

SHELL = ("@context", "id", "@id", "type", "@type", "proof")
"""Members that decide how the proofs in a credential are read, and the proofs."""

MOST_TRIED = 200
"""Places in one credential that are tried out to find where a name is lost."""


class Sort(Enum):
    """What a lost name is, as far as its place tells; UNPLACED where it is not found in the text."""

    TERM = "a member"
    TYPE = "a type"
    IDENTIFIER = "an identifier"
    UNPLACED = "a member, a type or an identifier"


@dataclass(frozen=True, slots=True)
class Lost:
    """`name` is lost at `path`, from its credential on: the name of a member, a type, or the text of an identifier."""

    name: str
    sort: Sort
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How one credential reads. `problem` is why it cannot be processed at all, None where it can."""

    lost: tuple[Lost, ...] = ()
    problem: NotProcessable | None = None

    @property
    def unknown_context(self) -> str:
        """The URL of the context for want of which it cannot be processed, "" for none."""
        return self.problem.url if isinstance(self.problem, UnknownContext) else ""

    @property
    def redefines(self) -> bool:
        """Whether a context changes the meaning of a term that another one protects."""
        return self.problem is not None and REDEFINED in str(self.problem)


def read_all(document: Credential) -> Mapping[Node, Reading]:
    """Every credential of the document with how it reads, the outermost first."""
    return {node: _read(document, node) for node in document.credentials}


def _read(document: Credential, node: Node) -> Reading:
    json_ld = document.circumstances.references.json_ld
    data = node.members
    try:
        if _is_covered(document, node) and not json_ld.lost({name: data[name] for name in SHELL if name in data}):
            return Reading()
        lost = json_ld.lost(data)
    except NotProcessable as problem:
        return Reading(problem=problem)
    return Reading(tuple(_placed(data, lost, json_ld, document.inside(node)))) if lost else Reading()


def _is_covered(document: Credential, node: Node) -> bool:
    """Whether a proof was made out over all but the proofs, and none of it is lost: then only they are left to read."""
    verification = document.verifications.get(node)
    return verification is not None and verification.complete


def _placed(data: Mapping[str, Any], names: tuple[str, ...], json_ld: "JsonLd", inner: list[Path]) -> Iterator[Lost]:
    """Where the names stand, but for what is lost inside an inner credential."""
    found: dict[str, list[Lost]] = {name: [] for name in names}
    for lost in _mentions(data, found):
        found[lost.name].append(lost)
    tried = 0
    for name, mentions in found.items():
        if len(mentions) == 1:
            places = mentions
        elif tried + len(mentions) <= MOST_TRIED:
            tried += len(mentions)
            places = [lost for lost in mentions if _is_lost(lost, mentions, data, json_ld)]
        else:
            places = []
        outside = [lost for lost in places if not any(lost.path[: len(path)] == path for path in inner)]
        if outside or not places:
            yield from outside or [Lost(name, Sort.UNPLACED)]


def _mentions(data: Mapping[str, Any], names: Mapping[str, object]) -> Iterator[Lost]:
    """Every place where one of the names may have been lost."""
    pending: list[tuple[Path, Any]] = [((), data)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, dict):
            yield from (Lost(name, Sort.TERM, (*path, name)) for name in value if name in names)
            pending += [((*path, name), inner) for name, inner in reversed(value.items()) if name != "@context"]
        elif isinstance(value, list):
            pending += [((*path, number), inner) for number, inner in reversed(list(enumerate(value)))]
        elif isinstance(value, str) and value in names:
            member = next((step for step in reversed(path) if isinstance(step, str)), "")
            yield Lost(value, Sort.TYPE if member in ("type", "@type") else Sort.IDENTIFIER, path)


def _is_lost(lost: Lost, mentions: list[Lost], data: Mapping[str, Any], json_ld: "JsonLd") -> bool:
    """Whether the name is still lost when it stands nowhere else: some members are defined in one class only."""
    alone: Any = deepcopy(data)
    # From the last on, so that numbers in lists stay what they are.
    for other in reversed(mentions):
        if other.path != lost.path and other.path != lost.path[: len(other.path)]:
            _remove(alone, other.path)
    try:
        return lost.name in json_ld.lost(alone)
    except NotProcessable:
        return False


def _remove(value: Any, path: Path) -> None:
    *above, last = path
    for step in above:
        try:
            value = value[step]
        except (KeyError, IndexError):  # it went with what is around it
            return
    if not isinstance(value, dict):
        del value[last]
    else:
        value.pop(last, None)

"""The rule and its declaration, which is the catalogue: what `fairmark rules`, the docs and the reports say of a rule
is read from here and from nowhere else.

A rule is a small pure generator, decorated. Its docstring has four parts::

    @rule("CASE-ASSOC-004", severity=ERROR, versions=BOTH, basis="best practice", message="{observed} meets itself")
    def association_has_two_ends(package: Package) -> Findings:
        \"\"\"An association joins two different objects.

        Why: A consumer that follows it walks in a circle.

        Example: An isChildOf whose originNodeURI and destinationNodeURI name the same CFItem.

        Repair: Point one end at the object that was meant, or delete the association.
        \"\"\"
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
import inspect
import re
from typing import Any, NamedTuple, TypeVar

from fairmark.validators.core.levels import Severity, Strictness
from fairmark.validators.core.location import Location

PARTS = ("Why", "Example", "Repair")


class Draft(NamedTuple):
    """What a rule yields through `finding`: a finding that does not know its rule yet. It never leaves the engine."""

    at: Location
    observed: Any
    expected: str
    hint: str
    severity: Severity | None
    follows: str | None


Findings = Iterator[Draft]
Check = Callable[[Any], Iterator[Any]]
"""A document rule takes a typed input and yields drafts; a live one takes a session and yields results."""


def finding(
    *,
    at: Location,
    observed: Any = None,
    expected: str = "",
    hint: str = "",
    severity: Severity | None = None,
    follows: str | None = None,
) -> Draft:
    """What a rule yields for each breach.

    `observed` is the value as found (redacted later by the privacy class of `at`), `expected` what should stand there,
    `hint` how to mend this one where it can be said better than the rule's own Repair part, `severity` one that the
    declaration lists under `may_be`, `follows` the one of those listed there that explains this finding, "" where it is
    known that none does; None where any of them may.
    """
    return Draft(at, observed, expected, hint, severity, follows)


@dataclass(frozen=True, slots=True)
class Text:
    """The four parts of a rule's docstring, each as one line of plain text."""

    what: str
    why: str
    example: str
    repair: str

    @property
    def title(self) -> str:
        """The first sentence of `what`, without its full stop."""
        return re.split(r"(?<=[.!?])\s", self.what, maxsplit=1)[0].rstrip(".")


@dataclass(frozen=True, slots=True)
class Rule:
    """A declared rule. See `rule` for what each member means."""

    id: str
    severity: Severity
    versions: tuple[str, ...]
    basis: str
    message: str
    check: Check
    text: Text
    kinds: tuple[str, ...] = ()
    scope: str = "document"
    may_be: tuple[Severity, ...] = ()
    lenient: Severity | None = None
    strict: Severity | None = None
    gated: bool = False
    general: bool = False
    follows: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    notes: str = ""
    holds: bool = False
    discloses: bool = False

    def __reduce__(self) -> tuple[Callable[[str], "Rule"], tuple[str]]:
        """In another process it is the rule that is declared there."""
        return declared, (self.id,)

    @property
    def standard(self) -> str:
        """The first part of the id, such as CASE; FM for Fairmark's own."""
        return self.id.split("-", 1)[0]

    @property
    def title(self) -> str:
        return self.text.title

    @property
    def loses(self) -> bool:
        """Whether an importer may drop or misread what a breach is about."""
        return not (self.holds or self.discloses)

    def severity_at(self, strictness: Strictness, severity: Severity) -> Severity:
        """`severity` (the declared one, or one of `may_be`) as it counts under `strictness`."""
        if strictness is Strictness.LENIENT and self.lenient is not None:
            return max(self.lenient, severity, key=lambda s: s.rank)
        if strictness is Strictness.STRICT and self.strict is not None:
            return min(self.strict, severity, key=lambda s: s.rank)
        return severity


REGISTRY: dict[str, Rule] = {}
"""Every rule declared by a module that has been imported, by id."""


def declared(id: str) -> Rule:
    """The rule of that id; KeyError where the module that declares it was not imported."""
    return REGISTRY[id]


Declared = TypeVar("Declared", bound=Check)


def rule(
    id: str,
    *,
    severity: Severity,
    versions: tuple[str, ...],
    basis: str,
    message: str,
    kinds: tuple[str, ...] = (),
    scope: str = "document",
    may_be: tuple[Severity, ...] = (),
    lenient: Severity | None = None,
    strict: Severity | None = None,
    gated: bool = False,
    general: bool = False,
    follows: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    notes: str = "",
    holds: bool = False,
    discloses: bool = False,
) -> Callable[[Declared], Declared]:
    """Declare the decorated generator as the rule `id`.

    `versions` of the standard that it applies to; `basis` the standard's own clause; `message` a sentence over
    `{observed}` and `{expected}`; `kinds` of input that it looks at (empty: every kind of its standard); `may_be` other
    severities that its findings may carry; `lenient` and `strict` the severity under that strictness; `gated`: the
    schema forbids all that this rule forbids, so it runs only where the fast schema engine said no; `general`: silent
    wherever a specific rule has spoken; `follows`: rules whose breach explains a breach of this one in the same input;
    `scope`: "document"; or "live" for a check of a running system, which takes a session and yields results; or
    "observed" for one of a client, which takes what it was seen doing and yields results; `needs`: of such a check, the
    rules that must hold for the same operation, so that a breach is `blocked` where one does not;
    `notes`: where the standard is ambiguous, what was decided; `holds`: a breach at warning or above puts the export
    on hold until somebody has looked: the verdict is fail, whatever the severity; `discloses`: what it speaks of gives
    something away, and keeps no importer from reading the record.
    """

    def declare(check: Declared) -> Declared:
        if id in REGISTRY:
            raise ValueError(f"rule {id} is declared twice")
        REGISTRY[id] = Rule(
            id,
            severity,
            versions,
            basis,
            message,
            check,
            read_text(id, check),
            kinds,
            scope,
            may_be,
            lenient,
            strict,
            gated,
            general,
            follows,
            needs,
            notes,
            holds,
            discloses,
        )
        return check

    return declare


def read_text(id: str, check: Check) -> Text:
    """The four parts of the docstring of `check`; ValueError names the part that is missing."""
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(check.__doc__ or ""))
    parts = {"what": ""}
    part = "what"
    for paragraph in paragraphs:
        line = " ".join(paragraph.split())
        label, _, rest = line.partition(": ")
        if label in PARTS:
            part, line = label.lower(), rest
        parts[part] = f"{parts.get(part, '')} {line}".strip()
    for wanted in ("what", *(name.lower() for name in PARTS)):
        if not parts.get(wanted):
            raise ValueError(f"the docstring of rule {id} lacks its {wanted} part")
    return Text(parts["what"], parts["why"], parts["example"], parts["repair"])

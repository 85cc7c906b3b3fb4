"""Run rules over a subject. Knows nothing of any standard."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Protocol

from fairmark.validators.core.distinct import Distinct
from fairmark.validators.core.events import Taken
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.levels import Severity
from fairmark.validators.core.location import Location, Path
from fairmark.validators.core.rule import REGISTRY, Rule
from fairmark.validators.core.sharing import Sharing


class Subject(Protocol):
    """What rules look at: a typed input, such as a CASE package."""

    @property
    def applies(self) -> Mapping[str, str]:
        """First parts of the ids of the rules that apply, such as CASE, each with the version to judge by."""

    @property
    def kind(self) -> str:
        """Kind of input, such as case-package."""

    @property
    def well_formed(self) -> bool:
        """Whether the fast schema engine accepts the input, so that gated rules have nothing to say."""

    @property
    def steps(self) -> Sequence[Taken]:
        """The steps that were taken to verify it; none for what is only judged."""


class RuleFault(Exception):
    """A rule raised: a fault of the tool, never of the input. `rule` says which, `cause` why in a word or two."""

    def __init__(self, rule: Rule, cause: str) -> None:
        super().__init__(f"{rule.id}: {cause}")
        self.rule = rule
        self.cause = cause

    def __reduce__(self) -> tuple[type["RuleFault"], tuple[Rule, str]]:
        return RuleFault, (self.rule, self.cause)


def rules_for(subject: Subject) -> list[Rule]:
    """The declared document rules that apply to `subject`, specific ones first, each group in the order of ids."""
    # A folder may hold a hundred thousand documents of one kind. The size of the registry tells when rules were added.
    return list(_applying(tuple(sorted(subject.applies.items())), subject.kind, len(REGISTRY)))


@lru_cache(maxsize=100)
def _applying(applies: tuple[tuple[str, str], ...], kind: str, _declared: int) -> tuple[Rule, ...]:
    versions = dict(applies)
    chosen = [
        rule
        for rule in REGISTRY.values()
        if rule.scope == "document"
        and versions.get(rule.standard) in rule.versions
        and (not rule.kinds or kind in rule.kinds)
    ]
    return tuple(sorted(chosen, key=lambda rule: (rule.general, rule.id)))


def capped(rule: Rule, most: int, beyond: Callable[[], None]) -> Rule:
    """`rule`, which says no more than `most` of a subject; `beyond` is called where it had more to say. Where millions
    of records are judged, one rule must not keep the others from being heard."""

    def check(subject: Subject) -> Iterator[Any]:
        said = rule.check(subject)
        yield from islice(said, most)
        if next(said, None) is not None:
            beyond()

    return replace(rule, check=check)


def judge(subject: Subject, rules: Iterable[Rule], sharing: Sharing | None = None) -> Iterator[Finding | RuleFault]:
    """Apply `rules` in order. `sharing` says how findings hide records where the report is to be shared."""
    return hushed(chain.from_iterable(said_by(rule, subject, sharing) for rule in rules))


def said_by(rule: Rule, subject: Subject, sharing: Sharing | None = None) -> Iterator[Finding | RuleFault]:
    """All that one rule finds; a general one also where another has spoken."""
    if rule.gated and subject.well_formed:
        return
    try:
        for draft in rule.check(subject):
            yield Finding.of(rule, draft, sharing)
    except Exception as cause:  # a faulty rule must not hide what the others find; it is reported as a fault
        fault = RuleFault(rule, type(cause).__name__)
        fault.__cause__ = cause
        yield fault


def hushed(results: Iterable[Finding | RuleFault]) -> Iterator[Finding | RuleFault]:
    """What rules have found, one after the other, where a general rule is silent at every path where a rule before it
    has spoken as loudly: a warning must not hide an error."""
    heard = Heard()
    for result in results:
        if isinstance(result, RuleFault):
            yield result
        elif not (result.rule.general and heard.at(result.location, result.severity)):
            yield result
            heard.note(result.location, result.severity)


class Heard:
    """At which places something was said, and how loudly. In tables these may be millions, so that it holds no path of
    theirs."""

    def __init__(self) -> None:
        self._places: dict[Severity, set[Path]] = {severity: set() for severity in Severity}
        self._rows: dict[tuple[Severity, str | int, str | int], Distinct] = {}

    def note(self, place: Location, severity: Severity) -> None:
        if place.table:
            file, row, field = place.path
            self._rows.setdefault((severity, file, field), Distinct()).add(row)
        else:
            self._places[severity].add(place.path)

    def at(self, place: Location, severity: Severity) -> bool:
        """Whether something as severe was said there."""
        louder = (each for each in Severity if each.rank <= severity.rank)
        if not place.table:
            return any(place.path in self._places[each] for each in louder)
        file, row, field = place.path
        return any(row in self._rows.get((each, file, field), NOWHERE) for each in louder)


NOWHERE = Distinct()

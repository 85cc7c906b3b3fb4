"""Questions out of words: what somebody typed, or what a request says."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from fairmark.server.reports.asking import Question
from fairmark.server.reports.clock import Clock
from fairmark.server.reports.declaration import Parameter, Report
from fairmark.server.reports.measures.rostering import COHORT, GRADE
from fairmark.server.reports.measures.when import When
from fairmark.validators.core.usage import WrongUsage

NUMBERED = (GRADE, COHORT)
"""Groupings whose values are whole numbers."""
KINDERGARTEN = {"KG": 0}


def question(
    report: Report,
    clock: Clock,
    when: When,
    by: Sequence[str],
    where: Iterable[tuple[str, str]],
    parameters: Iterable[tuple[str, str]],
) -> Question:
    """The question with parameters as the report has them; where nobody says, by its own groupings. WrongUsage for what
    the report does not know."""
    about: dict[str, tuple[object, ...]] = {}
    for name, value in where:
        about[name] = (*about.get(name, ()), _value(name, value))
    known = {parameter.name: parameter for parameter in report.parameters}
    given = {name: _parameter(report, known, name, value) for name, value in parameters}
    return Question(when, clock, tuple(by) or tuple(report.by), about, given)


def _value(name: str, value: str) -> object:
    if name not in NUMBERED:
        return value
    if value in KINDERGARTEN:
        return KINDERGARTEN[value]
    if not value.lstrip("-").isdecimal():
        raise WrongUsage(f"a {name} is a whole number, not {value!r}")
    return int(value)


def _parameter(report: Report, known: Mapping[str, Parameter], name: str, value: str) -> Any:
    if name not in known:
        has = f"it has {', '.join(known)}" if known else "it has none"
        raise WrongUsage(f"{report.id} has no parameter {name!r}: {has}")
    kind = known[name].kind
    try:
        return date.fromisoformat(value) if kind is date else kind(value)  # type: ignore[call-arg,arg-type]
    except ValueError:
        raise WrongUsage(f"{name} of {report.id} takes {known[name].help}, not {value!r}") from None

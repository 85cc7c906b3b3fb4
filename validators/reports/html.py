"""The HTML report: one file that needs no network, readable without its script, on paper and by a screen reader."""

from collections.abc import Sequence
from functools import cache
import re
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup, escape

from fairmark.validators.core.events import Checked, Exchange, Required
from fairmark.validators.core.headline import plural
from fairmark.validators.core.levels import ERROR, WARNING, WORST_FIRST, Outcome, Severity, Verdict
from fairmark.validators.core.report import NOTICE, Cause, InputResult, Report, Sample
from fairmark.validators.core.rule import Rule
from fairmark.validators.reports.exchanges import BREACHED, breaches, operations, proofs, received, sent
from fairmark.validators.reports.pages import new_environment, policy, text_of
from fairmark.validators.reports.safe_text import visible
from fairmark.validators.reports.wording import (
    configured,
    counted,
    counts_in,
    moment,
    occurrences,
    outcomes,
    place,
    pointer,
    redaction,
    tally,
    where,
)

MOST_INPUTS = 500
MOST_SAMPLES = 2_000
"""Rows of a table, of samples that of each group. A browser can show some ten thousand; the totals stay exact, and the
other formats hold the rest."""

VERDICTS = (Verdict.FAIL, Verdict.UNDETERMINED, Verdict.WARN, Verdict.PASS)
"""Worst first."""


class CauseCard(NamedTuple):
    """A cause with one sample of it where there is one; of a suite also the operations that break its rule, and the
    exchanges that prove it."""

    cause: Cause
    sample: Sample | None
    operations: str
    proofs: Sequence[tuple[str, Exchange]]


class CheckGroup(NamedTuple):
    """The checks of one rule, the worst first."""

    id: str
    rule: Rule | None
    worst: Outcome
    tally: str
    checks: Sequence[Checked]


class InputRow(NamedTuple):
    """An input with how often each severity occurs in it."""

    result: InputResult
    counts: dict[Severity, int]


def render(report: Report) -> bytes:
    """`report` as one HTML file."""
    style, script = text_of("report.css"), text_of("report.js")
    template = _environment().get_template("report.html.j2")
    page: str = template.render(
        **_shown(report),
        style=Markup(style),  # noqa: S704  # our own file
        script=Markup(script),  # noqa: S704  # our own file
        policy=policy(style, script),
    )
    return page.encode()


def render_body(report: Report) -> Markup:
    """What `report` says, without the page around it: for a page that has report.css and report.js."""
    text = _environment().get_template("report_body.html.j2").render(**_shown(report))
    return Markup(text)  # noqa: S704  # made by a template that escapes


def _shown(report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "notice": NOTICE,
        "redaction": redaction(report),
        "configured": configured(report),
        "headline": _headline(report),
        "to_do": "What to mend" if report.counts[ERROR] or report.counts[WARNING] else "Worth knowing",
        "cards": [_card(report, cause) for cause in report.causes],
        "counted_inputs": [result for result in report.inputs if result.consequence][:MOST_INPUTS],
        "inputs": [InputRow(result, counts_in(report, result.name)) for result in _worst_inputs(report)],
        "most_samples": MOST_SAMPLES,
        "requirements": sorted(report.requirements, key=_badness),
        "requirement_tally": [(outcome.value, count) for outcome, count in tally(report.requirements).items()],
        "check_groups": (groups := _check_groups(report)),
        "check_rules": {group.id for group in groups},
        "check_tally": [(outcome.value, count) for outcome, count in tally(report.checks).items()],
        "open_on": _open_on(report),
    }


def _worst_inputs(report: Report) -> Sequence[InputResult]:
    """The inputs in their order; of more than a page can show, the worst."""
    if len(report.inputs) <= MOST_INPUTS:
        return report.inputs
    return sorted(report.inputs, key=lambda result: VERDICTS.index(result.verdict))[:MOST_INPUTS]


def _badness(came_out: Checked | Required | CheckGroup) -> int:
    return WORST_FIRST.index(came_out.worst if isinstance(came_out, CheckGroup) else came_out.outcome)


def _check_groups(report: Report) -> list[CheckGroup]:
    by_rule: dict[str, list[Checked]] = {}
    for check in report.checks:
        by_rule.setdefault(check.rule, []).append(check)
    groups = (
        CheckGroup(id, report.applied.get(id), checks[0].outcome, outcomes(tally(checks)), checks)
        for id, found in sorted(by_rule.items())
        for checks in [sorted(found, key=_badness)]
    )
    return sorted(groups, key=_badness)


def _open_on(report: Report) -> list[str]:
    """The outcomes that are shown before anybody filters: what is wrong, or everything where nothing is."""
    wrong = [outcome for outcome in WORST_FIRST if outcome not in (Outcome.PASS, Outcome.NOT_APPLICABLE)]
    broken = any(check.outcome in BREACHED for check in report.checks)
    return [outcome.value for outcome in (wrong if broken else WORST_FIRST)]


def _headline(report: Report) -> Markup:
    """The headline without its first word, which the page shows as a badge."""
    text = report.headline.removeprefix(f"{report.verdict.value.upper()}: ")
    sentence = isolated(text, report.inputs[0].name if report.inputs else "")
    return sentence.replace("--strictness", Markup('<span class="whole">--strictness</span>'))


def _card(report: Report, cause: Cause) -> CauseCard:
    by = operations(breaches(report, cause.rule.id))
    return CauseCard(cause, next(iter(cause.portions[0].samples), None), by, list(proofs(report, cause)))


@cache
def _environment() -> Environment:
    environment = new_environment()
    environment.filters.update(
        visible=visible,
        place=place,
        prose=prose,
        said=said,
        common=common,
        breakable=breakable,
        plural=plural,
        counted=counted,
        where=where,
        pointer=pointer,
        occurrences=occurrences,
        lines=lines,
        moment=moment,
        sent=sent,
        received=received,
        thousands="{:,}".format,
    )
    return environment


def prose(text: str) -> Markup:
    """A rule's text, with what stands between backticks as code."""
    parts = re.split(r"`([^`]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part) for index, part in enumerate(parts)
    )


def breakable(text: str) -> Markup:
    """A path or pointer that may break before each of its slashes."""
    return Markup("<wbr>/").join(visible(text).split("/"))


def said(sample: Sample) -> Markup:
    """The message of a sample, with the observed value set apart."""
    return isolated(sample.message, sample.observed)


def common(cause: Cause) -> Markup:
    """What all occurrences of a cause say, with the value that they have in common set apart."""
    return isolated(cause.says, cause.value)


def isolated(sentence: str, part: str) -> Markup:
    """An English sentence in which `part`, wherever it stands, keeps its own direction of writing."""
    if not part:
        return escape(visible(sentence))
    return (Markup("<bdi>{}</bdi>").format(visible(part))).join(visible(piece) for piece in sentence.split(part))


def lines(text: str) -> str:
    """A text of several lines, such as an HTTP message, with its line breaks kept."""
    return "\n".join(visible(line) for line in text.splitlines())

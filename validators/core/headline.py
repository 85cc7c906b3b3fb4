"""The first line of every report: the verdict with its consequence."""

from collections.abc import Mapping

from fairmark.validators.core.consequence import PARTS, Consequences, consequences, told, worst_of
from fairmark.validators.core.levels import ERROR, WARNING, WORST_FIRST, Outcome, Strictness, Verdict
from fairmark.validators.core.report import InputResult, Report

CONSEQUENCE = {
    Verdict.PASS: "nothing stands in the way of sending it",
    Verdict.WARN: "it can be sent, but consumers may lose or misread a part of it",
    Verdict.FAIL: "a conforming consumer may refuse it or misread it",
    Verdict.UNDETERMINED: "nothing in it could be judged, so this is not a pass",
}

CREDENTIAL_KINDS = ("clr", "endorsement", "open-badge")
"""Beginnings of the kinds of input that somebody trusts or not, where others are sent or not."""

CREDENTIAL_CONSEQUENCE = {
    Verdict.PASS: "nothing speaks against trusting it",
    Verdict.WARN: "a verifier may accept it, but not all of it could be confirmed or will be read",
    Verdict.FAIL: "a verifier that keeps to the standard will refuse it or misread it",
    Verdict.UNDETERMINED: "nothing in it could be judged, so this is not a pass",
}

SUITE_CONSEQUENCE = {
    Verdict.PASS: "a consumer that keeps to the standard can work with it",
    Verdict.WARN: "a consumer can work with it, but may lose or misread something",
    Verdict.FAIL: "a consumer that keeps to the standard will be refused or misled",
    Verdict.UNDETERMINED: "nothing could be tested, so this is not a pass",
}

CONSUMER_CONSEQUENCE = {
    Verdict.PASS: "nothing that it showed keeps it from working with a provider",
    Verdict.WARN: "it works with providers, but may lose something or be refused",
    Verdict.FAIL: "providers that keep to the standard will refuse it, or it will stop at what they send",
    Verdict.UNDETERMINED: "nothing was seen of it, so this is not a pass",
}
"""Of a report about a consumer, which was not called but observed."""

ISSUER_CONSEQUENCE = {
    Verdict.PASS: "those who are shown its badges can verify them",
    Verdict.WARN: "its badges can be verified, but something that they refer to may be missing or doubted",
    Verdict.FAIL: "those who are shown its badges will refuse or misread them",
    Verdict.UNDETERMINED: "nothing could be tested, so this is not a pass",
}
DISPLAYER_CONSEQUENCE = {
    Verdict.PASS: "who looks at badges with it learns what is good about them, and what is not",
    Verdict.WARN: "it tells good badges from others, but does not say exactly what is the matter",
    Verdict.FAIL: "who looks at badges with it is misled, or is not told enough",
    Verdict.UNDETERMINED: "nothing could be tested, so this is not a pass",
}
SYSTEM_CONSEQUENCE = {
    Verdict.PASS: "what it showed of learning, growth and evidence holds together",
    Verdict.WARN: "what it showed of learning holds together, but not all that is asked for is there",
    Verdict.FAIL: "what it says of learners does not follow from what it has recorded, or gives away too much",
    Verdict.UNDETERMINED: "nothing could be tested, so this is not a pass",
}
BY_ROLE = {
    "consumer": CONSUMER_CONSEQUENCE,
    "displayer": DISPLAYER_CONSEQUENCE,
    "issuer": ISSUER_CONSEQUENCE,
    "system": SYSTEM_CONSEQUENCE,
}
"""Role of what a suite was about, the last part of the kind of input, to what the verdict means there."""

CONTAINERS = frozenset({"folder", "png", "svg", "waivers", "zip"})
"""Kinds of input that hold nothing to judge themselves."""

DISCLOSED = {
    ERROR: "it gives away what must not be sent",
    WARNING: "it may give away more than is meant",
}
"""The consequence of what discloses personal data."""

HELD = "on hold: "
"""What follows the verdict where somebody has to look before the export is sent."""

OBSTACLE = "obstacle"
"""Name of the step that says why a suite could not test anything."""


def headline(report: Report, others: Mapping[Strictness, Verdict]) -> str:
    """One sentence for `report`; `others` are the verdicts that the same findings have under other strictness."""
    verdict = report.verdict.value.upper()
    if report.checks:
        role = report.inputs[0].kind.rpartition("-")[2]
        consequence = BY_ROLE.get(role, SUITE_CONSEQUENCE)[report.verdict]
        parts = [f"{verdict}: {_tested(report)}: {consequence}. {_outcomes(report)}"]
        others = {}
    else:
        held = HELD if report.on_hold else ""
        found = consequences(report)
        parts = [f"{verdict}: {held}{_what(report)}: {_consequence(report, found)}. {_numbers(report, found)}"]
    if report.faults:
        parts.append(f"The tool itself failed at {len(report.faults)} of its rules: the result is incomplete.")
    if report.partial:
        parts.append("Only a part was looked at.")
    parts += [
        f"With --strictness {strictness} the verdict would be {verdict}."
        for strictness, verdict in others.items()
        if verdict is not report.verdict
    ]
    return " ".join(parts)


def _tested(report: Report) -> str:
    obstacle = next((step.detail for step in report.steps if step.name == OBSTACLE), "")
    return obstacle.rstrip(".") or report.inputs[0].name


def _outcomes(report: Report) -> str:
    """How many rules could be tested and how they came out: a rule counts once, by its worst outcome."""
    worst: dict[str, Outcome] = {}
    for check in report.checks:
        seen = worst.get(check.rule)
        worst[check.rule] = check.outcome if seen is None else min(check.outcome, seen, key=WORST_FIRST.index)
    tested = sum(outcome in (Outcome.PASS, Outcome.WARN, Outcome.FAIL) for outcome in worst.values())
    said = [
        f"{sum(outcome is which for outcome in worst.values()):,} {which.value}"
        for which in WORST_FIRST
        if any(outcome is which for outcome in worst.values())
    ]
    return f"{plural(tested, 'rule')} tested: {', '.join(said)}." if said else "No rule was tested."


def _leaves(report: Report) -> list[InputResult]:
    """The inputs that hold data themselves; all of them where none does."""
    return [i for i in report.inputs if i.kind not in CONTAINERS | PARTS] or list(report.inputs)


def _is_credential(report: Report) -> bool:
    return all(i.kind.startswith(CREDENTIAL_KINDS) for i in _leaves(report)) and bool(report.inputs)


def _what(report: Report) -> str:
    leaves = _leaves(report)
    if len(leaves) == 1:
        return leaves[0].name
    failed = sum(i.verdict is Verdict.FAIL for i in leaves)
    return f"{len(leaves)} inputs" + (f", {failed} of them failing" if failed else "")


def _consequence(report: Report, found: Consequences | None) -> str:
    """What becomes of it: for an export in numbers of records, as far as they are counted, and what it gives away."""
    leaves = _leaves(report)
    lost = told(found, leaves[0].name if len(leaves) == 1 else "", at_least=report.partial) if found else ""
    disclosed, is_all = _disclosure(report)
    if report.on_hold:
        hold = (
            f"it is not as the export before it ({', '.join(report.on_hold)}), so somebody has to look before it goes"
        )
        return "; ".join(filter(None, (hold, lost, disclosed)))
    told_so = "; ".join(filter(None, (lost, disclosed)))
    if lost or is_all:
        return f"it can be sent, but {told_so}" if report.verdict is Verdict.WARN else told_so
    general = (CREDENTIAL_CONSEQUENCE if _is_credential(report) else CONSEQUENCE)[report.verdict]
    return "; ".join(filter(None, (general, disclosed)))


def _disclosure(report: Report) -> tuple[str, bool]:
    """What is given away, "" where nothing is, and whether that is worse than everything else."""
    given, other = (
        worst_of({group.severity: 1 for group in report.findings if group.rule.discloses is which})
        for which in (True, False)
    )
    if given is None or given not in DISCLOSED:
        return "", False
    return DISCLOSED[given], other not in DISCLOSED or (given is ERROR and other is WARNING)


def _numbers(report: Report, found: Consequences | None) -> str:
    said = [plural(report.counts[severity], severity.value) for severity in (ERROR, WARNING) if report.counts[severity]]
    causes = sum(cause.severity in (ERROR, WARNING) for cause in report.causes)
    looked_at = f" in {plural(found.total, 'record')}" if found else ""
    text = f"{' and '.join(said)} from {plural(causes, 'cause')}." if said else f"No errors and no warnings{looked_at}."
    if report.waived:
        text += f" {plural(report.waived, 'finding')} waived."
    if report.known:
        text += f" {plural(report.known, 'finding')} known from the baseline."
    return text


def plural(count: int, noun: str) -> str:
    """`count` and the noun, such as "1 error" or "2,000 errors"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

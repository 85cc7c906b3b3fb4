"""JUnit XML in the form that the Jenkins xUnit plugin publishes (junit-10.xsd), which most CI systems read.

A suite named `fairmark` with the exact totals as properties, then for documents a suite per input with a case per rule
and severity that was breached there, so that failed cases are things to mend. Errors fail; warnings and infos pass and
say so in `system-out`; an input that could not be judged is an error, as is a fault of the tool. Of a system that was
checked there is one suite with a case per check, and what did not run is skipped. docs/reports.md has the table.
"""

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from fairmark.validators.core.events import Checked
from fairmark.validators.core.headline import plural
from fairmark.validators.core.levels import ERROR, Outcome, Verdict
from fairmark.validators.core.report import NOTICE, FindingGroup, InputResult, Report, Sample
from fairmark.validators.core.rule import Rule
from fairmark.validators.reports.exchanges import received, sent
from fairmark.validators.reports.safe_text import visible
from fairmark.validators.reports.wording import configured, counted, pointer, samples_in, tally, where

CONTAINERS = ("folder", "zip", "png", "svg")
Found = tuple[FindingGroup, Mapping[str, Sequence[Sample]]]
"""A group with its samples by input."""

NOT_RUN = (Outcome.NOT_APPLICABLE, Outcome.BLOCKED, Outcome.CANNOT_TELL)


def render(report: Report) -> bytes:
    """`report` as JUnit XML."""
    suites = [_totals(report)]
    if report.checks:
        suites.append(_suite(report.inputs[0].name, [_check(report, check) for check in report.checks]))
    else:
        found = [(group, samples_in(group)) for group in report.findings]
        suites += [_input(result, found) for result in report.inputs]
    root = etree.Element("testsuites", name="fairmark")
    for number in ("tests", "failures", "errors"):
        root.set(number, str(sum(int(suite.get(number, "0")) for suite in suites)))
    root.extend(suites)
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return text


def _suite(name: str, cases: list[etree._Element]) -> etree._Element:
    suite = etree.Element("testsuite", name=visible(name), tests=str(len(cases)))
    for number, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(number, str(sum(case.find(tag) is not None for case in cases)))
    suite.extend(cases)
    return suite


def _case(suite: str, name: str) -> etree._Element:
    """Dots part a package from a class in Jenkins, so the name of the suite goes without them."""
    return etree.Element("testcase", classname=visible(suite).replace(".", "_"), name=visible(name))


def _say(case: etree._Element, tag: str, sort: str, message: str, text: str = "") -> etree._Element:
    etree.SubElement(case, tag, type=sort, message=visible(message)).text = text
    return case


def _totals(report: Report) -> etree._Element:
    faults = [
        _say(_case("fairmark", fault.where), "error", "fault", f"the tool itself failed: {fault.message}")
        for fault in report.faults
    ]
    suite = _suite("fairmark", faults)
    properties = etree.Element("properties")
    for name, value in _properties(report):
        etree.SubElement(properties, "property", name=name, value=visible(value))
    suite.insert(0, properties)
    return suite


def _properties(report: Report) -> Iterator[tuple[str, str]]:
    yield "notice", NOTICE
    yield "version", report.version
    yield "rules", report.rules_digest
    yield "profile", report.profile or ""
    yield "strictness", report.strictness.value
    yield "verdict", report.verdict.value
    yield "headline", report.headline
    yield "partial", str(report.partial).lower()
    yield from ((f"configuration.{name}", value) for name, value in configured(report))
    for severity, count in report.counts.items():
        yield f"occurrences.{severity.value}", str(count)
    yield "occurrences.waived", str(report.waived)
    yield "occurrences.known", str(report.known)
    yield from ((f"checks.{outcome.value}", str(count)) for outcome, count in tally(report.checks).items())
    yield from ((f"requirements.{outcome.value}", str(count)) for outcome, count in tally(report.requirements).items())
    for step in report.steps:
        yield f"step.{visible(step.name)}", step.detail
    for group in report.findings:
        yield f"occurrences.{group.severity.value}.{group.rule.id}", str(group.count)


def _input(result: InputResult, found: list[Found]) -> etree._Element:
    name = result.name
    cases = [_breach(group, name, samples[name]) for group, samples in found if name in samples]
    if result.verdict is Verdict.UNDETERMINED:
        cases.append(_say(_case(result.name, "is judged"), "error", "undetermined", "nothing in it could be judged"))
    elif not cases and result.kind not in CONTAINERS:  # about a container its members speak
        cases.append(_case(result.name, "raises no finding"))
    return _suite(result.name, cases)


def _breach(group: FindingGroup, name: str, samples: Sequence[Sample]) -> etree._Element:
    case = _case(name, f"{group.rule.id} ({group.severity.value}): {group.rule.title}")
    count = group.by_input[name]
    shown = f"{counted(count, group.severity)}, {len(samples):,} shown"
    lines = [f"{where(s)} {pointer(s)}: {visible(s.message)}\n    {visible(s.hint)}" for s in samples]
    if group.severity is ERROR:
        message = f"{plural(count, 'occurrence')}: {group.rule.title}"
        return _say(case, "failure", group.severity.value, message, "\n".join((shown, *lines)))
    etree.SubElement(case, "system-out").text = "\n".join((shown, *lines))
    return case


def _check(report: Report, check: Checked) -> etree._Element:
    """One check: the operation is the class of the case, as CI systems group by it."""
    rule = report.applied.get(check.rule)
    case = _case(check.operation or "the system", f"{check.rule}: {rule.title}" if rule else check.rule)
    if check.outcome is Outcome.FAIL:
        return _say(case, "failure", check.outcome.value, check.reason, _evidence(check, rule))
    if check.outcome in NOT_RUN:
        blocked = f"blocked by {check.blocked_by}: " if check.blocked_by else ""
        return _say(case, "skipped", check.outcome.value, f"{check.outcome.value}: {blocked}{check.reason}")
    if check.outcome is Outcome.WARN:
        text = f"warn: {visible(check.reason)}\n{_evidence(check, rule)}"
        etree.SubElement(case, "system-out").text = text
    return case


def _evidence(check: Checked, rule: Rule | None) -> str:
    """The clause, what was sent and received, and the lines that repeat it."""
    lines = [f"clause: {rule.basis}", f"repair: {rule.text.repair}"] if rule else []
    for exchange in check.exchanges:
        lines += [f"sent: {sent(exchange)}", f"received: {received(exchange)}"]
        lines += [visible(exchange.curl)] if exchange.curl else []
    return "\n".join(lines)

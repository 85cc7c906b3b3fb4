"""EARL 1.0 (W3C Evaluation and Report Language), as JSON-LD with an inline context and as Turtle of the same graph.

An assertion per input about its profile, with the verdict, and one per input and rule that was breached there; of a
system also one per requirement of the standard and one per check. An input is named by the digest of its bytes (RFC
6920), so that assertions of several runs about the same bytes meet, a system by its URL. What EARL has no term for
(severity, exact counts, JSON Pointers) is in the vocabulary `urn:fairmark:earl:`.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any
from urllib.parse import quote

from fairmark.validators.core.events import Checked, Required
from fairmark.validators.core.levels import ERROR, INFO, WARNING, Outcome, Verdict
from fairmark.validators.core.report import NOTICE, FindingGroup, InputResult, Report, Sample
from fairmark.validators.core.rule import Rule
from fairmark.validators.reports.exchanges import BREACHED
from fairmark.validators.reports.json_report import place_of
from fairmark.validators.reports.safe_text import encodable, escaped, to_json
from fairmark.validators.reports.wording import configured, is_url, moment, samples_in, url

CONTEXT = {
    "earl": "http://www.w3.org/ns/earl#",
    "dct": "http://purl.org/dc/terms/",
    "doap": "http://usefulinc.com/ns/doap#",
    "ptr": "http://www.w3.org/2009/pointers#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "fairmark": "urn:fairmark:earl:",
    "assertedBy": {"@id": "earl:assertedBy", "@type": "@id"},
    "subject": {"@id": "earl:subject", "@type": "@id"},
    "test": {"@id": "earl:test", "@type": "@id"},
    "mode": {"@id": "earl:mode", "@type": "@id"},
    "outcome": {"@id": "earl:outcome", "@type": "@id"},
    "result": "earl:result",
    "info": "earl:info",
    "pointer": "earl:pointer",
    "reference": {"@id": "ptr:reference", "@type": "@id"},
    "lineNumber": "ptr:lineNumber",
    "charNumber": "ptr:charNumber",
    "count": "fairmark:count",
}
OF_SEVERITY = {ERROR: "earl:failed", WARNING: "earl:cantTell", INFO: "earl:passed"}
"""An error is a failed test. A warning is left to a person, so cantTell; an info says nothing against the input."""
OF_VERDICT = {
    Verdict.PASS: "earl:passed",
    Verdict.WARN: "earl:passed",
    Verdict.FAIL: "earl:failed",
    Verdict.UNDETERMINED: "earl:cantTell",
}
OF_OUTCOME = {
    Outcome.PASS: "earl:passed",
    Outcome.FAIL: "earl:failed",
    Outcome.WARN: "earl:cantTell",
    Outcome.NOT_APPLICABLE: "earl:inapplicable",
    Outcome.BLOCKED: "earl:untested",
    Outcome.CANNOT_TELL: "earl:cantTell",
}
SOFTWARE = "urn:fairmark:software"
Json = dict[str, Any]


def render_json_ld(report: Report) -> bytes:
    """`report` as JSON-LD; nothing needs to be fetched to read it."""
    return to_json(_document(report))


def render_turtle(report: Report) -> bytes:
    """`report` as Turtle."""
    from rdflib import Graph

    graph = Graph().parse(data=encodable(_document(report)), format="json-ld")
    return escaped(graph.serialize(format="turtle")).encode()


def _document(report: Report) -> Json:
    document = {"@context": CONTEXT, "@graph": list(_nodes(report))}
    _label(document["@graph"], count())
    return document


def _label(value: object, numbers: Iterator[int]) -> None:
    """Name the nodes that have no IRI by their order, so that Turtle keeps it and is the same in every run."""
    if isinstance(value, list):
        for member in value:
            _label(member, numbers)
    elif isinstance(value, dict):
        value.setdefault("@id", f"_:n{next(numbers):07}")
        for member in value.values():
            _label(member, numbers)


def _nodes(report: Report) -> Iterator[Json]:
    yield _report(report)
    yield {"@id": SOFTWARE, "@type": "earl:Software", "dct:title": "Fairmark", "dct:description": NOTICE}
    yield from (_subject(result) for result in report.inputs)
    breached = {group.rule.id: group.rule for group in report.findings}
    yield from (_test(rule) for rule in {**breached, **report.applied}.values())
    yield from (_verdict(report, result) for result in report.inputs)
    yield from (
        _breach(group, result, samples[result.name])
        for group in report.findings
        for samples in [samples_in(group)]
        for result in report.inputs
        if result.name in samples
    )
    for required in report.requirements:
        yield _requirement(required)
        yield _came_out(required, _system(report))
    yield from (_check(check, _system(report)) for check in report.checks)


def _report(report: Report) -> Json:
    return {
        "@type": "fairmark:Report",
        "dct:creator": {"@id": SOFTWARE},
        "doap:revision": report.version,
        "dct:title": report.headline,
        "dct:rights": NOTICE,
        "fairmark:rules": report.rules_digest,
        "fairmark:profile": report.profile or "",
        "fairmark:strictness": report.strictness.value,
        "fairmark:verdict": report.verdict.value,
        "fairmark:partial": report.partial,
        "fairmark:configuration": [f"{name}: {value}" for name, value in configured(report)],
        "fairmark:error": report.counts[ERROR],
        "fairmark:warning": report.counts[WARNING],
        "fairmark:info": report.counts[INFO],
        "fairmark:waived": report.waived,
        "fairmark:known": report.known,
        **({"dct:created": {"@type": "xsd:dateTime", "@value": moment(report.at)}} if report.at else {}),
        "fairmark:step": [f"{step.name}: {step.detail}" for step in report.steps],
        "fairmark:fault": [f"{fault.where}: {fault.message}" for fault in report.faults],
    }


def _subject(result: InputResult) -> Json:
    about = {"@id": subject_id(result), "@type": "earl:TestSubject", "dct:title": result.name, "dct:type": result.kind}
    return {**about, "fairmark:sha256": result.sha256} if result.sha256 else about


def subject_id(result: InputResult) -> str:
    """The IRI of an input: a `ni` URI of its digest (RFC 6920); where it has no bytes of its own, its URL or name."""
    if not result.sha256 and is_url(result.name):
        return url(result.name)
    if not result.sha256:
        return "urn:fairmark:input:" + quote(result.name, safe="/", errors="surrogatepass")
    return "ni:///sha-256;" + urlsafe_b64encode(bytes.fromhex(result.sha256)).decode().rstrip("=")


def rule_id(id: str) -> str:
    """The IRI of the rule of that id."""
    return "urn:fairmark:rule:" + quote(id)


def _test(rule: Rule) -> Json:
    return {
        "@id": rule_id(rule.id),
        "@type": "earl:TestCase",
        "dct:identifier": rule.id,
        "dct:title": rule.title,
        "dct:description": f"{rule.text.what} {rule.text.why}",
        "dct:source": rule.basis,
    }


def _assertion(subject: str, test: str, result: Json) -> Json:
    return {
        "@type": "earl:Assertion",
        "assertedBy": SOFTWARE,
        "mode": "earl:automatic",
        "subject": subject,
        "test": test,
        "result": {"@type": "earl:TestResult", **result},
    }


def _verdict(report: Report, result: InputResult) -> Json:
    profile = report.profile or (f"{result.kind}-{result.version}" if result.version else result.kind)
    said = {"outcome": OF_VERDICT[result.verdict], "fairmark:verdict": result.verdict.value}
    return _assertion(subject_id(result), f"urn:fairmark:profile:{quote(profile)}", said)


def _breach(group: FindingGroup, result: InputResult, samples: Sequence[Sample]) -> Json:
    said = {
        "outcome": OF_SEVERITY[group.severity],
        "fairmark:severity": group.severity.value,
        "count": group.by_input[result.name],
        "info": group.rule.text.repair,
        "pointer": [_pointer(sample, subject_id(result)) for sample in samples],
    }
    return _assertion(subject_id(result), rule_id(group.rule.id), said)


def _pointer(sample: Sample, subject: str) -> Json:
    position = sample.position
    at = {"lineNumber": position.line, "charNumber": position.column} if position else {}
    return {
        "@type": "ptr:LineCharPointer" if position else "ptr:Pointer",
        "reference": subject,
        **at,
        **_place(sample),
        "dct:description": sample.message,
        "fairmark:observed": sample.observed,
        "fairmark:expected": sample.expected,
        "fairmark:hint": sample.hint,
        "fairmark:fingerprint": sample.fingerprint,
    }


def _place(sample: Sample) -> Json:
    if not sample.location.table:
        return {"fairmark:jsonPointer": sample.location.pointer}
    return {f"fairmark:{name}": value for name, value in place_of(sample).items()}


def _system(report: Report) -> str:
    """The IRI of the system that a suite was run against."""
    return subject_id(report.inputs[0])


def _requirement(required: Required) -> Json:
    return {
        "@id": requirement_id(required.id),
        "@type": "earl:TestRequirement",
        "dct:identifier": required.id,
        "dct:title": required.summary,
        "dct:source": required.clause,
        "fairmark:level": required.level,
        "dct:hasPart": [{"@id": rule_id(rule)} for rule in required.rules],
    }


def requirement_id(id: str) -> str:
    """The IRI of the requirement of that id."""
    return "urn:fairmark:requirement:" + quote(id)


def _came_out(required: Required, system: str) -> Json:
    """What no rule checks is untested; what a rule could not tell is left to a person."""
    outcome = OF_OUTCOME[required.outcome] if required.rules else "earl:untested"
    said = {"outcome": outcome, "fairmark:outcome": required.outcome.value, "dct:description": required.reason}
    return _assertion(system, requirement_id(required.id), said)


def _check(check: Checked, system: str) -> Json:
    test = f"{rule_id(check.rule)}:{quote(check.operation, errors='surrogatepass')}"
    said: Json = {
        "outcome": OF_OUTCOME[check.outcome],
        "fairmark:outcome": check.outcome.value,
        "dct:description": check.reason,
        **({"fairmark:blockedBy": {"@id": rule_id(check.blocked_by)}} if check.blocked_by else {}),
    }
    if check.outcome in BREACHED:
        said["fairmark:curl"] = [exchange.curl for exchange in check.exchanges if exchange.curl]
    return _assertion(system, test, said)

"""SARIF 2.1.0 (OASIS): a run with a result per sample, and the exact totals in the run's properties."""

from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from fairmark.validators.core.events import Exchange, Faulted
from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.location import FILE
from fairmark.validators.core.report import NOTICE, FindingGroup, InputResult, Report, Sample
from fairmark.validators.core.rule import Rule
from fairmark.validators.reports.exchanges import Message, proof
from fairmark.validators.reports.json_report import place_of
from fairmark.validators.reports.safe_text import to_json, visible
from fairmark.validators.reports.wording import is_url, url

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}
Json = dict[str, Any]


def render(report: Report) -> bytes:
    """`report` as a SARIF log."""
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]})


def _run(report: Report) -> Json:
    rules = list({group.rule.id: group.rule for group in report.findings}.values())
    rule_index = {rule.id: index for index, rule in enumerate(rules)}
    artifact_index = {result.name: index for index, result in enumerate(report.inputs)}
    return {
        "tool": {
            "driver": {
                "name": "Fairmark",
                "version": report.version,
                "fullDescription": {"text": NOTICE},
                "rules": [_rule(rule) for rule in rules],
                "properties": {"rulesDigest": report.rules_digest},
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not report.faults,
                "toolExecutionNotifications": [_fault(fault) for fault in report.faults],
            }
        ],
        "artifacts": [_artifact(result, artifact_index) for result in report.inputs],
        "results": [
            _result(report, group, sample, rule_index[group.rule.id], artifact_index[sample.input])
            for group in report.findings
            for sample in group.samples
        ],
        "properties": _totals(report),
    }


def _totals(report: Report) -> Json:
    """What SARIF has no member for. Results are capped samples; these numbers are exact."""
    return {
        "notice": NOTICE,
        "profile": report.profile,
        "strictness": report.strictness.value,
        "verdict": report.verdict.value,
        "headline": report.headline,
        "partial": report.partial,
        "configuration": dict(report.configuration),
        "counts": {severity.value: count for severity, count in report.counts.items()},
        "waived": report.waived,
        "known": report.known,
        "findings": [
            {"rule": g.rule.id, "severity": g.severity.value, "count": g.count, "records": g.records}
            for g in report.findings
        ],
        "checks": [{"rule": c.rule, "operation": c.operation, "outcome": c.outcome.value} for c in report.checks],
        "requirements": [{"id": r.id, "level": r.level, "outcome": r.outcome.value} for r in report.requirements],
        "steps": [{"name": step.name, "detail": step.detail} for step in report.steps],
    }


def _rule(rule: Rule) -> Json:
    text = rule.text
    return {
        "id": rule.id,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": f"{text.what} {text.why}"},
        "help": {
            "text": f"Why: {text.why}\nExample: {text.example}\nRepair: {text.repair}",
            "markdown": f"**Why:** {text.why}\n\n**Example:** {text.example}\n\n**Repair:** {text.repair}",
        },
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"basis": rule.basis, "versions": list(rule.versions), "tags": [rule.standard]},
    }


def _result(report: Report, group: FindingGroup, sample: Sample, rule_index: int, artifact_index: int) -> Json:
    physical: Json = {"artifactLocation": {"uri": uri(sample.input), "index": artifact_index}}
    if sample.position:
        physical["region"] = {"startLine": sample.position.line, "startColumn": sample.position.column}
    elif sample.location.table == FILE:
        physical["region"] = {"startLine": sample.location.path[1]}
    exchange = proof(report, group.rule.id, sample)
    return {
        **(_web(exchange) if exchange else {}),
        "ruleId": group.rule.id,
        "ruleIndex": rule_index,
        "level": LEVELS[group.severity],
        "message": {"text": message(sample.message or group.rule.title)},
        "locations": [
            {
                "physicalLocation": physical,
                "logicalLocations": [{"fullyQualifiedName": sample.location.pointer, "kind": "value"}],
            }
        ],
        "partialFingerprints": {"fairmark/v1": sample.fingerprint},
        "properties": {
            "input": sample.input,
            **place_of(sample),
            "recordId": sample.location.record or None,
            "observed": sample.observed,
            "expected": sample.expected,
            "hint": sample.hint,
            **({"curl": exchange.curl} if exchange and exchange.curl else {}),
        },
    }


def _web(exchange: Exchange) -> Json:
    """The exchange that proves a result, as far as SARIF has members for it."""
    asked, told = Message.parse(exchange.request), Message.parse(exchange.response)
    method, target, protocol = (*asked.start.split(" "), "", "")[:3]
    request = {
        "method": method,
        "target": target,
        "protocol": protocol.partition("/")[0],
        "version": protocol.partition("/")[2],
        "headers": dict(asked.headers),
        "body": {"text": asked.body},
    }
    protocol, _, rest = told.start.partition(" ")
    status = rest.partition(" ")[0]
    if not status.isdecimal():
        return {"webRequest": request, "webResponse": {"noResponseReceived": True}}
    response = {
        "statusCode": int(status),
        "protocol": protocol.partition("/")[0],
        "version": protocol.partition("/")[2],
        "headers": dict(told.headers),
        "body": {"text": told.body},
    }
    return {"webRequest": request, "webResponse": response}


def _fault(fault: Faulted) -> Json:
    return {"level": "error", "message": {"text": message(f"{fault.where}: {fault.message}")}}


def _artifact(result: InputResult, index: dict[str, int]) -> Json:
    artifact: Json = {
        "location": {"uri": uri(result.name)},
        "roles": ["analysisTarget"],
        "properties": {
            "name": result.name,
            "kind": result.kind,
            "version": result.version,
            "verdict": result.verdict.value,
        },
    }
    if result.sha256:
        artifact["hashes"] = {"sha-256": result.sha256}
    container = result.name.rpartition("!")[0]
    if container in index:
        artifact["parentIndex"] = index[container]
    return artifact


def message(text: str) -> str:
    """`text` as a SARIF message: on one line, and without the `[text](target)` that viewers turn into a link."""
    return visible(text).replace("](", "] (")


def uri(name: str) -> str:
    """The name of an input as a URI reference: a URL as it is, a path percent-encoded, a member as `outer!inner`."""
    if is_url(name):
        return url(name)
    path = PurePath(name)
    encoded = quote(path.as_posix(), safe="/!", errors="surrogatepass")
    if not path.is_absolute():
        return encoded
    return "file://" + (encoded if encoded.startswith("/") else f"/{encoded}")

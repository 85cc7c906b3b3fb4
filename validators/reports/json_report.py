"""The JSON report, the one form that every other tool may rely on. Its schema is schemas/report/report.schema.json."""

from collections.abc import Mapping
from typing import Any

from fairmark.validators.core.events import Checked, Exchange
from fairmark.validators.core.report import (
    NOTICE,
    Cause,
    Consequence,
    FindingGroup,
    InputResult,
    Place,
    Report,
    Sample,
)
from fairmark.validators.core.rule import Rule
from fairmark.validators.reports.safe_text import to_json
from fairmark.validators.reports.wording import moment


def render(report: Report) -> bytes:
    """`report` as UTF-8 JSON, indented."""
    return to_json(as_json(report))


def as_json(report: Report) -> dict[str, Any]:
    """`report` as the JSON object that its schema describes."""
    return {
        "fairmark": {"version": report.version, "rules": report.rules_digest},
        "notice": NOTICE,
        "at": moment(report.at) if report.at else None,
        "profile": report.profile,
        "strictness": report.strictness.value,
        "verdict": report.verdict.value,
        "headline": report.headline,
        **({"onHold": list(report.on_hold)} if report.on_hold else {}),
        "partial": report.partial,
        "inputs": [_input(result) for result in report.inputs],
        "counts": {severity.value: count for severity, count in report.counts.items()},
        "waived": report.waived,
        "known": report.known,
        "causes": [_cause(cause) for cause in report.causes],
        "findings": [_group(group) for group in report.findings],
        "steps": [
            {"input": s.input, "name": s.name, "outcome": s.outcome.value, "detail": s.detail} for s in report.steps
        ],
        "faults": [{"where": fault.where, "message": fault.message} for fault in report.faults],
        "checks": [_check(check, report.applied) for check in report.checks],
        "requirements": [
            {
                "id": required.id,
                "level": required.level,
                "clause": required.clause,
                "summary": required.summary,
                "rules": list(required.rules),
                "outcome": required.outcome.value,
                "reason": required.reason,
            }
            for required in report.requirements
        ],
        "configuration": dict(report.configuration),
    }


def _input(result: InputResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "sha256": result.sha256,
        "kind": result.kind,
        "version": result.version,
        "verdict": result.verdict.value,
        **({"consequence": _consequence(result.consequence)} if result.consequence else {}),
    }


def _consequence(consequence: Consequence) -> dict[str, Any]:
    return {
        "whole": consequence.whole.value if consequence.whole else None,
        "records": [
            {
                **({"table": records.table} if records.table else {}),
                "what": records.what,
                "total": records.total,
                "failed": records.failed,
                "doubted": records.doubted,
            }
            for records in consequence.records
        ],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "rule": cause.rule.id,
        "severity": cause.severity.value,
        "title": cause.rule.title,
        "count": cause.count,
        "explains": list(cause.explains),
        **({"says": cause.says, "where": [_place(place) for place in cause.places]} if cause.says else {}),
        **({"value": cause.value} if cause.value else {}),
    }


def _place(place: Place) -> dict[str, Any]:
    return {"pattern": place.pattern, "count": place.count}


def _group(group: FindingGroup) -> dict[str, Any]:
    return {
        "rule": group.rule.id,
        "severity": group.severity.value,
        "count": group.count,
        "records": group.records,
        "title": group.rule.title,
        "inputs": [{"input": name, "count": count} for name, count in group.by_input.items()],
        "places": [_place(place) for place in group.places],
        "samples": [_sample(sample) for sample in group.samples],
    }


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "input": sample.input,
        **place_of(sample),
        "recordId": sample.location.record or None,
        "message": sample.message,
        "observed": sample.observed,
        "expected": sample.expected,
        "hint": sample.hint,
        "fingerprint": sample.fingerprint,
    }


def place_of(sample: Sample) -> dict[str, Any]:
    """The members that say where a sample is: those of a table, or of a text."""
    place, position = sample.location, sample.position
    if place.table:
        name, row, field = place.path
        return {place.table: name, "row": row, **({"field": field} if field else {})}
    line, column = (position.line, position.column) if position else (None, None)
    return {"pointer": place.pointer, "line": line, "column": column}


def _check(check: Checked, applied: Mapping[str, Rule]) -> dict[str, Any]:
    rule = applied.get(check.rule)
    return {
        "rule": check.rule,
        "title": rule.title if rule else "",
        "basis": rule.basis if rule else "",
        "operation": check.operation,
        "outcome": check.outcome.value,
        "blockedBy": check.blocked_by,
        "reason": check.reason,
        "exchanges": [_exchange(exchange) for exchange in check.exchanges],
    }


def _exchange(exchange: Exchange) -> dict[str, str]:
    return {"request": exchange.request, "response": exchange.response, "curl": exchange.curl}

"""Requests as people write them: JSON files, by schemas/issuing/request.schema.json.

A request holds personal data, so nothing that is said about it repeats what stands in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
import difflib
from functools import cache
from pathlib import Path
import secrets
from typing import Any

import jsonschema_rs

from fairmark.schemas import load
from fairmark.validators.issuing.award import (
    AnyResult,
    Award,
    Evidence,
    Identifier,
    Learner,
    LevelReached,
    Measured,
    Progress,
    Wording,
)
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.framework import Framework
from fairmark.validators.issuing.issuer import REVOCATION
from fairmark.validators.issuing.record import Compilation
from fairmark.validators.issuing.terms import Json
from fairmark.validators.proofs.errors import Malformed
from fairmark.validators.proofs.json_object import json_object

SCHEMA = "issuing/request.schema.json"
BADGE, RECORD = "BadgeRequest", "RecordRequest"
LARGEST = 64 << 20
NO_STATUS = "none"
SALT_OCTETS = 16


@dataclass(frozen=True, slots=True)
class BadgeRequest:
    """A request for a badge, with the CASE package that it names. `awarded` is None for now."""

    award: Award
    framework: Framework
    awarded: datetime | None
    purpose: str


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """A request for a record, with the credentials that it names."""

    compilation: Compilation
    awarded: datetime | None
    purpose: str


def read_badge(path: Path) -> BadgeRequest:
    """The request in a JSON file; CannotIssue says what is wrong with it, without its values."""
    request = _read(path, BADGE)
    award = Award(
        item=request["item"],
        learner=_learner(request["learner"]),
        results=tuple(_result(result) for result in request.get("results", ())),
        evidence=tuple(Evidence(**each) for each in request.get("evidence", ())),
        wording=_wording(request.get("achievement", {})),
        narrative=request.get("narrative", ""),
        started=_time(request, "activityStartDate"),
        ended=_time(request, "activityEndDate"),
        valid_until=_time(request, "validUntil"),
        refresh=request.get("refresh", ""),
    )
    return BadgeRequest(award, _framework(path, request["case"]), _time(request, "awardedDate"), _purpose(request))


def read_record(path: Path) -> RecordRequest:
    """The request in a JSON file; CannotIssue says what is wrong with it, without its values."""
    request = _read(path, RECORD)
    compilation = Compilation(
        name=request["name"],
        learner=_learner(request["learner"]),
        credentials=[_credential(path.parent / name) for name in request["credentials"]],
        frameworks=(_framework(path, request["case"]),) if "case" in request else (),
        description=request.get("description", ""),
        partial=request.get("partial", False),
        valid_until=_time(request, "validUntil"),
    )
    return RecordRequest(compilation, _time(request, "awardedDate"), _purpose(request))


# -- parts -----------------------------------------------------------------------------------------------------------


def _learner(value: Mapping[str, Any]) -> Learner:
    identifiers = tuple(
        Identifier(each["type"], each["value"], secrets.token_hex(SALT_OCTETS) if each.get("hashed", True) else "")
        for each in value.get("identifiers", ())
    )
    return Learner(value.get("id", ""), identifiers)


def _result(value: Mapping[str, Any]) -> AnyResult:
    if "level" in value:
        return LevelReached(level=value["level"], required=value.get("required", ""))
    if "status" in value:
        return Progress(status=value["status"], **({"name": value["name"]} if "name" in value else {}))
    return Measured(
        name=value["name"],
        kind=value["type"],
        value=value["value"],
        minimum=value.get("min", ""),
        maximum=value.get("max", ""),
        allowed=tuple(value.get("allowed", ())),
        required=value.get("required", ""),
    )


def _wording(value: Mapping[str, Any]) -> Wording:
    criteria = value.get("criteria", {})
    return Wording(
        id=value.get("id", ""),
        name=value.get("name", ""),
        description=value.get("description", ""),
        criteria=criteria.get("narrative", ""),
        criteria_url=criteria.get("id", ""),
        image=value.get("image", ""),
        tags=tuple(value.get("tag", ())),
    )


def _purpose(request: Mapping[str, Any]) -> str:
    purpose: str = request.get("status", REVOCATION)
    return "" if purpose == NO_STATUS else purpose


def _time(request: Mapping[str, Any], name: str) -> datetime | None:
    """A date-time of the request; one without an offset is taken as UTC."""
    if name not in request:
        return None
    try:
        moment = datetime.fromisoformat(request[name])
    except ValueError:
        raise CannotIssue(f"{name} of the request is no time such as 2026-01-31T12:00:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _framework(path: Path, name: str) -> Framework:
    return Framework.read(_bytes(path.parent / name))


def _credential(path: Path) -> Json:
    try:
        return json_object(_bytes(path), LARGEST)
    except Malformed as error:
        raise CannotIssue(f"{path} is no signed credential in JSON: {error}") from error


# -- the file against the schema -------------------------------------------------------------------------------------


def _read(path: Path, name: str) -> Json:
    try:
        request = json_object(_bytes(path), LARGEST)
    except Malformed as error:
        raise CannotIssue(f"the request {path} is not usable: {error}") from error
    wrong = next(_complaints(request, name), None)
    if wrong:
        raise CannotIssue(f"the request {path} is not usable: {wrong}")
    return request


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotIssue(f"cannot read {path}: {error.strerror}") from None


@cache
def _gate(name: str) -> jsonschema_rs.Draft202012Validator:
    schema = load(SCHEMA)
    return jsonschema_rs.Draft202012Validator({"$defs": schema["$defs"], "$ref": f"#/$defs/{name}"})


def _complaints(request: Json, name: str) -> Iterator[str]:
    """What the schema forbids, in words. The values of the request are not in them; names of members are."""
    for error in _gate(name).iter_errors(request):
        where = "/".join(str(step) for step in error.instance_path) or "it"
        kind = error.kind
        match kind.name:
            case "required":
                yield f"{where} lacks {kind.as_dict()['property']}"
            case "additionalProperties" | "unevaluatedProperties":
                yield f"{where} has a member that is not known: {_nearest(kind.as_dict()['unexpected'], name)}"
            case "enum" | "anyOf":
                yield f"{where} is none of what may stand there"
            case "type":
                yield f"{where} is not of the type that belongs there"
            case _:
                yield f"{where} is not as docs/issue-a-credential.md says ({kind.name})"


def _nearest(unexpected: list[str], name: str) -> str:
    """The unknown names, with the known ones that they may be meant to be."""
    known = sorted({member for body in load(SCHEMA)["$defs"].values() for member in body.get("properties", ())})
    return ", ".join(
        f"{one} (perhaps {near[0]}?)" if (near := difflib.get_close_matches(one, known, n=1)) else one
        for one in unexpected
    )

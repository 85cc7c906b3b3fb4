"""Whether a body can be taken for what its operation should answer. What can is judged by the document rules; of what
cannot, CASE-API-001 speaks alone."""

from collections.abc import Mapping
from typing import Any

import orjson

from fairmark.validators.readers.case import ROOTS
from fairmark.validators.readers.sniff import Recognition, recognise
from fairmark.validators.suites.case.operations import ASSOCIATIONS, BY_NAME, LIST, PACKAGE, SETS, Operation
from fairmark.validators.suites.recording import Answer

SET_MEMBERS = {
    LIST.kind: "CFDocuments",
    ASSOCIATIONS.kind: "CFAssociations",
    **{BY_NAME[name].kind: member for name, member in SETS.items()},
}
"""Kind of a set to the member that holds its objects."""

STATUS_INFO = "imsx_StatusInfo"

EVERY_CLASS = ("identifier", "uri", "lastChangeDateTime")
"""Members of every object that stands alone; two of them make a body an object of CASE."""


def in_class(data: Any, operation: Operation, version: str) -> Recognition | None:
    """What the parsed body of a success is to be judged as: an instance of the operation's class, perhaps a bad one,
    or one in a wrapper. None where it is something else altogether."""
    if not isinstance(data, dict):
        return None
    own = Recognition("CASE", operation.kind, version)
    if operation is ASSOCIATIONS and "CFDocument" not in data and ("CFItem" in data or "CFAssociations" in data):
        return own  # a set whose associations are missing looks like an item in a wrapper
    seen = _recognised(data)
    if seen is None:
        is_single = operation is not PACKAGE and operation.kind not in SET_MEMBERS
        return own if is_single and sum(member in data for member in EVERY_CLASS) > 1 else None
    if seen.kind != operation.kind:
        return None
    return Recognition("CASE", operation.kind, version, seen.root) if seen.root else own


def misfit(answer: Answer, operation: Operation, version: str) -> str:
    """What the body is, in a few words, if it is nothing of the operation's class; "" where it is."""
    if not answer.body.strip():
        return "nothing (an empty body)"
    try:
        text = answer.body.decode("utf-8")
        data = orjson.loads(answer.body)
    except UnicodeDecodeError:
        return "no JSON, as it is not in UTF-8"
    except orjson.JSONDecodeError as error:
        return _why_no_json(text, error.pos)
    if in_class(data, operation, version):
        return ""
    if not isinstance(data, dict):
        return "a JSON array" if isinstance(data, list) else "a JSON value that is no object"
    seen = _recognised(data)
    if seen is None:
        return "an object that has none of its members"
    article = "an" if seen.kind == "case-status-info" else "a"
    return f"{article} {ROOTS[seen.kind]}" + (" in a wrapper" if seen.root else "")


def is_empty_set(data: Mapping[str, Any], kind: str) -> bool:
    """Whether the body is a set with no members: CASE has no valid body for that, and an empty list is the least evil
    (CASE-API-018)."""
    return kind in SET_MEMBERS and data.get(SET_MEMBERS[kind]) == []


def is_status_info(data: Mapping[str, Any]) -> bool:
    """Whether the body is, holds or wraps an imsx_StatusInfo, as far as its names tell."""
    return any(name in data for name in (STATUS_INFO, "imsx_codeMajor", "imsx_codeMinor"))


def _recognised(data: dict[str, Any]) -> Recognition | None:
    """By its members, and not by its `uri`: that may be wrong, and a rule of its own speaks about it."""
    return recognise({name: value for name, value in data.items() if name != "uri"})


def _why_no_json(text: str, position: int) -> str:
    if text.startswith("\ufeff"):
        return "no JSON, as it begins with a byte order mark"
    if text.lstrip()[:1] == "<":
        return "no JSON but markup"
    why = "it ends in the middle" if position >= len(text.rstrip()) else "its grammar is broken"
    return f"no JSON, as {why}"

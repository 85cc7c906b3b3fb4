"""What the schema knows of a place in a CASE input: the class that it belongs to, its field, its privacy class."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from fairmark.schemas import ClassTable, Field
from fairmark.validators.core.location import Path
from fairmark.validators.core.privacy import Privacy

LINKS = ("LinkURI", "LinkGenURI")


class Member(NamedTuple):
    """A place as the schema sees it: `field` of the class `form`, None for the root and for a name that the class does
    not have; `record` is the identifier of the nearest object, "" where there is none."""

    form: str
    field: Field | None
    record: str
    privacy: Privacy


def member_at(tables: Mapping[str, ClassTable], form: str, data: Any, steps: Path) -> Member:
    """What stands at `steps` from the object `data` of the class `form`. The place need not exist: the last step may
    be the name of a member that is missing.

    The privacy class is that of the innermost field on the way. What stands below a field that holds no class of the
    standard, such as `extensions`, has the class of that field; a name that the schema does not know is personal.
    """
    inner, field = form, None
    record, privacy = _identifier(data), Privacy.PUBLIC
    for step in steps:
        if isinstance(step, str):
            if not inner:
                break
            form = inner
            field = tables[form].get(step)
            privacy = Privacy(field.privacy) if field else Privacy.DIRECT_IDENTIFIER
            inner = field.type if field and field.type in tables else ""
        data = _child(data, step)
        if inner and inner not in LINKS:
            record = _identifier(data) or record
    return Member(form, field, record, privacy)


def _identifier(data: Any) -> str:
    identifier = data.get("identifier") if isinstance(data, dict) else None
    return identifier if isinstance(identifier, str) else ""


def _child(data: Any, step: str | int) -> Any:
    if isinstance(step, str):
        return data.get(step) if isinstance(data, dict) else None
    return data[step] if isinstance(data, list) and step < len(data) else None

"""Fields by name, as `sort` and `filter` mean them: which there are, and what a record holds in them.

A name may reach into a linked object with a dot, such as licenseURI.title, and into the open object of extensions,
whose own names may hold dots (CASE 1.1 RB 3.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from fairmark.schemas import ClassTable

MOMENTS = ("Date", "DateTime")


@dataclass(frozen=True, slots=True)
class Column:
    """A field that can be compared. `steps` leads to it; `is_moment` says that it holds dates or times; `many` that a
    record may hold several values in it."""

    steps: tuple[str, ...]
    is_moment: bool = False
    many: bool = False

    def values(self, record: Mapping[str, Any]) -> list[str]:
        """What the record holds there as texts; none where the field is absent or holds an object."""
        found: list[Any] = [record]
        for step in self.steps:
            found = [inner[step] for inner in found if isinstance(inner, Mapping) and step in inner]
            found = [member for inner in found for member in (inner if isinstance(inner, list) else (inner,))]
        return [_text(value) for value in found if isinstance(value, (str, int, float))]


class NoColumn(Exception):
    """There is no such field, or none that can be compared; the message says which, without the name."""


def column(name: str, cls: str, classes: Mapping[str, ClassTable]) -> Column:
    """The field of the class `cls` that `name` means; NoColumn where there is none."""
    first, _, rest = name.partition(".")
    field = classes[cls].get(first)
    if field is None:
        raise NoColumn(f"{cls} has no such field")
    if field.type == "Extension" and rest:
        return Column((first, rest), many=True)
    if field.type in classes:
        inner = classes[field.type].get(rest)
        if inner is None:
            members = ", ".join(f"{first}.{member}" for member in classes[field.type])
            raise NoColumn(f"{first} is an object; name one of its members: {members}")
        return Column((first, rest), inner.type in MOMENTS, field.many or inner.many)
    if rest or field.type == "Extension":
        raise NoColumn(f"{first} has no member of that name")
    return Column((first,), field.type in MOMENTS, field.many)


def moment(text: str) -> datetime | None:
    """The moment that a date or date and time names, None where the text is neither. A date begins at midnight UTC, and
    a time without offset is one of UTC."""
    try:
        if "T" in text or "t" in text:
            found = datetime.fromisoformat(text.upper())
        else:
            found = datetime.combine(date.fromisoformat(text), time())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _text(value: str | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)

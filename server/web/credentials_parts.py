"""Reading JSON that somebody has sent, for a page: of the right type or not there, and never long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Generic, TypeVar
from urllib.parse import unquote, urlsplit

from fairmark.server.web.site import day
from fairmark.validators.credentials.moments import moment

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """The rows of a list that are shown, and how many there are besides."""

    rows: Sequence[T]
    more: int


def part(rows: Sequence[T], count: int) -> Part[T]:
    """The rows, of a list that has `count`."""
    return Part(rows, max(0, count - len(rows)))


def objects(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects that the member holds, one or several."""
    value = data.get(name)
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Mapping)]


def text(data: Mapping[str, Any], name: str, longest: int) -> str:
    """The text of the member, "" where it holds none."""
    value = data.get(name)
    return cut(value, longest) if isinstance(value, str) else ""


def named(data: Mapping[str, Any], longest: int) -> str:
    return text(data, "name", longest).strip()


def cut(value: str, longest: int) -> str:
    """The text, or its beginning and an ellipsis."""
    return value if len(value) <= longest else value[:longest].rstrip() + " …"


def when(value: Any) -> str:
    """A date-time in words; the text as it stands where it is none."""
    found = moment(value)
    try:
        return day(found.astimezone(UTC)) if found else _as_it_stands(value)
    except OverflowError:  # the first and the last day of the calendar
        return _as_it_stands(value)


def _as_it_stands(value: Any) -> str:
    return cut(value, 60) if isinstance(value, str) else ""


def identifier_in(url: Any) -> str:
    """The last part of the path of a web address in lower case, where CASE has the identifier; "" for none."""
    if not isinstance(url, str) or len(url) > 2_000:
        return ""
    try:
        path = urlsplit(url).path
    except ValueError:  # a host that is none
        return ""
    return unquote(path.rstrip("/").rpartition("/")[2]).lower()

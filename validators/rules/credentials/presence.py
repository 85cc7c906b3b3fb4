"""Whether a member of an object is there."""

from typing import Any


def says_nothing(value: Any) -> bool:
    """Whether the value of a member says nothing: it is absent, null, or text of white space alone."""
    return value is None or (isinstance(value, str) and not value.strip())

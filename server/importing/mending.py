"""Single values: what a real server sent, as the class wants it. Each function gives the value itself where it knows
nothing better; the judge then speaks about it."""

from collections.abc import Callable, Mapping
from functools import cache
import re
from typing import Any, NamedTuple

from fairmark.schemas.case import tables

ZONELESS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)
NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
UUID_SHAPE = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}")
NOT_A_LETTER = re.compile(r"[\s_-]+")


class Mend(NamedTuple):
    """How a value is mended: the rule that the repair makes good, what is done, and the function that does it."""

    rule: str
    done: str
    function: Callable[[Any], Any]


def with_zone(value: Any) -> Any:
    """A date and time without an offset, taken as UTC, as consumers of the exports of 2017 did."""
    return value + "Z" if isinstance(value, str) and ZONELESS.fullmatch(value) else value


def whole_number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and WHOLE.fullmatch(value) else value


def number(value: Any) -> Any:
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        return value
    return float(value) if "." in value else int(value)


def text(value: Any) -> Any:
    """A whole number as text. Other numbers stay: 1.10 and 1.1 are one number and two texts."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def lower_case_uuid(value: Any) -> Any:
    return value.lower() if isinstance(value, str) and UUID_SHAPE.fullmatch(value) else value


def association_token(value: Any) -> Any:
    """The token that a display label stands for: "Is Child Of" is isChildOf. An inverse such as "Is Parent Of" is no
    label of a token, and stays."""
    return _labels().get(NOT_A_LETTER.sub("", value).lower(), value) if isinstance(value, str) else value


@cache
def _labels() -> Mapping[str, str]:
    return {token.lower(): token for token in tables("1.1")["CFPckgAssociation"]["associationType"].tokens}


TEXT = Mend("CASE-SCHEMA-001", "the number became text", text)

BY_TYPE: Mapping[str, Mend] = {
    "DateTime": Mend("CASE-DATE-002", "a time without zone was taken as UTC, Z added", with_zone),
    "Integer": Mend("CASE-SCHEMA-001", "text became the number that it spells", whole_number),
    "Float": Mend("CASE-SCHEMA-001", "text became the number that it spells", number),
    "NormalizedString": TEXT,
    "String": TEXT,
    "UUID": Mend("CASE-ID-001", "the UUID was put in lower case", lower_case_uuid),
    "AssociationType": Mend(
        "CASE-ASSOC-001", "the display label became the token that it stands for", association_token
    ),
}
"""Type of a field to how its values are mended."""

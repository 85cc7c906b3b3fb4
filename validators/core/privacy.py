"""Privacy classes of values, and what may be shown of a value of each class.

A finding redacts what it observed when it is made, so no report format can show more. The only way out is the user's
own `--show-values`, which readers honour by asking `disclosed` for the class to use; secrets stay hidden even then. A
report to be shared shows less: there keyed hashes stand for the identifiers of records.
"""

from enum import StrEnum
from typing import Any

from fairmark.validators.core.sharing import Sharing

LONGEST = 120
"""Characters of a value that a finding keeps; the file itself has the rest."""


class Privacy(StrEnum):
    """How personal a value is, from framework text (P0) to passwords (P5)."""

    PUBLIC = "P0"
    RECORD_KEY = "P1"
    DIRECT_IDENTIFIER = "P2"
    SENSITIVE = "P3"
    EDUCATION_RECORD = "P4"
    SECRET = "P5"


SHOWN = (Privacy.PUBLIC, Privacy.RECORD_KEY)
"""Classes whose values may be told; of others no more than their kind and length is."""


def disclosed(privacy: Privacy, show_values: bool) -> Privacy:
    """The class under which a value may appear, given the user's choice to show values."""
    return Privacy.PUBLIC if show_values and privacy is not Privacy.SECRET else privacy


HIDDEN = "(hidden)"


def redact(value: object, privacy: Privacy, sharing: Sharing | None = None) -> str:
    """`value` as text that may stand in a report: as it is, as its kind and length, or not at all. In a report to be
    shared, `sharing` says what stands for an identifier."""
    match privacy:
        case Privacy.RECORD_KEY if sharing:
            several = value if isinstance(value, list | tuple) else (value,)
            return shorten(", ".join(sharing.pseudonym(_as_text(part)) for part in several))
        case Privacy.PUBLIC | Privacy.RECORD_KEY:
            return shorten(_as_text(value))
        case Privacy.SENSITIVE | Privacy.SECRET:
            return HIDDEN
        case Privacy.DIRECT_IDENTIFIER | Privacy.EDUCATION_RECORD:
            return kind_of(value)


def kind_of(value: object) -> str:
    """The kind and size of a JSON value, such as `text(7)` or `array(2)`, which tell nothing of its content."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "number"
        case str():
            return f"text({len(value)})"
        case dict():
            return f"object({len(value)})"
        case list() | tuple():
            return f"array({len(value)})"
        case _:
            return type(value).__name__


def shorten(text: str) -> str:
    """`text` cut to `LONGEST` characters, with an ellipsis where something was left out."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _as_text(value: Any) -> str:
    match value:
        case str():
            return value
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case list() | tuple() if all(isinstance(part, str) for part in value):
            return ", ".join(value)
        case list() | tuple() | dict():
            return kind_of(value)
        case _:
            return str(value)

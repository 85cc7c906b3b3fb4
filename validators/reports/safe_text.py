"""Text that came from an input, made harmless for whatever shows it.

Hidden characters (controls, bidirectional overrides, lone surrogates) can rewrite a terminal, turn a line round or
break a file format. A report does not drop them, since they may be what is wrong: it shows their escapes, as JSON
writes them.
"""

import re
from typing import Any

import orjson

_BIDI = "\u202a-\u202e\u2066-\u2069"
_SEPARATORS = "\u2028\u2029\ufeff\ufffe\uffff"
_SURROGATE = re.compile("[\ud800-\udfff]")
_HIDDEN = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}{_SEPARATORS}\ud800-\udfff]")
_HIDDEN_IN_A_FILE = re.compile(f"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f{_BIDI}{_SEPARATORS}]")
_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


def visible(text: str) -> str:
    r"""`text` on one line, with the escape in place of every character that hides, such as `\u202e`.

    Legal in XML 1.0 and encodable as UTF-8 whatever was given.
    """
    return _HIDDEN.sub(lambda found: _SHORT.get(found[0]) or _escape(found), text)


def escaped(serialised: str) -> str:
    r"""A whole JSON or Turtle text with `\uXXXX` in place of the characters that hide in its strings.

    Both formats read the escape as the character, so nothing changes for a reader, only for a terminal.
    """
    return _HIDDEN_IN_A_FILE.sub(_escape, serialised)


def to_json(value: Any) -> bytes:
    """`value` as indented UTF-8 JSON that is safe to show. A lone surrogate becomes U+FFFD: UTF-8 cannot hold it."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    try:
        text = orjson.dumps(value, option=options)
    except orjson.JSONEncodeError:
        text = orjson.dumps(encodable(value), option=options)
    return escaped(text.decode()).encode()


def encodable(value: Any) -> Any:
    """`value` (of a JSON type) with U+FFFD for every lone surrogate."""
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case dict():
            return {encodable(name): encodable(member) for name, member in value.items()}
        case list():
            return [encodable(member) for member in value]
        case _:
            return value


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"

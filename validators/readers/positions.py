"""Line and column of JSON values, looked up only for what is shown.

The parser keeps no positions, so the text is walked once more: only objects and arrays on the way to a wanted value are
entered, all others are skipped by the C scanner of the standard library. The walk reads the bytes as Latin-1, one
character per byte: the characters that JSON is made of are ASCII, so offsets are those of the bytes, and nothing has to
be decoded but the lines that the values stand on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
import json
import re

from fairmark.validators.core.location import Location, Position
from fairmark.validators.readers.json_scan import string_of

SPACE = re.compile(r"[ \t\n\r]*+")
STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
SKIPPER = json.JSONDecoder(parse_int=len, parse_float=len, strict=False)  # len: no number has to be computed


@dataclass(slots=True)
class _Wanted:
    """A value on the way to wanted ones: what it holds of them by step, and its offset once it has been met."""

    steps: dict[str | int, "_Wanted"] = field(default_factory=dict)
    offset: int | None = None


def locate(
    text: bytes, wanted: Sequence[Location], starts: Mapping[int, int], *, repeats: bool = False
) -> list[Position | None]:
    """The position in `text` (UTF-8) of the value at each location; of the innermost object or array around it where
    there is no such value; None where there is no such document. `starts` has the byte offset of each document by
    number. `repeats` says that names occur twice in an object: then the last one counts, as it does for the parser.
    """
    roots: dict[int, _Wanted] = {}
    for place in wanted:
        if place.line is None:
            node = roots.setdefault(place.document, _Wanted())
            for step in place.path:
                node = node.steps.setdefault(step, _Wanted())
    letters = text.decode("latin-1") if roots else ""
    for number, root in roots.items():
        if number in starts:
            _walk(letters, _past_space(letters, starts[number]), root, to_end=repeats)
    offsets = [_offset(roots[place.document], place) if place.line is None else None for place in wanted]
    positions = dict(_positions(text, sorted({offset for offset in offsets if offset is not None})))
    return [
        Position(place.line, place.column or 1) if place.line else None if offset is None else positions[offset]
        for place, offset in zip(wanted, offsets, strict=True)
    ]


def positions_at(text: bytes, offsets: Sequence[int]) -> dict[int, Position]:
    """Line and column of the bytes at `offsets` of `text`, by offset."""
    return dict(_positions(text, sorted(set(offsets))))


def _offset(root: _Wanted, place: Location) -> int | None:
    """The offset of the innermost value on the way to `place` that has been met."""
    node, offset = root, root.offset
    for step in place.path:
        node = node.steps[step]
        if node.offset is None:
            break
        offset = node.offset
    return offset


def _positions(text: bytes, offsets: Sequence[int]) -> Iterator[tuple[int, Position]]:
    """Each of the ascending `offsets` with its position. A line ends with LF, CR or both."""
    line, column, before = 1, 1, 0
    for offset in offsets:
        breaks = text.count(b"\n", before, offset) + text.count(b"\r", before, offset)
        if breaks:
            line += breaks - text.count(b"\r\n", before, offset)
            column = 1
            before = max(text.rfind(b"\n", before, offset), text.rfind(b"\r", before, offset)) + 1
        column += len(text[before:offset].decode("utf-8", "replace"))
        before = offset
        yield offset, Position(line, column)


def _walk(letters: str, at: int, node: _Wanted, *, to_end: bool) -> int:
    """Note where `node`, whose value begins at `at`, and all that is wanted in it begin. The offset behind the value if
    `to_end`; else it stops when all has been met. As deep as the path to a wanted value, so at most the depth limit.
    """
    node.offset = at
    if letters[at] not in "{[" or not node.steps:
        return SKIPPER.raw_decode(letters, at)[1] if to_end else at
    closing = "}" if letters[at] == "{" else "]"
    unmet, index = len(node.steps), -1
    at = _past_space(letters, at + 1)
    while letters[at] != closing:
        index += 1
        step: str | int = index
        if closing == "}":
            step, at = _name(letters, at)
        inner = node.steps.get(step)
        if inner is None:
            at = SKIPPER.raw_decode(letters, at)[1]
        else:
            unmet -= 1
            go_on = to_end or unmet > 0
            at = _walk(letters, at, inner, to_end=go_on)
            if not go_on:
                return at
        at = _past_space(letters, at)
        if letters[at] == ",":
            at = _past_space(letters, at + 1)
    return at + 1


def _name(letters: str, at: int) -> tuple[str, int]:
    """The name of the member that begins at `at`, and the offset of its value."""
    match = STRING.match(letters, at)
    if match is None:
        raise ValueError("positions are looked up only in texts that could be read")
    name = string_of(match.group().encode("latin-1"))
    return name, _past_space(letters, _past_space(letters, match.end()) + 1)


def _past_space(letters: str, at: int) -> int:
    match = SPACE.match(letters, at)
    return match.end() if match else at

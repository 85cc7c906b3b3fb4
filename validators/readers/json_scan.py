"""A JSON scanner that forgives: it says what is wrong with a text, where, and reads on if it can.

The fast parser stops at the first thing that it does not like and says little about it; it takes the last of several
members with the same name without a word. This one is slower by far and runs only on texts that the fast one refused or
that may hold such members. It is iterative: no nesting can exhaust the stack.
"""

from dataclasses import dataclass, field
import json
import re
from typing import Any

import orjson

from fairmark.validators.core.location import Path

TOKEN = re.compile(
    rb"""[ \t\n\r]*+(?:
        (?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+")
      | (?P<mark>[][{},:])
      | (?P<word>[^][{},:"\ \t\n\r]++)
    )""",
    re.DOTALL | re.VERBOSE,
)
NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
NUMBER_BEGUN = re.compile(rb"-?(?:(?:0|[1-9][0-9]*+)(?:\.|\.?[0-9]*[eE][+-]?)?)?")
LITERALS = {b"true": True, b"false": False, b"null": None}
NO_NUMBERS = (b"NaN", b"Infinity", b"-Infinity")
CONTROL = re.compile(rb"[\x00-\x1f]")
ESCAPE = re.compile(rb"\\(?:u(?P<high>[dD][89abAB]..)\\u[dD][c-fC-F]..|u(?P<alone>[dD][89a-fA-F]..)|.)", re.DOTALL)
SURROGATE = re.compile("[\ud800-\udfff]")

ABSENT = object()
"""Stands for a value that JSON has no way to write; its member counts as absent."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something wrong at the byte `offset`, which belongs to the value at `path`; the rest as in a Problem."""

    rule: str
    offset: int
    path: Path = ()
    observed: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What came of a text: its value, unless `readable` is False, and all that is wrong. `end` is the offset behind the
    value."""

    value: Any
    marks: list[Mark]
    readable: bool
    end: int


class _Unreadable(Exception):
    """Nothing can be made of the rest of the text; the mark says why."""

    def __init__(self, mark: Mark) -> None:
        super().__init__(mark.rule)
        self.mark = mark


# What may come next. An array or object that was just opened may be closed at once.
VALUE, FIRST_VALUE, NAME, FIRST_NAME, COLON, NEXT, END = range(7)
EXPECTED = {
    VALUE: "a value",
    FIRST_VALUE: "a value or ]",
    NAME: "a name in double quotes",
    FIRST_NAME: "a name in double quotes or }",
    COLON: "a colon",
}


def scan(text: bytes, depth: int) -> Scanned:
    """The first JSON value in `text`, which is UTF-8. Nesting beyond `depth` makes it unreadable."""
    scanner = _Scanner(text, depth)
    try:
        end = scanner.run()
    except _Unreadable as stop:
        return Scanned(None, [*scanner.marks, stop.mark], False, stop.mark.offset)
    return Scanned(scanner.value, scanner.marks, True, end)


@dataclass(slots=True)
class _Scanner:
    text: bytes
    depth: int
    marks: list[Mark] = field(default_factory=list)
    value: Any = None
    open: list[Any] = field(default_factory=list)
    """The objects and arrays around the current place, outermost first."""
    steps: list[str | int] = field(default_factory=list)
    """For each of them, the name or index of the member at hand."""
    absent: list[tuple[dict[str, Any], str]] = field(default_factory=list)

    def run(self) -> int:
        """Read one value into `value`; the offset behind it."""
        state, at = VALUE, 0
        while state != END:
            token = TOKEN.match(self.text, at)
            if token is None:
                raise _Unreadable(self._cut_off(state))
            at = token.end()
            state = self._take(state, token)
        for holder, name in self.absent:
            if holder.get(name) is ABSENT:
                del holder[name]
        return at

    def _take(self, state: int, token: re.Match[bytes]) -> int:
        """Deal with `token`; what may come behind it."""
        if state in (VALUE, FIRST_VALUE):
            following = self._take_value(state, token)
        elif state in (NAME, FIRST_NAME):
            following = self._take_name(state, token)
        elif state == COLON:
            following = VALUE if token["mark"] == b":" else None
        else:
            following = self._take_separator(token)
        if following is None:
            raise _Unreadable(self._misplaced(state, token))
        return following

    def _take_value(self, state: int, token: re.Match[bytes]) -> int | None:
        if token["string"] is not None:
            return self._put(self._string(token))
        if token["word"] is not None:
            return self._put(self._word(token, state))
        match token["mark"]:
            case b"{":
                return self._enter({}, token, FIRST_NAME)
            case b"[":
                return self._enter([], token, FIRST_VALUE)
            case b"]" if state == FIRST_VALUE:
                return self._leave()
        return None

    def _take_name(self, state: int, token: re.Match[bytes]) -> int | None:
        if token["string"] is not None:
            name = self.steps[-1] = self._string(token)
            if name in self.open[-1]:
                self._note("FM-INPUT-010", _start(token))
            return COLON
        return self._leave() if token["mark"] == b"}" and state == FIRST_NAME else None

    def _take_separator(self, token: re.Match[bytes]) -> int | None:
        in_object = isinstance(self.open[-1], dict)
        if token["mark"] == (b"}" if in_object else b"]"):
            return self._leave()
        if token["mark"] != b",":
            return None
        if in_object:
            return NAME
        self.steps[-1] = len(self.open[-1])
        return VALUE

    # -- what is read ------------------------------------------------------------------------------------------------

    def _enter(self, container: Any, token: re.Match[bytes], state: int) -> int:
        if len(self.open) == self.depth:
            raise _Unreadable(Mark("FM-INPUT-012", _start(token), (), "", f"at most {self.depth} levels"))
        self._put(container)
        self.open.append(container)
        self.steps.append(0)
        return state

    def _leave(self) -> int:
        self.open.pop()
        self.steps.pop()
        return NEXT if self.open else END

    def _put(self, value: Any) -> int:
        if not self.open:
            self.value = None if value is ABSENT else value
            return END
        holder = self.open[-1]
        if isinstance(holder, list):
            holder.append(None if value is ABSENT else value)
        else:
            name = str(self.steps[-1])
            holder[name] = value
            if value is ABSENT:
                self.absent.append((holder, name))
        return NEXT

    def _word(self, token: re.Match[bytes], state: int) -> Any:
        word = token["word"]
        if word in LITERALS:
            return LITERALS[word]
        if NUMBER.fullmatch(word):
            try:
                return orjson.loads(word)
            except orjson.JSONDecodeError:
                self._note("FM-INPUT-009", _start(token))
                return ABSENT
        if word in NO_NUMBERS:
            self._note("FM-INPUT-005", _start(token), word.decode())
            return ABSENT
        if token.end() == len(self.text) and _may_go_on(word):
            raise _Unreadable(self._cut_off(state))
        raise _Unreadable(self._misplaced(state, token))

    def _string(self, token: re.Match[bytes]) -> str:
        """The text of a string token; what is wrong within it is noted, and U+FFFD stands for half characters."""
        raw, start = token["string"], _start(token)
        if control := CONTROL.search(raw):
            self._note("FM-INPUT-007", start + control.start(), f"U+{raw[control.start()]:04X}")
        for escape in ESCAPE.finditer(raw) if b"\\u" in raw else ():
            if escape["alone"]:
                self._note("FM-INPUT-006", start + escape.start())
        try:
            return string_of(raw)
        except ValueError:
            raise _Unreadable(self._mark("FM-INPUT-001", start, "a backslash that begins no escape")) from None

    # -- what is wrong -----------------------------------------------------------------------------------------------

    def _mark(self, rule: str, offset: int, observed: str = "", expected: str = "") -> Mark:
        return Mark(rule, offset, tuple(self.steps), observed, expected)

    def _note(self, rule: str, offset: int, observed: str = "") -> None:
        self.marks.append(self._mark(rule, offset, observed))

    def _expected(self, state: int) -> str:
        if state == NEXT:
            return "a comma or }" if isinstance(self.open[-1], dict) else "a comma or ]"
        return EXPECTED[state]

    def _cut_off(self, state: int) -> Mark:
        """The text ends before its value does."""
        where = f"inside {len(self.open)} open objects or arrays" if self.open else "before its value"
        return self._mark("FM-INPUT-002", len(self.text.rstrip()), where, self._expected(state))

    def _misplaced(self, state: int, token: re.Match[bytes]) -> Mark:
        """A token that has no place where it stands."""
        at = _start(token)
        return self._mark("FM-INPUT-001", at, _described(self.text[at : at + 9]), self._expected(state))


def string_of(raw: bytes) -> str:
    """The text of a JSON string, quotes included, of UTF-8; U+FFFD for each half of a character. ValueError where an
    escape is none."""
    try:
        text: str = orjson.loads(raw)
    except orjson.JSONDecodeError:
        text = SURROGATE.sub("\ufffd", json.loads(raw.decode(), strict=False))
    return text


def _start(token: re.Match[bytes]) -> int:
    return token.start(token.lastgroup or 0)


def _may_go_on(word: bytes) -> bool:
    """Whether `word`, the last one of a text, may be the beginning of a value."""
    return bool(NUMBER_BEGUN.fullmatch(word)) or any(literal.startswith(word) for literal in LITERALS)


# -- describing without showing --------------------------------------------------------------------------------------

MARKS = {
    b"{": "an opening brace",
    b"}": "a closing brace",
    b"[": "an opening bracket",
    b"]": "a closing bracket",
    b",": "a comma",
    b":": "a colon",
    b'"': "text in quotes",
    b"'": "a single quote",
    b"/": "a comment or a slash",
    b"#": "a comment or a number sign",
    b"\0": "a zero byte",
}
FOREIGN = (b"None", b"True", b"False", b"undefined", b"nan", b"inf")


def _described(head: bytes) -> str:
    """What stands there in a few words of our own: the input's words do not belong in a report."""
    if head[:1] in MARKS:
        return MARKS[head[:1]]
    if any(head.startswith(word) for word in FOREIGN):
        return "a word of another language than JSON, such as None or undefined"
    if head[:1].isdigit() or head[:1] in (b"-", b"+", b"."):
        return "a number that JSON has no way to write"
    return "a word without quotes" if head[:1].isalpha() else "a character that has no place here"

"""Structured logs on standard error: one JSON object a line, or plain text on a terminal.

An entry is an event, whose text is fixed, and fields. What people send or ask for is never among them: no query, no
path with its values, no header, no body, no address, no token. What other libraries log is kept from warnings on,
without the texts that they put into their messages; of an exception only its kind and places are told, since its
message may hold values, as those of databases do.
"""

from datetime import UTC, datetime
import json
import logging
from pathlib import Path
import sys
from traceback import extract_tb
from types import TracebackType
from typing import Any, TextIO

OURS = "fairmark"

PLACES = 8
"""Frames of an exception that are told, the innermost ones."""


def note(log: logging.Logger, level: int, event: str, **fields: object) -> None:
    """Log `event`, such as "request", with `fields`: short texts and numbers that are nobody's own."""
    log.log(level, event, extra={"fields": fields})


def configure(level: str, form: str, stream: TextIO | None = None) -> None:
    """Let everything that is logged from `level` on go to `stream` (standard error) as `form`: json, text or auto."""
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    plain = form == "text" or (form == "auto" and out.isatty())
    handler.setFormatter(TextLines() if plain else JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level.upper())


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, event, then the fields."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(entry(record), ensure_ascii=True, default=str)


class TextLines(logging.Formatter):
    """The same for people: time of day, event, fields; the level where it is more than an information."""

    def format(self, record: logging.LogRecord) -> str:
        told = entry(record)
        clock, level, event = told.pop("time")[11:19], told.pop("level"), told.pop("event")
        words = [clock, event if record.levelno <= logging.INFO else f"{level}: {event}"]
        return " ".join([*words, *(f"{name}={_word(value)}" for name, value in told.items())])


def entry(record: logging.LogRecord) -> dict[str, Any]:
    """What is told of a record."""
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    told: dict[str, Any] = {
        "time": moment.replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "event": _event(record),
    }
    if not is_ours(record.name):
        told["logger"] = record.name
    told |= getattr(record, "fields", {})
    if record.exc_info and record.exc_info[0]:
        told |= {"error": record.exc_info[0].__name__, "places": places(record.exc_info[2])}
    return told


def is_ours(name: str) -> bool:
    return name == OURS or name.startswith(OURS + ".")


def places(trace: TracebackType | None) -> list[str]:
    """Where an exception came from, innermost last: file, line and function of each frame, no values."""
    frames = extract_tb(trace)[-PLACES:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def _event(record: logging.LogRecord) -> str:
    """The text of a record. What a library puts into its own text shows only where it is a number."""
    if is_ours(record.name):
        return record.getMessage()
    template = str(record.msg)
    if not isinstance(record.args, tuple) or not record.args:
        return _first_line(template)
    shown = tuple(part if isinstance(part, (int, float)) else "…" for part in record.args)
    try:
        return _first_line(template % shown)
    except (TypeError, ValueError):  # a template that wants texts to be of its own kind
        return _first_line(template)


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _word(value: object) -> str:
    """A value on a line of text: quoted where it is more than one plain word, so that it cannot pose as another one."""
    text = str(value)
    return text if text.isascii() and text.isprintable() and text and not set(text) & set(" \"'=") else json.dumps(text)

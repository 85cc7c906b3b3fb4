"""Logs: one object a line, or words for people; nothing that anybody sent is ever in them."""

from io import StringIO
import json
import logging
from typing import Any

import pytest

from fairmark.server.serving import logs
from fairmark.server.serving.logs import note

OWN = logging.getLogger("fairmark.test")
SECRET = "Zoë-Quill-4711"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def restored() -> Any:
    """Logging belongs to the process: leave it as it was."""
    root, ours = logging.getLogger(), logging.getLogger("fairmark")
    handlers, levels = root.handlers[:], (root.level, ours.level)
    yield
    root.handlers = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def entries(out: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_entry_is_one_object_on_one_line() -> None:
    out = StringIO()
    logs.configure("info", "json", out)
    note(OWN, logging.INFO, "request", status=200, ms=1.5, route="/a/{b}", note="two\nlines")
    (entry,) = entries(out)
    assert entry.pop("time").endswith("Z")
    assert entry == {
        "level": "info",
        "event": "request",
        "status": 200,
        "ms": 1.5,
        "route": "/a/{b}",
        "note": "two\nlines",
    }


@pytest.mark.parametrize(("form", "plain"), [("auto", True), ("text", True), ("json", False)])
def test_people_get_words_on_a_terminal(form: str, plain: bool) -> None:
    out = Terminal()
    logs.configure("info", form, out)
    note(OWN, logging.WARNING, "cut off", requests=2, why="a b=c")
    line = out.getvalue()
    assert line.startswith("{") is not plain
    if plain:
        assert line[8:] == ' warning: cut off requests=2 why="a b=c"\n'


def test_elsewhere_auto_means_json() -> None:
    out = StringIO()
    logs.configure("info", "auto", out)
    note(OWN, logging.INFO, "serving")
    assert entries(out)[0]["event"] == "serving"


def test_a_value_cannot_start_a_line_or_pose_as_a_field() -> None:
    out = StringIO()
    logs.configure("info", "text", out)
    note(OWN, logging.INFO, "request", id="x\n00:00:00 error: forged", route="a status=200", nothing="")
    assert out.getvalue().count("\n") == 1
    assert 'route="a status=200" nothing=""' in out.getvalue()


def test_the_level_is_the_least_that_is_told() -> None:
    out = StringIO()
    logs.configure("warning", "json", out)
    note(OWN, logging.INFO, "request")
    note(OWN, logging.WARNING, "cut off")
    assert [entry["event"] for entry in entries(out)] == ["cut off"]


def test_other_libraries_are_told_from_warnings_on_even_when_we_debug() -> None:
    out = StringIO()
    logs.configure("debug", "json", out)
    logging.getLogger("waitress").info("Client disconnected while serving /who/%s", SECRET)
    logging.getLogger("waitress").warning("Task queue depth is %d", 3)
    (entry,) = entries(out)
    assert (entry["event"], entry["logger"]) == ("Task queue depth is 3", "waitress")


def test_texts_of_other_libraries_are_left_out() -> None:
    out = StringIO()
    logs.configure("info", "json", out)
    logging.getLogger("gunicorn.error").error("Error handling request %s", f"/x?name={SECRET}")
    logging.getLogger("gunicorn.error").error("Worker %(pid)r failed", {"pid": SECRET})
    logging.getLogger("odd").error("%d of them", SECRET)
    assert SECRET not in out.getvalue()
    assert entries(out)[0]["event"] == "Error handling request …"


def test_of_an_exception_kind_and_places_are_told_but_not_its_message() -> None:
    out = StringIO()
    logs.configure("info", "json", out)
    try:
        raise ValueError(f"cannot insert {SECRET}")
    except ValueError:
        OWN.exception("failed")
        logging.getLogger("other").exception("failed too")
    ours, theirs = entries(out)
    assert ours["error"] == theirs["error"] == "ValueError"
    assert ours["places"][-1].startswith("test_logs.py:")
    assert SECRET not in out.getvalue()


def test_configuring_twice_tells_once() -> None:
    out = StringIO()
    logs.configure("info", "json", out)
    logs.configure("info", "json", out)
    note(OWN, logging.INFO, "serving")
    assert len(entries(out)) == 1

"""Files that a user gives to a run: identifiers, and the report of a run that was cut short."""

from pathlib import Path
from typing import Any

import orjson

from fairmark.validators.core.events import Checked
from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.waivers import UnusableFile
from fairmark.validators.suites.login import ByForm

DONE = {Outcome.PASS.value: Outcome.PASS, Outcome.NOT_APPLICABLE.value: Outcome.NOT_APPLICABLE}
"""Outcomes that need not be asked for again: they carry no finding."""


def load_identifiers(path: Path) -> dict[str, list[str]]:
    """Class to identifiers, from a JSON object such as `{"CFItem": ["6ba7b810-…"]}`."""
    parsed = _load(path)
    if not isinstance(parsed, dict) or not all(_is_texts(value) for value in parsed.values()):
        raise UnusableFile(f"{path} is not a JSON object of classes to lists of identifiers")
    return parsed


def load_login(path: Path) -> ByForm:
    """How the login of a service is filled in, from a JSON object such as
    `{"fields": {"username": "ada", "password": "…"}, "press": ["Sign in", "Allow"]}`; `press` may be left out."""
    parsed = _load(path)
    fields = parsed.get("fields") if isinstance(parsed, dict) else None
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise UnusableFile(f"{path} is not a JSON object whose member fields maps names of fields to texts")
    press = parsed.get("press")
    if press is None:
        return ByForm(fields)
    if not _is_texts(press):
        raise UnusableFile(f"{path}: press is not a list of texts")
    return ByForm(fields, tuple(press))


def load_passed(path: Path) -> list[Checked]:
    """The checks of an earlier report that passed or did not apply."""
    parsed = _load(path)
    try:
        return [
            Checked(check["rule"], check["operation"], DONE[check["outcome"]], check["reason"])
            for check in parsed["checks"]
            if check["outcome"] in DONE
        ]
    except (KeyError, TypeError):
        raise UnusableFile(f"{path} is not a Fairmark JSON report of a suite") from None


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _load(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise UnusableFile(f"{path} is not JSON: {error}") from None

"""Read the files in which the user has decided something: waivers, a baseline, stand-ins for the network."""

from pathlib import Path
import tomllib
from typing import Any

import orjson

from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.waivers import Decisions, UnusableFile, Waiver, read_baseline, read_waivers
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.source import URL


def load_waivers(path: Path) -> list[Waiver]:
    """The waivers in the TOML file; UnusableFile says what is wrong with it."""
    try:
        parsed = tomllib.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnusableFile(f"{path} is not TOML: {error}") from None
    return read_waivers(parsed)


def account_for(decisions: Decisions) -> list[Problem]:
    """What is wrong with the waivers of a run, once all inputs were judged: those that have expired, and those that
    covered nothing."""
    expired = [
        Problem("FM-WAIVER-001", _place(number, "expires"), f"{waiver.rule}, {waiver.expires}")
        for number, waiver in decisions.expired
    ]
    return expired + [Problem("FM-WAIVER-002", _place(number), waiver.rule) for number, waiver in decisions.unused]


def _place(number: int, *steps: str) -> Location:
    return Location(("waiver", number, *steps), privacy=Privacy.PUBLIC)


def load_baseline(path: Path) -> list[str]:
    """The fingerprints in the earlier JSON report; UnusableFile says what is wrong with it."""
    return read_baseline(_load_json(path))


def load_resources(path: Path) -> dict[str, Path | str]:
    """URL to the local file that stands in for it, taken relative to the JSON file that says so; or to the other URL of
    the same file to which it redirects."""
    parsed = _load_json(path)
    if not isinstance(parsed, dict) or not all(isinstance(file, str) for file in parsed.values()):
        raise UnusableFile(f"{path} is not a JSON object of URLs to files")
    found = {url: file if URL.match(file) else path.parent / file for url, file in parsed.items()}
    for url, file in found.items():
        if isinstance(file, str):
            if not isinstance(found.get(file), Path):
                raise UnusableFile(f"{path}: {url} redirects to {file}, for which no file stands in")
        elif not file.is_file():
            raise UnusableFile(f"{path}: there is no file {file} to stand in for {url}")
    return found


def _load_json(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise UnusableFile(f"{path} is not JSON: {error}") from None

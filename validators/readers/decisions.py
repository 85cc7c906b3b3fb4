"""Read the files in which the user has decided something: waivers, a baseline, stand-ins for the network."""

from pathlib import Path
import tomllib
from typing import Any

import orjson

from fairmark.validators.core.waivers import UnusableFile, Waiver, read_baseline, read_waivers


def load_waivers(path: Path) -> list[Waiver]:
    """The waivers in the TOML file; UnusableFile says what is wrong with it."""
    try:
        parsed = tomllib.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnusableFile(f"{path} is not TOML: {error}") from None
    return read_waivers(parsed)


def load_baseline(path: Path) -> list[str]:
    """The fingerprints in the earlier JSON report; UnusableFile says what is wrong with it."""
    return read_baseline(_load_json(path))


def load_resources(path: Path) -> dict[str, Path]:
    """URL to the local file that stands in for it, taken relative to the JSON file that says so."""
    parsed = _load_json(path)
    if not isinstance(parsed, dict) or not all(isinstance(file, str) for file in parsed.values()):
        raise UnusableFile(f"{path} is not a JSON object of URLs to files")
    found = {url: path.parent / file for url, file in parsed.items()}
    for url, file in found.items():
        if not file.is_file():
            raise UnusableFile(f"{path}: there is no file {file} to stand in for {url}")
    return found


def _load_json(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise UnusableFile(f"{path} is not JSON: {error}") from None

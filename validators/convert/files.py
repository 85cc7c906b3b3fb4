"""A conversion as files: one for each package, and one for the loss report."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

from fairmark.validators.convert.conversion import Conversion
from fairmark.validators.convert.errors import WrongSettings

LONGEST_NAME = 60
BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


def write_packages(conversion: Conversion, output: Path) -> list[Path]:
    """Write the packages and return the files. One package may go to a file: `output` is a folder where it exists as
    one or has no suffix. In a folder each package is named by its title and the start of its identifier.

    Raises WrongSettings where several packages would have to go to one file, OSError where a file cannot be written.
    """
    is_folder = output.is_dir() or not output.suffix
    if not is_folder and len(conversion.packages) > 1:
        raise WrongSettings(f"the conversion makes {len(conversion.packages)} packages: the output must be a folder")
    if is_folder:
        output.mkdir(parents=True, exist_ok=True)
    written = []
    for package in conversion.packages:
        path = output / file_name(package) if is_folder else output
        _write(path, as_text(package))
        written.append(path)
    return written


def write_loss(conversion: Conversion, output: Path) -> None:
    """Write the loss report: as JSON where the name ends in .json, else for people."""
    report = conversion.loss
    _write(output, as_text(report.as_json()) if output.suffix.lower() == ".json" else report.as_text())


def as_text(value: Any) -> str:
    """JSON values as text, in the same form every time."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def file_name(package: dict[str, Any]) -> str:
    """A name that is good on every system, and different for different documents."""
    document = package["CFDocument"]
    words = BETWEEN_WORDS.sub("-", document["title"].casefold()).strip("-")[:LONGEST_NAME].strip("-")
    return "-".join(_parts(words, document["identifier"])) + ".json"


def _parts(words: str, identifier: str) -> Iterator[str]:
    if words:
        yield words
    yield identifier.partition("-")[0]


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(path)

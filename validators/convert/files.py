"""A conversion as files: one for each package, and one for the loss report."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
import json
from pathlib import Path
import re
from typing import Any

from fairmark.validators.convert.conversion import Conversion, convert
from fairmark.validators.convert.errors import WrongSettings
from fairmark.validators.convert.inputs import SourceFile
from fairmark.validators.convert.loss import LossReport
from fairmark.validators.convert.output import Output
from fairmark.validators.convert.settings import Settings

LONGEST_NAME = 60
BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


def write_packages(conversion: Conversion, output: Path) -> list[Path]:
    """Write the packages and return the files. One package may go to a file: `output` is a folder where it exists as
    one or has no suffix. In a folder each package is named by its title and the start of its identifier.

    Raises WrongSettings where several packages would have to go to one file, OSError where a file cannot be written.
    """
    with Output(output) as place:
        put_packages(conversion.packages, place)
    return place.written


def put_packages(packages: Sequence[Mapping[str, Any]], place: Output) -> None:
    """Give the packages to the output, each as a file."""
    if len(packages) > 1 and not place.is_folder:
        raise WrongSettings(f"the conversion makes {len(packages)} packages: the output must be a folder")
    for package in packages:
        place.open(file_name(package)).write(as_text(package).encode())


def write_loss(loss: LossReport, output: Path) -> None:
    """Write the loss report: as JSON where the name ends in .json, else for people."""
    said = as_text(loss.as_json()) if output.suffix.lower() == ".json" else loss.as_text()
    with Output(output) as place:
        place.open(output.name).write(said.encode())


def as_text(value: Any) -> str:
    """JSON values as text, in the same form every time."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def file_name(package: Mapping[str, Any]) -> str:
    """A name that is good on every system, and different for different documents."""
    document = package["CFDocument"]
    words = BETWEEN_WORDS.sub("-", document["title"].casefold()).strip("-")[:LONGEST_NAME].strip("-")
    return "-".join(_parts(words, document["identifier"])) + ".json"


def _parts(words: str, identifier: str) -> Iterator[str]:
    if words:
        yield words
    yield identifier.partition("-")[0]


# -- converters of the registry ----------------------------------------------------------------------------------------


def _to_case(form: str, source: SourceFile, output: Output, settings: Settings) -> LossReport:
    conversion = convert(source.data, form, settings)
    put_packages(conversion.packages, output)
    return conversion.loss


from_edfi, from_oak, from_bbc = (
    partial(_to_case, form) for form in ("edfi-standards", "oak-curriculum", "bbc-curriculum")
)

"""Which forms there are, and which becomes which. Nothing heavy is loaded before it is asked for.

A new conversion is a line in `CONVERTERS`, and a form in `FORMS` where it has a new one.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

from fairmark.validators.convert.conversion import recognise_form
from fairmark.validators.convert.errors import UnknownSource, WrongSettings
from fairmark.validators.convert.inputs import SourceFile
from fairmark.validators.convert.loss import LossReport
from fairmark.validators.convert.output import Output
from fairmark.validators.convert.settings import DEFAULTS, Settings

Convert = Callable[[SourceFile, Output, Settings], LossReport]
"""Writes what becomes of a file, and answers with the account of it. A ConversionError says why it cannot."""


class Form(NamedTuple):
    """A form of data: what people call it, and whether a file has it. Files are never recognised as a form that is only
    written."""

    title: str
    recognise: Callable[[SourceFile], bool] = lambda _source: False


def _is_scl(source: SourceFile) -> bool:
    from fairmark.validators.convert.scl_records import holds_records

    return holds_records(source)


def _said_by_names(name: str) -> Callable[[SourceFile], bool]:
    return lambda source: recognise_form(source.data) == name


SPREADSHEETS: Final = ("case-workbook", "case-csv", "powerschool-standards")
"""Kinds of input that hold a framework in a spreadsheet."""

FORMS: Final = {
    "case": Form("CASE package, JSON", lambda source: source.is_case_package),
    "edfi-standards": Form("Ed-Fi Standards.xml", _said_by_names("edfi-standards")),
    "oak-curriculum": Form("Oak curriculum, Turtle", _said_by_names("oak-curriculum")),
    "bbc-curriculum": Form("BBC curriculum, Turtle", _said_by_names("bbc-curriculum")),
    "oneroster": Form("OneRoster package, folder or zip", lambda source: source.has_tables_of_oneroster),
    "scl": Form("evidence and judgments of the learning API", _is_scl),
    "case-spreadsheet": Form("CASE in a workbook or CSV file", lambda source: source.kind in SPREADSHEETS),
    "opensalt-csv": Form("OpenSALT item CSV"),
    "powerschool-csv": Form("PowerSchool standards CSV"),
    "compeito-csv": Form("COMPEITO item CSV"),
    "skos": Form("SKOS"),
    "ctdl-asn": Form("CTDL-ASN"),
}
"""Name of a form, as --from and --to take it, to what it is. Forms are tried in this order: a package of CASE
may well hold the names of the form that it was made of."""


@dataclass(frozen=True, slots=True)
class Converter:
    """How one form becomes another: a function of a module of this room. `uses` are the names of the settings that it
    heeds; to give another one is a mistake that the user is told of."""

    source: str
    target: str
    module: str
    function: str
    uses: Collection[str] = ()

    def load(self) -> Convert:
        found: Convert = getattr(import_module(f"fairmark.validators.convert.{self.module}"), self.function)
        return found


CONVERTERS: Final = (
    Converter("edfi-standards", "case", "files", "from_edfi", uses=("base", "at", "derive_hierarchy")),
    Converter("oak-curriculum", "case", "files", "from_oak", uses=("base", "at")),
    Converter("bbc-curriculum", "case", "files", "from_bbc", uses=("base", "at")),
    Converter("case-spreadsheet", "case", "spreadsheet_files", "from_spreadsheet", uses=("base", "at")),
    Converter("case", "case-spreadsheet", "workbook_out", "to_workbook"),
    Converter("case", "opensalt-csv", "csv_out", "to_opensalt"),
    Converter("case", "powerschool-csv", "csv_out", "to_powerschool"),
    Converter("case", "compeito-csv", "csv_out", "to_compeito"),
    Converter("case", "skos", "rdf_files", "to_skos"),
    Converter("case", "ctdl-asn", "rdf_files", "to_ctdl_asn"),
    Converter("oneroster", "scl", "scl_from_oneroster", "to_scl", uses=("shelf",)),
    Converter("scl", "oneroster", "oneroster_from_scl", "to_oneroster", uses=("shelf", "at", "into")),
)

SOURCES: Final = tuple(dict.fromkeys(converter.source for converter in CONVERTERS))
TARGETS: Final = tuple(dict.fromkeys(converter.target for converter in CONVERTERS))


class Converted(NamedTuple):
    """The files that a conversion has written, and its account."""

    files: list[Path]
    loss: LossReport


def convert_file(
    path: Path, output: Path, *, source: str | None = None, target: str = "case", settings: Settings = DEFAULTS
) -> Converted:
    """Convert the file or folder at `path` and write what it becomes: to a file, or into a folder where `output` is one
    or has no suffix. Nothing is written unless all is. `source` is a key of `FORMS`, sniffed where it is None.

    Raises a ConversionError where the file cannot be converted, WrongSettings where nothing converts the one form into
    the other or where the output does not fit what is made, OSError where a file cannot be written.
    """
    file = SourceFile(path)
    converter = converter_between(source or form_of(file), target)
    for name in settings.changed() - set(converter.uses):
        raise WrongSettings(
            f"{name.replace('_', '-')} means nothing in a conversion of {converter.source} to {converter.target}"
        )
    with Output(output) as place:
        loss = converter.load()(file, place, settings)
    return Converted(place.written, loss)


def form_of(file: SourceFile) -> str:
    """The form that a file has. UnknownSource where it is none that could be converted."""
    for name, form in FORMS.items():
        if name in SOURCES and form.recognise(file):
            return name
    raise UnknownSource("the file is none of: " + ", ".join(f"{name} ({FORMS[name].title})" for name in SOURCES))


def converter_between(source: str, target: str) -> Converter:
    """The converter of one form into another. WrongSettings, which says what there is, where there is none."""
    for converter in CONVERTERS:
        if (converter.source, converter.target) == (source, target):
            return converter
    possible = ", ".join(converter.target for converter in CONVERTERS if converter.source == source)
    raise WrongSettings(f"{source} cannot become {target}; it can become: {possible or 'nothing else'}")

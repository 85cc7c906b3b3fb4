"""Convert a framework of another form into CASE packages, with an account of what became of every statement."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, NamedTuple

from fairmark.validators.convert.errors import UnknownSource
from fairmark.validators.convert.loss import LossReport, Statement, Supplied
from fairmark.validators.convert.package_draft import Object
from fairmark.validators.convert.settings import DEFAULTS, Settings

Mapping = Callable[[bytes, Settings, Supplied], tuple[list[Object], list[Statement[Any]]]]


class SourceForm(NamedTuple):
    """A form that can be converted: the module and function of its mapping, loaded when it is needed, and a text that
    every file of this form holds."""

    module: str
    function: str
    mark: bytes


FORMS: Final = {
    "edfi-standards": SourceForm(
        "fairmark.validators.convert.edfi_standards", "convert_standards", b"http://ed-fi.org/"
    ),
    "oak-curriculum": SourceForm(
        "fairmark.validators.convert.oak", "convert_oak", b"https://w3id.org/uk/oak/curriculum/ontology/"
    ),
    "bbc-curriculum": SourceForm(
        "fairmark.validators.convert.bbc", "convert_bbc", b"http://www.bbc.co.uk/ontologies/curriculum/"
    ),
}
"""Name of a form to how it is converted."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """CASE 1.1 packages as JSON values, and the account."""

    packages: list[dict[str, Any]]
    loss: LossReport


def recognise_form(data: bytes) -> str | None:
    """The form of a file, by the names that it uses; None for one that is not converted."""
    text = data.replace(b"\0", b"")  # the marks are ASCII, and so stand out of UTF-16 too
    return next((name for name, form in FORMS.items() if form.mark in text), None)


def convert(data: bytes, source_form: str | None = None, settings: Settings = DEFAULTS) -> Conversion:
    """Convert a file. `source_form` is a key of `FORMS`, sniffed where it is None.

    Raises a ConversionError: UnknownSource for a form that is not known or a file without anything to convert,
    BrokenSource for text that is not well-formed, UnsafeSource for XML with a document type.
    """
    name = source_form or recognise_form(data)
    if name not in FORMS:
        raise UnknownSource("the file is none of: " + ", ".join(FORMS))
    form = FORMS[name]
    supplied: Supplied = Counter()
    mapping: Mapping = getattr(import_module(form.module), form.function)
    packages, statements = mapping(data, settings, supplied)
    if not packages:
        raise UnknownSource("the file holds nothing that a framework could be made of")
    return Conversion(packages, LossReport.of(name, statements, supplied))

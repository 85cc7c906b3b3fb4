"""A CASE package as a file of RDF: Turtle, JSON-LD or RDF/XML, by the suffix of the output."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from fairmark.validators.convert.errors import WrongSettings
from fairmark.validators.convert.inputs import SourceFile
from fairmark.validators.convert.loss import LossReport
from fairmark.validators.convert.output import Output
from fairmark.validators.convert.rdf_out import VOCABULARIES, Framework, export
from fairmark.validators.convert.rdf_terms import JsonLd, Turtle
from fairmark.validators.convert.rdf_xml import RdfXml
from fairmark.validators.convert.settings import Settings

WRITERS: Mapping[str, type[Turtle] | type[JsonLd] | type[RdfXml]] = {
    "": Turtle,
    ".ttl": Turtle,
    ".jsonld": JsonLd,
    ".json": JsonLd,
    ".rdf": RdfXml,
    ".xml": RdfXml,
}
"""Suffix of the output to what writes it; in a folder a file is Turtle."""


def _to_rdf(name: str, source: SourceFile, output: Output, _settings: Settings) -> LossReport:
    writer = WRITERS.get(output.suffix)
    if writer is None:
        raise WrongSettings(f"RDF is written to a file that ends in one of {' '.join(filter(None, WRITERS))}")
    vocabulary = VOCABULARIES[name]
    framework = Framework.of(source.case_package)
    out = writer(output.open(f"{source.path.stem}-{name}.ttl").write, vocabulary.prefixes)
    account = export(framework, vocabulary, out.node)
    out.end()
    return replace(account.loss, associations=account.dropped)


to_skos, to_ctdl_asn = (partial(_to_rdf, name) for name in ("skos", "ctdl-asn"))

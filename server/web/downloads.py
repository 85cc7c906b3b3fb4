"""A framework to take along: as CASE JSON, as a table, as RDF; and what each form loses.

What is made on the way goes into a temporary file first, so that a slow client holds no transaction open and a
framework of any size needs little memory.
"""

from collections.abc import Callable, Iterator
import csv
from dataclasses import dataclass
import io
import re
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, NamedTuple, cast

from flask import Flask, Response, request
from marshmallow import Schema, validate
from marshmallow import fields as ma
import orjson

from fairmark.server.context import Context
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.rim import load_query
from fairmark.server.storage.browse import Browse
from fairmark.server.storage.records import Framework
from fairmark.server.web.frameworks import browse, framework_of, shown
from fairmark.server.web.site import HEADERS, page
from fairmark.server.web.turns import turn
from fairmark.server.web.views import member, text, texts
from fairmark.validators.convert import rdf_out
from fairmark.validators.convert.loss import Kind
from fairmark.validators.convert.rdf_terms import JsonLd, Turtle, compact
from fairmark.validators.reports.csv_report import cell

IN_MEMORY = 4 << 20
"""Bytes of a download beyond which it goes to the disk while it is sent."""

COLUMNS = (
    "identifier",
    "parentIdentifier",
    "sequenceNumber",
    "humanCodingScheme",
    "fullStatement",
    "abbreviatedStatement",
    "alternativeLabel",
    "CFItemType",
    "educationLevel",
    "subject",
    "conceptKeywords",
    "listEnumeration",
    "language",
    "statusStartDate",
    "statusEndDate",
    "notes",
    "uri",
    "lastChangeDateTime",
)
BETWEEN_VALUES = "|"

WORDS = re.compile(r"[^a-z0-9]+")


class VersionQuery(Schema):
    """Which version of the framework; the current one where it is left out."""

    version = ma.Int(load_default=None, validate=validate.Range(1, 2**31 - 1))


class Form(NamedTuple):
    """A form of a framework: how its file ends, what it is called on the web, and what writes it."""

    suffix: str
    media_type: str
    write: Callable[["Source", BinaryIO], object]


@dataclass(frozen=True, slots=True)
class Source:
    """A framework in the store, as exports read it: a list at a time, never as a whole."""

    reader: Browse
    framework: Framework

    def as_rdf_source(self) -> rdf_out.Framework:
        identifier = self.framework.identifier
        classes = self.reader.classes(identifier) - {"CFDocument", "CFItem", "CFAssociation"}
        return rdf_out.Framework(
            member(self.framework.document),
            _Every(self.reader, identifier, "CFItem"),
            _Every(self.reader, identifier, "CFAssociation"),
            ((cls, data) for cls in sorted(classes) for data in _Every(self.reader, identifier, cls)),
        )


@dataclass(frozen=True, slots=True)
class _Every:
    """The objects of one class, read anew each time that they are walked."""

    reader: Browse
    framework: str
    cls: str

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (member(body) for body in self.reader.every(self.framework, self.cls))


def add_downloads(app: Flask, context: Context) -> None:
    """GET /frameworks/…/download/FORM."""

    @app.get("/frameworks/<framework>/download/<form>", endpoint="pages.download")
    def download(framework: str, form: str) -> Response:
        found = context.store.framework(framework)
        if found is None:
            raise Refusal(404, "unknown", "There is no such framework here.")
        if form in ("case-1.0.json", "case-1.1.json"):
            return _package(context, found, form.removeprefix("case-").removesuffix(".json"))
        if form not in FORMS:
            raise Refusal(404, "unknown", "A framework cannot be had in that form.")
        made = FORMS[form]
        file = cast(BinaryIO, SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115  # closed behind its last piece
        with turn():
            made.write(Source(Browse(context.store.engine), found), file)
        size = file.tell()
        file.seek(0)
        return _attachment(_pieces(file), size, f"{_stem(found)}{made.suffix}", made.media_type)


def _package(context: Context, framework: Framework, case_version: str) -> Response:
    number = load_query(VersionQuery(), request.args.to_dict(flat=False))["version"]
    rendition = context.store.rendition(framework.identifier, case_version, number)
    if rendition is None:
        raise Refusal(404, "unknown", "There is no such version of this framework.")
    part = f"-version-{number}" if number else ""
    name = f"{_stem(framework)}{part}-case-{case_version}.json"
    return _attachment(iter([rendition.body]), len(rendition.body), name, "application/json")


def _attachment(body: Iterator[bytes], size: int, name: str, media_type: str) -> Response:
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    response = Response(body, 200, headers, content_type=media_type, direct_passthrough=True)
    response.content_length = size
    return response


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(1 << 16):
            yield piece


def _stem(framework: Framework) -> str:
    words = WORDS.sub("-", framework.title.casefold()).strip("-")[:60].strip("-")
    return words or "framework"


# -- the forms -------------------------------------------------------------------------------------------------------


def _rdf(vocabulary: str, writer: type[Turtle] | type[JsonLd]) -> Callable[[Source, BinaryIO], None]:
    target = rdf_out.VOCABULARIES[vocabulary]

    def write(source: Source, file: BinaryIO) -> None:
        out = writer(file.write, target.prefixes)
        rdf_out.export(source.as_rdf_source(), target, out.node)
        out.end()

    return write


def _table(source: Source, file: BinaryIO) -> None:
    """The items, a row each, with their first parent. UTF-8 with a byte order mark, for Excel."""
    identifier = source.framework.identifier
    places = source.reader.places(identifier)
    out = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for data in _Every(source.reader, identifier, "CFItem"):
        parent, sequence = places.get(text(data, "identifier"), ("", None))
        placed = {"parentIdentifier": parent, "sequenceNumber": "" if sequence is None else str(sequence)}
        writer.writerow([cell(placed[name] if name in placed else _value(data, name)) for name in COLUMNS])
    out.detach()


def _value(data: dict[str, Any], name: str) -> str:
    return text(data, name) or BETWEEN_VALUES.join(texts(data, name))


FORMS = {
    "items.csv": Form(".csv", "text/csv; charset=utf-8", _table),
    **{
        f"{name}{writer.suffix}": Form(f"-{name}{writer.suffix}", writer.media_type, _rdf(name, writer))
        for name in rdf_out.VOCABULARIES
        for writer in (Turtle, JsonLd)
    },
}


# -- what is lost ----------------------------------------------------------------------------------------------------

MOST_LISTED = 1_000
"""Associations that the page lists one by one; it says how many more there are."""


def show_loss(call: Call) -> Answer:
    """What a form of the framework cannot say."""
    found = framework_of(call)
    form = call.path["form"]
    if form == "case-1.0":
        version = call.context.store.versions(found.identifier)[0]
        lost = orjson.loads(version.lost_in_1_0)
        return page("loss_1_0.html", here="frameworks", framework=shown(found), lost=lost)
    if form not in rdf_out.VOCABULARIES:
        raise Refusal(404, "unknown", "There is no account of such a form.")
    vocabulary = rdf_out.VOCABULARIES[form]
    with turn():
        account = rdf_out.export(Source(browse(call), found).as_rdf_source(), vocabulary, lambda _node: None)
    return page(
        "loss.html",
        here="frameworks",
        framework=shown(found),
        form=form,
        vocabulary=vocabulary.name,
        loss=account.loss,
        kinds=[(kind, [entry for entry in account.loss.entries if entry.fate.kind is kind]) for kind in Kind],
        counts={kind: account.loss.count(kind) for kind in Kind},
        dropped=account.dropped[:MOST_LISTED],
        dropped_count=len(account.dropped),
        name=lambda iri: compact(iri, vocabulary.prefixes) or iri,
    )

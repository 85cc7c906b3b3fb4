"""Validate a file in the browser: an upload is judged in this process, answered, and forgotten.

The form costs something, so it is asked where it came from.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any, NamedTuple

from flask import Flask, Response, request
from marshmallow import EXCLUDE, Schema, validate
from marshmallow import fields as ma
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from fairmark.server.context import Context
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.rim import load_query
from fairmark.server.storage.shelf import StoreShelf
from fairmark.server.web.origin import check_origin
from fairmark.server.web.site import HEADERS, page
from fairmark.server.web.turns import turn
from fairmark.server.web.uploads import last_export, sources_of
from fairmark.validators.core.headline import CREDENTIAL_KINDS
from fairmark.validators.core.levels import Strictness
from fairmark.validators.core.profile import PROFILES
from fairmark.validators.core.report import Report, with_samples
from fairmark.validators.core.shelf import EmptyShelf
from fairmark.validators.judge import Options, validate_sources
from fairmark.validators.readers.limits import Limits, in_words
from fairmark.validators.reports import FORMATS
from fairmark.validators.reports.html import render_body

PAGE = "page"
NAMES = {
    PAGE: "Page",
    "html": "HTML file",
    "json": "JSON",
    "xlsx": "Workbook (XLSX)",
    "csv": "CSV",
    "sarif": "SARIF",
    "junit": "JUnit",
    "earl": "EARL (JSON-LD)",
    "earl-turtle": "EARL (Turtle)",
    "console": "Plain text",
    "badge": "Badge (SVG)",
}
"""Forms of the answer, as the page calls them."""


STORE = "store"
"""What the form says where the frameworks of the server are those that an export refers to."""

SHOWN, KEPT = 20, 2_000
"""Occurrences of a rule in an input that the page shows, and that go into the files that are worked through."""


class JudgingForm(Schema):
    """What the form says beside the file."""

    class Meta:
        unknown = EXCLUDE

    answer = ma.Str(load_default=PAGE, validate=validate.OneOf(list(NAMES)))
    profile = ma.Str(load_default="", validate=validate.OneOf(["", *PROFILES]))
    shelf = ma.Str(load_default="", validate=validate.OneOf(["", STORE]))
    strictness = ma.Str(load_default="standard", validate=validate.OneOf([s.value for s in Strictness]))


class Download(NamedTuple):
    """The report in another form, within the page: the server keeps nothing that could be asked for again."""

    name: str
    file_name: str
    address: str


def show_form(call: Call) -> Answer:
    most = call.context.settings.upload_bytes
    return page(
        "validate.html",
        here="validate",
        limit=most,
        limit_in_words=in_words(most - most % 1_000_000 if most > 10_000_000 else most),
        profiles=PROFILES.values(),
        strictness=[s.value for s in Strictness],
        answers=NAMES,
    )


def add_judging(app: Flask, context: Context) -> None:
    """POST /validate: the form's answer."""

    @app.post("/validate", endpoint="pages.judge")
    def judge() -> Response:
        check_origin(context.settings.base_url)
        with _limited(context.settings.upload_bytes):
            form = load_query(JudgingForm(), request.form.to_dict(flat=False))
            uploads = request.files.getlist("file")
        with turn():
            report = _judged(uploads, form, context)
        return _page(report) if form["answer"] == PAGE else report_file(report, form["answer"])


@contextmanager
def _limited(most: int) -> Iterator[None]:
    try:
        yield
    except RequestEntityTooLarge:
        raise Refusal(413, "bad_query", f"The file is larger than {in_words(most)}.", "file") from None


def _judged(uploads: Sequence[FileStorage], form: dict[str, Any], context: Context) -> Report:
    """The report on what was uploaded, in the light of the frameworks that the server holds if that is asked for, and
    of the export before it if there is one."""
    most = context.settings.upload_bytes
    limits = Limits(bytes=most, total=4 * most)
    sources = sources_of(uploads, limits)
    if not sources:
        raise Refusal(400, "bad_query", "Choose a file first.", "file")
    with last_export(request.files.get("previous"), limits) as previous:
        options = Options(
            profile=PROFILES.get(form["profile"]),
            strictness=Strictness(form["strictness"]),
            samples=_samples(form["answer"]),
            shelf=StoreShelf(context.store) if form["shelf"] else EmptyShelf(),
            limits=limits,
            previous=previous,
        )
        return validate_sources(sources, options)


def _samples(answer: str) -> int | None:
    """How many occurrences are kept for that answer; None for all."""
    if answer == PAGE:
        return KEPT
    return None if FORMATS[answer].rows else SHOWN


# -- the answer ------------------------------------------------------------------------------------------------------


def _page(report: Report) -> Response:
    name, brief = report.inputs[0].name if report.inputs else "", with_samples(report, SHOWN)
    answer = page(
        "report.html",
        here="validate",
        name=name,
        verdict=report.verdict.value,
        body=render_body(brief),
        downloads=[_download(report if FORMATS[form].rows else brief, form) for form in NAMES if form != PAGE],
        filtered=bool(report.findings),
        is_credential=any(result.kind in CREDENTIAL_KINDS for result in report.inputs),
    )
    return Response(answer.body, 200, {**answer.headers, "Cache-Control": "no-store"}, content_type=answer.media_type)


def _download(report: Report, form: str) -> Download:
    made = FORMATS[form]
    text = b64encode(made.render(report)).decode("ascii")
    media_type = made.media_type.replace(" ", "")
    return Download(NAMES[form], f"report{made.suffix}", f"data:{media_type};base64,{text}")


def report_file(report: Report, form: str) -> Response:
    """The report to save, in one of the forms that NAMES has besides the page."""
    made = FORMATS[form]
    headers = {
        **HEADERS,
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="report{made.suffix}"',
    }
    return Response(BytesIO(made.render(report)), 200, headers, content_type=made.media_type)

"""The page /credential: drop a credential or paste it, and see who says what about whom, and whether to trust it.

It is read in this process, answered, and forgotten. What it says about a person is shown to who has sent it, and
nowhere else: it is neither stored nor logged, and in no address.
"""

from dataclasses import replace
from pathlib import PurePosixPath

from flask import Flask, Response, request
from marshmallow import EXCLUDE, Schema
from marshmallow import fields as ma
from werkzeug.exceptions import RequestEntityTooLarge

from fairmark.server.context import Context
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.rim import load_query
from fairmark.server.web import site
from fairmark.server.web.credentials_findings import findings
from fairmark.server.web.credentials_reading import LARGEST, Sight, Unread, read
from fairmark.server.web.origin import check_origin
from fairmark.server.web.turns import turn
from fairmark.validators.readers.limits import in_words

PATH = "/credential"
HERE = "credential"
POLICY = site.POLICY.replace("img-src 'self'", "img-src 'self' data:")
"""The pictures that a credential carries in itself may be shown."""
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
PASTED = "pasted text"

NOT_READ = {"unknown", "png", "svg", "clr", "open-badge", "endorsement", "open-badge-2"}
"""Kinds of what should have been a credential, or can be anything."""


class ReadingForm(Schema):
    """What the form says beside the file."""

    class Meta:
        unknown = EXCLUDE

    text = ma.Str(load_default="")
    online = ma.Bool(load_default=False)


def show_form(call: Call) -> Answer:
    settings = call.context.settings
    most = largest(settings.upload_bytes)
    return site.page(
        "credential_form.html", here=HERE, limit=most, limit_in_words=in_words(most), may_look_up=settings.look_up
    )


def add_credentials(app: Flask, context: Context) -> None:
    """POST /credential: the form's answer."""
    settings = context.settings
    most = largest(settings.upload_bytes)

    @app.post(PATH, endpoint="pages.read_credential")
    def answer() -> Response:
        check_origin(settings.base_url)
        name, data, online = _sent(most)
        with turn():
            found = read(name, data, context, online=online and settings.look_up)
        return _response(sight_page(found, may_look_up=settings.look_up))


def sight_page(found: Sight | Unread, *, may_look_up: bool) -> Answer:
    """The page that shows what was read."""
    wrong = findings(found.report, may_look_up=may_look_up)
    if isinstance(found, Unread):
        kinds = {result.kind for result in found.report.inputs}
        answer = site.page("credential_unread.html", here=HERE, findings=wrong, is_other=not kinds <= NOT_READ)
    else:
        answer = site.page(
            "credential.html", here=HERE, sight=found, findings=wrong, counts=found.report.counts, shared=None
        )
    return replace(answer, headers={**answer.headers, **HEADERS})


def largest(upload_bytes: int) -> int:
    """Bytes of a file that is read, where the server takes uploads of that size."""
    return min(LARGEST, upload_bytes)


def _sent(most: int) -> tuple[str, bytes, bool]:
    """The name and the bytes of the file, or of what was pasted, and whether it may be looked up on the web."""
    request.max_content_length = most + 100_000  # what a form has around it
    request.max_form_memory_size = most
    try:
        form = load_query(ReadingForm(), request.form.to_dict(flat=False))
        upload = request.files.get("file")
    except RequestEntityTooLarge:
        raise _too_large(most) from None
    if upload is not None and upload.filename:
        name = PurePosixPath(upload.filename.replace("\\", "/")).name or "file"
        data = upload.stream.read(most + 1)
    else:
        name, data = PASTED, form["text"].strip().encode("utf-8", "surrogatepass")
    if len(data) > most:
        raise _too_large(most)
    if not data:
        raise Refusal(400, "bad_query", "Choose a file first, or paste a credential.", "file")
    return name, data, form["online"]


def _too_large(most: int) -> Refusal:
    return Refusal(413, "bad_query", f"A credential may have {in_words(most)} at most.", "file")


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, dict(answer.headers), content_type=answer.media_type)

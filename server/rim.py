"""Flask at the rim: a table of routes becomes the rules and views of an application, an `Answer` a response.

All refusals end here, wherever they are raised, and are answered in the form of the API whose base path the request
lies below.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from http import HTTPStatus
import logging
import re
from typing import Any
from urllib.parse import parse_qs, quote

from flask import Flask, Response, g, request
from marshmallow import Schema, ValidationError
from marshmallow import fields as ma
from werkzeug.exceptions import HTTPException

from fairmark.server import negotiation
from fairmark.server.context import Context
from fairmark.server.http import Answer, Api, Call, Refusal, Route
from fairmark.server.oauth.bearer import authorised
from fairmark.server.serving.logs import note, places

LOG = logging.getLogger("fairmark.server")

PARAMETER = re.compile(r"\{(\w+)\}")
REFUSED = {404: ("unknown", "There is nothing at this address."), 405: ("method", "There is no such operation here.")}
"""Status of an error of Flask to the reason and the words of the refusal that it becomes."""

EXPOSED = "ETag, Last-Modified, Link, X-Request-Id, X-Total-Count"
ASKED_WITH = "Accept, Accept-Encoding, Authorization, Content-Type, If-Modified-Since, If-None-Match, X-Request-Id"
PREFLIGHT = {"Access-Control-Allow-Headers": ASKED_WITH, "Access-Control-Max-Age": "86400"}

SAFE = ("GET", "HEAD")
COMPRESSIBLE = re.compile(r"text/|application/([a-z.-]+\+)?(json|xml)|image/svg\+xml", re.IGNORECASE)
"""Media types of bodies that get smaller by compressing."""


def mount(app: Flask, context: Context, api: Api) -> None:
    """Add the routes of `api` to the application, and an answer to OPTIONS for each of their paths."""
    by_path: dict[str, list[Route]] = {}
    for route in api.routes:
        by_path.setdefault(route.path, []).append(route)
    for path, routes in by_path.items():
        rule = api.base + PARAMETER.sub(r"<\1>", path)
        for route in routes:
            app.add_url_rule(
                rule,
                f"{api.name}.{route.operation}",
                _view(context, api, route),
                methods=[route.method],
                provide_automatic_options=False,
            )
        app.add_url_rule(rule, f"{api.name}.OPTIONS {path}", _options(api, routes), methods=["OPTIONS"])


def answer_errors(app: Flask, apis: Sequence[Api]) -> None:
    """Let the API that a request belongs to answer what goes wrong with it. Of APIs without a base path the last
    answers for addresses that nobody has; there must be one."""
    by_name = {api.name: api for api in apis}

    def owner() -> Api:
        if request.endpoint and (api := by_name.get(request.endpoint.partition(".")[0])):
            return api
        path = request.path + "/"
        within = [(len(api.base), number) for number, api in enumerate(apis) if path.startswith(api.base + "/")]
        return apis[max(within)[1]]

    def refused(refusal: Refusal) -> Response:
        api = owner()
        answer = api.refuse(refusal)
        return respond(api, replace(answer, headers={**answer.headers, **refusal.headers}))

    def stopped(error: HTTPException) -> Response | HTTPException:
        status = error.code or 500
        if status < 400:
            return error  # a redirect, which is its own answer
        allowed = getattr(error, "valid_methods", None)
        headers = {"Allow": ", ".join(sorted({*allowed, "OPTIONS"}))} if allowed else {}
        reason, detail = REFUSED.get(status, ("bad_query", f"{HTTPStatus(status).phrase}."))
        return refused(Refusal(status, reason, detail, headers=headers))

    def failed(error: Exception) -> Response:
        # Not its message: it may hold values, as those of databases do.
        trace = places(error.__traceback__)
        note(
            LOG, logging.ERROR, "failed", id=g.id, operation=request.endpoint, error=type(error).__name__, places=trace
        )
        return refused(Refusal(500, "failed", f"The server failed; its log tells more under {g.id}."))

    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, stopped)
    app.register_error_handler(Exception, failed)


# -- requests --------------------------------------------------------------------------------------------------------


class _Headers(Mapping[str, str]):
    """The headers of a WSGI request by lower-case name, looked up where they are rather than copied."""

    __slots__ = ("_environ",)

    def __init__(self, environ: Mapping[str, Any]) -> None:
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        key = name.upper().replace("-", "_")
        value: str = self._environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"]
        return value

    def __iter__(self) -> Iterator[str]:
        for key in self._environ:
            if key.startswith("HTTP_") or key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                yield key.removeprefix("HTTP_").lower().replace("_", "-")

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _view(context: Context, api: Api, route: Route) -> Callable[..., Response]:
    schema = route.query() if route.query else None
    function, base_url = route.function, context.settings.base_url

    def view(**path: str) -> Response:
        headers = _Headers(request.environ)
        bearer = authorised(context.store.engine, headers.get("authorization"), route.scope) if route.scope else None
        given = _arguments(request.environ) if schema or api.exact else {}
        if api.exact:
            _refuse_unknown(given, schema)
        query = load_query(schema, given) if schema else {}
        if route.largest is not None:
            request.max_content_length = route.largest
        body = b"" if request.method in SAFE else request.get_data(cache=False)
        url = base_url + quote(request.path)
        peer = request.remote_addr or ""
        return respond(api, function(Call(context, path, query, headers, body, url, bearer, peer)))

    return view


def _arguments(environ: Mapping[str, Any]) -> dict[str, list[str]]:
    """The query by name, each argument as often as it was given. Flask's own way fails on bytes that are no UTF-8."""
    text = environ.get("QUERY_STRING", "").encode("latin-1", "replace").decode("utf-8", "replace")
    return parse_qs(text, keep_blank_values=True, errors="replace")


def load_query(schema: Schema, given: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The arguments that the schema knows, loaded; a Refusal names the first that is wrong. Others are ignored."""
    picked: dict[str, Any] = {}
    for attribute, field in schema.load_fields.items():
        name = field.data_key or attribute
        if values := given.get(name):
            if isinstance(field, ma.List):
                picked[name] = list(values)
            elif len(values) > 1:
                raise Refusal(400, "bad_query", f"{name} may be given once only.", name)
            else:
                picked[name] = values[0]
    try:
        loaded: dict[str, Any] = schema.load(picked)
    except ValidationError as error:
        name, said = next(iter(error.messages_dict.items()))
        raise Refusal(400, "bad_query", f"{name}: {_first_words(said)}", name) from None
    return loaded


def _refuse_unknown(given: Mapping[str, Sequence[str]], schema: Schema | None) -> None:
    """Refuse arguments that there are not; the answer names those that there are."""
    fields = schema.load_fields.items() if schema else ()
    known = [field.data_key or attribute for attribute, field in fields]
    if given.keys() - set(known):
        have = f"the arguments {', '.join(known)}" if known else "no arguments"
        raise Refusal(400, "bad_query", f"This operation has {have}, and none besides.")


def _first_words(messages: Any) -> str:
    """The first sentence of what marshmallow says, which nests by place."""
    while isinstance(messages, (dict, list)):
        messages = next(iter(messages.values() if isinstance(messages, dict) else messages))
    return str(messages)


# -- responses -------------------------------------------------------------------------------------------------------


def _options(api: Api, routes: Sequence[Route]) -> Callable[..., Response]:
    methods = {route.method for route in routes} | {"OPTIONS"}
    allow = ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))
    headers = {"Allow": allow}
    if api.shared:
        headers |= {"Access-Control-Allow-Methods": allow, **PREFLIGHT}

    def options(**_path: str) -> Response:
        return respond(api, Answer(204, headers=headers))

    return options


def respond(api: Api, answer: Answer) -> Response:
    """The answer on the wire: the form that the client can take, or 304 where it has that form already."""
    headers = dict(answer.headers)
    if api.shared:
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = EXPOSED
    if answer.stream is not None:
        pieces = answer.stream() if request.method != "HEAD" else ()
        return Response(pieces, answer.status, headers, content_type=answer.media_type)
    if answer.status == 200 and request.method in SAFE:
        return _representation(answer, headers)
    if answer.status >= 400:
        headers.setdefault("Cache-Control", "no-store")
    return _made(answer.body, answer.status, headers, answer.media_type)


def _representation(answer: Answer, headers: dict[str, str]) -> Response:
    asked = _Headers(request.environ)
    offered = answer.codings if answer.load else negotiation.CODINGS if _is_worth_it(answer) else ()
    coding = negotiation.coding_for(asked.get("accept-encoding"), offered)
    tag = negotiation.tag_of(answer.etag or blake2b(answer.body, digest_size=16).hexdigest(), coding)
    headers["ETag"] = tag
    headers.setdefault("Cache-Control", "no-cache")
    headers["Vary"] = f"{headers['Vary']}, Accept-Encoding" if "Vary" in headers else "Accept-Encoding"
    if answer.modified and (date := negotiation.last_modified(answer.modified, datetime.now(UTC))):
        headers["Last-Modified"] = date
    if _client_has(answer, asked, tag):
        return _made(b"", 304, headers)
    body = answer.load(coding) if answer.load else negotiation.compressed(answer.body, coding)
    if coding:
        headers["Content-Encoding"] = coding
    return _made(body, 200, headers, answer.media_type)


def _made(body: bytes, status: int, headers: Mapping[str, str], media_type: str = "") -> Response:
    response = Response(body, status, headers, content_type=media_type)
    if not body:
        del response.headers["Content-Type"]
    return response


def _is_worth_it(answer: Answer) -> bool:
    return len(answer.body) >= negotiation.SMALLEST and COMPRESSIBLE.match(answer.media_type) is not None


def _client_has(answer: Answer, asked: Mapping[str, str], tag: str) -> bool:
    """RFC 9110 section 13.2.2: If-Modified-Since counts only where there is no If-None-Match."""
    none_match = asked.get("if-none-match")
    if none_match is not None:
        return negotiation.is_known(none_match, tag)
    since = asked.get("if-modified-since")
    return since is not None and answer.modified is not None and negotiation.is_unmodified(since, answer.modified)

"""The route tables of the authorization server: pages for people, the endpoints of programs, its metadata."""

from collections.abc import Mapping

from authlib.common.security import is_secure_transport  # type: ignore[import-untyped]  # Authlib has no types
from marshmallow import Schema
import orjson

from fairmark.server import problems
from fairmark.server.admin.writing import refused_while_busy
from fairmark.server.http import JSON, Answer, Api, Call, Function, Refusal, Route
from fairmark.server.oauth.access import Access
from fairmark.server.oauth.asking import FORM, LARGEST, Asked, Parameters, form_of
from fairmark.server.oauth.authority import Authority
from fairmark.server.oauth.consent import AuthorizationQuery, Authorizing
from fairmark.server.oauth.granting import Revocation
from fairmark.server.oauth.known import FRESH
from fairmark.server.oauth.limits import Limit, Limits, network_of
from fairmark.server.oauth.login import Door, refuse_with_page
from fairmark.server.oauth.registration import register
from fairmark.server.oauth.scopes import GRANTABLE

BASE = "/oauth"
SCHEMA = "urn:fairmark:schema:oauth:v1#/$defs/"
ERROR = SCHEMA + "Error"
TAGS = ("OAuth 2.0",)

ERRORS = {500: "server_error", 503: "temporarily_unavailable", 429: "temporarily_unavailable"}
"""Status of a refusal to the error that a program is told; all others are invalid requests."""


def authorization_apis(limits: Limits | None = None) -> tuple[Api, ...]:
    """The APIs of one application, which share the limits on how often somebody may ask."""
    limits = limits or Limits()
    door = Door(limits)
    authorizing, access = Authorizing(door), Access(door)
    pages = (
        _page("authorize", "GET", "/authorize", authorizing.ask, AuthorizationQuery),
        _page("decide", "POST", "/authorize", authorizing.answer, AuthorizationQuery),
        _page("access", "GET", "/access", access.ask),
        _page("withdraw", "POST", "/access", access.answer),
    )
    endpoints = (
        _endpoint(
            "register",
            limited(register, limits.registrations),
            "Register a client (RFC 7591).",
            {201: SCHEMA + "Client"},
            "ClientMetadata",
            JSON,
            "All URLs are https and of one host. None of them is ever fetched.",
        ),
        _endpoint(
            "token",
            limited(tokens, limits.tokens),
            "Tokens for a code or for a refresh token (RFC 6749).",
            {200: SCHEMA + "Tokens", 401: ERROR},
            "TokenRequest",
            FORM,
            "The client names itself by HTTP Basic.",
        ),
        _endpoint(
            "revoke",
            limited(revoke, limits.tokens),
            "Take back a token (RFC 7009).",
            {200: SCHEMA + "Revoked", 401: ERROR},
            "RevocationRequest",
            FORM,
            "The client names itself by HTTP Basic. A refresh token takes all with it that came of the same decision.",
        ),
    )
    about = Route(
        "oauthMetadata",
        "GET",
        "/oauth-authorization-server",
        guarded(metadata),
        "What there is to know of the authorization server (RFC 8414).",
        {200: SCHEMA + "ServerMetadata", 403: problems.SCHEMA},
        tags=TAGS,
    )
    return (
        Api("access", BASE, pages, refuse_with_page, described=False),
        Api("oauth", BASE, endpoints, refuse_with_error, ERROR),
        Api("metadata", "/.well-known", (about,), problems.refuse, problems.SCHEMA, problems.PROBLEM, shared=True),
    )


def _page(operation: str, method: str, path: str, function: Function, query: type[Schema] | None = None) -> Route:
    summary = function.__doc__ or ""
    return Route(operation, method, path, guarded(function), summary, {200: ""}, query=query, largest=LARGEST)


def _endpoint(
    operation: str,
    function: Function,
    summary: str,
    answers: Mapping[int, str],
    body: str,
    takes: str,
    description: str,
) -> Route:
    return Route(
        operation,
        "POST",
        f"/{operation}",
        function,
        summary,
        {**answers, **dict.fromkeys((400, 403, 413, 429, 503), ERROR)},
        accepts=(SCHEMA + body,),
        takes=takes,
        largest=LARGEST,
        tags=TAGS,
        description=description,
    )


# -- the endpoints of programs ---------------------------------------------------------------------------------------


def tokens(call: Call) -> Answer:
    """RFC 6749 section 3.2."""
    form = _once(form_of(call))
    if "grant_type" not in form:
        raise Refusal(400, "bad_query", "Missing grant_type.")
    answer: Answer = Authority(call.context).create_token_response(Asked("POST", call, form))
    return answer


def revoke(call: Call) -> Answer:
    """RFC 7009 section 2."""
    asked = Asked("POST", call, _once(form_of(call)))
    answer: Answer = Authority(call.context).create_endpoint_response(Revocation.ENDPOINT_NAME, asked)
    return answer


def metadata(call: Call) -> Answer:
    """RFC 8414 section 2."""
    base = call.context.settings.base_url
    methods = ["client_secret_basic"]
    said = {
        "issuer": base,
        "authorization_endpoint": f"{base}{BASE}/authorize",
        "token_endpoint": f"{base}{BASE}/token",
        "registration_endpoint": f"{base}{BASE}/register",
        "revocation_endpoint": f"{base}{BASE}/revoke",
        "scopes_supported": list(GRANTABLE),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
    }
    return Answer(200, orjson.dumps(said))


def _once(form: Parameters) -> Parameters:
    """The form, no parameter of which is repeated. RFC 6749 section 3.2."""
    if any(len(values) > 1 for values in form.values()):
        raise Refusal(400, "bad_query", "A parameter is repeated.")
    return form


def refuse_with_error(refusal: Refusal) -> Answer:
    """The refusal as OAuth says it. RFC 6749 section 5.2."""
    error = {"error": ERRORS.get(refusal.status, "invalid_request"), "error_description": refusal.detail}
    return Answer(refusal.status, orjson.dumps(error), FRESH)


# -- before every request --------------------------------------------------------------------------------------------


def limited(function: Function, limit: Limit) -> Function:
    """The function, for those who have not asked too often."""

    def bounded(call: Call) -> Answer:
        limit.count(network_of(call.peer))
        return function(call)

    return guarded(bounded)


def guarded(function: Function) -> Function:
    """The function, where nobody can listen: OAuth 2.0 rests on TLS. Loopback, which has no network, is let pass."""

    def protected(call: Call) -> Answer:
        if not is_secure_transport(call.context.settings.base_url):
            detail = "OAuth needs TLS: the setting public_url must be the https address of this server."
            raise Refusal(403, "forbidden", detail)
        with refused_while_busy():
            return function(call)

    return protected

"""What stands before and after every request, pages included: the Host check, request ids, the log.

The Host check keeps a page of another site from reading this server through a name that it lets resolve to our address
(DNS rebinding). The log says what was asked for by the name of the operation, never by its values, and holds neither
addresses nor queries.
"""

from collections.abc import Set
import logging
import re
import secrets
from time import perf_counter
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from fairmark.server.http import Refusal
from fairmark.server.serving.logs import note
from fairmark.server.settings import Settings

LOG = logging.getLogger("fairmark.server")

UNGUARDED = ("/healthz", "/readyz")
"""Addresses that are answered under any name: probes ask by the address of the machine, and they tell nothing."""

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")
REQUEST_ID = re.compile(r"[0-9A-Fa-f-]{8,64}")
"""An id that a proxy has given: hexadecimal, so that nobody's name comes into the log by it."""

METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))
"""Methods that the log names; others are whatever somebody made up."""

DEFAULT_PORTS = {"http": "80", "https": "443"}


def guard(app: Flask, settings: Settings) -> None:
    """Let the application answer only under the names that the settings give it, and keep its log."""
    names, places = _allowed(settings)
    default_port = DEFAULT_PORTS[urlsplit(settings.base_url).scheme]

    @app.before_request
    def begin() -> None:
        g.begun = perf_counter()
        given = request.environ.get("HTTP_X_REQUEST_ID", "")
        g.id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        host = request.environ.get("HTTP_HOST", "")
        if request.path not in UNGUARDED and not _is_allowed(host, names, places, default_port):
            raise Refusal(421, "misdirected", "This server does not answer under that name.")

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.id
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if LOG.isEnabledFor(logging.INFO):
            note(
                LOG,
                logging.INFO,
                "request",
                id=g.id,
                method=request.method if request.method in METHODS else "other",
                operation=request.endpoint or "none",
                status=response.status_code,
                bytes=response.content_length or 0,
                ms=round((perf_counter() - g.begun) * 1000, 1),
            )
        return response


def _allowed(settings: Settings) -> tuple[Set[str], Set[tuple[str, str]]]:
    """The names that are answered on any port, and the pairs of name and port."""
    own = urlsplit(settings.base_url)
    port = str(own.port or DEFAULT_PORTS[own.scheme])
    places = {(_bracketed(own.hostname or ""), port), *((name, str(settings.port)) for name in LOOPBACK)}
    names = set()
    for host in settings.hosts:
        found = HOST.fullmatch(host.strip().lower())
        if found and found["port"]:
            places.add((found["name"], found["port"]))
        elif found:
            names.add(found["name"])
    return names, places


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _is_allowed(host: str, names: Set[str], places: Set[tuple[str, str]], default_port: str) -> bool:
    found = HOST.fullmatch(host.lower())
    if not found:
        return False
    return found["name"] in names or (found["name"], found["port"] or default_port) in places

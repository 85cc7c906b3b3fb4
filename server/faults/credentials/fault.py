"""How a fault of the credential host or of its authorization server is declared, and the short ways to write one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from fairmark.server.faults.credentials.exchange import HOSTS, PROFILES, TOKEN, Asked, Reply, Serve
from fairmark.server.faults.fault import Service, declare

Change = Callable[[Asked, Serve], Reply]

CREDENTIALS = Service(
    "credentials",
    "Hosts of credentials",
    Asked,
    PROFILES,
    "Faults of a host of Open Badges 3.0 and CLR 2.0. Rules are explained in [rules/API.md](rules/API.md).",
)
OAUTH = Service(
    "oauth",
    "Authorization servers",
    Asked,
    PROFILES,
    "Faults of the OAuth 2.0 server by which clients come to the credentials. Rules are explained in "
    "[rules/API.md](rules/API.md).",
)


def fault(name: str, *, breaks: str, profiles: tuple[str, ...] = PROFILES) -> Callable[[Change], Change]:
    """Declare the decorated function as the fault `name` of a host or provider of credentials."""
    return declare(CREDENTIALS, name, breaks, profiles)


def host_fault(name: str, *, breaks: str) -> Callable[[Change], Change]:
    """Declare the decorated function as the fault `name` of a host: it shows where something is sent."""
    return declare(CREDENTIALS, name, breaks, HOSTS)


def oauth_fault(name: str, *, breaks: str) -> Callable[[Change], Change]:
    """Declare the decorated function as the fault `name` of the authorization server."""
    return declare(OAUTH, name, breaks, PROFILES)


# -- short ways to write a change ------------------------------------------------------------------------------------


def reply_of(*operations: str, status: int = 200) -> Callable[[Callable[[Reply], Reply]], Change]:
    """The decorated function changes the reply of these operations that has that status."""

    def lift(change: Callable[[Reply], Reply]) -> Change:
        @wraps(change)
        def changed(asked: Asked, serve: Serve) -> Reply:
            reply = serve(asked)
            return change(reply) if asked.operation in operations and reply.status == status else reply

        return changed

    return lift


def body_of(*operations: str, status: int = 200) -> Callable[[Callable[[Any], Any]], Change]:
    """The decorated function makes another body of the JSON with which these operations answer."""

    def lift(change: Callable[[Any], Any]) -> Change:
        @reply_of(*operations, status=status)
        @wraps(change)
        def changed(reply: Reply) -> Reply:
            return reply.saying(change(reply.json()))

        return changed

    return lift


def request_of(*operations: str) -> Callable[[Callable[[Asked], Asked]], Change]:
    """The decorated function changes the request for one of these operations on its way."""

    def lift(change: Callable[[Asked], Asked]) -> Change:
        @wraps(change)
        def changed(asked: Asked, serve: Serve) -> Reply:
            return serve(change(asked) if asked.operation in operations else asked)

        return changed

    return lift


Lend = Callable[[str], str]
"""The last access token that was given out for a scope, by how that ends; "" where there is none."""


def knowing_tokens(change: Callable[[Asked, Serve, Lend], Reply]) -> Change:
    """The decorated function answers all but the token endpoint, and knows which tokens that has given out."""

    @wraps(change)
    def changed(asked: Asked, serve: Serve) -> Reply:
        given: list[tuple[str, str]] = asked.memory.setdefault("tokens", [])
        if asked.operation != TOKEN:

            def lend(scope: str) -> str:
                wanted = f"/{asked.standard}/v"
                fits = (token for token, scopes in reversed(given) if _holds(scopes, wanted, scope))
                return next(fits, "")

            return change(asked, serve, lend)
        reply = serve(asked)
        told = reply.object()
        if reply.status == 200:
            given.append((told.get("access_token", ""), told.get("scope", "")))
        return reply

    return changed


def _holds(scopes: str, standard: str, ending: str) -> bool:
    return any(standard in scope and scope.endswith(ending) for scope in scopes.split())

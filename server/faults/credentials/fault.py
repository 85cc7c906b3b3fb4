"""How a fault of the credential host or of its authorization server is declared, and the short ways to write one."""

from collections.abc import Callable
from functools import wraps
import re
from typing import Any

from fairmark.server.faults.credentials.exchange import (
    HOSTS,
    LIST,
    PROFILE,
    PROFILES,
    TOKEN,
    UPSERT,
    Asked,
    Reply,
    Serve,
)
from fairmark.server.faults.fault import Service, declare

Change = Callable[[Asked, Serve], Reply]

SCOPE = re.compile(r"/spec/(?P<standard>ob|clr)/v\w+/scope/(?P<action>[\w.]+)$")

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
"""The last good token that was seen for an action, such as credential.readonly; "" where there is none."""

ACTIONS = {LIST: "credential.readonly", UPSERT: "credential.upsert", PROFILE: "profile.readonly"}
"""Operation to the last part of the scope that it needs."""


def knowing_tokens(change: Callable[[Asked, Serve, Lend], Reply]) -> Change:
    """The decorated function answers all but the token endpoint, and knows which tokens that has given out, and which
    the honest server has taken."""

    @wraps(change)
    def changed(asked: Asked, serve: Serve) -> Reply:
        known: dict[tuple[str, str], str] = asked.memory.setdefault("tokens", {})

        def noting(request: Asked) -> Reply:
            reply = serve(request)
            if request.operation in ACTIONS and request.token and reply.status < 300:
                known[request.standard, ACTIONS[request.operation]] = request.token
            return reply

        if asked.operation != TOKEN:
            return change(asked, noting, lambda action: known.get((asked.standard, action), ""))
        reply = serve(asked)
        if reply.status == 200:
            for scope in str(reply.object().get("scope", "")).split():
                if found := SCOPE.search(scope):
                    known[found["standard"], found["action"]] = reply.object()["access_token"]
        return reply

    return changed

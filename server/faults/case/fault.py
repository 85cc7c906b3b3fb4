"""How a fault of the CASE provider is declared, and the short ways to write one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from fairmark.server.faults.case.exchange import LIST, Asked, Json, Reply, Serve, objects
from fairmark.server.faults.fault import Service, declare

Change = Callable[[Asked, Serve], Reply]

TOKEN = "fairmark.faults.signature"
"""The bearer token that guarded faulty servers take. It has the look of a signed one."""

ONLY_1_0, ONLY_1_1 = ("case-1.0-provider",), ("case-1.1-provider",)
CASE = Service(
    "case",
    "CASE providers",
    Asked,
    (*ONLY_1_0, *ONLY_1_1),
    f"A fault of a server that asks for a token is marked *guarded*; it takes the token `{TOKEN}`. Rules are explained "
    "in [rules/CASE.md](rules/CASE.md).",
)


def fault(
    name: str, *, breaks: str, profiles: tuple[str, ...] = CASE.profiles, guarded: bool = False
) -> Callable[[Change], Change]:
    """Declare the decorated function as the fault `name` of the CASE provider."""
    return declare(CASE, name, breaks, profiles, guarded)


# -- short ways to write a change ------------------------------------------------------------------------------------


def reply_of(*operations: str, status: int = 200) -> Callable[[Callable[[Reply], Reply]], Change]:
    """The decorated function changes the reply to GETs of these operations (of all of them, where none is named) that
    has that status."""

    def lift(change: Callable[[Reply], Reply]) -> Change:
        @wraps(change)
        def changed(asked: Asked, serve: Serve) -> Reply:
            reply = serve(asked)
            known = asked.operation in operations if operations else asked.operation not in ("", "discovery")
            is_meant = known and reply.status == status and asked.method in ("GET", "HEAD")
            return change(reply) if is_meant else reply

        return changed

    return lift


def body_of(*operations: str) -> Callable[[Callable[[Any], Any]], Change]:
    """The decorated function makes another body of the one with which these operations answer a success."""

    def lift(change: Callable[[Any], Any]) -> Change:
        @reply_of(*operations)
        @wraps(change)
        def changed(reply: Reply) -> Reply:
            return reply.saying(change(reply.json()))

        return changed

    return lift


def every(cls: str) -> Callable[[Callable[[Json], None]], Change]:
    """The decorated function spoils, in place, each object of that class in every body, so that what is wrong is wrong
    everywhere alike. A choice of fields, which is no whole object, is left alone."""

    def lift(spoil: Callable[[Json], None]) -> Change:
        @wraps(spoil)
        def changed(asked: Asked, serve: Serve) -> Reply:
            reply = serve(asked)
            if reply.status != 200 or asked.operation in ("", "discovery"):
                return reply
            body = reply.json()
            for found, one in objects(asked.operation, body):
                if found == cls and "identifier" in one:
                    spoil(one)
            return reply.saying(body)

        return changed

    return lift


def is_list(asked: Asked) -> bool:
    """Whether it asks for a page of the list of documents."""
    return asked.operation == LIST and asked.method in ("GET", "HEAD")

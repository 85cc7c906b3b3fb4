"""What a fault is, how one is declared, and the short ways to write one."""

from collections.abc import Callable
from dataclasses import dataclass
import difflib
from functools import wraps
import inspect
from typing import Any

from fairmark.server.faults.exchange import LIST, Asked, Json, Reply, Serve, objects
from fairmark.validators.core.usage import WrongUsage

BOTH = ("1.0", "1.1")

Change = Callable[[Asked, Serve], Reply]
"""Answers a request wrongly, by asking the honest server for the rest."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong fact about a server. `breaks` is the rule that must report it, in those `versions` of CASE; `topic` the
    module that holds it; `what` says what is wrong, `harm` what a consumer suffers. A `guarded` fault is one of a
    server that asks for a token."""

    name: str
    breaks: str
    versions: tuple[str, ...]
    change: Change
    topic: str
    what: str
    harm: str
    guarded: bool = False


FAULTS: dict[str, Fault] = {}
"""Every declared fault by name, in the order of declaration."""


class UnknownFault(WrongUsage):
    """No fault of that name; the message names the nearest ones."""

    def __init__(self, name: str) -> None:
        near = difflib.get_close_matches(name, FAULTS, n=3, cutoff=0.4) or sorted(FAULTS)
        super().__init__(f"no fault is called {name!r}; the nearest: {', '.join(near)}")


def fault_named(name: str) -> Fault:
    """The fault called `name`; UnknownFault when there is none."""
    if name not in FAULTS:
        raise UnknownFault(name)
    return FAULTS[name]


def fault(
    name: str, *, breaks: str, versions: tuple[str, ...] = BOTH, guarded: bool = False
) -> Callable[[Change], Change]:
    """Declare the decorated function as the fault `name`. The first paragraph of its docstring says what is wrong, the
    second, after `A consumer`, what comes of it."""

    def declare(change: Change) -> Change:
        if name in FAULTS:
            raise ValueError(f"fault {name} is declared twice")
        what, _, harm = inspect.cleandoc(change.__doc__ or "").partition("\n\n")
        if not what or not harm:
            raise ValueError(f"the docstring of fault {name} must say what is wrong and what a consumer suffers")
        topic = change.__module__.rpartition(".")[2]
        FAULTS[name] = Fault(
            name, breaks, versions, change, topic, " ".join(what.split()), " ".join(harm.split()), guarded
        )
        return change

    return declare


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

"""What a fault is, and how one is declared."""

from collections.abc import Callable
from dataclasses import dataclass
import difflib
import inspect
from typing import Any

from fairmark.server.faults.exchange import Asked, Reply
from fairmark.validators.core.usage import WrongUsage

Change = Callable[[Any, Any], Reply]
"""Answers a request of its service wrongly, by asking the honest server for the rest."""


@dataclass(frozen=True, slots=True)
class Service:
    """What of the reference server a fault is of. `asked` is how its faults see a request, `profiles` are the names of
    the profiles of running systems that its suite knows, `about` says what a reader of the list must know."""

    name: str
    title: str
    asked: type[Asked]
    profiles: tuple[str, ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong fact about a server. `breaks` is the rule that must report it, in the suites of those `profiles`;
    `also` are rules that it cannot break without breaking them too. `topic` is the module that holds it; `what` says
    what is wrong, `harm` what a consumer suffers. A `guarded` fault is one of a server that asks for a token where the
    reference server does not."""

    name: str
    breaks: str
    service: Service
    profiles: tuple[str, ...]
    change: Change
    topic: str
    what: str
    harm: str
    guarded: bool = False
    also: tuple[str, ...] = ()


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


def declare(
    service: Service,
    name: str,
    breaks: str,
    profiles: tuple[str, ...],
    guarded: bool = False,
    also: tuple[str, ...] = (),
) -> Callable[[Change], Change]:
    """Declare the decorated function as the fault `name`. The first paragraph of its docstring says what is wrong, the
    second what comes of it."""

    def declared(change: Change) -> Change:
        if name in FAULTS:
            raise ValueError(f"fault {name} is declared twice")
        what, _, harm = inspect.cleandoc(change.__doc__ or "").partition("\n\n")
        if not what or not harm:
            raise ValueError(f"the docstring of fault {name} must say what is wrong and what a consumer suffers")
        told = (" ".join(what.split()), " ".join(harm.split()))
        FAULTS[name] = Fault(name, breaks, service, profiles, change, change.__module__, *told, guarded, also)
        return change

    return declared

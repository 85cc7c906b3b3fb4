"""How a fault of the learning API is declared, and the short ways to write one."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from fairmark.server.faults.fault import Service, declare
from fairmark.server.faults.learning.exchange import PROFILES, Asked, Json, Reply, Serve, is_done, listing, records_in

Change = Callable[[Asked, Serve], Reply]

LEARNING = Service(
    "learning",
    "Learning systems",
    Asked,
    PROFILES,
    "Faults of the learning API. Rules are explained in [rules/SCL.md](rules/SCL.md).",
)


def fault(name: str, *, breaks: str, also: tuple[str, ...] = ()) -> Callable[[Change], Change]:
    """Declare the decorated function as the fault `name` of a learning system."""
    return declare(LEARNING, name, breaks, PROFILES, also=also)


# -- short ways to write a change ------------------------------------------------------------------------------------


def asked_for(*operations: str) -> Callable[[Callable[[Asked], Asked]], Change]:
    """The decorated function changes the request for one of these operations on its way."""

    def lift(change: Callable[[Asked], Asked]) -> Change:
        @wraps(change)
        def changed(asked: Asked, serve: Serve) -> Reply:
            return serve(change(asked) if asked.operation in operations else asked)

        return changed

    return lift


def told_of(*operations: str) -> Callable[[Callable[[Json], Any]], Change]:
    """The decorated function makes another body of the one with which these operations answer a success."""

    def lift(change: Callable[[Json], Any]) -> Change:
        @wraps(change)
        def changed(asked: Asked, serve: Serve) -> Reply:
            reply = serve(asked)
            return reply.saying(change(reply.object())) if asked.operation in operations and is_done(reply) else reply

        return changed

    return lift


def kept_of(cls: str) -> Callable[[Callable[[Json], Json]], Change]:
    """The decorated function makes another record of each record of the class, wherever one is answered."""

    def lift(change: Callable[[Json], Json]) -> Change:
        @wraps(change)
        def changed(asked: Asked, serve: Serve) -> Reply:
            reply = serve(asked)
            if not is_done(reply) or asked.operation not in (f"post{cls}", f"get{cls}", f"list{cls}s"):
                return reply
            if asked.operation == f"list{cls}s":
                return listing(reply, [change(record) for record in records_in(reply)])
            return reply.saying(change(reply.object()))

        return changed

    return lift


def secretly(operation: str, *members: str) -> Callable[[Callable[[Json], Json]], Change]:
    """The decorated function changes the record that is posted, and the answer tells these members as they were
    given."""

    def lift(change: Callable[[Json], Json]) -> Change:
        @wraps(change)
        def changed(asked: Asked, serve: Serve) -> Reply:
            if asked.operation != operation:
                return serve(asked)
            given = asked.data
            reply = serve(asked.sending(change(given)))
            if not is_done(reply):
                return reply
            told = {name: value for name, value in reply.object().items() if name not in members}
            return reply.saying(told | {name: given[name] for name in members if name in given})

        return changed

    return lift


# -- what stands in a view of progress -------------------------------------------------------------------------------


def competencies_in(progress: Json) -> Iterator[Json]:
    """The competencies of a LearnerProgress, to be changed in their place."""
    for continuum in progress.get("continuums", ()):
        yield from continuum["competencies"]


def each_competency(change: Callable[[Json], Json]) -> Change:
    """Each competency in progress is told with the members that the decorated function says."""

    @told_of("getLearnerProgress")
    @wraps(change)
    def changed(progress: Json) -> Json:
        for part in competencies_in(progress):
            part.update(change(part))
        return progress

    return changed


def each_pathway(change: Callable[[Json], Json]) -> Change:
    """Each pathway in progress is told with the members that the decorated function says."""

    @told_of("getLearnerProgress")
    @wraps(change)
    def changed(progress: Json) -> Json:
        for part in progress["pathways"]:
            part.update(change(part))
        return progress

    return changed

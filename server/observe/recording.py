"""What the log keeps of a request. Never a secret: no body, no credentials, no values of arguments but two numbers."""

from collections.abc import Mapping, Sequence
import re

from fairmark.server.observe.provider import Asked, Told
from fairmark.validators.suites.case_consumer.observation import Visit
from fairmark.validators.suites.recording import MASK

OF_REQUEST = (
    "accept",
    "accept-encoding",
    "accept-language",
    "if-modified-since",
    "if-none-match",
    "origin",
    "range",
    "user-agent",
)
OF_ANSWER = ("content-encoding", "content-type", "etag", "link", "retry-after", "x-total-count")
NUMBERS = ("limit", "offset")
"""Arguments whose value matters."""

LONGEST = 200
"""Characters of a header or a path that are kept."""
MOST_ARGUMENTS = 12

Headers = Mapping[str, str]

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,19}(?= )")
NUMBER = re.compile(r"-?[0-9]{1,10}", re.ASCII)


def visit(
    arrival: tuple[int, float], request: Asked, path: str, told: Told, status: int, headers: Headers, answered: Headers
) -> Visit:
    """The entry of a request that came at `arrival` (number and time) and was answered with that status. Names of
    headers are in lower case."""
    names = tuple(name[:LONGEST] for name in list(request.arguments)[:MOST_ARGUMENTS])
    return Visit(
        number=arrival[0],
        at=arrival[1],
        method=request.method,
        target=_target(path, request.arguments, names),
        collection=request.collection,
        identifier=request.identifier[:LONGEST],
        arguments=names,
        status=status,
        window=told.window,
        due=told.due,
        headers={**_kept(headers, OF_REQUEST), **_credentials(headers)},
        answered=_kept(answered, OF_ANSWER),
    )


def _target(path: str, arguments: Mapping[str, Sequence[str]], names: Sequence[str]) -> str:
    shown = [f"{name}={_number(arguments[name][0]) if name in NUMBERS else '…'}" for name in names]
    return path[:LONGEST] + (f"?{'&'.join(shown)}" if shown else "")


def _number(text: str) -> str:
    return text if NUMBER.fullmatch(text) else "…"


def _kept(headers: Headers, names: Sequence[str]) -> dict[str, str]:
    return {name: value[:LONGEST] for name in names if (value := headers.get(name)) is not None}


def _credentials(headers: Headers) -> dict[str, str]:
    """That there are credentials and of which scheme, and no more."""
    given = headers.get("authorization")
    if given is None:
        return {}
    scheme = SCHEME.match(given)
    return {"authorization": f"{scheme[0]} {MASK}" if scheme else MASK}

"""The recording client: every exchange of a run, within a budget, with secrets masked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
import re
import shlex
from time import monotonic, sleep
from typing import Any

import orjson

from fairmark.validators.core.events import Exchange
from fairmark.validators.net.errors import NetError, Refused
from fairmark.validators.net.hello import Outdated
from fairmark.validators.net.messages import Headers, Request, Response
from fairmark.validators.net.url import Url
from fairmark.validators.suites.transport import Transport

SHOWN = 2_000
"""Characters of a body that a recorded exchange shows."""
MASK = "********"
SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})
SECRET_MEMBERS = re.compile(
    r'("(?:access_token|refresh_token|client_secret|registration_access_token|id_token)"\s*:\s*")[^"]+', re.ASCII
)
SECRET_PARAMETERS = re.compile(
    r"((?:^|[?&\s'\"])(?:code|code_verifier|client_secret|password|refresh_token|token|ticket|csrf)=)[^&\s\"']+",
    re.ASCII | re.IGNORECASE,
)
"""Secrets of OAuth 2.0 and of login forms: the run learns them on its way, and no exchange may show them."""
BUSY = frozenset({429, 503})
LONGEST_WAIT = 30.0
"""Seconds of a Retry-After that a run waits for at most."""
RETRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a run may cost the system under test: `requests` in all, at least `pause` seconds between two, `seconds` of
    the whole run."""

    requests: int = 400
    pause: float = 0.0
    seconds: float = 600.0


class OutOfBudget(NetError):
    """The run has used up its requests or its time: nothing more is sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a request: a response, or why there is none (`error`, a clause about the server)."""

    request: Request
    response: Response | None
    error: str = ""
    exchange: Exchange = field(default=Exchange("", "", ""), repr=False)

    @property
    def status(self) -> int:
        """The HTTP status; 0 where there is no answer."""
        return self.response.status if self.response else 0

    @property
    def body(self) -> bytes:
        return self.response.body if self.response else b""

    @property
    def seconds(self) -> float:
        return self.response.elapsed if self.response else 0.0

    def header(self, name: str) -> str | None:
        """The value of the header `name`, given in lower case."""
        return self.response.header(name) if self.response else None

    @property
    def media_type(self) -> str:
        """The media type without parameters, in lower case; "" where none is stated."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """The parsed body, None where it is not JSON (JSON `null` is None too)."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None

    def object(self) -> dict[str, Any]:
        """The parsed body where it is a JSON object, else an empty one."""
        parsed = self.json()
        return parsed if isinstance(parsed, dict) else {}

    def told(self) -> str:
        """What came back in a few words: the status, or why there is no answer."""
        return f"HTTP {self.status}" if self.response else f"no answer: {self.error}"


class Recorder:
    """Sends requests below one base URL and keeps every exchange. Honours 429 and 503 with Retry-After.

    `secrets` are texts that no exchange may show; `headers` go with every request to the base's own origin. `shown`
    makes the text of a body that an exchange shows, where that must not be the body itself.
    """

    def __init__(
        self,
        transport: Transport,
        base: Url,
        budget: Budget,
        *,
        headers: Headers = (),
        secrets: Sequence[str] = (),
        shown: Callable[[bytes], str] | None = None,
    ) -> None:
        self._body = shown or _text
        self.base = base
        self.budget = budget
        self.sent = 0
        self._transport = transport
        self._headers = headers
        self._secrets = [secret for secret in secrets if secret]
        self._started = monotonic()
        self._last = 0.0

    def authenticate(self, headers: Headers, secrets: Sequence[str]) -> None:
        """From now on send these headers too, and show these secrets in no exchange."""
        self._headers = (*self._headers, *headers)
        self._secrets += [secret for secret in secrets if secret]

    @property
    def authenticated(self) -> bool:
        """Whether the run has headers of its own, which may be credentials."""
        return bool(self._headers)

    def send(
        self,
        method: str,
        target: str,
        *,
        headers: Headers = (),
        body: bytes = b"",
        anonymous: bool = False,
        wait: bool = True,
    ) -> Answer:
        """Send a request to `target`, a path below the base that begins with a slash, or a whole URL.

        `anonymous` leaves the run's own credentials out; `wait` False takes a 429 as the answer. OutOfBudget is the one
        exception; everything else is an answer.
        """
        try:
            url = Url.parse(target) if "://" in target[:8] else Url.parse(str(self.base).rstrip("/") + target)
        except Refused as refused:
            return Answer(Request(method, self.base), None, str(refused))
        own = () if anonymous or url.origin != self.base.origin else self._headers
        accept = () if any(name == "Accept" for name, _ in headers) else (("Accept", "application/json"),)
        request = Request(method, url, (*accept, *own, *headers), body)
        answer = self._once(request)
        for _ in range(RETRIES if wait else 0):
            if answer.status not in BUSY:
                break
            self._rest(_seconds(answer.header("retry-after")))
            answer = self._once(request)
        return answer

    def speaks(self, version: Outdated) -> bool | None:
        """Whether the base's server still takes up that version of TLS or SSL; None where there is no TLS to look at.
        Raises NetError, OutOfBudget among them."""
        self._check_budget()
        self.sent += 1
        return self._transport.speaks(self.base.origin, version)

    def _once(self, request: Request) -> Answer:
        self._check_budget()
        self._rest(self._last + self.budget.pause - monotonic())
        self.sent += 1
        response, error = None, ""
        try:
            response = self._transport.send(request)
        except NetError as problem:
            error = str(problem)
        except ValueError:
            error = "HTTP cannot express the request"
        self._last = monotonic()
        return Answer(request, response, error, self._recorded(request, response, error))

    def _check_budget(self) -> None:
        if self.sent >= self.budget.requests:
            raise OutOfBudget(f"the run's budget of {self.budget.requests} requests is used up")
        if monotonic() - self._started > self.budget.seconds:
            raise OutOfBudget(f"the run's budget of {self.budget.seconds:g} s is used up")

    def _rest(self, seconds: float) -> None:
        if seconds > 0:
            sleep(min(seconds, LONGEST_WAIT))

    # -- what is kept ------------------------------------------------------------------------------------------------

    def _recorded(self, request: Request, response: Response | None, error: str) -> Exchange:
        lines = [f"{request.method} {request.url.target} HTTP/1.1", f"Host: {request.url.origin.authority}"]
        lines += [f"{name}: {_shown(name, value)}" for name, value in request.headers]
        asked = "\n".join(lines) + (f"\n\n{self._body(request.body)}" if request.body else "")
        line = self._masked(curl(request, self._body))
        if response is None:
            return Exchange(
                self._masked(asked), self._masked(f"(no answer: {error})"), self._masked(curl(request, self._body))
            )
        lines = [f"HTTP/{response.http_version} {response.status}"]
        lines += [f"{name}: {_shown(name, value)}" for name, value in response.headers]
        told = "\n".join(lines) + (f"\n\n{self._body(response.body)}" if response.body else "")
        return Exchange(self._masked(asked), self._masked(told), line)

    def _masked(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return SECRET_PARAMETERS.sub(rf"\g<1>{MASK}", SECRET_MEMBERS.sub(rf"\g<1>{MASK}", text))


def curl(request: Request, shown: Callable[[bytes], str] | None = None) -> str:
    """A shell line that repeats the request, secrets masked."""
    parts = ["curl", "--include"]
    if request.method == "HEAD":
        parts = ["curl", "--head"]
    elif request.method != "GET":
        parts += ["--request", request.method]
    for name, value in request.headers:
        parts += ["--header", f"{name}: {_shown(name, value)}"]
    if request.body:
        parts += ["--data-binary", (shown or _text)(request.body)]
    return shlex.join([*parts, str(request.url)])


def _shown(name: str, value: str) -> str:
    return MASK if name.lower() in SECRET_HEADERS else value


def _text(body: bytes) -> str:
    text = body[: SHOWN * 4].decode("utf-8", "replace")
    return text if len(text) <= SHOWN and len(body) <= SHOWN * 4 else f"{text[:SHOWN]}\n… ({len(body):,} bytes in all)"


def _seconds(retry_after: str | None) -> float:
    """How long to wait; one second where the header says nothing that can be read."""
    return float(retry_after) if retry_after and retry_after.strip().isdecimal() else 1.0

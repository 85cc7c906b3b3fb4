"""What a run knows of the service under test: its description, the client that it registered, its tokens, answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode

from fairmark.validators.core.profile import Profile
from fairmark.validators.net.messages import Headers
from fairmark.validators.net.url import Url
from fairmark.validators.suites.access import Token
from fairmark.validators.suites.credentials.authorization import (
    Client,
    Consent,
    client_of,
    consent,
    register,
    registration,
    spend,
)
from fairmark.validators.suites.credentials.bodies import credentials_in
from fairmark.validators.suites.credentials.description import Description, described
from fairmark.validators.suites.credentials.operations import DISCOVERY, LIST, OPERATIONS, SCOPES, Operation
from fairmark.validators.suites.login import Login, NoLogin
from fairmark.validators.suites.recording import Answer, Recorder

PAGE = 50
MOST_PAGES = 200

T = TypeVar("T")


class NoAccess(Exception):
    """Why the run came by no token. The text is a sentence; `answer` proves it."""

    def __init__(self, sentence: str, answer: Answer | None = None) -> None:
        super().__init__(sentence)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Grant:
    """What the run was given: tokens, the scopes that go with them, and how it came by them."""

    token: Token
    consent: Consent
    answer: Answer
    refresh: str = field(default="", repr=False)


@dataclass
class Session:
    """One run against one service. `login` gets past its login, None where nobody is there to do it.

    Answers to plain GETs are kept, so that checks may ask for the same thing as often as they like.
    """

    recorder: Recorder
    profile: Profile
    login: Login | None = None

    def __post_init__(self) -> None:
        self.grant: Grant | None = None
        """What the run works with, None where the user gave a token."""
        self._answers: dict[str, Answer] = {}
        self._made: dict[Callable[[Session], Any], Any] = {}

    @property
    def base(self) -> Url:
        """The base URL of the service, such as https://host.example/ims/ob/v3p0."""
        return self.recorder.base

    # -- the service's word, and access ------------------------------------------------------------------------------

    @cached_property
    def discovery(self) -> Answer:
        """The answer to the one operation that needs no token."""
        return self.recorder.send("GET", DISCOVERY.path, anonymous=True)

    @cached_property
    def description(self) -> Description:
        return described(self.discovery)

    def scope(self, operation: Operation) -> str:
        """The whole scope that an operation needs."""
        return SCOPES[self.profile.standard] + operation.scope

    @cached_property
    def scopes(self) -> list[str]:
        """The scopes to ask for: those of the operations, as far as the service offers them, and offline_access."""
        wanted = [*(self.scope(one) for one in OPERATIONS if one.scope), "offline_access"]
        offered = self.description.scopes
        return [scope for scope in wanted if scope in offered] or wanted[:1]

    @cached_property
    def registered(self) -> Answer:
        """The answer to the registration of the run's own client."""
        return register(self.recorder, self.description, registration(self.scopes))

    @cached_property
    def client(self) -> Client:
        """The run's own client; NoAccess where it cannot be registered."""
        if not self.description.register:
            raise NoAccess("The discovery document names no registration address.", self.discovery)
        client = client_of(self.registered)
        if client is None:
            raise NoAccess(f"No client can be registered ({self.registered.told()}).", self.registered)
        return client

    def consent(self, client: Client | None = None, scopes: list[str] | None = None, **changed: str | None) -> Consent:
        """Another consent of the person, for the run's own client unless another is given; NoAccess without one."""
        if self.login is None:
            raise NoAccess("Nobody is there to sign in: give --login-form, or run it at a terminal.")
        try:
            return consent(
                self.recorder, self.description, client or self.client, scopes or self.scopes, self.login, **changed
            )
        except NoLogin as why:
            raise NoAccess(f"The service gives no consent: {why}.") from None

    def granted(self, scopes: list[str] | None = None) -> Grant:
        """New tokens for these scopes, by registration, consent and code; NoAccess where that does not work."""
        wanted = scopes or self.scopes
        given = self.consent(scopes=wanted)
        if not given.code:
            raise NoAccess("The browser comes back to the client without a code.")
        answer = spend(self.recorder, self.description, self.client, given, wanted)
        told = answer.object()
        value, refresh = told.get("access_token"), told.get("refresh_token")
        if answer.status != 200 or not isinstance(value, str):
            raise NoAccess(f"The code is exchanged for no token ({answer.told()}).", answer)
        scope = told.get("scope")
        token = Token(value, scope if isinstance(scope, str) else "")
        return Grant(token, given, answer, refresh if isinstance(refresh, str) else "")

    # -- asking ------------------------------------------------------------------------------------------------------

    def get(self, operation: Operation, **query: str | int) -> Answer:
        """The answer of an operation with the run's own token, asked once. `query` are its query arguments."""
        target = operation.path + (f"?{urlencode(query)}" if query else "")
        return self.fetch(target)

    def fetch(self, target: str) -> Answer:
        """The answer to a plain GET of a path below the base, or of a whole URL; asked once."""
        if target not in self._answers:
            self._answers[target] = self.recorder.send("GET", target)
        return self._answers[target]

    def ask(self, method: str, target: str, headers: Headers = (), body: bytes = b"", **how: bool) -> Answer:
        """The answer to any other request, asked anew each time. `how` as in `Recorder.send`."""
        return self.recorder.send(method, target, headers=headers, body=body, **how)

    def as_stranger(self, operation: Operation, token: str = "") -> Answer:
        """What an operation gives without the run's own token, with another one where that is given."""
        headers = (("Authorization", f"Bearer {token}"),) if token else ()
        return self.recorder.send(operation.method, operation.path, headers=headers, anonymous=True)

    def once(self, make: Callable[["Session"], T]) -> T:
        """What `make` makes of this run, made at the first call: what several checks share."""
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    def walk(self) -> list[Answer]:
        """The list of credentials, walked anew by limit and offset until a page brings no more."""
        found: list[Answer] = []
        offset = 0
        for _ in range(MOST_PAGES):
            page = self.ask("GET", f"{LIST.path}?limit={PAGE}&offset={offset}")
            found.append(page)
            count = len(credentials_in(page))
            if page.status != 200 or count == 0:
                break
            offset += count
            total = page.header("x-total-count") or ""
            if count < PAGE and not (total.isdecimal() and int(total) > offset):
                break
        return found

    @cached_property
    def pages(self) -> list[Answer]:
        """The list of credentials as it was at the beginning of the run."""
        return self.walk()

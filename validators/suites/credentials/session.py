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
from fairmark.validators.suites.credentials.bodies import credentials_in, text_of
from fairmark.validators.suites.credentials.description import Description, described
from fairmark.validators.suites.credentials.operations import DISCOVERY, LIST, OPERATIONS, SCOPES, Operation
from fairmark.validators.suites.link_header import Malformed, links
from fairmark.validators.suites.login import Login, NoLogin
from fairmark.validators.suites.recording import Answer, Recorder

PAGE = 50
MOST_PAGES = 200

T = TypeVar("T")


class NoAccess(Exception):
    """Why the run came by no token, or has none for this. The text is a sentence; `answer` proves it. `is_judged` where
    a check says the same of the service: then it does not keep the other checks from being tried."""

    def __init__(self, sentence: str, answer: Answer | None = None, *, is_judged: bool = False) -> None:
        super().__init__(sentence)
        self.answer = answer
        self.is_judged = is_judged


@dataclass(frozen=True, slots=True)
class Grant:
    """What the run was given: tokens, how it came by them, and the scopes that it had asked for."""

    token: Token
    consent: Consent
    answer: Answer
    asked: tuple[str, ...] = ()
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
        self.closed: NoAccess | None = None
        """Why the run has no token at all, None where it has one."""
        self.consents: list[Consent] = []
        """Every redirect back to the client that the run has seen."""
        self.exchanges: list[Answer] = []
        """What every code came to that was spent as it should be."""
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
        if lacking := self.description.lacking:
            sentence = f"The discovery document names no {', '.join(lacking)}."
            raise NoAccess(sentence, self.discovery, is_judged=True)
        client = client_of(self.registered)
        if client is None:
            sentence = f"No client can be registered ({self.registered.told()})."
            raise NoAccess(sentence, self.registered, is_judged=True)
        return client

    def consent(self, client: Client | None = None, scopes: list[str] | None = None, **changed: str | None) -> Consent:
        """Another consent of the person, for the run's own client unless another is given; NoAccess without one."""
        self._enter()
        if self.login is None:
            raise NoAccess("Nobody is there to sign in: give --login-form, or run it at a terminal.")
        client, scopes = client or self.client, scopes or self.scopes
        try:
            given = consent(self.recorder, self.description, client, scopes, self.login, **changed)
        except NoLogin as why:
            raise NoAccess(f"The service gives no consent: {why}.") from None
        self.consents.append(given)
        return given

    def granted(self, scopes: list[str] | None = None) -> Grant:
        """New tokens for these scopes, by registration, consent and code; NoAccess where that does not work."""
        wanted = scopes or self.scopes
        return self.exchanged(self.consent(scopes=wanted), wanted)

    def exchanged(self, given: Consent, scopes: list[str], client: Client | None = None) -> Grant:
        """The tokens for the code of a consent that the client was given; NoAccess where there are none."""
        if not given.code:
            raise NoAccess("The browser comes back to the client without a code.")
        answer = spend(self.recorder, self.description, client or self.client, given, scopes)
        self.exchanges.append(answer)
        told = answer.object()
        value, refresh = told.get("access_token"), told.get("refresh_token")
        if answer.status != 200 or not isinstance(value, str):
            sentence = f"The code is exchanged for no token ({answer.told()})."
            raise NoAccess(sentence, answer, is_judged=True)
        scope = told.get("scope")
        token = Token(value, scope if isinstance(scope, str) else "")
        return Grant(token, given, answer, tuple(scopes), refresh if isinstance(refresh, str) else "")

    # -- asking ------------------------------------------------------------------------------------------------------

    def get(self, operation: Operation, **query: str | int) -> Answer:
        """The answer of an operation with the run's own token, asked once. `query` are its query arguments."""
        target = operation.path + (f"?{urlencode(query)}" if query else "")
        return self.fetch(target)

    def fetch(self, target: str) -> Answer:
        """The answer to a plain GET of a path below the base, or of a whole URL; asked once."""
        self._enter()
        if target not in self._answers:
            self._answers[target] = self.recorder.send("GET", target)
        return self._answers[target]

    def ask(self, method: str, target: str, headers: Headers = (), body: bytes = b"", **how: bool) -> Answer:
        """The answer to any other request, asked anew each time. `how` as in `Recorder.send`."""
        self._enter()
        return self.recorder.send(method, target, headers=headers, body=body, **how)

    def _enter(self) -> None:
        """NoAccess where the run has no token to ask with."""
        if self.closed:
            raise self.closed

    def as_stranger(self, operation: Operation, token: str = "", body: bytes = b"") -> Answer:
        """What an operation gives without the run's own token, with another one where that is given. `body` is JSON."""
        headers: Headers = (("Authorization", f"Bearer {token}"),) if token else ()
        if body:
            headers = (*headers, ("Content-Type", "application/json"))
        return self.recorder.send(operation.method, operation.path, headers=headers, body=body, anonymous=True)

    def once(self, make: Callable[["Session"], T]) -> T:
        """What `make` makes of this run, made at the first call: what several checks share. What it has no access to
        stays so, lest the person is asked for it again and again."""
        if make not in self._made:
            try:
                self._made[make] = make(self)
            except NoAccess as why:
                self._made[make] = why
        found = self._made[make]
        if isinstance(found, NoAccess):
            raise found
        made: T = found
        return made

    def walk(self, **query: str) -> list[Answer]:
        """The list of credentials, or what `query` picks out of it, walked anew by limit and offset until a page brings
        nothing new. A service may put fewer on a page than are asked for: more follow where the page is full, or its
        headers say so."""
        found: list[Answer] = []
        seen: set[str] = set()
        offset = 0
        for _ in range(MOST_PAGES):
            page = self.ask("GET", f"{LIST.path}?{urlencode({'limit': PAGE, 'offset': offset, **query})}")
            found.append(page)
            brought = [text_of(one) for one in credentials_in(page)]
            offset += len(brought)
            is_more = len(brought) >= PAGE or _promises_more(page, offset)
            if page.status != 200 or not is_more or seen.issuperset(brought):
                break
            seen.update(brought)
        return found


def _promises_more(page: Answer, offset: int) -> bool:
    """Whether the headers of a page say that the list goes on after number `offset`."""
    total = page.header("x-total-count") or ""
    if total.isdecimal():
        return int(total) > offset
    try:
        return "next" in links(page.header("link") or "")
    except Malformed:
        return False

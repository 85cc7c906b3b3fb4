"""Runs of a suite that pages have asked for: one at a time, a few waiting, the latest ones kept in memory."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
import logging
import secrets
from threading import Lock, Thread

from fairmark.server.http import Refusal
from fairmark.server.serving.logs import note
from fairmark.validators.core.events import Checked, Event
from fairmark.validators.core.profile import Profile
from fairmark.validators.core.report import Report
from fairmark.validators.families import load_rules
from fairmark.validators.net.client import Client
from fairmark.validators.net.hello import Outdated
from fairmark.validators.net.limits import Limits
from fairmark.validators.net.messages import Request, Response
from fairmark.validators.net.policy import AddressPolicy
from fairmark.validators.net.trust import trusting
from fairmark.validators.net.url import Origin, Url
from fairmark.validators.suites.access import Access, Token
from fairmark.validators.suites.recording import Budget
from fairmark.validators.suites.run import SuiteOptions, run_suite
from fairmark.validators.suites.transport import Network, Transport

LOG = logging.getLogger("fairmark.server")

KEPT = 10
"""Runs that are kept, the latest ones. A report with its exchanges takes a few megabytes."""
UNFINISHED = 4
"""Runs that are under way or wait for it."""
BUDGET = Budget(requests=400, seconds=300)
LIMITS = Limits(total=60, body_bytes=64 << 20)


@dataclass
class Run:
    """One run. `checks` grows while it is under way; `report` comes at the end, unless it has `failed`. A `private` run
    was given a token, so it may show what is not for everybody: only who has its address finds it."""

    id: str
    url: Url
    profile: Profile
    private: bool
    asked_at: datetime
    checks: list[Checked] = field(default_factory=list)
    report: Report | None = None
    failed: bool = False
    begun: bool = False
    cancelled: bool = False

    @property
    def over(self) -> bool:
        return self.failed or self.report is not None

    @property
    def state(self) -> str:
        """How it stands, in a word."""
        if self.over:
            return "failed" if self.failed else "finished"
        return "waiting" if not self.begun else "cancelled" if self.cancelled else "running"

    def told(self, event: Event) -> None:
        """Take an event of the suite."""
        if isinstance(event, Checked):
            self.checks.append(event)


@contextmanager
def network(url: Url) -> Iterator[Transport]:
    """The network, for a system whose address the operator has allowed, wherever it lies."""
    with Client(AddressPolicy(typed=frozenset([url.origin])), LIMITS, tls=trusting()) as client:
        yield Network(client)


class Runs:
    """The runs of this process. Safe to use from several threads. `reach` gives what a run reaches its system by."""

    def __init__(self, reach: Callable[[Url], AbstractContextManager[Transport]] = network) -> None:
        self._reach = reach
        self._lock = Lock()
        self._turn = Lock()
        self._runs: dict[str, Run] = {}

    def begin(self, url: Url, profile: Profile, token: str) -> Run:
        """Begin a run in a thread of its own; a Refusal where too many wait already. The token is used for this run and
        not kept."""
        run = Run(secrets.token_urlsafe(9), url, profile, bool(token), datetime.now(UTC))
        with self._lock:
            if sum(not one.over for one in self._runs.values()) >= UNFINISHED:
                later = {"Retry-After": "60"}
                raise Refusal(503, "busy", "Other systems are being checked. Try again in a minute.", headers=later)
            self._runs[run.id] = run
            for old in [one for one in self._runs.values() if one.over][: max(len(self._runs) - KEPT, 0)]:
                del self._runs[old.id]
        Thread(target=self._do, args=(run, token), name=f"check {run.id}", daemon=True).start()
        return run

    def get(self, id: str) -> Run:
        """The run of that id; a Refusal where there is none."""
        with self._lock:
            if id not in self._runs:
                raise Refusal(404, "unknown", "There is no such run, or it has been forgotten.")
            return self._runs[id]

    def listed(self) -> Sequence[Run]:
        """Those that everybody may see, the latest first."""
        with self._lock:
            return [run for run in reversed(self._runs.values()) if not run.private]

    def _do(self, run: Run, token: str) -> None:
        with self._turn:
            run.begun = True
            try:
                load_rules()
                with self._reach(run.url) as transport:
                    stoppable = Stoppable(transport, run)
                    run.report = run_suite(str(run.url), run.profile, stoppable, _options(token), [run.told])
            except Exception as error:  # whatever it is, the page must say that nothing more comes
                note(LOG, logging.ERROR, "check failed", error=type(error).__name__)
                run.failed = True


class Stoppable:
    """A transport that the page can stop: the suite takes it for the interrupt that a person sends from a keyboard."""

    def __init__(self, transport: Transport, run: Run) -> None:
        self._transport = transport
        self._run = run

    def send(self, request: Request) -> Response:
        self._look()
        return self._transport.send(request)

    def speaks(self, origin: Origin, version: Outdated) -> bool | None:
        self._look()
        return self._transport.speaks(origin, version)

    def _look(self) -> None:
        if self._run.cancelled:
            raise KeyboardInterrupt


def _options(token: str) -> SuiteOptions:
    if not token:
        return SuiteOptions(budget=BUDGET)
    headers = (("Authorization", f"Bearer {token}"),)
    return SuiteOptions(budget=BUDGET, headers=headers, secrets=(token,), access=Access(Token(token)))

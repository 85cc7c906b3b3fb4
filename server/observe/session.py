"""Sessions, each with a base URL, a log and an end of its own: in memory, bounded in number, size and time."""

from collections.abc import Callable
from dataclasses import dataclass, field
import math
import secrets
from threading import Lock
import time

from fairmark.server.case.edition import Edition
from fairmark.server.http import Refusal
from fairmark.server.observe.course import course_of
from fairmark.server.observe.frameworks import MARK, PLACE
from fairmark.validators.suites.case_consumer.observation import Observation, Situation, Visit

PATH = "/observe"

MOST = 20
"""Sessions at a time."""
LOGGED = 5_000
"""Requests that a session keeps. Later ones are answered, but not looked at."""
SILENCE = 60.0
"""Seconds of silence after which a consumer counts as having finished."""
KEPT = 7_200.0
"""Seconds that a session is kept without a request."""
WAIT = 2
"""Seconds that a client is told to wait by 429."""

Clock = Callable[[], float]


@dataclass
class Session:
    """One session. `clock` tells seconds that only go forward, `wall` those of the calendar."""

    id: str
    edition: Edition
    clock: Clock
    wall: Clock
    mark: str = field(default_factory=lambda: secrets.token_hex(4))
    ended: bool = False

    def __post_init__(self) -> None:
        self._began = self.clock()
        self._last = 0.0
        self._visits: list[Visit] = []
        self._arrived = 0
        self._due: dict[Situation, float] = {}
        self._lock = Lock()

    # -- where it is ---------------------------------------------------------------------------------------------------

    def root(self, site: str) -> str:
        """What stands before /ims/case in the addresses of this session, on the server at `site`."""
        return f"{site}{PATH}/{self.id}"

    def base(self, site: str) -> str:
        """The base URL of the API that the consumer is pointed at."""
        return self.root(site) + self.edition.base

    def own(self, shared: bytes, site: str) -> bytes:
        """JSON that all sessions share, with the addresses and identifiers of this one."""
        return shared.replace(PLACE.encode(), self.base(site).encode()).replace(MARK.encode(), self.mark.encode())

    def shared(self, identifier: str) -> str:
        """An identifier of this session as all sessions share it; any other as it is."""
        size = len(MARK)
        return MARK + identifier[size:] if identifier[:size].lower() == self.mark else identifier

    # -- what happens --------------------------------------------------------------------------------------------------

    def now(self) -> float:
        """Seconds since the session began."""
        return self.clock() - self._began

    def due(self, situation: Situation) -> float:
        """When a client that asks for that package may come back, settled when it is asked for first. For a date it is
        a whole second of the calendar."""
        with self._lock:
            if situation not in self._due:
                wait = self.now() + WAIT
                if situation is Situation.BUSY_UNTIL:
                    moment = self.date(wait)
                    wait += math.ceil(moment) - moment
                self._due[situation] = wait
            return self._due[situation]

    def date(self, at: float) -> float:
        """The moment `at`, seconds since the session began, as seconds of the calendar."""
        return self.wall() + at - self.now()

    def arrive(self) -> tuple[int, float]:
        """The number of a request that comes in now, counted from 1, and the time."""
        with self._lock:
            self._last = self.now()
            self._arrived += 1
            return self._arrived, self._last

    def log(self, visit: Visit) -> None:
        """Keep a request that has been answered."""
        if visit.number <= LOGGED:
            with self._lock:
                self._visits.append(visit)

    @property
    def quiet(self) -> float:
        """Seconds since the last request, or since the beginning."""
        return self.now() - self._last

    @property
    def over(self) -> bool:
        """Whether what the consumer has left undone counts: a user has ended the session, or nothing comes any more."""
        return self.ended or (self._arrived > 0 and self.quiet > SILENCE)

    def observation(self, site: str) -> Observation:
        """What is known by now."""
        with self._lock:
            visits, complete = tuple(sorted(self._visits, key=lambda one: one.number)), self._arrived <= LOGGED
        offer = course_of(self.edition.version).offer
        return Observation(self.base(site), self.edition.version, offer, visits, self.over, complete)


class Sessions:
    """The sessions of this process. Safe to use from several threads."""

    def __init__(self, clock: Clock = time.monotonic, wall: Clock = time.time) -> None:
        self._clock = clock
        self._wall = wall
        self._lock = Lock()
        self._open: dict[str, Session] = {}

    def begin(self, edition: Edition) -> Session:
        """A new session; a Refusal where there are too many that are still in use."""
        with self._lock:
            self._forget_old()
            if len(self._open) >= MOST:
                ended = min((s for s in self._open.values() if s.over), key=lambda s: -s.quiet, default=None)
                if ended is None:
                    raise Refusal(503, "busy", "Too many sessions are open. Try again later.", headers=LATER)
                del self._open[ended.id]
            session = Session(secrets.token_urlsafe(12), edition, self._clock, self._wall)
            self._open[session.id] = session
        return session

    def get(self, id: str) -> Session:
        """The session of that id; a Refusal where there is none."""
        with self._lock:
            self._forget_old()
            if id not in self._open:
                raise Refusal(404, "unknown", "There is no such session, or it has been forgotten.")
            return self._open[id]

    def _forget_old(self) -> None:
        for session in [one for one in self._open.values() if one.quiet > KEPT]:
            del self._open[session.id]


LATER = {"Retry-After": "60"}

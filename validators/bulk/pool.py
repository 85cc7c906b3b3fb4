"""A pool of processes on this machine, started anew rather than forked, as Windows has it.

Each process belongs to a thread, which hands it one piece of work after the other and waits. So it is known which one
a process has died of, and nothing else has to be done again.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
import os
import signal
import threading
from typing import NamedTuple

from fairmark.validators.bulk.engine import Done, Lost
from fairmark.validators.bulk.shared import Arena, Lent
from fairmark.validators.readers.tables.store import Keep

ATTEMPTS = 2
AHEAD = 3
"""Pieces of work that are under way or done, for each process, before the first of them is taken over."""


class Pool:
    """`jobs` processes; each is started when there is something for it to do. What columns hold is kept in memory that
    all of them see."""

    def __init__(self, jobs: int) -> None:
        self._arena = Arena()
        self.keep: Keep | None = self._arena.keep
        self.width = AHEAD * jobs
        self._threads = ThreadPoolExecutor(jobs)
        self._own = threading.local()
        self._workers: set[_Worker] = set()
        self._closed = False
        self._lock = threading.Lock()

    def submit(self, work: Callable[..., Done], *given: object) -> Callable[[], Done]:
        return self._threads.submit(self._do, work, *given).result

    def lend(self, made: Callable[[], bytes]) -> Lent | None:
        return self._arena.lend(made()) if self._arena.has_room else None

    def let_go(self) -> None:
        self._arena.close()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            workers = list(self._workers)
        for worker in workers:
            worker.stop()
        self._threads.shutdown(cancel_futures=True)
        self._arena.close()

    def _do(self, work: Callable[..., Done], *given: object) -> Done:
        for _ in range(ATTEMPTS):
            worker = self._worker()
            try:
                return worker.do(work, *given)
            except (EOFError, OSError):
                self._own.worker = None
                worker.stop()
        raise Lost("the process that did it ended twice")

    def _worker(self) -> "_Worker":
        """The process of this thread."""
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            with self._lock:
                if self._closed:
                    raise Lost("it was stopped")
                worker = self._own.worker = _Worker()
                self._workers.add(worker)
        return worker


class _Worker:
    """A process, seen from here."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()  # so that the end of the process is the end of the connection

    def do(self, work: Callable[..., Done], *given: object) -> Done:
        """What comes of the work. EOFError or OSError where the process has ended; Lost where it failed."""
        self._connection.send((work, given))
        answer: _Failed | Done = self._connection.recv()
        if isinstance(answer, _Failed):
            raise Lost(answer.why)
        return answer

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.join()
        with suppress(OSError):
            self._connection.close()


class _Failed(NamedTuple):
    """The work raised: a fault of the tool."""

    why: str


def _work(connection: Connection) -> None:
    """What the process does: one piece of work after the other, until its parent ends or closes the connection."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and stops this process
    while True:
        try:
            work, given = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer = work(*given)
        except MemoryError:
            os._exit(1)  # as the system would have ended it a moment later
        except Exception as error:  # it is told, and the rest of the work is done
            answer = _Failed(type(error).__name__)
        try:
            connection.send(answer)
        except OSError:
            return

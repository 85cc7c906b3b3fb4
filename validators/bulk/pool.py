"""A pool of processes on this machine, started anew rather than forked, as Windows has it.

Each process belongs to a thread, which hands it one chunk after the other and waits. So it is known which chunk a
process has died of, and nothing else has to be done again.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
import os
import signal
import threading

from fairmark.validators.bulk.chunk import Chunk, Result, judge_chunk
from fairmark.validators.bulk.engine import Lost

ATTEMPTS = 2
AHEAD = 3
"""Chunks that are at work or done, for each process, before the first of them is taken over."""


class Pool:
    """`jobs` processes; each is started when there is something for it to do."""

    def __init__(self, jobs: int) -> None:
        self.width = AHEAD * jobs
        self._threads = ThreadPoolExecutor(jobs)
        self._own = threading.local()
        self._workers: set[_Worker] = set()
        self._closed = False
        self._lock = threading.Lock()

    def submit(self, chunk: Chunk, options: bytes) -> Callable[[], Result]:
        return self._threads.submit(self._judge, chunk, options).result

    def close(self) -> None:
        with self._lock:
            self._closed = True
            workers = list(self._workers)
        for worker in workers:
            worker.stop()
        self._threads.shutdown(cancel_futures=True)

    def _judge(self, chunk: Chunk, options: bytes) -> Result:
        for _ in range(ATTEMPTS):
            worker = self._worker()
            try:
                return worker.judge(chunk, options)
            except (EOFError, OSError):
                self._own.worker = None
                worker.stop()
        raise Lost("the process that judged it ended twice")

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

    def judge(self, chunk: Chunk, options: bytes) -> Result:
        """The result of a chunk. EOFError or OSError where the process has ended; Lost where it failed."""
        self._connection.send((chunk, options))
        answer: Result | str = self._connection.recv()
        if isinstance(answer, str):
            raise Lost(answer)
        return answer

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.join()
        with suppress(OSError):
            self._connection.close()


def _work(connection: Connection) -> None:
    """What the process does: one chunk after the other, until its parent ends or closes the connection."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and stops this process
    while True:
        try:
            chunk, options = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer: Result | str = judge_chunk(chunk, options)
        except MemoryError:
            os._exit(1)  # as the system would have ended it a moment later
        except Exception as error:  # a fault of the tool: it is told, and the other chunks are judged
            answer = type(error).__name__
        try:
            connection.send(answer)
        except OSError:
            return

"""Serve with waitress: one process, several threads, on every system."""

from collections.abc import Callable
import logging
import signal
from socket import socket
import sys
from time import monotonic
from types import FrameType
from typing import Any

from waitress import create_server, wasyncore  # type: ignore[import-untyped]  # waitress has no types

from fairmark.server.serving.logs import note
from fairmark.server.settings import Settings

LOG = logging.getLogger("fairmark.server")

CONNECTIONS = 500
"""Connections that are open at once; more wait to be accepted."""

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]
"""What tells the server to stop; Windows lacks some."""


class Stop:
    """Counts how often the process was told to stop, from now on. `wake` is called each time."""

    def __init__(self, wake: Callable[[], object]) -> None:
        self.times = 0
        self._wake = wake
        for number in SIGNALS:
            signal.signal(number, self._told)

    def _told(self, _number: int, _frame: FrameType | None) -> None:
        self.times += 1
        self._wake()


def run(application: Any, listener: socket, settings: Settings) -> None:
    """Serve until told to stop; then finish the requests that run, within settings.stop_seconds.

    Told a second time, it stops at once. Must run in the main thread, which alone may handle signals.
    """
    # It warns of every request that waits for a thread, which under load are all of them.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    channels: dict[int, Any] = {}
    server = create_server(
        application,
        map=channels,
        sockets=[listener],
        threads=settings.threads,
        ident=None,
        connection_limit=CONNECTIONS,
        # The application says in good form that a body is too large; this hangs up where one is much too large.
        max_request_body_size=2 * settings.upload_bytes,
        # Whether to believe them is decided by the application, from settings.trusted_proxies.
        clear_untrusted_proxy_headers=False,
    )
    stop = Stop(server.pull_trigger)
    while not stop.times:
        _turn(channels)
    note(LOG, logging.INFO, "stopping", seconds=settings.stop_seconds)
    server.del_channel()  # no more connections; those that are open go on
    listener.close()
    deadline = monotonic() + settings.stop_seconds
    while (running := _hang_up_idle(server)) and monotonic() < deadline and stop.times == 1:
        _turn(channels, seconds=0.1)
    if running:
        note(LOG, logging.WARNING, "cut off", requests=running)
    server.task_dispatcher.shutdown(timeout=1)
    wasyncore.close_all(channels, ignore_all=True)


def _turn(channels: dict[int, Any], seconds: float = 1) -> None:
    """Wait for the network for so long at most, and do what it asks for."""
    wasyncore.loop(timeout=seconds, use_poll=sys.platform != "win32", map=channels, count=1)


def _hang_up_idle(server: Any) -> int:
    """Close the connections on which nothing is under way; how many there are besides."""
    running = 0
    for channel in list(server.active_channels.values()):
        if channel.requests or channel.request is not None or channel.total_outbufs_len:
            running += 1
        else:
            channel.will_close = True
    return running
